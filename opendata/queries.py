"""What an address asks of the data: which records, in which order, which page of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer

from directory.filters.fields import Choice
from directory.filters.filterset import (
    PageFilter,
    Problem,
    RecordFilter,
    SiteFilter,
    SiteRecordFilter,
    StrictFilter,
    no_such_page,
)
from directory.filters.parameters import Parameter
from directory.query_params import get_or_404
from editions.current import edition_cache, records
from opendata.resources import RESOURCES, Resource


class Refused(Exception):  # the word that RFC 9457's readers know
    """The address cannot be answered, and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Selection:
    """The records that an address asks for."""

    resource: Resource
    filters: StrictFilter
    records: list[Any]
    """Those of this page, or all, in order."""
    count: int
    """How many there are on all pages."""
    page: int
    pages: int
    whole: bool
    """Whether all of them are given at once."""

    @property
    def documents_only(self) -> bool:
        return self.filters.documents_only

    def rows(self, edition: int | None, *, in_detail: bool = False) -> Iterator[dict[str, Any]]:
        """The records, serialized."""
        return self.resource.as_data(
            self.records, edition=edition, documents_only=self.documents_only, in_detail=in_detail
        )

    def pieces(self, edition: int | None) -> list[bytes]:
        """The records as JSON. Each is written once per edition."""
        cache, only = edition_cache(), self.documents_only

        def write(record: Any) -> bytes:
            (data,) = self.resource.as_data([record], edition=edition, documents_only=only)
            content: bytes = JSONRenderer().render(data)
            return content

        return [
            cache.get_or_set(("json", self.resource.name, record.pk, only, edition), partial(write, record))
            for record in self.records
        ]

    def keys(self) -> list[str]:
        """The keys of the records."""
        return [getattr(record, self.resource.key) for record in self.records]


def without_view(filters: type[SiteFilter]) -> type[SiteFilter]:
    """The same filters where nothing is drawn, and so no view is asked for."""
    order = tuple(name for name in filters.ORDER if name != "view")
    return type(f"{filters.__name__}OfData", (filters,), {"view": None, "ORDER": order})


OF_DATA = {
    resource.filters: without_view(resource.filters) for resource in RESOURCES.values() if resource.filters
}


def select(resource: Resource, query: QueryDict, *, paged: bool) -> Selection:
    """The records of a resource that a query asks for. Raises Refused, never answers another question.

    `paged` gives a page in any case, as the API does; a file has all records unless a page is asked for.
    """
    kind: type[StrictFilter] = resource.filters or PageFilter
    filters = OF_DATA.get(kind, kind)(query) if paged else kind(query)
    if filters.problems:
        raise Refused(filters.problems)
    found = filters.sites() if isinstance(filters, SiteFilter) else resource.everything()
    page, pages = turned(filters, len(found))
    whole = not paged and not filters.given("page") and not filters.given("page_size")
    size = filters.value("page_size")
    shown = found if whole else found[(page - 1) * size : page * size]
    return Selection(resource, filters, shown, len(found), page, pages, whole)


def turned(filters: StrictFilter, count: int) -> tuple[int, int]:
    """The page that is asked for, and how many there are. Raises Refused for one beyond the last."""
    page, pages = filters.value("page"), max(1, math.ceil(count / filters.value("page_size")))
    if page > pages:
        raise Refused([no_such_page(page, pages)])
    return page, pages


@dataclass(frozen=True)
class Single:
    """The one record that an address asks for."""

    resource: Resource
    filters: StrictFilter
    record: Any

    def data(self, edition: int | None, *, in_detail: bool = True) -> dict[str, Any]:
        """The record, serialized, with its citations unless a row of a list is wanted."""
        only = self.filters.documents_only
        rows = self.resource.as_data([self.record], edition=edition, documents_only=only, in_detail=in_detail)
        return next(rows)


def single(resource: Resource, key: str, query: QueryDict) -> Single:
    """A record by its key. Raises Refused, Http404."""
    filters = (SiteRecordFilter if resource.filters else RecordFilter)(query)
    if filters.problems:
        raise Refused(filters.problems)
    return Single(resource, filters, get_or_404(resource.model, **{resource.key: key}))


class SiteParameter(Parameter):
    """A factory or an antenna, by its address name."""

    def choices(self, filters: Any) -> list[Choice]:
        models = [resource.model for resource in RESOURCES.values() if resource.filters]
        return [Choice(site.slug, site.name) for model in models for site in records().all(model)]


class ChangeFilter(PageFilter):
    """What a list of changes may be asked."""

    ORDER: ClassVar[tuple[str, ...]] = ("site", "page", "page_size")

    site = SiteParameter(gettext_lazy("Site"))


@dataclass(frozen=True)
class Part:
    """A page of a list that is no resource's."""

    filters: StrictFilter
    rows: list[Any]
    count: int
    page: int
    pages: int


def asked_page(filters: type[StrictFilter], query: QueryDict) -> StrictFilter:
    """The parameters of such a list. Raises Refused."""
    asked = filters(query)
    if asked.problems:
        raise Refused(asked.problems)
    return asked


def part(filters: StrictFilter, rows: list[Any]) -> Part:
    """The page of the rows that is asked for. Raises Refused for one beyond the last."""
    size = filters.value("page_size")
    page, pages = turned(filters, len(rows))
    return Part(filters, rows[(page - 1) * size : page * size], len(rows), page, pages)

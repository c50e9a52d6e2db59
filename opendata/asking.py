"""What an address asks of the data: which records, in which order, which page of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer

from opendata.nouns import NOUNS, Noun
from reference.filters.fields import Choice
from reference.filters.filterset import (
    PageFilter,
    Problem,
    RecordFilter,
    SiteFilter,
    SiteRecordFilter,
    StrictFilter,
    no_such_page,
)
from reference.filters.parameters import Parameter
from reference.models import Source
from reference.requests import get_or_404

AT_A_TIME = 500
"""Records read together where all are asked for: memory stays flat, however many there are."""


class Refused(Exception):  # the word that RFC 9457's readers know
    """The address cannot be answered, and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Selection:
    """The records that an address asks for."""

    noun: Noun
    filters: StrictFilter
    records: Any
    """In order, not yet fetched."""
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
        """The records of this page, or all, in their shape; read in portions."""
        for portion in self._portions():
            yield from self.noun.as_data(
                portion, edition=edition, documents_only=self.documents_only, in_detail=in_detail
            )

    def pieces(self, edition: int | None) -> list[bytes]:
        """The records of this page as JSON. Each is read and written once an edition."""
        names = {
            key: ("json", self.noun.name, key, self.documents_only, edition)
            for key in self._primary_keys(*self._bounds)
        }

        def write(keys: list[int]) -> Iterator[bytes]:
            read = self.noun.as_data(self._read(keys), edition=edition, documents_only=self.documents_only)
            return map(JSONRenderer().render, read)

        return self.filters.memory.several(names, write)

    def _portions(self) -> Iterator[list[Any]]:
        first, last = self._bounds
        for start in range(first, last, AT_A_TIME):
            yield self._read(self._primary_keys(start, min(start + AT_A_TIME, last)))

    def _read(self, keys: list[int]) -> list[Any]:
        """Records with what their shape needs, in the order of these primary keys."""
        if not keys:
            return []
        found = self.noun.ready(self.records, documents_only=self.documents_only).in_bulk(keys)
        return [found[key] for key in keys]

    def _primary_keys(self, start: int, stop: int) -> list[int]:
        if isinstance(self.filters, SiteFilter):
            return [self.filters.index.keys[place] for place in self.filters.in_order(start, stop)]
        return list(self.records.order_by(self.noun.key).values_list("pk", flat=True)[start:stop])

    @property
    def _bounds(self) -> tuple[int, int]:
        """From which record to which: those of this page, or all."""
        if self.whole:
            return 0, self.count
        size = self.filters.value("page_size")
        return (self.page - 1) * size, min(self.page * size, self.count)

    def keys(self) -> list[str]:
        """The keys of the records of this page, or of all."""
        start, stop = self._bounds
        if isinstance(self.filters, SiteFilter):
            return [self.filters.index.slugs[place] for place in self.filters.in_order(start, stop)]
        ordered = self.records.order_by(self.noun.key)
        return list(ordered.values_list(self.noun.key, flat=True)[start:stop])


def without_view(filters: type[SiteFilter]) -> type[SiteFilter]:
    """The same filters where nothing is drawn, and so no view is asked for."""
    order = tuple(name for name in filters.ORDER if name != "view")
    return type(f"{filters.__name__}OfData", (filters,), {"view": None, "ORDER": order})


OF_DATA = {noun.filters: without_view(noun.filters) for noun in NOUNS.values() if noun.filters}


def select(noun: Noun, query: QueryDict, *, paged: bool) -> Selection:
    """The records of a noun that a query asks for. Raises Refused, never answers another question.

    `paged` gives a page in any case, as the API does; a file has all records unless a page is asked for.
    """
    records = noun.model.objects.all()
    filters: StrictFilter
    if noun.filters:
        filters = (OF_DATA[noun.filters] if paged else noun.filters)(query, records)
    else:
        filters = PageFilter(query, records)
    if filters.problems:
        raise Refused(filters.problems)
    count = len(filters.kept()) if isinstance(filters, SiteFilter) else records.count()
    page, pages = turned(filters, count)
    whole = not paged and not filters.given("page") and not filters.given("page_size")
    return Selection(noun, filters, records, count, page, pages, whole)


def turned(filters: StrictFilter, count: int) -> tuple[int, int]:
    """The page that is asked for, and how many there are. Raises Refused for one beyond the last."""
    page, pages = filters.value("page"), max(1, math.ceil(count / filters.value("page_size")))
    if page > pages:
        raise Refused([no_such_page(page, pages)])
    return page, pages


@dataclass(frozen=True)
class Single:
    """The one record that an address asks for."""

    noun: Noun
    filters: StrictFilter
    record: Any

    def data(self, edition: int | None, *, in_detail: bool = True) -> dict[str, Any]:
        """The record in its shape, with its citations unless a row of a list is wanted."""
        only = self.filters.documents_only
        rows = self.noun.as_data([self.record], edition=edition, documents_only=only, in_detail=in_detail)
        return next(rows)


def single(noun: Noun, key: str, query: QueryDict) -> Single:
    """A record by its key. Raises Refused, Http404."""
    records = noun.model.objects.all()
    filters = (SiteRecordFilter if noun.filters else RecordFilter)(query, records)
    if filters.problems:
        raise Refused(filters.problems)
    ready = noun.ready(records, documents_only=filters.documents_only)
    return Single(noun, filters, get_or_404(ready, **{noun.key: key}))


class SiteParameter(Parameter):
    """A factory or an antenna, by its address name."""

    def choices(self, filters: Any) -> list[Choice]:
        models = [noun.model for noun in NOUNS.values() if noun.filters]
        found = [model.objects.values_list("slug", "name") for model in models]
        return [Choice(slug, name) for rows in found for slug, name in rows]


class ChangeFilter(PageFilter):
    """What a list of changes may be asked."""

    ORDER: ClassVar[tuple[str, ...]] = ("site", "page", "page_size")

    site = SiteParameter(gettext_lazy("Site"))


@dataclass(frozen=True)
class Part:
    """A page of a list that is no noun's."""

    filters: StrictFilter
    rows: list[Any]
    count: int
    page: int
    pages: int


def asked_page(filters: type[StrictFilter], query: QueryDict) -> StrictFilter:
    """The parameters of such a list. Raises Refused."""
    asked = filters(query, Source.objects.none())
    if asked.problems:
        raise Refused(asked.problems)
    return asked


def part(filters: StrictFilter, rows: list[Any]) -> Part:
    """The page of the rows that is asked for. Raises Refused for one beyond the last."""
    size = filters.value("page_size")
    page, pages = turned(filters, len(rows))
    return Part(filters, rows[(page - 1) * size : page * size], len(rows), page, pages)

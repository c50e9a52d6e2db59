"""What an address asks of the data: which records, in which order, which page of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer

from directory.filterset import SiteFilter
from directory.query_params import (
    ChoiceField,
    Choices,
    PageForm,
    Problem,
    SiteRecordForm,
    StrictForm,
    get_or_404,
    no_such_page,
)
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
    form: StrictForm
    records: list[Any]
    """Those of this page, or all, in order."""
    count: int
    """How many there are on all pages."""
    page: int
    pages: int
    whole: bool
    """Whether all of them are given at once."""
    filters: SiteFilter | None = None
    """Those of a list of sites."""

    @property
    def documents_only(self) -> bool:
        return self.form.documents_only

    def rows(self, edition: int | None) -> list[dict[str, Any]]:
        """The records, serialized."""
        return self.resource.as_data(self.records, edition=edition, documents_only=self.documents_only)

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

    class Meta(filters.Meta):  # type: ignore[name-defined]
        fields = tuple(name for name in filters.base_filters if name != "view")

    return type(f"{filters.__name__}OfData", (filters,), {"view": None, "Meta": Meta})


OF_DATA = {
    resource.filters: without_view(resource.filters) for resource in RESOURCES.values() if resource.filters
}


def select(resource: Resource, query: QueryDict, *, paged: bool) -> Selection:
    """The records of a resource that a query asks for. Raises Refused, never answers another question.

    `paged` gives a page in any case, as the API does; a file has all records unless a page is asked for.
    """
    filters = None
    if resource.filters:
        filters = (OF_DATA[resource.filters] if paged else resource.filters)(query)
    form: StrictForm = filters.form if filters else PageForm(query)
    refuse_problems(form)
    found = filters.qs if filters else resource.everything()
    page = page_of(form, found)
    whole = not paged and not form.raw_values("page") and not form.raw_values("page_size")
    shown = found if whole else list(page.object_list)
    return Selection(resource, form, shown, len(found), page.number, page.paginator.num_pages, whole, filters)


def refuse_problems(form: StrictForm) -> None:
    """Raises Refused if anything is wrong with the parameters."""
    if form.problems:
        raise Refused(form.problems)


def page_of(form: StrictForm, found: list[Any]) -> Page[Any]:
    """The page that is asked for. Raises Refused for one beyond the last."""
    paginator = Paginator(found, form.values["page_size"])
    if form.values["page"] > paginator.num_pages:
        raise Refused([no_such_page(form.values["page"], paginator.num_pages)])
    return paginator.page(form.values["page"])


@dataclass(frozen=True)
class Single:
    """The one record that an address asks for."""

    resource: Resource
    form: StrictForm
    record: Any

    def data(self, edition: int | None, *, in_detail: bool = True) -> dict[str, Any]:
        """The record, serialized, with its citations unless a row of a list is wanted."""
        only = self.form.documents_only
        (row,) = self.resource.as_data(
            [self.record], edition=edition, documents_only=only, in_detail=in_detail
        )
        return row


def single(resource: Resource, key: str, query: QueryDict) -> Single:
    """A record by its key. Raises Refused, Http404."""
    form = record_form(resource)(query)
    refuse_problems(form)
    return Single(resource, form, get_or_404(resource.model, **{resource.key: key}))


def record_form(resource: Resource) -> type[StrictForm]:
    """The parameters of a record: a site may be asked for by the source documents alone."""
    return SiteRecordForm if resource.filters else StrictForm


def site_choices() -> Choices:
    """Every factory and antenna by its slug."""
    models = [resource.model for resource in RESOURCES.values() if resource.filters]
    return {site.slug: site.name for model in models for site in records().all(model)}


class ChangesForm(PageForm):
    """The parameters of a list of changes."""

    site = ChoiceField(label=gettext_lazy("Site"), choices=site_choices)
    field_order = ("site", "page", "page_size")


@dataclass(frozen=True)
class Part:
    """A page of a list that is no resource's."""

    form: StrictForm
    rows: list[Any]
    count: int
    page: int
    pages: int


def part(form: StrictForm, rows: list[Any]) -> Part:
    """The page of the rows that is asked for. Raises Refused for one beyond the last."""
    page = page_of(form, rows)
    return Part(form, list(page.object_list), len(rows), page.number, page.paginator.num_pages)

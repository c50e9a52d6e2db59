"""Parse the query strings of API, file and feed addresses, and find the records that they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from directory.filterset import SiteFilter
from directory.query_params import (
    ChoiceField,
    Choices,
    PageForm,
    Problem,
    SiteRecordForm,
    StrictForm,
    no_such_page,
)
from editions.current import records
from explore.changes import DayField
from opendata.list_filters import list_form, matching
from opendata.resources import RESOURCES, Resource


class InvalidQueryError(Exception):
    """The parameters of the address are wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class EmptyValueError(Exception):
    """The address has a parameter without a value, as forms send them."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address
        """The same without it."""


def check(form: StrictForm, path: str) -> None:
    """Raises InvalidQueryError, or EmptyValueError with the canonical address at the path."""
    if form.problems:
        raise InvalidQueryError(form.problems)
    if form.has_empty_values:
        raise EmptyValueError(form.address(path))


def without_view(filters: type[SiteFilter]) -> type[SiteFilter]:
    """The same filters where nothing is drawn, and so no view is asked for."""

    class APIFilter(filters):  # type: ignore[misc, valid-type]
        view = None

        class Meta(filters.Meta):  # type: ignore[name-defined]
            fields = tuple(name for name in filters.base_filters if name != "view")

    return APIFilter


API_FILTERS = {
    resource.filters: without_view(resource.filters) for resource in RESOURCES.values() if resource.filters
}


@dataclass(frozen=True)
class Selection:
    """The records of a list that a file or a feed is about."""

    resource: Resource
    form: StrictForm
    records: list[Any]
    """Those of this page, or all, in order."""
    count: int
    """How many there are on all pages."""
    whole: bool
    """Whether all of them are given at once."""
    filters: SiteFilter | None = None
    """Those of a list of sites."""

    def rows(self, edition: int | None) -> list[dict[str, Any]]:
        """The records, serialized."""
        only = self.form.documents_only
        return self.resource.as_data(self.records, edition=edition, documents_only=only)


def select(resource: Resource, request: HttpRequest) -> Selection:
    """The records that the address of a file asks for: all that match, unless it asks for a page of them.

    Raises what `check` and `page_of` raise.
    """
    filters = resource.filters(request.GET) if resource.filters else None
    form: StrictForm = filters.form if filters else list_form(resource.name)(request.GET)
    check(form, request.path)
    found = filters.qs if filters else matching(resource, form)
    page = page_of(form, found)
    whole = not form.raw_values("page") and not form.raw_values("page_size")
    return Selection(resource, form, found if whole else list(page), len(found), whole, filters)


def page_of(form: StrictForm, found: list[Any]) -> Page[Any]:
    """The page that is asked for. Raises InvalidQueryError for one beyond the last."""
    paginator = Paginator(found, form.values["page_size"])
    if form.values["page"] > paginator.num_pages:
        raise InvalidQueryError([no_such_page(form.values["page"], paginator.num_pages)])
    return paginator.page(form.values["page"])


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
    since = DayField(label=gettext_lazy("Since"))
    field_order = ("site", "since", "page", "page_size")

"""The filter set that both site lists, and every data format of them, share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote_plus

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import text_search
from directory.facet_index import Bitmap, SiteIndex
from directory.filters.fields import Choices, InvalidParameterError, shortened
from directory.filters.parameters import (
    CountryFacet,
    CutOffFacet,
    EmphasisParameter,
    EvidenceParameter,
    OrganisationFacet,
    Parameter,
    SectorFacet,
    ServiceFacet,
    StageFacet,
    WordsParameter,
)
from directory.filters.presentation import NumberParameter, SortParameter, ViewParameter
from directory.models import Site
from editions.current import edition_cache, records

PAGE_SIZE = 50
LARGEST_PAGE = 200


@dataclass(frozen=True)
class Problem:
    """What was wrong with one parameter, in words, and what is allowed."""

    parameter: str
    legend: str
    message: str
    allowed: str = ""
    suggestion: str = ""
    known: bool = True
    value: str = ""
    """The value that was wrong, as it came."""

    @property
    def has_field(self) -> bool:
        """Whether the form shows a field for it."""
        return self.known and self.parameter not in ("view", "page", "page_size")


def no_such_page(number: int, last: int) -> Problem:
    """A page beyond the last one."""
    return Problem(
        "page",
        _("Page"),
        _("There is no page {number} of this list.").format(number=number),
        _("a whole number from 1 to {n}").format(n=last),
        "1",
    )


class StrictFilter(django_filters.FilterSet):
    """Parameters of an address, read strictly: unknown names, unknown values and repeated single values are
    problems, and nothing is guessed. Input is a `QueryDict`.
    """

    ORDER: ClassVar[tuple[str, ...]] = ()
    """The names of all parameters in the order of canonical addresses."""
    kind: ClassVar[str] = ""
    """What is listed, where choices depend on it."""

    def __init__(self, data: QueryDict | None = None) -> None:
        # django-filter copies its filters for each request and reads them through a form. Ours hold nothing
        # of a request, and read the address themselves.
        self.data = data if data is not None else QueryDict()
        self.filters = self.base_filters

    def parameter(self, name: str) -> Parameter:
        """The parameter of this name."""
        return self.filters[name]

    @cached_property
    def _read(self) -> tuple[dict[str, Any], dict[str, InvalidParameterError]]:
        """Each parameter's value as it was meant, empty where something was wrong; and what was wrong."""
        values: dict[str, Any] = {}
        wrong: dict[str, InvalidParameterError] = {}
        for name in self.ORDER:
            parameter = self.parameter(name)
            values[name] = parameter.empty
            if given := self.data.getlist(name):
                try:
                    values[name] = parameter.value_field.clean(given, self.choices(name))
                except InvalidParameterError as error:
                    values[name] = [] if parameter.many else ""
                    wrong[name] = error
        return values, wrong

    def choices(self, name: str) -> Choices:
        """The allowed values of a parameter; empty where it takes words or numbers."""
        parameter = self.parameter(name)
        key = ("choices", parameter, self.kind)
        return edition_cache().get_or_set(key, lambda: Choices(parameter.choices(self)))

    def value(self, name: str) -> Any:
        """The value of a parameter: a list, a text, a number, or empty where it had a problem."""
        values, _wrong = self._read
        return values[name]

    def given(self, name: str) -> list[str]:
        """The values as they came, for showing the form as it was."""
        return [value for value in self.data.getlist(name) if value.strip() != ""]

    def normalised(self, name: str) -> list[str]:
        """The values of a facet as they were meant, whether they exist or not."""
        return [self.parameter(name).value_field.normalise(value) for value in self.given(name)]

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything wrong with the input, in the order of the parameters; empty if it is sound."""
        found = [self._unknown_name(name) for name in self.data if name not in self.ORDER]
        _values, wrong = self._read
        for name, error in wrong.items():
            legend = str(self.parameter(name).legend)
            problem = Problem(name, legend, error.message, error.allowed, error.suggestion)
            found.append(replace(problem, value=error.value))
        return found

    def _unknown_name(self, name: str) -> Problem:
        return Problem(
            parameter=shortened(name),
            legend=shortened(name),
            message=_("There is no filter called “{name}”.").format(name=shortened(name)),
            allowed=", ".join(self.ORDER),
            suggestion=text_search.nearest(name.lower(), self.ORDER) if len(name) < 40 else "",
            known=False,
        )

    def query(self, *, without: tuple[str, str] | None = None, **changes: Any) -> str:
        """The canonical query string, with changes: `page=2`, or `without=("country", "DE")`."""
        if without:
            changes[without[0]] = [item for item in self.value(without[0]) if item != without[1]]
        parts = self._written
        if changes:
            changed = {
                name: _written(name, self.parameter(name), value)
                for name, value in changes.items()
                if name in self.ORDER
            }
            parts = {**parts, **changed}
            if any(part and name not in self._written for name, part in changed.items()):
                parts = {name: parts[name] for name in self.ORDER if name in parts}
        return "&".join(part for part in parts.values() if part)

    @cached_property
    def _written(self) -> dict[str, str]:
        written = ((name, _written(name, self.parameter(name), self.value(name))) for name in self.ORDER)
        return {name: part for name, part in written if part}

    def address(self, path: str, **changes: Any) -> str:
        """The canonical address at a path, with changes as in `query`."""
        query = self.query(**changes)
        return f"{path}?{query}" if query else path

    @cached_property
    def documents_only(self) -> bool:
        """Whether only the source documents count."""
        return "evidence" in self.ORDER and self.value("evidence") == EvidenceParameter.DOCUMENTS

    @property
    def has_empty_values(self) -> bool:
        """Whether the address carries parameters without a value, as forms send them."""
        return any(value.strip() == "" for name in self.data for value in self.data.getlist(name))


def _written(name: str, parameter: Parameter, value: Any) -> str:
    """A value as the canonical address has it: sorted, and left out where it is what is usual."""
    if value in ("", [], parameter.default):
        return ""
    if isinstance(value, int):
        return f"{name}={value}"
    items = sorted(value) if isinstance(value, list) else [str(value)]
    usual = ("", str(parameter.default))
    return "&".join([f"{name}={quote_plus(item)}" for item in items if item not in usual])


class PageFilter(StrictFilter):
    """A list that can only be turned over."""

    ORDER: ClassVar[tuple[str, ...]] = ("page", "page_size")

    page = NumberParameter(gettext_lazy("Page"), default=1)
    page_size = NumberParameter(gettext_lazy("Records a page"), default=PAGE_SIZE, at_most=LARGEST_PAGE)


class RecordFilter(StrictFilter):
    """What a record on its own may be asked: nothing."""


class SiteRecordFilter(StrictFilter):
    """What a site on its own may be asked: to say only what the source documents say."""

    ORDER = ("evidence",)

    evidence = EvidenceParameter(gettext_lazy("Evidence"))


class SiteFilter(StrictFilter):
    """The filters of a list of sites. After `problems` is empty, `sites()` gives those that match."""

    model: ClassVar[type[Site]]
    cut_off_kind: ClassVar[str]

    class Meta:
        abstract = True

    # The parameters of the contract, in its order.
    q = WordsParameter(gettext_lazy("Words"))
    country = CountryFacet(
        gettext_lazy("Host country"),
        describe=lambda names: _("hosted in {countries}").format(countries=names),
    )
    sector = SectorFacet(gettext_lazy("Sector"))
    emphasis = EmphasisParameter(gettext_lazy("Emphasis of the sector"))
    cutoff = CutOffFacet(
        gettext_lazy("Selection cut-off"),
        describe=lambda names: _("selected in: {cutoffs}").format(cutoffs=names),
    )
    service = ServiceFacet(
        gettext_lazy("Service"), describe=lambda names: _("offering {services}").format(services=names)
    )
    stage = StageFacet(
        gettext_lazy("Stage reached"),
        describe=lambda names: _("at stage {stages}").format(stages=names.lower()),
    )
    organisation = OrganisationFacet(
        gettext_lazy("Organisation"),
        describe=lambda names: _("with {organisations}").format(organisations=names),
    )
    evidence = EvidenceParameter(gettext_lazy("Evidence"))
    sort = SortParameter(gettext_lazy("Sort"))
    view = ViewParameter(gettext_lazy("View"))
    page = NumberParameter(gettext_lazy("Page"), default=1)
    page_size = NumberParameter(gettext_lazy("Sites a page"), default=PAGE_SIZE, at_most=LARGEST_PAGE)

    @cached_property
    def index(self) -> SiteIndex:
        """All sites under the evidence that the reader asks for."""
        only = self.documents_only
        return edition_cache().get_or_set(
            (SiteIndex, self.model, only), lambda: SiteIndex(records().all(self.model), documents_only=only)
        )

    @cached_property
    def active(self) -> list[tuple[str, Parameter, Any]]:
        """The parameters that choose sites and have a value."""
        values, _wrong = self._read
        parameters = ((name, self.parameter(name), value) for name, value in values.items() if value)
        return [found for found in parameters if found[1].is_filter]

    def kept(self, *, without_group_of: str = "") -> Bitmap:
        """The sites kept by every parameter, or by every one outside the named parameter's group: a set of
        positions in the index.
        """
        left_out = self._group(without_group_of) if without_group_of else ""
        # Most groups choose nothing: without them it is what all of them keep.
        if left_out not in self._kept_without:
            left_out = ""
        return self._kept_without[left_out]

    @cached_property
    def _kept_without(self) -> dict[str, Bitmap]:
        """The sites kept by all that choose (""), and by all but one group of them."""
        kept = dict.fromkeys(("", *(group for group, _found in self._keeps)), self.index.everything)
        for group, found in self._keeps:
            for left_out in kept:
                if group != left_out:
                    kept[left_out] = kept[left_out] & found
        return kept

    @cached_property
    def _keeps(self) -> list[tuple[str, Bitmap]]:
        """What each parameter that chooses sites by itself keeps, and the group of that parameter."""
        asked = ((name, parameter.matches(self, value)) for name, parameter, value in self.active)
        return [(self._group(name), found) for name, found in asked if found is not None]

    @property
    def count(self) -> int:
        """How many sites are kept."""
        return self.kept().bit_count()

    def sites(self, start: int = 0, stop: int | None = None) -> list[Any]:
        """The sites kept, in the order asked for, from `start` to `stop`."""
        sort = self.value("sort") or SortParameter.default
        return [self.index.sites[n] for n in self.index.in_order(self.kept(), sort, start, stop)]

    def _group(self, name: str) -> str:
        return self.parameter(name).group or name

    def labels(self, name: str) -> list[str]:
        """How the chosen values of a parameter read."""
        value = self.value(name)
        chosen = value if isinstance(value, list) else [value]
        labels = self.choices(name).labels
        return [labels.get(item, str(item)) for item in chosen]

    def sentence(self) -> str:
        """The filter in words, such as "hosted in Germany or Poland, focus on health"."""
        phrases = [parameter.describe(self, self.labels(name)) for name, parameter, _value in self.active]
        return ", ".join(phrase for phrase in phrases if phrase)

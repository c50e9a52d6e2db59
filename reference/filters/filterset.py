"""The filter set that both site lists, and every data format of them, share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reference import textsearch
from reference.filters.fields import Choice, ChoicesError, shortened
from reference.filters.parameters import (
    CountryFacet,
    CutOffFacet,
    EmphasisParameter,
    EvidenceParameter,
    NumberParameter,
    OrganisationFacet,
    Parameter,
    SectorFacet,
    ServiceFacet,
    SortParameter,
    StageFacet,
    ViewParameter,
    WordsParameter,
)
from reference.querysets import SiteQuerySet

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


class AllValues(forms.Select):
    """Hands every field all values given for its name, so that a repeated one is seen."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if isinstance(data, QueryDict) else []


class StrictFilter(django_filters.FilterSet):
    """Parameters of an address, read strictly: unknown names, unknown values and repeated single values are
    problems, and nothing is guessed. Input is a `QueryDict`.
    """

    ORDER: ClassVar[tuple[str, ...]] = ()
    """The names of all parameters in the order of canonical addresses."""

    def __init__(self, data: QueryDict | None = None, records: QuerySet | None = None) -> None:
        super().__init__(data if data is not None else QueryDict(), queryset=records)

    def parameter(self, name: str) -> Parameter:
        """The parameter of this name."""
        return self.filters[name]

    @cached_property
    def form(self) -> forms.Form:
        """The bound form; every field knows its choices before it is cleaned, so rendering asks nothing."""
        form: forms.Form = self.get_form_class()(self.data, prefix=self.form_prefix)
        for name, field in form.fields.items():
            field.choices = self.choices(name)  # type: ignore[attr-defined]
            field.widget = AllValues()
        return form

    @cached_property
    def _choices(self) -> dict[str, list[Choice]]:
        return {name: self.parameter(name).choices(self) for name in self.ORDER}

    def choices(self, name: str) -> list[Choice]:
        """The allowed values of a parameter; empty where it takes words or numbers."""
        return self._choices[name]

    def value(self, name: str) -> Any:
        """The cleaned value of a parameter: a list, a text, a number, or empty where it had a problem."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or ([] if self.parameter(name).many else "")

    def given(self, name: str) -> list[str]:
        """The values as they came, for showing the form as it was."""
        return [value for value in self.data.getlist(name) if value.strip() != ""]

    def normalised(self, name: str) -> list[str]:
        """The values of a facet as they were meant, whether they exist or not."""
        return [self.form.fields[name].normalise(value) for value in self.given(name)]  # type: ignore[attr-defined]

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything wrong with the input, in the order of the parameters; empty if it is sound."""
        found = [self._unknown_name(name) for name in self.data if name not in self.ORDER]
        for name in self.ORDER:
            for error in self.form.errors.as_data().get(name, []):
                found.append(
                    Problem(
                        name,
                        str(self.parameter(name).legend),
                        str(error.message),
                        error.allowed if isinstance(error, ChoicesError) else "",
                        error.suggestion if isinstance(error, ChoicesError) else "",
                        value=error.value if isinstance(error, ChoicesError) else "",
                    )
                )
        return found

    def _unknown_name(self, name: str) -> Problem:
        return Problem(
            parameter=shortened(name),
            legend=shortened(name),
            message=_("There is no filter called “{name}”.").format(name=shortened(name)),
            allowed=", ".join(self.ORDER),
            suggestion=textsearch.nearest(name.lower(), self.ORDER) if len(name) < 40 else "",
            known=False,
        )

    def query(self, *, without: tuple[str, str] | None = None, **changes: Any) -> str:
        """The canonical query string, with changes: `page=2`, or `without=("country", "DE")`."""
        query = QueryDict(mutable=True)
        for name in self.ORDER:
            value = changes.get(name, self.value(name))
            items = sorted(value) if isinstance(value, list) else [str(value)]
            default = getattr(self.parameter(name), "default", getattr(self.parameter(name), "DEFAULT", ""))
            for item in items:
                if item not in ("", str(default)) and (name, item) != without:
                    query.appendlist(name, item)
        return query.urlencode()

    def address(self, path: str, **changes: Any) -> str:
        """The canonical address at a path, with changes as in `query`."""
        query = self.query(**changes)
        return f"{path}?{query}" if query else path

    @property
    def documents_only(self) -> bool:
        """Whether only the source documents count."""
        return "evidence" in self.ORDER and self.value("evidence") == EvidenceParameter.DOCUMENTS

    @property
    def has_empty_values(self) -> bool:
        """Whether the address carries parameters without a value, as forms send them."""
        return any(value.strip() == "" for name in self.data for value in self.data.getlist(name))


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
    """The filters of a list of sites. After `problems` is empty, `filtered()` gives the sites."""

    cut_off_kind: ClassVar[str]
    search_kind: ClassVar[str]

    class Meta:
        abstract = True

    def __init__(self, data: QueryDict | None = None, sites: SiteQuerySet | None = None) -> None:
        self._vocabulary: dict[type[Model], list[Any]] = {}
        super().__init__(data, sites)
        self.sites: SiteQuerySet = self.queryset

    # The parameters of the contract, in its order.
    q = WordsParameter(gettext_lazy("Words"))
    country = CountryFacet(
        gettext_lazy("Host country"), phrase=lambda names: _("hosted in {countries}").format(countries=names)
    )
    sector = SectorFacet(gettext_lazy("Sector"))
    emphasis = EmphasisParameter(gettext_lazy("Emphasis of the sector"))
    cutoff = CutOffFacet(
        gettext_lazy("Selection cut-off"),
        phrase=lambda names: _("selected in: {cutoffs}").format(cutoffs=names),
    )
    service = ServiceFacet(
        gettext_lazy("Service"), phrase=lambda names: _("offering {services}").format(services=names)
    )
    stage = StageFacet(
        gettext_lazy("Stage reached"),
        phrase=lambda names: _("at stage {stages}").format(stages=names.lower()),
    )
    organisation = OrganisationFacet(
        gettext_lazy("Organisation"),
        phrase=lambda names: _("with {organisations}").format(organisations=names),
    )
    evidence = EvidenceParameter(gettext_lazy("Evidence"))
    sort = SortParameter(gettext_lazy("Sort"))
    view = ViewParameter(gettext_lazy("View"))
    page = NumberParameter(gettext_lazy("Page"), default=1)
    page_size = NumberParameter(gettext_lazy("Sites a page"), default=PAGE_SIZE, at_most=LARGEST_PAGE)

    def vocabulary(self, model: type[Model]) -> list[Any]:
        """All records of a controlled list, read once a request."""
        if model not in self._vocabulary:
            self._vocabulary[model] = list(model._default_manager.all())
        return self._vocabulary[model]

    def active(self) -> Iterator[tuple[str, Parameter, Any]]:
        """The parameters that choose sites and have a value."""
        for name in self.ORDER:
            value = self.value(name)
            if value and not isinstance(
                self.parameter(name), SortParameter | ViewParameter | NumberParameter
            ):
                yield name, self.parameter(name), value

    def filtered(self, *, without_group_of: str = "") -> SiteQuerySet:
        """The sites kept by every parameter, or by every one outside the named parameter's group."""
        sites = self.sites.with_stage(documents_only=self.documents_only)
        left_out = self._group(without_group_of) if without_group_of else ""
        for name, parameter, value in self.active():
            if self._group(name) == left_out:
                continue
            condition = parameter.condition(self, value)
            if condition is not None:
                sites = sites.filter(condition)
        return sites

    def _group(self, name: str) -> str:
        return self.parameter(name).group or name

    def labels(self, name: str) -> list[str]:
        """How the chosen values of a parameter read."""
        value = self.value(name)
        chosen = value if isinstance(value, list) else [value]
        labels = {choice.value: choice.label for choice in self.choices(name)}
        return [labels.get(item, str(item)) for item in chosen]

    def sentence(self) -> str:
        """The filter in words, such as "hosted in Germany or Poland, focus on health"."""
        phrases = [parameter.phrase(self, self.labels(name)) for name, parameter, _value in self.active()]
        return ", ".join(phrase for phrase in phrases if phrase)

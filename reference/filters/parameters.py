"""The parameters of the site lists: what each accepts, how it reads, and which sites it keeps.

A parameter is a django-filter `Filter` whose condition is a semi-join, so that no two parameters ever
multiply rows. Parameters that narrow each other (`emphasis` narrows `sector`) look at the whole state.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reference import textsearch
from reference.filters.fields import (
    Choice,
    NumberField,
    ValueField,
    ValuesField,
    WordsField,
    enumeration,
)
from reference.models import (
    Country,
    CutOff,
    Organisation,
    SearchEntry,
    Sector,
    Service,
    SiteSector,
    SiteSystem,
    Stage,
)
from reference.querysets import SiteQuerySet

if TYPE_CHECKING:
    from reference.filters.filterset import SiteFilter

Text = str | Promise


def by_label(choices: list[Choice]) -> list[Choice]:
    """In the order of the alphabet, accents and case aside."""
    return sorted(choices, key=lambda choice: textsearch.fold(choice.label))


class Parameter(django_filters.Filter):
    """One query parameter of a list."""

    field_class: ClassVar[type] = ValueField
    many: ClassVar[bool] = False
    facet: ClassVar[bool] = False
    sparse: ClassVar[bool] = False
    """Whether its list holds many values that no site has, which are then left out of the form."""
    group: str = ""
    """Parameters of one group are counted together: each is counted with the whole group left out."""

    def __init__(self, legend: Text, **field_options: Any) -> None:
        super().__init__(label=legend, **field_options)
        self.legend = legend

    def choices(self, filters: SiteFilter) -> list[Choice]:
        """The allowed values, in the order in which they are shown."""
        return []

    def condition(self, filters: SiteFilter, value: Any) -> Q | None:
        """Which sites the value keeps, or None if the parameter does not choose sites by itself."""
        return None

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        """How the choice reads in the sentence above the list, or "" if it has no place there."""
        return ""

    def counts(self, filters: SiteFilter, sites: SiteQuerySet) -> dict[str, int]:
        """How many of `sites` each value would keep. One query."""
        return {}


class Facet(Parameter):
    """A parameter with a list of values to tick: OR inside."""

    field_class = ValuesField
    many = True
    facet = True

    def __init__(self, legend: Text, *, phrase: Callable[[str], str] | None = None, **options: Any) -> None:
        super().__init__(legend, **options)
        self._phrase = phrase

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        return self._phrase(enumeration(labels)) if self._phrase else ""


def country_code(value: str) -> str:
    """An ISO code in capitals; the EU's own codes EL and UK are accepted."""
    code = value.upper() if value.isascii() else value
    return {"EL": "GR", "UK": "GB"}.get(code, code)


class CountryFacet(Facet):
    """The host country."""

    sparse = True

    def __init__(self, legend: Text, **options: Any) -> None:
        super().__init__(legend, normalise=country_code, **options)

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return by_label([Choice(c.code, c.display_name) for c in filters.vocabulary(Country)])

    def condition(self, filters: SiteFilter, value: list[str]) -> Q:
        return Q(country__code__in=value)

    def counts(self, filters: SiteFilter, sites: SiteQuerySet) -> dict[str, int]:
        return counted(sites, "country__code")


class CutOffFacet(Facet):
    """The round in which the site was selected."""

    def choices(self, filters: SiteFilter) -> list[Choice]:
        kind = filters.cut_off_kind
        return [Choice(c.slug, c.name) for c in filters.vocabulary(CutOff) if c.kind == kind]

    def condition(self, filters: SiteFilter, value: list[str]) -> Q:
        return Q(cut_off__slug__in=value)

    def counts(self, filters: SiteFilter, sites: SiteQuerySet) -> dict[str, int]:
        return counted(sites, "cut_off__slug")


class StageFacet(Facet):
    """The highest rung of the ladder that the site has reached."""

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(stage.slug, capfirst(str(stage.label))) for stage in Stage]

    def condition(self, filters: SiteFilter, value: list[str]) -> Q:
        return Q(stage__in=[int(Stage.from_slug(slug)) for slug in value])

    def counts(self, filters: SiteFilter, sites: SiteQuerySet) -> dict[str, int]:
        return {Stage(int(stage)).slug: n for stage, n in counted(sites, "stage").items()}


class RowFacet(Facet):
    """Values held in rows beside the site, such as sectors."""

    fact: ClassVar[str] = ""
    column: ClassVar[str] = ""

    def rows(self, filters: SiteFilter) -> QuerySet:
        """The rows that count, under the evidence that the reader asks for."""
        return filters.sites.rows(self.fact, documents_only=filters.documents_only)

    def condition(self, filters: SiteFilter, value: list[str]) -> Q:
        rows = self.rows(filters).filter(site=OuterRef("pk"), **{f"{self.column}__in": value})
        return Q(Exists(rows))

    def counts(self, filters: SiteFilter, sites: SiteQuerySet) -> dict[str, int]:
        rows = self.rows(filters).filter(site__in=sites.order_by().values("pk")).order_by()
        found = rows.values(self.column).annotate(n=Count("site", distinct=True))
        return dict(found.values_list(self.column, "n"))


class SectorFacet(RowFacet):
    """Sectors, narrowed by `emphasis`; `none` stands for the sites that state no sector."""

    fact = "sectors"
    column = "sector__slug"
    group = "sector"
    NONE: ClassVar[str] = "none"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        sectors = by_label([Choice(s.slug, s.name) for s in filters.vocabulary(Sector)])
        return [*sectors, Choice(self.NONE, _("No sector stated"))]

    def rows(self, filters: SiteFilter) -> QuerySet:
        rows = super().rows(filters)
        emphasis = filters.value("emphasis")
        return rows.filter(emphasis=emphasis) if emphasis else rows

    def condition(self, filters: SiteFilter, value: list[str]) -> Q:
        named = [slug for slug in value if slug != self.NONE]
        condition = super().condition(filters, named)
        if self.NONE in value:
            condition |= self._silent(filters)
        return condition

    def counts(self, filters: SiteFilter, sites: SiteQuerySet) -> dict[str, int]:
        return {**super().counts(filters, sites), self.NONE: sites.filter(self._silent(filters)).count()}

    def _silent(self, filters: SiteFilter) -> Q:
        return ~Q(Exists(super().rows(filters).filter(site=OuterRef("pk"))))

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        if filters.value("sector") == [self.NONE]:
            return _("stating no sector")
        if filters.value("emphasis") == SiteSector.Emphasis.FOCUS:
            return _("focus on {sectors}").format(sectors=enumeration(labels))
        if filters.value("emphasis") == SiteSector.Emphasis.USE_CASE:
            return _("use case in {sectors}").format(sectors=enumeration(labels))
        return _("naming {sectors}").format(sectors=enumeration(labels))


class EmphasisParameter(Parameter):
    """Narrows `sector`; alone it keeps the sites with any sector of that emphasis."""

    group = "sector"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(value, capfirst(str(label))) for value, label in SiteSector.Emphasis.choices]

    def condition(self, filters: SiteFilter, value: str) -> Q | None:
        if filters.value("sector"):
            return None
        rows = filters.sites.rows("sectors", documents_only=filters.documents_only)
        return Q(Exists(rows.filter(site=OuterRef("pk"), emphasis=value)))

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        if filters.value("sector"):
            return ""
        return _("naming a sector as {emphasis}").format(emphasis=labels[0].lower())


class ServiceFacet(RowFacet):
    """What the site offers."""

    fact = "services"
    column = "service__slug"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return by_label([Choice(s.slug, s.name) for s in filters.vocabulary(Service)])


class SystemFacet(RowFacet):
    """How the site's systems relate to it."""

    fact = "supercomputers"
    column = "relation"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(value, capfirst(str(label))) for value, label in SiteSystem.Relation.choices]


class OrganisationFacet(RowFacet):
    """An organisation in any role."""

    fact = "organisations"
    column = "organisation__slug"
    sparse = True

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return by_label([Choice(o.slug, o.label) for o in filters.vocabulary(Organisation)])


class EvidenceParameter(Parameter):
    """`documents`: only what the source documents say counts, on cards and in every other filter."""

    DOCUMENTS: ClassVar[str] = "documents"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(self.DOCUMENTS, _("Only the source documents"))]

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        return _("by the source documents alone")


class WordsParameter(Parameter):
    """Words to find; every one must match."""

    field_class = WordsField

    def condition(self, filters: SiteFilter, value: str) -> Q:
        column = "documents" if filters.documents_only else "text"
        entries = SearchEntry.objects.filter(
            textsearch.matches(value, column), kind=filters.search_kind, slug=OuterRef("slug")
        )
        return Q(Exists(entries))

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        return _("matching “{words}”").format(words=filters.value("q"))


class SortParameter(Parameter):
    """The order of the list."""

    DEFAULT: ClassVar[str] = "name"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [
            Choice("name", _("Name")),
            Choice("-name", _("Name, Z to A")),
            Choice("country", _("Country")),
            Choice("-country", _("Country, Z to A")),
            Choice("selected", _("Selected first")),
            Choice("-selected", _("Selected last")),
            Choice("sectors", _("Fewest sectors named")),
            Choice("-sectors", _("Most sectors named")),
        ]


class ViewParameter(Parameter):
    """How the list is drawn."""

    DEFAULT: ClassVar[str] = "cards"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice("cards", _("Cards")), Choice("table", _("Table")), Choice("map", _("Map"))]


class NumberParameter(Parameter):
    """A page number or a page size."""

    field_class = NumberField

    def __init__(self, legend: Text, *, default: int, at_most: int | None = None) -> None:
        super().__init__(legend, default=default, at_most=at_most)
        self.default = default


def counted(sites: SiteQuerySet, column: str) -> dict[str, int]:
    """How many sites have each value of a single-valued column."""
    return dict(sites.order_by().values(column).annotate(n=Count("pk")).values_list(column, "n"))

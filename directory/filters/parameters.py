"""The parameters of the site lists: what each accepts, how it reads, and which sites it keeps.

A parameter is a django-filter `Filter` that looks its sites up in the index of the edition. Parameters that
narrow each other (`emphasis` narrows `sector`) look at the whole state.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory import text_search
from directory.facet_index import Bitmap, FacetIndex, Values
from directory.filters.fields import (
    Choice,
    Choices,
    ValueField,
    ValuesField,
    WordsField,
    enumeration,
)
from directory.models import (
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
from directory.word_index import WordIndex
from editions.current import edition_cache, records

if TYPE_CHECKING:
    from directory.filters.filterset import SiteFilter

Text = str | Promise

MOST = 200
"""Values of a long list that the form of a filter offers. Others are reached by their own pages."""


def by_label(choices: list[Choice]) -> list[Choice]:
    """In the order of the alphabet, accents and case aside."""
    return sorted(choices, key=lambda choice: text_search.fold(choice.label))


class Parameter(django_filters.Filter):
    """One query parameter of a list."""

    many: ClassVar[bool] = False
    facet: ClassVar[bool] = False
    hide_unused: ClassVar[bool] = False
    """Whether its list holds many values that no site has, which are then left out of the form."""
    is_filter: ClassVar[bool] = True
    """Whether it says which sites, and not only how they are shown."""
    default: Any = ""
    group: str = ""
    """Parameters of one group are counted together: each is counted with the whole group left out."""

    def __init__(self, legend: Text, *, value_field: ValuesField | None = None) -> None:
        super().__init__(label=legend)
        self.legend = legend
        self.value_field: ValuesField = value_field or (ValuesField() if self.many else ValueField())
        """What understands the values as they come."""

    @property
    def empty(self) -> Any:
        """Its value where the address does not name it."""
        return [] if self.many else self._empty

    @cached_property
    def _empty(self) -> str | int:
        return self.value_field.clean([], Choices())

    def choices(self, filters: SiteFilter) -> list[Choice]:
        """The allowed values, in the order in which they are shown."""
        return []

    def matches(self, filters: SiteFilter, value: Any) -> Bitmap | None:
        """The sites that the value keeps, as a set of positions in the index; None if the parameter does not
        choose sites by itself.
        """
        return None

    def describe(self, filters: SiteFilter, labels: list[str]) -> str:
        """How the choice reads in the sentence above the list, or "" if it has no place there."""
        return ""


class Facet(Parameter):
    """A parameter with a list of values to tick: OR inside."""

    many = True
    facet = True

    def __init__(
        self,
        legend: Text,
        *,
        describe: Callable[[str], str] | None = None,
        value_field: ValuesField | None = None,
    ) -> None:
        super().__init__(legend, value_field=value_field)
        self._describe = describe

    def values(self, filters: SiteFilter) -> Values:
        """Gives the values that a site has, under the reader's evidence."""
        raise NotImplementedError

    def index(self, filters: SiteFilter) -> FacetIndex:
        """The values, and the sites that have each."""
        return filters.index.facet((self, *self.cache_key(filters)), self.values(filters))

    def cache_key(self, filters: SiteFilter) -> tuple[str, ...]:
        """The values of other parameters on which those of a site depend."""
        return ()

    def matches(self, filters: SiteFilter, value: list[str]) -> Bitmap:
        return self.index(filters).any_of(value)

    def counts(self, filters: SiteFilter, values: tuple[str, ...], kept: Bitmap) -> dict[str, int]:
        """How many of the kept sites have each of these values."""
        return self.index(filters).counts(values, kept)

    def offered(self, filters: SiteFilter, name: str) -> list[Choice]:
        """The values that the form offers: of a long list those that sites have, and of very many the
        commonest.
        """
        choices = filters.choices(name)
        if not self.hide_unused:
            return list(choices)
        commonest = self.index(filters).most_common(MOST)
        return [choice for choice in choices if choice.value in commonest]

    def describe(self, filters: SiteFilter, labels: list[str]) -> str:
        return self._describe(enumeration(labels)) if self._describe else ""


def country_code(value: str) -> str:
    """An ISO code in capitals; the EU's own codes EL and UK are accepted."""
    code = value.upper() if value.isascii() else value
    return {"EL": "GR", "UK": "GB"}.get(code, code)


class CountryFacet(Facet):
    """The host country."""

    hide_unused = True

    def __init__(self, legend: Text, *, describe: Callable[[str], str] | None = None) -> None:
        super().__init__(legend, describe=describe, value_field=ValuesField(normalise=country_code))

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return by_label([Choice(c.code, c.display_name) for c in records().all(Country)])

    def values(self, filters: SiteFilter) -> Values:
        return lambda site: [site.country.code]


class CutOffFacet(Facet):
    """The round in which the site was selected."""

    def choices(self, filters: SiteFilter) -> list[Choice]:
        kind = filters.cut_off_kind
        return [Choice(c.slug, c.name) for c in records().all(CutOff) if c.kind == kind]

    def values(self, filters: SiteFilter) -> Values:
        return lambda site: [site.cut_off.slug]


class StageFacet(Facet):
    """The highest rung of the ladder that the site has reached."""

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(stage.slug, capfirst(str(stage.label))) for stage in Stage]

    def values(self, filters: SiteFilter) -> Values:
        only = filters.documents_only
        return lambda site: [site.stage(documents_only=only).slug]


class RowFacet(Facet):
    """Values held in rows beside the site, such as sectors."""

    fact: ClassVar[str] = ""

    def value(self, row: Any) -> str:
        """The value that a row holds."""
        raise NotImplementedError

    def values(self, filters: SiteFilter) -> Values:
        only = filters.documents_only
        return lambda site: {self.value(row) for row in site.rows(self.fact, documents_only=only)}


class SectorFacet(RowFacet):
    """Sectors, narrowed by `emphasis`; `none` stands for the sites that state no sector."""

    fact = "sectors"
    group = "sector"
    NONE: ClassVar[str] = "none"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        sectors = by_label([Choice(s.slug, s.name) for s in records().all(Sector)])
        return [*sectors, Choice(self.NONE, _("No sector stated"))]

    def value(self, row: Any) -> str:
        return str(row.sector.slug)

    def values(self, filters: SiteFilter) -> Values:
        only, emphasis = filters.documents_only, filters.value("emphasis")
        return lambda site: {
            self.value(row)
            for row in site.rows(self.fact, documents_only=only)
            if not emphasis or row.emphasis == emphasis
        }

    def cache_key(self, filters: SiteFilter) -> tuple[str, ...]:
        return (filters.value("emphasis"),)

    def matches(self, filters: SiteFilter, value: list[str]) -> Bitmap:
        named = super().matches(filters, value)
        return named | self.silent(filters) if self.NONE in value else named

    def counts(self, filters: SiteFilter, values: tuple[str, ...], kept: Bitmap) -> dict[str, int]:
        counts = super().counts(filters, values, kept)
        return {**counts, self.NONE: (kept & self.silent(filters)).bit_count()}

    def silent(self, filters: SiteFilter) -> Bitmap:
        """The sites that state no sector, of whichever emphasis."""
        stated = filters.index.facet(self.fact, super().values(filters))
        return filters.index.everything & ~stated.any_value()

    def describe(self, filters: SiteFilter, labels: list[str]) -> str:
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

    def matches(self, filters: SiteFilter, value: str) -> Bitmap | None:
        sectors = filters.parameter(self.group)
        return None if filters.value("sector") else sectors.index(filters).any_value()

    def describe(self, filters: SiteFilter, labels: list[str]) -> str:
        if filters.value("sector"):
            return ""
        return _("naming a sector as {emphasis}").format(emphasis=labels[0].lower())


class ServiceFacet(RowFacet):
    """What the site offers."""

    fact = "services"

    def value(self, row: Any) -> str:
        return str(row.service.slug)

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return by_label([Choice(s.slug, s.name) for s in records().all(Service)])


class SystemFacet(RowFacet):
    """How the site's systems relate to it."""

    fact = "supercomputers"

    def value(self, row: Any) -> str:
        return str(row.relation)

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(value, capfirst(str(label))) for value, label in SiteSystem.Relation.choices]


class OrganisationFacet(RowFacet):
    """An organisation in any role."""

    fact = "organisations"
    hide_unused = True

    def value(self, row: Any) -> str:
        return str(row.organisation.slug)

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return by_label([Choice(o.slug, o.label) for o in records().all(Organisation)])


class EvidenceParameter(Parameter):
    """`documents`: only what the source documents say counts, on cards and in every other filter."""

    DOCUMENTS: ClassVar[str] = "documents"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(self.DOCUMENTS, _("Only the source documents"))]

    def describe(self, filters: SiteFilter, labels: list[str]) -> str:
        return _("by the source documents alone")


class WordsParameter(Parameter):
    """Words to find; every one must match."""

    def __init__(self, legend: Text) -> None:
        super().__init__(legend, value_field=WordsField())

    def matches(self, filters: SiteFilter, value: str) -> Bitmap:
        by_slug, kind = filters.index.by_slug, filters.kind
        column = "documents" if filters.documents_only else "text"

        def index() -> WordIndex:
            entries = [entry for entry in records().all(SearchEntry) if entry.kind == kind]
            return WordIndex((by_slug[entry.slug], getattr(entry, column)) for entry in entries)

        return edition_cache().get_or_set((WordIndex, kind, column), index).find(value)

    def describe(self, filters: SiteFilter, labels: list[str]) -> str:
        return _("matching “{words}”").format(words=filters.value("q"))

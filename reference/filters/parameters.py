"""The parameters of the site lists: what each accepts, how it reads, and which sites it keeps.

A parameter is a django-filter `Filter` that looks its sites up in the index of the edition. Parameters that
narrow each other (`emphasis` narrows `sector`) look at the whole state.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import QuerySet, Value
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reference import textsearch
from reference.filters.fields import (
    Choice,
    Choices,
    ValueField,
    ValuesField,
    WordsField,
    enumeration,
)
from reference.index import Family, Pairs, Places
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
from reference.words import WordIndex

if TYPE_CHECKING:
    from reference.filters.filterset import SiteFilter

Text = str | Promise

MOST = 200
"""Values of a long list that the form of a filter offers. Others are reached by their own pages."""


def by_label(choices: list[Choice]) -> list[Choice]:
    """In the order of the alphabet, accents and case aside."""
    return sorted(choices, key=lambda choice: textsearch.fold(choice.label))


class Parameter(django_filters.Filter):
    """One query parameter of a list."""

    many: ClassVar[bool] = False
    facet: ClassVar[bool] = False
    sparse: ClassVar[bool] = False
    """Whether its list holds many values that no site has, which are then left out of the form."""
    chooses: ClassVar[bool] = True
    """Whether it says which sites, and not only how they are shown."""
    default: Any = ""
    group: str = ""
    """Parameters of one group are counted together: each is counted with the whole group left out."""

    def __init__(self, legend: Text, *, reads: ValuesField | None = None) -> None:
        super().__init__(label=legend)
        self.legend = legend
        self.reads: ValuesField = reads or (ValuesField() if self.many else ValueField())
        """What understands the values as they come."""

    @property
    def nothing(self) -> Any:
        """Its value where the address does not name it."""
        return [] if self.many else self._nothing

    @cached_property
    def _nothing(self) -> str | int:
        return self.reads.clean([], Choices())

    def choices(self, filters: SiteFilter) -> list[Choice]:
        """The allowed values, in the order in which they are shown."""
        return []

    def keeps(self, filters: SiteFilter, value: Any) -> Places | None:
        """The sites that the value keeps, as a set of places in the index; None if the parameter does not
        choose sites by itself.
        """
        return None

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
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
        phrase: Callable[[str], str] | None = None,
        reads: ValuesField | None = None,
    ) -> None:
        super().__init__(legend, reads=reads)
        self._phrase = phrase

    def pairs(self, filters: SiteFilter) -> Pairs:
        """Every site's primary key with each value that it has, under the reader's evidence."""
        raise NotImplementedError

    def family(self, filters: SiteFilter) -> Family:
        """The values, and the sites that have each."""
        return filters.index.family((self, *self.narrowed(filters)), lambda: self.pairs(filters))

    def narrowed(self, filters: SiteFilter) -> tuple[str, ...]:
        """The values of other parameters on which the pairs depend."""
        return ()

    def keeps(self, filters: SiteFilter, value: list[str]) -> Places:
        return self.family(filters).any_of(value)

    def counts(self, filters: SiteFilter, values: tuple[str, ...], kept: Places) -> dict[str, int]:
        """How many of the kept sites have each of these values."""
        return self.family(filters).counts(values, kept)

    def common(self, filters: SiteFilter, name: str) -> list[Choice]:
        """The values that the form offers: of a long list those that sites have, and of very many the
        commonest.
        """
        choices = filters.choices(name)
        if not self.sparse:
            return list(choices)
        commonest = self.family(filters).commonest(MOST)
        return [choice for choice in choices if choice.value in commonest]

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        return self._phrase(enumeration(labels)) if self._phrase else ""


def country_code(value: str) -> str:
    """An ISO code in capitals; the EU's own codes EL and UK are accepted."""
    code = value.upper() if value.isascii() else value
    return {"EL": "GR", "UK": "GB"}.get(code, code)


class CountryFacet(Facet):
    """The host country."""

    sparse = True

    def __init__(self, legend: Text, *, phrase: Callable[[str], str] | None = None) -> None:
        super().__init__(legend, phrase=phrase, reads=ValuesField(normalise=country_code))

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return by_label([Choice(c.code, c.display_name) for c in filters.memory.all_of(Country)])

    def pairs(self, filters: SiteFilter) -> Pairs:
        return filters.sites.values_list("pk", "country__code")


class CutOffFacet(Facet):
    """The round in which the site was selected."""

    def choices(self, filters: SiteFilter) -> list[Choice]:
        kind = filters.cut_off_kind
        return [Choice(c.slug, c.name) for c in filters.memory.all_of(CutOff) if c.kind == kind]

    def pairs(self, filters: SiteFilter) -> Pairs:
        return filters.sites.values_list("pk", "cut_off__slug")


class StageFacet(Facet):
    """The highest rung of the ladder that the site has reached."""

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(stage.slug, capfirst(str(stage.label))) for stage in Stage]

    def pairs(self, filters: SiteFilter) -> Pairs:
        reached = filters.sites.with_stage(documents_only=filters.documents_only).values_list("pk", "stage")
        return ((site, Stage(stage).slug) for site, stage in reached)


class RowFacet(Facet):
    """Values held in rows beside the site, such as sectors."""

    fact: ClassVar[str] = ""
    column: ClassVar[str] = ""

    def rows(self, filters: SiteFilter) -> QuerySet:
        """The rows that count, under the evidence that the reader asks for."""
        return filters.sites.rows(self.fact, documents_only=filters.documents_only)

    def pairs(self, filters: SiteFilter) -> Pairs:
        return self.rows(filters).values_list("site_id", self.column)


class SectorFacet(RowFacet):
    """Sectors, narrowed by `emphasis`; `none` stands for the sites that state no sector."""

    fact = "sectors"
    column = "sector__slug"
    group = "sector"
    NONE: ClassVar[str] = "none"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        sectors = by_label([Choice(s.slug, s.name) for s in filters.memory.all_of(Sector)])
        return [*sectors, Choice(self.NONE, _("No sector stated"))]

    def rows(self, filters: SiteFilter) -> QuerySet:
        rows = super().rows(filters)
        emphasis = filters.value("emphasis")
        return rows.filter(emphasis=emphasis) if emphasis else rows

    def narrowed(self, filters: SiteFilter) -> tuple[str, ...]:
        return (filters.value("emphasis"),)

    def keeps(self, filters: SiteFilter, value: list[str]) -> Places:
        named = super().keeps(filters, value)
        return named | self.silent(filters) if self.NONE in value else named

    def counts(self, filters: SiteFilter, values: tuple[str, ...], kept: Places) -> dict[str, int]:
        counts = super().counts(filters, values, kept)
        return {**counts, self.NONE: kept.intersection_cardinality(self.silent(filters))}

    def silent(self, filters: SiteFilter) -> Places:
        """The sites that state no sector, of whichever emphasis."""
        index, rows = filters.index, super().rows
        stated = index.family(self.fact, lambda: rows(filters).values_list("site_id", Value(True)))
        return index.everything - stated.anything()

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

    def keeps(self, filters: SiteFilter, value: str) -> Places | None:
        sectors = filters.parameter(self.group)
        return None if filters.value("sector") else sectors.family(filters).anything()

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        if filters.value("sector"):
            return ""
        return _("naming a sector as {emphasis}").format(emphasis=labels[0].lower())


class ServiceFacet(RowFacet):
    """What the site offers."""

    fact = "services"
    column = "service__slug"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return by_label([Choice(s.slug, s.name) for s in filters.memory.all_of(Service)])


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
        return by_label([Choice(o.slug, o.label) for o in filters.memory.all_of(Organisation)])


class EvidenceParameter(Parameter):
    """`documents`: only what the source documents say counts, on cards and in every other filter."""

    DOCUMENTS: ClassVar[str] = "documents"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(self.DOCUMENTS, _("Only the source documents"))]

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        return _("by the source documents alone")


class WordsParameter(Parameter):
    """Words to find; every one must match."""

    def __init__(self, legend: Text) -> None:
        super().__init__(legend, reads=WordsField())

    def keeps(self, filters: SiteFilter, value: str) -> Places:
        index, kind = filters.index, filters.kind
        column = "documents" if filters.documents_only else "text"
        entries = SearchEntry.objects.filter(kind=kind)

        def in_sequence(words: str) -> Places:
            found = entries.filter(**{f"{column}__contains": f" {words}"}).values_list("slug", flat=True)
            return Places(index.by_slug[slug] for slug in found)

        def indexed() -> WordIndex:
            texts = entries.values_list("slug", column)
            return WordIndex((index.by_slug[slug], text) for slug, text in texts)

        words: WordIndex = filters.memory.get((WordIndex, kind, column), indexed)
        return words.find(value, in_sequence)

    def phrase(self, filters: SiteFilter, labels: list[str]) -> str:
        return _("matching “{words}”").format(words=filters.value("q"))

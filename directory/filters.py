"""The kinds of filter of the site lists: django-filter's, which look sites up in the index of the edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, Self

import django_filters
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from directory import text_search
from directory.facet_index import Bitmap, FacetIndex
from directory.models import SearchEntry
from directory.query_params import ChoiceField, Choices, ChoicesField, NumberField, WordsField
from directory.word_index import WordIndex
from editions.current import edition_cache, records

if TYPE_CHECKING:
    from directory.filterset import SiteFilter

Label = str | Promise
Values = Callable[[Any, bool], Iterable[str]]
"""The values of a facet that a site has; the second argument is whether only the source documents count."""


class ListFilter(django_filters.Filter):
    """A parameter of a site list. Its own state lies in `parent`, the filter set of the request."""

    parent: SiteFilter
    chooses_sites: ClassVar[bool] = True
    """Whether it says which sites are listed, and not only how."""

    @property
    def group(self) -> str:
        """Filters of one group are counted together: each is counted with the whole group left out."""
        return str(self.field_name)

    @property
    def value(self) -> Any:
        """The value of the request: a list, a text or a number."""
        return self.parent.form.values[self.field_name]

    def matches(self, value: Any) -> Bitmap | None:
        """The sites with this value; None if the filter does not choose sites by itself."""
        return None

    def describe(self, labels: list[str]) -> str:
        """The choice in the sentence above the list, "" if it has no place there."""
        return ""

    def __deepcopy__(self, memo: object) -> Self:
        """Copied for each request by the filter set. The arguments, which never change, stay shared."""
        return copy(self)


class DisplayFilter(ListFilter):
    """How the list is shown: its order, its view, its pages."""

    chooses_sites = False


class Choice(DisplayFilter, django_filters.ChoiceFilter):
    """One of several ways to show the list."""

    field_class = ChoiceField


class Number(DisplayFilter, django_filters.NumberFilter):
    """A page number or a page size."""

    field_class = NumberField


class Words(ListFilter, django_filters.CharFilter):
    """Words to find; every one must match."""

    field_class = WordsField

    def matches(self, value: str) -> Bitmap:
        by_slug, kind = self.parent.index.by_slug, self.parent.kind
        column = "documents" if self.parent.documents_only else "text"

        def index() -> WordIndex:
            entries = [entry for entry in records().all(SearchEntry) if entry.kind == kind]
            return WordIndex((by_slug[entry.slug], getattr(entry, column)) for entry in entries)

        return edition_cache().get_or_set((WordIndex, kind, column), index).find(value)

    def describe(self, labels: list[str]) -> str:
        return _("matching “{words}”").format(words=self.value)


class Evidence(ListFilter, django_filters.ChoiceFilter):
    """`documents`: only what the source documents say counts, on cards and in every other filter."""

    field_class = ChoiceField

    def describe(self, labels: list[str]) -> str:
        return _("by the source documents alone")


class Facet(ListFilter, django_filters.MultipleChoiceFilter):
    """A parameter with values to tick, joined by OR, each shown with the number of sites that have it.

    `values` gives those of a site, `describe` the phrase for "Germany or Poland" in the sentence above the
    list. `hide_unused` leaves values that no site has out of the form. The other arguments are those of
    `ChoicesField`.
    """

    field_class = ChoicesField
    narrowed_by = ""
    """The parameter that narrows this one."""

    def __init__(
        self,
        label: Label,
        values: Values | None = None,
        *,
        describe: Callable[[str], str] | None = None,
        hide_unused: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, **kwargs)
        self._values = values
        self._describe = describe
        self.hide_unused = hide_unused

    def values_of(self, site: Any) -> Iterable[str]:
        """The values of a site under the reader's evidence."""
        return self._values(site, self.parent.documents_only) if self._values else ()

    @property
    def narrowing(self) -> str:
        """The value of the parameter that narrows this one, "" without."""
        return str(self.parent.form.values[self.narrowed_by]) if self.narrowed_by else ""

    @property
    def index(self) -> FacetIndex:
        """The values, and the sites that have each."""
        return self.parent.index.facet((self.field_name, self.narrowing), self.values_of)

    def matches(self, value: list[str]) -> Bitmap:
        return self.index.any_of(value)

    def counts(self, values: Iterable[str], matching: Bitmap) -> dict[str, int]:
        """How many of the matching sites have each of these values."""
        return self.index.counts(values, matching)

    def describe(self, labels: list[str]) -> str:
        return self._describe(any_of(labels)) if self._describe else ""


class NarrowedFacet(Facet):
    """A facet whose values are rows beside the site, of which another parameter may ask for one kind."""

    fact: ClassVar[str]

    def pair(self, row: Any) -> tuple[str, str]:
        """The value that a row holds, and its kind."""
        raise NotImplementedError

    def values_of(self, site: Any) -> Iterable[str]:
        pairs = map(self.pair, site.rows(self.fact, documents_only=self.parent.documents_only))
        return {value for value, kind in pairs if self.narrowing in ("", kind)}


class Narrowing(ListFilter, django_filters.ChoiceFilter):
    """Narrows a facet; alone it matches the sites with any value of that kind."""

    field_class = ChoiceField

    def __init__(self, label: Label, *, narrows: str, describe: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(label=label, **kwargs)
        self._narrows = narrows
        self._describe = describe

    @property
    def group(self) -> str:
        return self._narrows

    @property
    def facet(self) -> Facet:
        """The facet that it narrows."""
        facet: Facet = self.parent.filters[self._narrows]
        return facet

    def matches(self, value: str) -> Bitmap | None:
        return None if self.facet.value else self.facet.index.any_value()

    def describe(self, labels: list[str]) -> str:
        return "" if self.facet.value else self._describe(self.value)


def rows(fact: str, value: Callable[[Any], str]) -> Values:
    """The values of the rows beside a site that state a fact, such as its services."""
    return lambda site, only: {value(row) for row in site.rows(fact, documents_only=only)}


def any_of(labels: list[str]) -> str:
    """“Germany”, “Germany or Poland”, “Germany, Poland or Spain”."""
    return get_text_list(labels, _("or"))


def per_edition(choices: Callable[[], Choices]) -> Callable[[], Choices]:
    """The same choices, made once per edition."""
    return wraps(choices)(lambda: edition_cache().get_or_set(choices, choices))


def by_label(pairs: Iterable[tuple[str, str]]) -> Choices:
    """In the order of the alphabet, accents and case aside."""
    return dict(sorted(pairs, key=lambda pair: text_search.fold(pair[1])))


def choices_of(choices: type[TextChoices]) -> Callable[[], Choices]:
    """The values of an enumeration of a model."""
    return per_edition(lambda: {value: capfirst(str(label)) for value, label in choices.choices})

"""The parameters that say how a list is shown, and not which sites it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from directory.filters.fields import Choice, NumberField
from directory.filters.parameters import Parameter, Text

if TYPE_CHECKING:
    from directory.filters.filterset import SiteFilter


class SortParameter(Parameter):
    """The order of the list."""

    is_filter = False
    default = "name"

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

    is_filter = False
    default = "cards"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice("cards", _("Cards")), Choice("table", _("Table")), Choice("map", _("Map"))]


class NumberParameter(Parameter):
    """A page number or a page size."""

    is_filter = False

    def __init__(self, legend: Text, *, default: int, at_most: int | None = None) -> None:
        super().__init__(legend, value_field=NumberField(default=default, at_most=at_most))
        self.default = default

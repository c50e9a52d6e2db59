"""What the pages of factories and of antennas share."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from directory.admin.base import CitedAdmin, EvidenceFilter
from directory.admin.records import FOR_EDITORS
from directory.admin.rows import RowInline
from directory.models import Site


def rows_of(site: type[Site], relation: str, *fields: str, choose: tuple[str, ...]) -> type[RowInline]:
    """An inline over the rows of a relation such as `sector_links`; `choose` names the searched fields."""
    model: Any = site._meta.get_field(relation).related_model
    return type(
        f"{model.__name__}Inline",
        (RowInline,),
        {"model": model, "fields": fields, "autocomplete_fields": choose, "classes": ("collapse",)},
    )


def shared_rows(site: type[Site]) -> tuple[type[RowInline], ...]:
    """The inlines that every site has."""
    return (
        rows_of(site, "organisation_links", "organisation", "role", "verb", choose=("organisation",)),
        rows_of(site, "system_links", "supercomputer", "relation", choose=("supercomputer",)),
        rows_of(site, "sector_links", "sector", "emphasis", choose=("sector",)),
        rows_of(site, "service_links", "service", "detail", choose=("service",)),
        rows_of(site, "audience_links", "user_group", choose=()),
        rows_of(site, "web_links", "kind", "url", "language", "label", choose=()),
        rows_of(site, "route_links", "route", choose=("route",)),
        rows_of(site, "milestone_links", "milestone", choose=("milestone",)),
        rows_of(site, "figure_links", "figure", choose=("figure",)),
    )


class SiteAdmin(CitedAdmin):
    """A factory or an antenna with everything that belongs to it on one page."""

    list_display = ("name", "country", "cut_off", "city", "evidence")
    list_filter = (EvidenceFilter, "cut_off", ("country", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("country", "cut_off")
    search_fields = ("name", "aliases", "slug", "city", "country__name")
    autocomplete_fields = ("country", "cut_off")
    fieldsets = (
        (None, {"fields": ("name", "slug", "name_language", "aliases")}),
        (
            _("Where and when"),
            {"fields": (("country", "city"), ("latitude", "longitude"), "cut_off")},
        ),
        (_("In our words"), {"fields": ("summary", "access")}),
        (_("Lists that the sources leave open"), {"fields": (("sectors_open", "organisations_open"),)}),
        FOR_EDITORS,
    )

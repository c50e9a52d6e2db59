"""Countries, sectors, services, organisations, systems, rounds, milestones, figures and sources."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.admin.base import CitedAdmin, DirectoryAdmin, EvidenceFilter
from directory.admin.citations import citations_of
from directory.admin.rows import RowInline
from directory.models import (
    AccessRoute,
    AccessRouteDeadline,
    AccessRouteUserGroup,
    Audience,
    Country,
    CutOff,
    KeyFigure,
    Milestone,
    Organisation,
    Sector,
    Service,
    Source,
    Supercomputer,
)
from editions.clock import today

FOR_EDITORS: Any = (_("For editors only"), {"fields": ("editor_note",)})


@admin.register(Country)
class CountryAdmin(DirectoryAdmin):
    list_display = ("display_name", "code", "alpha3", "eu_code")
    search_fields = ("name", "code", "alpha3", "eu_code", "aliases")
    fieldsets = ((None, {"fields": ("code", "alpha3", "eu_code", "name", "aliases")}),)


class TermAdmin(DirectoryAdmin):
    """A term of a controlled list."""

    list_display = ("name", "slug", "scope")
    search_fields = ("name", "aliases", "slug")
    fieldsets = ((None, {"fields": ("name", "slug", "name_language", "scope", "aliases")}), FOR_EDITORS)


admin.site.register(Sector, TermAdmin)
admin.site.register(Service, TermAdmin)


@admin.register(Organisation)
class OrganisationAdmin(CitedAdmin):
    list_display = ("name", "short_name", "country", "city", "evidence")
    list_filter = (EvidenceFilter, ("country", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("country",)
    search_fields = ("name", "short_name", "aliases", "slug", "city")
    autocomplete_fields = ("country",)
    inlines = (citations_of(Organisation),)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "slug", "name_language", "aliases")}),
        (_("Where"), {"fields": (("country", "city"), "website")}),
        FOR_EDITORS,
    )


@admin.register(Supercomputer)
class SupercomputerAdmin(CitedAdmin):
    list_display = ("display_name", "kind", "organisation", "country", "status", "evidence")
    list_filter = (EvidenceFilter, "kind", ("country", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("organisation", "country")
    search_fields = ("name", "label", "aliases", "slug", "organisation__name", "organisation__short_name")
    autocomplete_fields = ("organisation", "country")
    inlines = (citations_of(Supercomputer),)
    fieldsets = (
        (None, {"fields": ("name", "label", "slug", "aliases", "kind", "description")}),
        (_("Where"), {"fields": ("organisation", ("country", "city"))}),
        (_("Contract"), {"fields": ("contract_eur",)}),
        FOR_EDITORS,
    )


@admin.register(CutOff)
class CutOffAdmin(CitedAdmin):
    list_display = ("name", "kind", "number", "announced_on", "evidence")
    list_filter = (EvidenceFilter, "kind")
    search_fields = ("name", "slug", "call_identifier")
    inlines = (citations_of(CutOff),)
    fieldsets = (
        (
            None,
            {"fields": ("name", "slug", ("kind", "number"), "announced_on", "call_identifier", "summary")},
        ),
        FOR_EDITORS,
    )


class WaitingFilter(admin.SimpleListFilter):
    """Records that wait for somebody to look."""

    title = _("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", model_admin.waiting_text)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in (None, "yes"):
            raise BadRequest(_("“waiting” is “yes”."))
        return queryset.filter(pk__in=waiting(queryset.model)) if self.value() else queryset


def waiting(model: Any) -> list[int]:
    """The keys of expectations whose time has passed, or of sources that nobody has opened yet."""
    if model is Source:
        return [source.pk for source in Source.objects.filter(checked_on=None) if source.is_unopened]
    expected = Milestone.objects.filter(status=Milestone.Status.EXPECTED, date__lte=today())
    return [item.pk for item in expected if (item.end or item.when).last_day < today()]


def waiting_need(model_admin: Any) -> list[tuple[str, str]]:
    """What the first page says of them."""
    count, opts = len(waiting(model_admin.model)), model_admin.opts
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return [(f"{model_admin.waiting_text}: {count}", f"{address}?waiting=yes")] if count else []


@admin.register(Milestone)
class MilestoneAdmin(CitedAdmin):
    list_display = ("title", "date", "precision", "status", "step", "kind", "evidence")
    list_filter = (WaitingFilter, EvidenceFilter, "status", "kind", "step")
    waiting_text = _("Expectations whose time has passed")
    search_fields = ("title", "slug", "description")
    autocomplete_fields = ("supercomputer", "cut_off")

    def needs_attention(self) -> list[tuple[str, str]]:
        return [*super().needs_attention(), *waiting_need(self)]

    inlines = (citations_of(Milestone),)
    fieldsets = (
        (None, {"fields": ("title", "slug", "kind", "status", "step")}),
        (_("When"), {"fields": (("date", "precision"), "until", "qualifier")}),
        (_("What it is about"), {"fields": ("description", "supercomputer", "cut_off")}),
        FOR_EDITORS,
    )


@admin.register(Audience)
class AudienceAdmin(CitedAdmin):
    list_display = ("__str__", "kind", "user_group", "evidence")
    list_filter = (EvidenceFilter, "kind")
    search_fields = ("slug", "user_group")
    inlines = (citations_of(Audience),)
    fieldsets = ((None, {"fields": ("kind", "user_group", "slug")}), FOR_EDITORS)


class UserGroupInline(RowInline):
    model = AccessRouteUserGroup
    fields = ("user_group",)


class DeadlineInline(RowInline):
    model = AccessRouteDeadline
    fields = ("date",)


@admin.register(AccessRoute)
class AccessRouteAdmin(CitedAdmin):
    list_display = ("name", "scope", "cost", "provider", "evidence")
    list_filter = (EvidenceFilter, "scope", "cost")
    list_select_related = ("provider",)
    search_fields = ("name", "slug", "summary")
    autocomplete_fields = ("provider",)
    inlines = (UserGroupInline, DeadlineInline, citations_of(AccessRoute))
    fieldsets = (
        (None, {"fields": ("name", "slug", "scope", "provider", "summary")}),
        (_("Who and how much"), {"fields": ("eligibility", ("cost", "cost_detail"), "amount")}),
        (_("When"), {"fields": (("duration", "decision_time"), ("is_continuous", "deadline_note"))}),
        (_("Where"), {"fields": ("apply_url", "info_url")}),
        FOR_EDITORS,
    )


@admin.register(KeyFigure)
class KeyFigureAdmin(CitedAdmin):
    list_display = ("label", "qualifier", "value", "unit", "kind", "as_of", "evidence")
    list_filter = (EvidenceFilter, "kind")
    search_fields = ("label", "slug", "scope", "attributed_to")
    autocomplete_fields = ("supercomputer", "cut_off")
    inlines = (citations_of(KeyFigure),)
    fieldsets = (
        (None, {"fields": ("label", "slug", "kind", ("qualifier", "value", "unit"), "scope")}),
        (_("Whose and when"), {"fields": ("attributed_to", ("as_of", "as_of_precision"))}),
        (_("What it is about"), {"fields": ("supercomputer", "cut_off")}),
        FOR_EDITORS,
    )


@admin.register(Source)
class SourceAdmin(DirectoryAdmin):
    list_display = ("title", "publisher", "kind", "published_on", "checked_on")
    list_filter = (WaitingFilter, "kind", "language")
    waiting_text = _("Sources that nobody has opened yet")
    search_fields = ("title", "author", "publisher", "slug", "url")
    # What was added last is what is cited next.
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("title", "slug", ("author", "publisher"), "kind", "language")}),
        (None, {"fields": ("url", "description")}),
        (_("Dates"), {"fields": (("published_on", "published_precision"), "checked_on")}),
        (_("Source documents only"), {"fields": ("file_name", "sha256")}),
        FOR_EDITORS,
    )

    def needs_attention(self) -> list[tuple[str, str]]:
        return waiting_need(self)

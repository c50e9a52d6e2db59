"""How users get in: user groups, and access routes with their deadlines."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models.base import NaturalKeyModel, Record, one_of, unique_by, web_address
from directory.models.organisations import Organisation
from directory.models.sources import Citation, of_our_time


class UserGroup(models.TextChoices):
    """Who may use a site or an access route."""

    STARTUPS = "startups", _("startups")
    SMES = "smes", _("small and medium-sized companies")
    COMPANIES = "companies", _("companies")
    RESEARCHERS = "researchers", _("researchers")
    PUBLIC_BODIES = "public-bodies", _("public bodies")
    STUDENTS = "students", _("students")


class Scope(models.TextChoices):
    """What an access route opens."""

    FACTORIES = "factories", _("every AI Factory")
    ANTENNAS = "antennas", _("every Antenna")
    SUPERCOMPUTERS = "supercomputers", _("EuroHPC supercomputers")
    SITES = "sites", _("the sites that name it")


class AccessRoute(Record):
    """A way to computing time or help: who may apply, what it costs, how long it takes, where to apply."""

    cited_fields: ClassVar[tuple[str, ...]] = (
        "summary",
        "eligibility",
        "cost",
        "cost_detail",
        "amount",
        "duration",
        "decision_time",
        "is_continuous",
        "deadline_note",
        "apply_url",
        "info_url",
    )
    cited_relations: ClassVar[dict[str, str]] = {
        "user_groups": "user_group_rows",
        "deadlines": "deadline_rows",
    }
    citable_extras: ClassVar[tuple[str, ...]] = ("name", "provider")

    class Cost(models.TextChoices):
        FREE = "free", _("free")
        PARTLY_FREE = "partly-free", _("free for some")
        PAID = "paid", _("paid")

    name = models.CharField(_("name"), max_length=120, help_text=_("Its own name, or what we call it."))
    provider = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="access_routes",
        verbose_name=_("offered by"),
        help_text=_("Empty where the sites themselves offer it."),
    )
    scope = models.CharField(_("opens"), max_length=14, choices=Scope.choices)
    summary = models.TextField(_("summary"), blank=True, help_text=_("What it is, in our own words."))
    eligibility = models.TextField(_("who may apply"), blank=True)
    cost = models.CharField(_("cost"), max_length=11, choices=Cost.choices, blank=True)
    cost_detail = models.CharField(_("cost in words"), max_length=200, blank=True)
    amount = models.CharField(_("amount"), max_length=160, blank=True)
    duration = models.CharField(_("duration"), max_length=80, blank=True)
    decision_time = models.CharField(_("time to a decision"), max_length=120, blank=True)
    is_continuous = models.BooleanField(
        _("open all year"), null=True, blank=True, help_text=_("Empty where no source says so.")
    )
    deadline_note = models.CharField(_("on the cut-off dates"), max_length=200, blank=True)
    apply_url = models.URLField(_("where to apply"), max_length=300, blank=True)
    info_url = models.URLField(_("page about it"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("access route")
        verbose_name_plural = _("access routes")
        ordering = ("scope", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["name"],
                name="reference_accessroute_unique_name",
                violation_error_message=_("Another access route has this name."),
            ),
            models.CheckConstraint(
                name="reference_accessroute_cost_in_words_with_cost",
                condition=Q(cost_detail="") | ~Q(cost=""),
                violation_error_message=_("Say whether it is free, too."),
            ),
            one_of("reference_accessroute", "scope", "factories", "antennas", "supercomputers", "sites"),
            one_of("reference_accessroute", "cost", "", "free", "partly-free", "paid"),
            web_address("reference_accessroute", "apply_url"),
            web_address("reference_accessroute", "info_url"),
        )

    @property
    def user_groups(self) -> list[str]:
        """Who may use it, as slugs in the order of the vocabulary."""
        found = {row.user_group for row in self.user_group_rows.all()}
        return [group for group in UserGroup.values if group in found]

    @property
    def deadlines(self) -> list[datetime.date]:
        """Its cut-off dates, past ones included, in order of time."""
        return sorted(row.date for row in self.deadline_rows.all())

    def get_absolute_url(self) -> str:
        return f"{reverse('access')}#{self.slug}"


class AccessRouteCitation(Citation):
    """A source for a fact about an access route."""

    record = models.ForeignKey(AccessRoute, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")


class AccessRouteUserGroup(NaturalKeyModel):
    """A user group that may use an access route."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("route__slug", "user_group")
    owner: ClassVar[str] = "route"

    route = models.ForeignKey(AccessRoute, on_delete=models.CASCADE, related_name="user_group_rows")
    user_group = models.CharField(_("user group"), max_length=14, choices=UserGroup.choices)

    class Meta:
        verbose_name = _("user group")
        verbose_name_plural = _("user groups")
        ordering = ("user_group",)
        constraints = (
            unique_by("route", "user_group", message=_("This user group is already listed here.")),
            one_of("reference_accessrouteusergroup", "user_group", *UserGroup.values),
        )

    def __str__(self) -> str:
        return str(self.get_user_group_display())

    @property
    def about(self) -> str:
        return self.user_group


class AccessRouteDeadline(NaturalKeyModel):
    """A cut-off date of an access route."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("route__slug", "date")
    owner: ClassVar[str] = "route"

    route = models.ForeignKey(AccessRoute, on_delete=models.CASCADE, related_name="deadline_rows")
    date = models.DateField(_("cut-off date"))

    class Meta:
        verbose_name = _("cut-off date")
        verbose_name_plural = _("cut-off dates")
        ordering = ("date",)
        constraints = (
            unique_by("route", "date", message=_("This date is already listed here.")),
            of_our_time("reference_accessroutedeadline", "date"),
        )

    def natural_key(self) -> tuple[str, str]:
        return self.route.slug, self.date.isoformat()

    def __str__(self) -> str:
        return self.date.isoformat()

    @property
    def about(self) -> str:
        return self.date.isoformat()

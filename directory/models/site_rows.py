"""The rows that tie a site to the rest: abstract, one concrete table each for factories and for antennas."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.access import AccessRoute, UserGroup
from directory.models.base import NaturalKeyModel, one_of, unique_by, web_address
from directory.models.organisations import Organisation, Supercomputer
from directory.models.programme import KeyFigure, Milestone
from directory.models.vocabulary import Sector, Service


class SiteLink(NaturalKeyModel):
    """A row between a site and something else. Each concrete table adds `site`."""

    owner: ClassVar[str] = "site"

    if TYPE_CHECKING:
        site: Any
        site_id: int

    class Meta:
        abstract = True

    @property
    def about(self) -> str:
        """How a citation names this value."""
        raise NotImplementedError


class SiteOrganisation(SiteLink):
    """An organisation in one role. One with several roles has a row for each."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "organisation__slug", "role")

    class Role(models.TextChoices):
        HOST = "hosting-entity", _("hosting entity")
        COORDINATOR = "coordinator", _("coordinator")
        OPERATOR = "operator", _("operator")
        PARTNER = "partner", _("partner")
        SPONSOR = "sponsor", _("sponsor")
        INSTALLATION_SITE = "installation-site", _("installation site")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="%(app_label)s_links"
    )
    role = models.CharField(_("role"), max_length=18, choices=Role.choices)
    verb = models.CharField(
        _("the source's verb"), max_length=60, blank=True, help_text=_("“led by”, “coordinated by”, …")
    )

    class Meta:
        abstract = True
        verbose_name = _("organisation in a role")
        verbose_name_plural = _("organisations and their roles")
        ordering = ("organisation__name", "role")
        constraints = (
            unique_by(
                "site", "organisation", "role", message=_("This organisation already has this role here.")
            ),
            one_of(
                "%(app_label)s_%(class)s",
                "role",
                "hosting-entity",
                "coordinator",
                "operator",
                "partner",
                "sponsor",
                "installation-site",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"

    @property
    def about(self) -> str:
        return f"{self.organisation.slug}:{self.role}"


class SiteSystem(SiteLink):
    """A system and how it relates to the site."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "supercomputer__slug", "relation")

    class Relation(models.TextChoices):
        NEW = "new", _("new system")
        UPGRADE = "upgrade", _("upgrade")
        BUILDS_ON = "builds-on", _("builds on")
        ADJACENT = "adjacent", _("next to")
        INTERIM = "interim", _("interim access")
        EXPERIMENTAL = "experimental", _("experimental")
        ASSOCIATED = "associated", _("associated")

    OWN = (Relation.NEW, Relation.UPGRADE)
    """The systems that the site itself gets."""
    USABLE = (*OWN, Relation.BUILDS_ON, Relation.ADJACENT, Relation.INTERIM, Relation.ASSOCIATED)
    """The systems that its users may work with once they are in service."""

    supercomputer = models.ForeignKey(
        Supercomputer, on_delete=models.PROTECT, related_name="%(app_label)s_links"
    )
    relation = models.CharField(_("relation"), max_length=12, choices=Relation.choices)

    class Meta:
        abstract = True
        verbose_name = _("system of a site")
        verbose_name_plural = _("systems")
        ordering = ("relation", "supercomputer__slug")
        constraints = (
            unique_by(
                "site", "supercomputer", "relation", message=_("This system already has this relation here.")
            ),
            one_of(
                "%(app_label)s_%(class)s",
                "relation",
                "new",
                "upgrade",
                "builds-on",
                "adjacent",
                "interim",
                "experimental",
                "associated",
            ),
        )

    @property
    def is_own(self) -> bool:
        """Whether it is a system that the site itself gets."""
        return self.relation in self.OWN

    def __str__(self) -> str:
        return f"{self.supercomputer} ({self.get_relation_display()})"

    @property
    def about(self) -> str:
        return f"{self.supercomputer.slug}:{self.relation}"


class SiteSector(SiteLink):
    """A sector the site names, and how firmly."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "sector__slug")

    class Emphasis(models.TextChoices):
        FOCUS = "focus", _("focus")
        USE_CASE = "use-case", _("use case")

    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="%(app_label)s_links")
    emphasis = models.CharField(_("emphasis"), max_length=8, choices=Emphasis.choices, default=Emphasis.FOCUS)

    class Meta:
        abstract = True
        verbose_name = _("sector of a site")
        verbose_name_plural = _("sectors")
        ordering = ("sector__name",)
        constraints = (
            unique_by("site", "sector", message=_("This sector is already named here.")),
            one_of("%(app_label)s_%(class)s", "emphasis", "focus", "use-case"),
        )

    def __str__(self) -> str:
        return str(self.sector)

    @property
    def about(self) -> str:
        return self.sector.slug


class SiteService(SiteLink):
    """A service the site offers or plans to offer."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "service__slug")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="%(app_label)s_links")
    detail = models.CharField(_("in this case"), max_length=160, blank=True)

    class Meta:
        abstract = True
        verbose_name = _("service of a site")
        verbose_name_plural = _("services")
        ordering = ("service__name",)
        constraints = (unique_by("site", "service", message=_("This service is already named here.")),)

    def __str__(self) -> str:
        return str(self.service)

    @property
    def about(self) -> str:
        return self.service.slug


class SiteMilestone(SiteLink):
    """A milestone of the site. The milestone carries its own citations."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "milestone__slug")

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="%(app_label)s_links")

    class Meta:
        abstract = True
        verbose_name = _("milestone of a site")
        verbose_name_plural = _("milestones")
        ordering = ("milestone__date", "milestone__slug")
        constraints = (unique_by("site", "milestone", message=_("This milestone is already listed here.")),)

    def __str__(self) -> str:
        return str(self.milestone)


class SiteFigure(SiteLink):
    """A key figure of the site. The figure carries its own citations."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "figure__slug")

    figure = models.ForeignKey(KeyFigure, on_delete=models.PROTECT, related_name="%(app_label)s_links")

    class Meta:
        abstract = True
        verbose_name = _("key figure of a site")
        verbose_name_plural = _("key figures")
        ordering = ("figure__slug",)
        constraints = (unique_by("site", "figure", message=_("This figure is already listed here.")),)

    def __str__(self) -> str:
        return str(self.figure)


class SiteUserGroup(SiteLink):
    """A user group that a source names for this site in particular."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "user_group")

    user_group = models.CharField(_("user group"), max_length=14, choices=UserGroup.choices)

    class Meta:
        abstract = True
        verbose_name = _("user group of a site")
        verbose_name_plural = _("user groups")
        ordering = ("user_group",)
        constraints = (
            unique_by("site", "user_group", message=_("This user group is already listed here.")),
            one_of("%(app_label)s_%(class)s", "user_group", *UserGroup.values),
        )

    def __str__(self) -> str:
        return str(self.get_user_group_display())

    @property
    def about(self) -> str:
        return self.user_group


class SiteAccessRoute(SiteLink):
    """An access route of the site. The route carries its own citations."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "route__slug")

    route = models.ForeignKey(AccessRoute, on_delete=models.PROTECT, related_name="%(app_label)s_links")

    class Meta:
        abstract = True
        verbose_name = _("access route of a site")
        verbose_name_plural = _("access routes")
        ordering = ("route__name",)
        constraints = (unique_by("site", "route", message=_("This access route is already listed here.")),)

    def __str__(self) -> str:
        return str(self.route)


class WebLink(SiteLink):
    """A page of a site: where to apply or ask, and what it offers."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "url")

    class Kind(models.TextChoices):
        WEBSITE = "website", _("website")
        APPLY = "apply", _("apply")
        CONTACT = "contact", _("contact")
        ELIGIBILITY = "eligibility", _("who may apply, and prices")
        TRAINING = "training", _("training")
        DATA = "data", _("data")
        FAQ = "faq", _("questions and answers")

    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    url = models.URLField(_("address"), max_length=300)
    language = models.CharField(
        _("language"), max_length=12, default="en", help_text=_("Language code of the page.")
    )
    label = models.CharField(
        _("text of the link"), max_length=120, blank=True, help_text=_("Where the kind does not say enough.")
    )

    class Meta:
        abstract = True
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ("kind", "url")
        constraints = (
            unique_by("site", "url", message=_("This address is already listed here.")),
            one_of(
                "%(app_label)s_%(class)s",
                "kind",
                "website",
                "apply",
                "contact",
                "eligibility",
                "training",
                "data",
                "faq",
            ),
            web_address("%(app_label)s_%(class)s", "url"),
        )

    def __str__(self) -> str:
        return self.label or str(self.get_kind_display())

    @property
    def about(self) -> str:
        return self.url

    @property
    def checked_on(self) -> datetime.date | None:
        """The day on which one of us last opened it, by the sources that name it; None if nobody has."""
        citations = self.site.citations.all()
        found = [
            item.source.checked_on for item in citations if item.field == "links" and item.about == self.url
        ]
        return max(filter(None, found), default=None)

"""The abstract Site, which factories and antennas share, and the rows that tie a site to the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.base import NamedRecord, NaturalKeyModel, one_of, unique_by, web_address
from directory.models.organisations import Organisation, Supercomputer
from directory.models.programme import CutOff, KeyFigure, Milestone, Stage
from directory.models.vocabulary import Country, Sector, Service


class Site(NamedRecord):
    """An AI Factory or an AI Factory Antenna. The country hosts; other countries may take part."""

    cited_fields: ClassVar[tuple[str, ...]] = (
        "name",
        "country",
        "cut_off",
        "city",
        "website",
        "summary",
        "access",
    )
    cited_relations: ClassVar[dict[str, str]] = {
        "organisations": "organisation_links",
        "supercomputers": "system_links",
        "sectors": "sector_links",
        "services": "service_links",
    }
    citable_extras: ClassVar[tuple[str, ...]] = ("aliases",)
    kind: ClassVar[str]
    """"factory" or "antenna"."""
    selected_in: ClassVar[str]
    """The kind of cut-off that selects this kind of site."""

    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        related_name="%(app_label)s",
        verbose_name=_("host country"),
    )
    cut_off = models.ForeignKey(
        CutOff, on_delete=models.PROTECT, related_name="%(app_label)s", verbose_name=_("selected in")
    )
    city = models.CharField(
        _("city"), max_length=80, blank=True, help_text=_("Empty where no source names one; never guessed.")
    )
    latitude = models.DecimalField(_("latitude"), max_digits=5, decimal_places=2, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=5, decimal_places=2, null=True, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), help_text=_("40 to 90 neutral words of our own."))
    access = models.TextField(_("how to get access"), blank=True)
    sectors_open = models.BooleanField(
        _("list of sectors not exhaustive"),
        default=False,
        help_text=_("The source says “such as”, “including”."),
    )
    organisations_open = models.BooleanField(
        _("list of organisations not exhaustive"), default=False, help_text=_("The source says “and others”.")
    )

    class Meta:
        abstract = True
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["name"],
                name="%(app_label)s_%(class)s_unique_name",
                violation_error_message=_("Another record has this name."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_coordinates_in_range",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                violation_error_message=_(
                    "Latitude (−90 to 90) and longitude (−180 to 180) are given together or not at all."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_coordinates_have_city",
                condition=Q(latitude__isnull=True) | ~Q(city=""),
                violation_error_message=_(
                    "Coordinates are those of a city: name the city, or leave them empty."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_summary_not_empty",
                condition=~Q(summary=""),
                violation_error_message=_("Every site has a summary."),
            ),
            web_address("%(app_label)s_%(class)s", "website"),
        )

    def rows(self, fact: str, *, documents_only: bool = False) -> list[Any]:
        """The rows that hold the values of a fact, such as `sectors`: all of them, or those that a source
        document states.
        """
        rows = getattr(self, self.cited_relations[fact]).all()
        if not documents_only:
            return list(rows)
        documented = {
            citation.about
            for citation in self.citations.all()  # type: ignore[attr-defined]
            if citation.field == fact and citation.agrees and citation.source.is_document
        }
        return [row for row in rows if row.about in documented]

    def states(self, fact: str, *, documents_only: bool = False) -> bool:
        """Whether the value of a fact counts: always, or only where a source document states it."""
        return not documents_only or any(
            citation.field == fact and citation.agrees and citation.source.is_document
            for citation in self.citations.all()  # type: ignore[attr-defined]
        )

    def stages(self, *, documents_only: bool = False) -> set[Stage]:
        """The steps of the ladder that something which happened has reached; every site was selected."""
        milestones = (link.milestone for link in self.milestone_links.all())  # type: ignore[attr-defined]
        return {Stage.SELECTED} | {
            Stage(milestone.stage)
            for milestone in milestones
            if milestone.stage and milestone.happened and (not documents_only or milestone.is_documented)
        }

    def stage(self, *, documents_only: bool = False) -> Stage:
        """The highest step that the site has reached."""
        return max(self.stages(documents_only=documents_only))

    def clean(self) -> None:
        super().clean()
        selects = type(self).selected_in
        if self.cut_off_id and self.cut_off.kind != selects:
            raise ValidationError({"cut_off": _("This round selected the other kind of site.")})


class SiteLink(NaturalKeyModel):
    """A row between a site and something else. Each concrete table adds `site`."""

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
    """An organisation in one role; one row a role."""

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

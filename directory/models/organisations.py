"""Organisations, and the computers they run."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.dates import PartialDate, Precision
from directory.models.base import NamedRecord, Record, one_of, validate_aliases, web_address
from directory.models.sources import Citation, first_of_period, partial_date
from directory.models.vocabulary import Country


class Organisation(NamedRecord):
    """A university, centre, ministry or company. A *hosting entity* is an organisation in that role."""

    cited_fields: ClassVar[tuple[str, ...]] = ("name", "country", "city", "website")
    citable_extras: ClassVar[tuple[str, ...]] = ("aliases",)

    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("country"),
        help_text=_("Empty where no source says so: nothing is inferred from a name."),
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["name"],
                name="reference_organisation_unique_name",
                violation_error_message=_("Another organisation has this name."),
            ),
            web_address("reference_organisation", "website"),
        )

    @property
    def label(self) -> str:
        """The short name where there is one, for lists and tables."""
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])


class OrganisationCitation(Citation):
    """A source for a fact about an organisation."""

    record = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")


class Supercomputer(Record):
    """A computer or computing resource that a source names or describes."""

    cited_fields: ClassVar[tuple[str, ...]] = (
        "name",
        "label",
        "kind",
        "organisation",
        "country",
        "city",
        "status",
        "contract_on",
        "contract_eur",
        "description",
    )
    citable_extras: ClassVar[tuple[str, ...]] = ("aliases",)

    class Kind(models.TextChoices):
        SUPERCOMPUTER = "supercomputer", _("supercomputer")
        QUANTUM = "quantum-computer", _("quantum computer")
        EXPERIMENTAL = "experimental-platform", _("experimental platform or module")
        CLOUD = "cloud", _("cloud")
        INFRASTRUCTURE = "research-infrastructure", _("research infrastructure")
        TEST = "test-system", _("test system")
        OTHER = "other", _("other HPC resource")

    class Status(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        IN_PROCUREMENT = "in-procurement", _("in procurement")
        CONTRACTED = "contracted", _("contracted")
        COMMISSIONING = "being-commissioned", _("being commissioned")
        IN_SERVICE = "in-service", _("in service")

    name = models.CharField(
        _("name"), max_length=120, blank=True, help_text=_("Empty where no source names the system.")
    )
    label = models.CharField(
        _("description in place of a name"),
        max_length=160,
        blank=True,
        help_text=_("For systems without a name: “new AI-optimised system at HLRS”."),
    )
    aliases = models.JSONField(_("other names"), default=list, blank=True, validators=[validate_aliases])
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supercomputers",
        verbose_name=_("operated or hosted by"),
    )
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supercomputers",
        verbose_name=_("country"),
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, blank=True)
    status_on = models.DateField(_("status as of"), null=True, blank=True)
    status_precision = models.CharField(_("precision"), max_length=7, choices=Precision.choices, blank=True)
    contract_on = models.DateField(_("contract signed or announced"), null=True, blank=True)
    contract_precision = models.CharField(_("precision"), max_length=7, choices=Precision.choices, blank=True)
    contract_eur = models.PositiveBigIntegerField(_("contract value in euros"), null=True, blank=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("Our own words; what sources state.")
    )

    class Meta:
        verbose_name = _("supercomputer or other system")
        verbose_name_plural = _("supercomputers and other systems")
        ordering = ("name", "label")
        constraints = (
            models.CheckConstraint(
                name="reference_supercomputer_named_or_labelled",
                condition=(~Q(name="") & Q(label="")) | (Q(name="") & ~Q(label="")),
                violation_error_message=_("A system has either a name or a description in its place."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                name="reference_supercomputer_unique_name",
                condition=~Q(name=""),
                violation_error_message=_("Another system has this name."),
            ),
            models.CheckConstraint(
                name="reference_supercomputer_status_with_date",
                condition=Q(status="", status_on__isnull=True) | (~Q(status="") & Q(status_on__isnull=False)),
                violation_error_message=_(
                    "A status needs the date it is as of, and the date needs a status."
                ),
            ),
            one_of(
                "reference_supercomputer",
                "kind",
                "supercomputer",
                "quantum-computer",
                "experimental-platform",
                "cloud",
                "research-infrastructure",
                "test-system",
                "other",
            ),
            one_of(
                "reference_supercomputer",
                "status",
                "",
                "announced",
                "in-procurement",
                "contracted",
                "being-commissioned",
                "in-service",
            ),
            *first_of_period("reference_supercomputer", "status_on", "status_precision"),
            *first_of_period("reference_supercomputer", "contract_on", "contract_precision"),
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name, or the description that stands in its place."""
        return self.name or self.label

    @property
    def status_date(self) -> PartialDate | None:
        return partial_date(self.status_on, self.status_precision)

    @property
    def contract_date(self) -> PartialDate | None:
        return partial_date(self.contract_on, self.contract_precision)

    def get_absolute_url(self) -> str:
        return reverse("supercomputer", args=[self.slug])


class SupercomputerCitation(Citation):
    """A source for a fact about a system."""

    record = models.ForeignKey(Supercomputer, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")

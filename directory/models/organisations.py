"""Organisations, and the computers they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models.base import NamedRecord, Record, one_of, validate_aliases, web_address
from directory.models.sources import Citation
from directory.models.steps import MachineStep
from directory.models.vocabulary import Country

if TYPE_CHECKING:
    from directory.models.programme import Milestone


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
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name, or the description that stands in its place."""
        return self.name or self.label

    def steps(self, *, documents_only: bool = False) -> list[Milestone]:
        """What sources say of its steps, happened or expected, in order of time."""
        return [
            milestone
            for milestone in self.milestones.all()
            if milestone.step and (not documents_only or milestone.is_documented)
        ]

    def status(self, *, documents_only: bool = False) -> MachineStep | None:
        """The last step that a source says it has reached; None where no source states any."""
        order = list(MachineStep)
        reached = [
            MachineStep(item.step) for item in self.steps(documents_only=documents_only) if item.happened
        ]
        return max(reached, key=order.index, default=None)

    def get_absolute_url(self) -> str:
        return reverse("supercomputer", args=[self.slug])


class SupercomputerCitation(Citation):
    """A source for a fact about a system."""

    record = models.ForeignKey(Supercomputer, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")

"""The abstract Site, which factories and antennas share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.base import NamedRecord
from directory.models.organisations import Supercomputer
from directory.models.programme import CutOff, Milestone
from directory.models.site_rows import SiteSystem, WebLink
from directory.models.steps import MachineStep, ServiceStep
from directory.models.vocabulary import Country


class Site(NamedRecord):
    """An AI Factory or an AI Factory Antenna. The country hosts; other countries may take part."""

    cited_fields: ClassVar[tuple[str, ...]] = (
        "name",
        "country",
        "cut_off",
        "city",
        "summary",
        "access",
    )
    cited_relations: ClassVar[dict[str, str]] = {
        "organisations": "organisation_links",
        "supercomputers": "system_links",
        "sectors": "sector_links",
        "services": "service_links",
        "audiences": "audience_links",
        "links": "web_links",
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

    def website(self, *, documents_only: bool = False) -> str:
        """The address of its website, "" where none is recorded."""
        links = self.rows("links", documents_only=documents_only)
        return next((link.url for link in links if link.kind == WebLink.Kind.WEBSITE), "")

    def systems(self, relations: Iterable[str], *, documents_only: bool = False) -> list[Supercomputer]:
        """The systems in these relations to the site, each once."""
        rows = self.rows("supercomputers", documents_only=documents_only)
        return list(dict.fromkeys(row.supercomputer for row in rows if row.relation in relations))

    def machines(self, *, documents_only: bool = False) -> list[Supercomputer]:
        """The systems whose status is the site's: its own, or those it builds on where it gets none."""
        own = self.systems(SiteSystem.OWN, documents_only=documents_only)
        return own or self.systems([SiteSystem.Relation.BUILDS_ON], documents_only=documents_only)

    def machine_status(self, *, documents_only: bool = False) -> list[MachineStep]:
        """The last steps that sources say its machines have reached, in their order."""
        machines = self.machines(documents_only=documents_only)
        reached = {item.status(documents_only=documents_only) for item in machines}
        return [step for step in MachineStep if step in reached]

    def usable_now(self, *, documents_only: bool = False) -> list[Supercomputer]:
        """The systems in service in one of the relations in which its users may work with them."""
        return [
            system
            for system in self.systems(SiteSystem.USABLE, documents_only=documents_only)
            if system.kind != Supercomputer.Kind.QUANTUM  # nobody starts with one
            and system.status(documents_only=documents_only) == MachineStep.IN_SERVICE
        ]

    def milestones(self) -> list[Milestone]:
        """What is dated about the site and the systems that are its own, in order of time."""
        linked = [row.milestone for row in self.milestone_links.all()]  # type: ignore[attr-defined]
        own = [step for system in self.systems(SiteSystem.OWN) for step in system.milestones.all()]
        return sorted(dict.fromkeys([*linked, *own]), key=lambda item: (item.date, item.slug))

    def service_status(self, *, documents_only: bool = False) -> ServiceStep:
        """The last step that sources say its service has reached; every site was selected."""
        order = list(ServiceStep)
        rows = self.milestone_links.all()  # type: ignore[attr-defined]
        reached = [
            ServiceStep(row.milestone.step)
            for row in rows
            if row.milestone.step in ServiceStep.values
            and row.milestone.happened
            and (not documents_only or row.milestone.is_documented)
        ]
        return max(reached, key=order.index, default=ServiceStep.SELECTED)

    def is_open(self, *, documents_only: bool = False) -> bool:
        """Whether a source says that users are served now."""
        return self.service_status(documents_only=documents_only) == ServiceStep.OPEN_TO_USERS

    def clean(self) -> None:
        super().clean()
        selects = type(self).selected_in
        if self.cut_off_id and self.cut_off.kind != selects:
            raise ValidationError({"cut_off": _("This round selected the other kind of site.")})

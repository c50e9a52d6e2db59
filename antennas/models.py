"""AI Factory Antennas and their links to AI Factories."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import (
    Citation,
    CutOff,
    Site,
    SiteAccessRoute,
    SiteFigure,
    SiteLink,
    SiteMilestone,
    SiteOrganisation,
    SiteSector,
    SiteService,
    SiteSystem,
    SiteUserGroup,
    WebLink,
)
from directory.models.base import one_of, unique_by
from factories.models import Factory


class Antenna(Site):
    """An AI Factory Antenna: a national point of access, linked to one or more AI Factories."""

    kind = "antenna"
    selected_in = CutOff.Kind.ANTENNAS
    cited_relations: ClassVar[dict[str, str]] = {**Site.cited_relations, "factories": "factory_links"}

    class Meta(Site.Meta):
        verbose_name = _("AI Factory Antenna")
        verbose_name_plural = _("AI Factory Antennas")

    def get_absolute_url(self) -> str:
        return reverse("antennas:detail", args=[self.slug])


class AntennaFactory(SiteLink):
    """A typed link between an antenna and a factory."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "factory__slug")

    class Kind(models.TextChoices):
        LINKED = "linked", _("linked")
        COLLABORATES = "collaborates", _("collaborates")

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="factory_links")
    factory = models.ForeignKey(Factory, on_delete=models.PROTECT, related_name="antenna_links")
    kind = models.CharField(_("kind of link"), max_length=12, choices=Kind.choices)

    class Meta:
        verbose_name = _("link to an AI Factory")
        verbose_name_plural = _("links to AI Factories")
        ordering = ("-kind", "factory__name")
        constraints = (
            unique_by("site", "factory", message=_("This factory is already linked here.")),
            one_of("antennas_antennafactory", "kind", "linked", "collaborates"),
        )

    def __str__(self) -> str:
        return f"{self.factory} ({self.get_kind_display()})"

    @property
    def about(self) -> str:
        return self.factory.slug


class AntennaOrganisation(SiteOrganisation):
    """An organisation behind an antenna, in one role."""

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="organisation_links")


class AntennaSystem(SiteSystem):
    """A system of an antenna, in one relation."""

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="system_links")


class AntennaSector(SiteSector):
    """A sector that an antenna names."""

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="sector_links")


class AntennaService(SiteService):
    """A service of an antenna."""

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="service_links")


class AntennaMilestone(SiteMilestone):
    """A milestone of an antenna."""

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="milestone_links")


class AntennaFigure(SiteFigure):
    """A key figure of an antenna."""

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="figure_links")


class AntennaUserGroup(SiteUserGroup):
    """A user group of an antenna."""

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="audience_links")


class AntennaWebLink(WebLink):
    """A page of an antenna."""

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="web_links")


class AntennaAccessRoute(SiteAccessRoute):
    """An access route of an antenna."""

    site = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="route_links")


class AntennaCitation(Citation):
    """A source for a fact about an antenna."""

    record = models.ForeignKey(Antenna, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")

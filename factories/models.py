"""AI Factories, their consortium and their systems."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import (
    Citation,
    Country,
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
from directory.models.base import unique_by


class Factory(Site):
    """An AI Factory: the service and its consortium, not the machine."""

    kind = "factory"
    selected_in = CutOff.Kind.FACTORIES
    cited_relations: ClassVar[dict[str, str]] = {
        **Site.cited_relations,
        "participating_countries": "country_links",
    }

    class Meta(Site.Meta):
        verbose_name = _("AI Factory")
        verbose_name_plural = _("AI Factories")

    def get_absolute_url(self) -> str:
        return reverse("factories:detail", args=[self.slug])


class FactoryOrganisation(SiteOrganisation):
    """An organisation behind a factory, in one role."""

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="organisation_links")


class FactoryCountry(SiteLink):
    """A country that takes part in the consortium without hosting."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("site__slug", "country__code")

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="country_links")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="factories_links")

    class Meta:
        verbose_name = _("participating country")
        verbose_name_plural = _("participating countries")
        ordering = ("country__name",)
        constraints = (unique_by("site", "country", message=_("This country already takes part.")),)

    def __str__(self) -> str:
        return str(self.country)

    def clean(self) -> None:
        super().clean()
        if self.country_id and self.site_id and self.country_id == self.site.country_id:
            raise ValidationError(
                {"country": _("The host country takes part anyway: it is not repeated here.")}
            )

    @property
    def about(self) -> str:
        return self.country.code


class FactorySystem(SiteSystem):
    """A system of a factory, in one relation."""

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="system_links")


class FactorySector(SiteSector):
    """A sector that a factory names."""

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="sector_links")


class FactoryService(SiteService):
    """A service of a factory."""

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="service_links")


class FactoryMilestone(SiteMilestone):
    """A milestone of a factory."""

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="milestone_links")


class FactoryFigure(SiteFigure):
    """A key figure of a factory."""

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="figure_links")


class FactoryUserGroup(SiteUserGroup):
    """A user group of a factory."""

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="audience_links")


class FactoryWebLink(WebLink):
    """A page of a factory."""

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="web_links")


class FactoryAccessRoute(SiteAccessRoute):
    """An access route of a factory."""

    site = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="route_links")


class FactoryCitation(Citation):
    """A source for a fact about a factory."""

    record = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")

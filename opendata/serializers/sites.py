"""What a factory and an antenna are as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from antennas.models import AntennaFactory
from directory.models import (
    SiteOrganisation,
    SiteSector,
    SiteSystem,
)
from opendata.serializers.fields import (
    Address,
    EditionNumber,
    Known,
    Name,
    Names,
    ReadSerializer,
    RecordSerializer,
    Text,
    Yes,
)
from opendata.serializers.parts import STAGES, CountryRef, CutOffRef, MilestoneRef


class OrganisationOfSite(ReadSerializer):
    """An organisation in one role."""

    slug = Name(_("Address name of the organisation."))
    name = Name(_("Name of the organisation."))
    role = Known(SiteOrganisation.Role.choices, _("What it is for the site; one entry a role."))
    country = Text(_("ISO code of the organisation's country, where stated."))


class SystemOfSite(ReadSerializer):
    """A system and how it relates to the site."""

    slug = Name(_("Address name of the system."), source="supercomputer.slug")
    name = Text(_("Name of the system; null where no source names it."), source="supercomputer.name")
    label = Text(_("What describes a system that no source names."), source="supercomputer.label")
    relation = Known(SiteSystem.Relation.choices, _("How the system relates to the site."))


class SectorOfSite(ReadSerializer):
    """A sector that the site names."""

    slug = Name(_("Address name of the sector."), source="sector.slug")
    name = Name(_("Name of the sector."), source="sector.name")
    emphasis = Known(SiteSector.Emphasis.choices, _("Focus of the site, or a use case it names."))


class ServiceOfSite(ReadSerializer):
    """Something the site offers."""

    slug = Name(_("Address name of the service."), source="service.slug")
    name = Name(_("Name of the service."), source="service.name")
    detail = Text(_("What the site offers in particular."))


class AntennaOfFactory(ReadSerializer):
    """An antenna tied to the factory."""

    slug = Name(_("Address name of the antenna."), source="site.slug")
    name = Name(_("Name of the antenna."), source="site.name")
    kind = Known(AntennaFactory.Kind.choices, _("Formally linked, or collaborating."))


class FactoryOfAntenna(ReadSerializer):
    """A factory that the antenna is tied to."""

    slug = Name(_("Address name of the AI Factory."), source="factory.slug")
    name = Name(_("Name of the AI Factory."), source="factory.name")
    kind = Known(AntennaFactory.Kind.choices, _("Formally linked, or collaborating."))


class SiteSerializer(RecordSerializer):
    """A factory or an antenna, without what only one of them has."""

    name = Name(_("Name of the site."))
    aliases = Names(_("Other spellings and former names."))
    url = Address()
    country = CountryRef(help_text=_("Country that hosts the site."))
    cut_off = CutOffRef(help_text=_("Selection cut-off in which the site was chosen."))
    city = Text(_("City, where a source states one."))
    latitude = serializers.FloatField(help_text=_("Latitude of the city, WGS 84."), allow_null=True)
    longitude = serializers.FloatField(help_text=_("Longitude of the city, WGS 84."), allow_null=True)
    summary = Text(_("What the site is, in 40 to 90 words of the editors."))
    website = Text(_("Address of the site's own website."))
    access = Text(_("How to get access, where a source says so."))
    stage = Known(STAGES, _("Highest rung of the ladder that something which happened reached."))
    milestones = MilestoneRef(many=True, help_text=_("What is dated about the site, in order of time."))
    organisations = OrganisationOfSite(many=True, help_text=_("Who is behind it."))
    organisations_open = Yes(_("Whether the sources name more organisations than they list."))
    supercomputers = SystemOfSite(many=True, source="system_links", help_text=_("The systems of the site."))
    sectors = SectorOfSite(many=True, source="sector_links", help_text=_("The sectors that the site names."))
    sectors_open = Yes(_("Whether the sources name more sectors than they list."))
    services = ServiceOfSite(many=True, source="service_links", help_text=_("What the site offers."))


class FactorySerializer(SiteSerializer):
    """An AI Factory: the service and its consortium, not the machine."""

    participating_countries = Names(_("ISO codes of the countries that take part without hosting."))
    antennas = AntennaOfFactory(
        many=True,
        source="antenna_links",
        help_text=_("Antennas that are linked to it or collaborate with it."),
    )
    edition = EditionNumber()


class AntennaSerializer(SiteSerializer):
    """An AI Factory Antenna: a national point of access, linked to one or more AI Factories."""

    factories = FactoryOfAntenna(
        many=True,
        source="factory_links",
        help_text=_("AI Factories that it is linked to or collaborates with."),
    )
    edition = EditionNumber()

"""What a factory and an antenna are as data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.fields import BooleanField, CharField, ChoiceField, DateField, FloatField, ListField
from rest_framework.serializers import ListSerializer, Serializer

from antennas.models import AntennaFactory
from directory.evidence import Evidence, References
from directory.models import (
    MachineStep,
    ServiceStep,
    Site,
    SiteOrganisation,
    SiteSector,
    SiteSystem,
    UserGroup,
    WebLink,
)
from opendata.serializers.fields import EditionField, OptionalCharField, PageURLField
from opendata.serializers.parts import (
    CitedSerializer,
    CountryRefSerializer,
    CutOffRefSerializer,
    MilestoneRefSerializer,
    RecordSerializer,
    SlugAndNameSerializer,
    SystemRefSerializer,
)


class RowsOfSite(ListSerializer):
    """The rows that hold the values of a fact; those that a document states where only documents count."""

    def get_attribute(self, instance: Site) -> list[Any]:
        return instance.rows(self.field_name, documents_only=self.context.get("documents_only", False))


class AntennasOfFactory(ListSerializer):
    """A factory's links, for which the antennas' own citations stand."""

    def get_attribute(self, instance: Any) -> list[Any]:
        only = self.context.get("documents_only", False)
        links = sorted(instance.antenna_links.all(), key=lambda link: link.site.name.lower())
        return [link for link in links if link in link.site.rows("factories", documents_only=only)]


class MilestonesOfSite(ListSerializer):
    """The milestones of a site, in order of time."""

    def get_attribute(self, instance: Any) -> list[Any]:
        only = self.context.get("documents_only", False)
        return [item for item in instance.milestones() if not only or item.is_documented]


class CountryCodesField(ListField):
    """The codes of the countries of a fact."""

    def get_attribute(self, instance: Site) -> list[str]:
        rows = instance.rows(self.field_name, documents_only=self.context.get("documents_only", False))
        return [row.country.code for row in rows]


class UserGroupsOfSite(ListField):
    """The user groups that sources name for a site in particular."""

    def get_attribute(self, instance: Site) -> list[str]:
        rows = instance.rows("audiences", documents_only=self.context.get("documents_only", False))
        return [row.user_group for row in rows]


class RoutesOfSite(ListSerializer):
    """The access routes of a site; those that a document describes where only documents count."""

    def get_attribute(self, instance: Any) -> list[Any]:
        routes = [row.route for row in instance.route_links.all()]
        if not self.context.get("documents_only"):
            return routes
        return [
            route
            for route in routes
            if Evidence(route.citations.all(), References(), documents_only=True).supports("summary")
        ]


class OrganisationCountryField(OptionalCharField):
    """The code of an organisation's country, where a source that counts states it."""

    def get_attribute(self, instance: SiteOrganisation) -> str | None:
        organisation: Any = instance.organisation
        if organisation.country and self.context.get("documents_only"):
            evidence = Evidence(organisation.citations.all(), References(), documents_only=True)
            return organisation.country.code if evidence.supports("country") else None
        return organisation.country and organisation.country.code


class OrganisationOfSiteSerializer(Serializer):
    """An organisation in one role."""

    slug = CharField(help_text=_("Slug of the organisation."), source="organisation.slug")
    name = CharField(help_text=_("Name of the organisation."), source="organisation.name")
    role = ChoiceField(
        SiteOrganisation.Role.choices, help_text=_("What it is for the site; one entry a role.")
    )
    country = OrganisationCountryField(help_text=_("ISO code of the organisation's country, where stated."))


class SystemOfSiteSerializer(Serializer):
    """A system and how it relates to the site."""

    slug = CharField(help_text=_("Slug of the system."), source="supercomputer.slug")
    name = OptionalCharField(
        help_text=_("Name of the system; null where no source names it."), source="supercomputer.name"
    )
    label = OptionalCharField(
        help_text=_("What describes a system that no source names."), source="supercomputer.label"
    )
    relation = ChoiceField(SiteSystem.Relation.choices, help_text=_("How the system relates to the site."))


class SectorOfSiteSerializer(Serializer):
    """A sector that the site names."""

    slug = CharField(help_text=_("Slug of the sector."), source="sector.slug")
    name = CharField(help_text=_("Name of the sector."), source="sector.name")
    emphasis = ChoiceField(
        SiteSector.Emphasis.choices, help_text=_("Focus of the site, or a use case it names.")
    )


class ServiceOfSiteSerializer(Serializer):
    """Something the site offers."""

    slug = CharField(help_text=_("Slug of the service."), source="service.slug")
    name = CharField(help_text=_("Name of the service."), source="service.name")
    detail = OptionalCharField(help_text=_("What the site offers in particular."))


class LinkOfSiteSerializer(Serializer):
    """A page of the site."""

    kind = ChoiceField(WebLink.Kind.choices, help_text=_("What it is for."))
    url = CharField(help_text=_("Address of the page."))
    language = CharField(help_text=_("Language code of the page."))
    label = OptionalCharField(help_text=_("What it offers, where the kind does not say enough."))
    checked_on = DateField(
        allow_null=True,
        help_text=_("The day on which one of us last opened it; null where nobody has opened it yet."),
    )


class AntennaOfFactorySerializer(Serializer):
    """An antenna tied to the factory."""

    slug = CharField(help_text=_("Slug of the antenna."), source="site.slug")
    name = CharField(help_text=_("Name of the antenna."), source="site.name")
    kind = ChoiceField(AntennaFactory.Kind.choices, help_text=_("Formally linked, or collaborating."))


class FactoryOfAntennaSerializer(Serializer):
    """A factory that the antenna is tied to."""

    slug = CharField(help_text=_("Slug of the AI Factory."), source="factory.slug")
    name = CharField(help_text=_("Name of the AI Factory."), source="factory.name")
    kind = ChoiceField(AntennaFactory.Kind.choices, help_text=_("Formally linked, or collaborating."))


class SiteSerializer(RecordSerializer):
    """A factory or an antenna, without what only one of them has."""

    name = CharField(help_text=_("Name of the site."))
    aliases = ListField(child=CharField(), help_text=_("Other spellings and former names."))
    url = PageURLField()
    country = CountryRefSerializer(help_text=_("Country that hosts the site."))
    cut_off = CutOffRefSerializer(help_text=_("Selection cut-off in which the site was chosen."))
    city = OptionalCharField(help_text=_("City, where a source states one."))
    latitude = FloatField(help_text=_("Latitude of the city, WGS 84."), allow_null=True)
    longitude = FloatField(help_text=_("Longitude of the city, WGS 84."), allow_null=True)
    summary = OptionalCharField(help_text=_("What the site is, in 40 to 90 words of the editors."))
    website = OptionalCharField(help_text=_("Address of the site's own website."))
    access = OptionalCharField(help_text=_("How to get access, where a source says so."))
    links = RowsOfSite(child=LinkOfSiteSerializer(), help_text=_("Pages of the site: where to apply or ask."))
    access_routes = RoutesOfSite(
        child=SlugAndNameSerializer(), help_text=_("Access routes of its own; others open every site.")
    )
    audiences = UserGroupsOfSite(
        child=ChoiceField(UserGroup.choices),
        help_text=_("User groups that sources name for this site in particular."),
    )
    machine_status = ListField(
        child=ChoiceField(MachineStep.choices),
        help_text=_("The last steps that sources say its machines have reached; empty where none says so."),
    )
    service_status = ChoiceField(
        ServiceStep.choices, help_text=_("The last step that a source says its service has reached.")
    )
    usable_now = SystemRefSerializer(
        many=True,
        help_text=_(
            "Systems in service that it gets, builds on, stands beside, is tied to or offers meanwhile."
        ),
    )
    milestones = MilestonesOfSite(
        child=MilestoneRefSerializer(), help_text=_("What is dated about the site, in order of time.")
    )
    organisations = RowsOfSite(child=OrganisationOfSiteSerializer(), help_text=_("Who is behind it."))
    organisations_open = BooleanField(
        help_text=_("Whether the sources name more organisations than they list.")
    )
    supercomputers = RowsOfSite(child=SystemOfSiteSerializer(), help_text=_("The systems of the site."))
    sectors = RowsOfSite(child=SectorOfSiteSerializer(), help_text=_("The sectors that the site names."))
    sectors_open = BooleanField(help_text=_("Whether the sources name more sectors than they list."))
    services = RowsOfSite(child=ServiceOfSiteSerializer(), help_text=_("What the site offers."))

    def to_representation(self, instance: Any) -> dict[str, Any]:
        data: dict[str, Any] = super().to_representation(instance)
        if self.context.get("documents_only"):
            data |= {name: value for name, value in documented(instance).items() if name in data}
        return data


def documented(site: Any) -> dict[str, Any]:
    """The facts with one value as the source documents alone state them."""
    evidence = Evidence(site.citations.all(), References(), documents_only=True)
    stated = {fact: evidence.stated(fact, getattr(site, fact)) or None for fact in ("city",)}
    whole = {
        fact: (getattr(site, fact) or None) if evidence.whole(fact) else None
        for fact in ("summary", "access")
    }
    # Coordinates are those of the city: they stand and fall with it.
    place = {} if evidence.supports("city") else {"latitude": None, "longitude": None}
    names = [name for name in site.aliases if evidence.names(name)]
    return {
        **stated,
        **whole,
        **place,
        "aliases": names,
        "website": site.website(documents_only=True) or None,
        "machine_status": site.machine_status(documents_only=True),
        "service_status": site.service_status(documents_only=True),
        "usable_now": SystemRefSerializer(site.usable_now(documents_only=True), many=True).data,
    }


class FactorySerializer(SiteSerializer):
    """An AI Factory: the service and its consortium, not the machine."""

    participating_countries = CountryCodesField(
        child=CharField(), help_text=_("ISO codes of the countries that take part without hosting.")
    )
    antennas = AntennasOfFactory(
        child=AntennaOfFactorySerializer(),
        help_text=_("Antennas that are linked to it or collaborate with it."),
    )
    edition = EditionField()


class AntennaSerializer(SiteSerializer):
    """An AI Factory Antenna: a national point of access, linked to one or more AI Factories."""

    factories = RowsOfSite(
        child=FactoryOfAntennaSerializer(),
        help_text=_("AI Factories that it is linked to or collaborates with."),
    )
    edition = EditionField()


class FactoryInDetailSerializer(FactorySerializer, CitedSerializer):
    pass


class AntennaInDetailSerializer(AntennaSerializer, CitedSerializer):
    pass

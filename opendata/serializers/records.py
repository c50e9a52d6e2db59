"""What every other record is as data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directory.models import (
    Audience,
    CutOff,
    KeyFigure,
    Milestone,
    SiteOrganisation,
    SiteSector,
    SiteSystem,
    Source,
    Supercomputer,
)
from opendata.serializers.fields import (
    Address,
    Day,
    EditionNumber,
    Known,
    Name,
    Names,
    ReadSerializer,
    RecordSerializer,
    Text,
)
from opendata.serializers.parts import (
    PRECISION_HELP,
    PRECISIONS,
    SITE_KINDS,
    STAGES,
    CountryRef,
    SlugAndName,
    SystemRef,
    rung,
)


class SiteOfRecord(ReadSerializer):
    """A site that another record belongs to."""

    kind = serializers.SerializerMethodField(help_text=_("AI Factory or Antenna."))
    slug = Name(_("Address name of the site."), source="site.slug")
    name = Name(_("Name of the site."), source="site.name")

    @extend_schema_field(serializers.ChoiceField(choices=SITE_KINDS))
    def get_kind(self, link: Any) -> str:
        return str(link.site.kind)


class SiteWithRole(SiteOfRecord):
    """A site in which an organisation has a role."""

    role = Known(SiteOrganisation.Role.choices, _("What the organisation is for the site."))


class SiteWithRelation(SiteOfRecord):
    """A site that uses a system."""

    relation = Known(SiteSystem.Relation.choices, _("How the system relates to the site."))


class SiteWithEmphasis(SiteOfRecord):
    """A site that names a sector."""

    emphasis = Known(SiteSector.Emphasis.choices, _("Focus of the site, or a use case it names."))


class SupercomputerSerializer(RecordSerializer):
    """A computer or computing resource that a source names or describes."""

    name = Text(_("Name of the system; null where no source names it."))
    label = Text(_("What describes a system that no source names."))
    aliases = Names(_("Other spellings and former names."))
    url = Address()
    kind = Known(Supercomputer.Kind.choices, _("Kind of system."))
    organisation = SlugAndName(allow_null=True, help_text=_("Who operates or hosts it."))
    country = CountryRef(allow_null=True, help_text=_("Country in which it stands."))
    city = Text(_("City in which it stands."))
    status = Known(Supercomputer.Status.choices, _("Status on the date beside it."), null=True)
    status_on = Day(_("Date of the status."))
    status_precision = Known(PRECISIONS, PRECISION_HELP, null=True)
    contract_on = Day(_("When the contract was signed or announced."))
    contract_precision = Known(PRECISIONS, PRECISION_HELP, null=True)
    contract_eur = serializers.IntegerField(help_text=_("Value of the contract in euros."), allow_null=True)
    description = Text(_("What sources say of it, in words of the editors."))
    sites = SiteWithRelation(
        many=True, source="site_links", help_text=_("Sites that it belongs to, one entry a relation.")
    )
    edition = EditionNumber()


class OrganisationSerializer(RecordSerializer):
    """A university, centre, ministry or company with a part in the network."""

    name = Name(_("Name of the organisation."))
    short_name = Text(_("Short name."))
    aliases = Names(_("Other spellings and former names."))
    url = Address()
    country = CountryRef(
        allow_null=True, help_text=_("Country of the organisation, where a source states it.")
    )
    city = Text(_("City of the organisation."))
    website = Text(_("Address of its own website."))
    sites = SiteWithRole(
        many=True, source="site_links", help_text=_("Sites in which it has a role, one entry a role.")
    )
    supercomputers = SystemRef(many=True, help_text=_("Systems that it operates or hosts."))
    edition = EditionNumber()


class SectorSerializer(RecordSerializer):
    """A field of the economy or of research that sites name."""

    name = Name(_("Name of the sector."))
    aliases = Names(_("Other names."))
    url = Address()
    scope = Name(_("What it covers."))
    sites = SiteWithEmphasis(many=True, source="site_links", help_text=_("Sites that name it."))
    edition = EditionNumber()


class ServiceSerializer(RecordSerializer):
    """Something that sites offer, whatever the sector."""

    name = Name(_("Name of the service."))
    scope = Name(_("What it covers."))
    sites = SiteOfRecord(many=True, source="site_links", help_text=_("Sites that offer it."))
    edition = EditionNumber()


class CountrySerializer(RecordSerializer):
    """A country that hosts, takes part, or may be asked about."""

    slug = None  # type: ignore[assignment]
    code = Name(_("ISO 3166-1 alpha-2 code; GR and GB where the EU writes EL and UK."))
    alpha3 = Name(_("ISO 3166-1 alpha-3 code, as in the EU Vocabularies."))
    eu_code = Text(_("The code of the EU, where it differs."))
    name = Name(_("Short name in English."), source="display_name")
    aliases = Names(_("Other names."))
    url = Address()
    factories = SlugAndName(many=True, help_text=_("AI Factories hosted here."))
    antennas = SlugAndName(many=True, help_text=_("AI Factory Antennas here."))
    takes_part_in = SlugAndName(
        many=True, help_text=_("AI Factories of which it is a consortium partner without hosting.")
    )
    edition = EditionNumber()


class CutOffSerializer(RecordSerializer):
    """An evaluation round, and whom it selected."""

    kind = Known(CutOff.Kind.choices, _("What it selected."))
    number = serializers.IntegerField(help_text=_("Number of the round among those of its kind."))
    name = Name(_("Name of the round."))
    url = Address()
    announced_on = Day(_("Day on which the selection was announced."), null=False)
    call_identifier = Text(_("Identifier of the call."))
    summary = Text(_("What the round was, in words of the editors."))
    factories = SlugAndName(many=True, help_text=_("AI Factories selected."))
    antennas = SlugAndName(many=True, help_text=_("AI Factory Antennas selected."))
    edition = EditionNumber()


class SourceSerializer(RecordSerializer):
    """A page or document that facts were read from."""

    kind = Known(
        Source.Kind.choices, _("One of the source documents, or a later source and how near to the facts.")
    )
    title = Name(_("Title."))
    publisher = Name(_("Who published it."))
    url = Address()
    address = Text(_("Address of the source itself."), source="url")
    published_on = Day(_("When it was published."))
    published_precision = Known(PRECISIONS, PRECISION_HELP, null=True)
    checked_on = Day(
        _("The day on which one of us last opened the page; null where nobody has opened it yet.")
    )
    language = Name(_("Language code of the text."))
    sha256 = Text(_("SHA-256 of the kept file, of a source document."))
    description = Text(_("What it is, in words of the editors."))
    edition = EditionNumber()


class MilestoneSerializer(RecordSerializer):
    """Something dated: it happened, or a source expects it."""

    title = Name(_("What happened, or is expected."))
    kind = Known(Milestone.Kind.choices, _("Kind of milestone."))
    status = Known(Milestone.Status.choices, _("Happened, or only expected by a source."))
    stage = serializers.SerializerMethodField(help_text=_("Rung of the ladder that the sites reach by it."))
    date = Day(_("When, as precisely as stated."), null=False)
    precision = Known(PRECISIONS, PRECISION_HELP)
    until = Day(_("End of a period, with the same precision."))
    qualifier = Known(
        Milestone.Qualifier.choices, _("Where the source gives a limit or a rough time."), null=True
    )
    description = Text(_("What is meant, in words of the editors."))
    supercomputer = SystemRef(allow_null=True, help_text=_("The system that it is about."))
    cut_off = SlugAndName(allow_null=True, help_text=_("The selection cut-off that it is about."))
    sites = SiteOfRecord(many=True, source="site_links", help_text=_("Sites that it concerns."))
    edition = EditionNumber()

    @extend_schema_field(serializers.ChoiceField(choices=STAGES, allow_null=True))
    def get_stage(self, milestone: Any) -> str | None:
        return rung(milestone)


class AudienceSerializer(RecordSerializer):
    """A user group that every AI Factory, or every Antenna, is meant to serve."""

    kind = Known(CutOff.Kind.choices, _("Whether it is said of all AI Factories or of all Antennas."))
    user_group = Known(Audience.UserGroup.choices, _("The user group."))
    edition = EditionNumber()


class FigureSerializer(RecordSerializer):
    """A number with its scope. Figures of different scope are never added up."""

    label = Name(_("What is counted."))
    kind = Known(KeyFigure.Kind.choices, _("Kind of figure."))
    qualifier = Text(_("“about”, “over”, “up to”, as the source says."))
    value = serializers.FloatField(help_text=_("The number."))
    unit = Text(_("Unit; null for a plain count."))
    scope = Name(_("What the number covers and what it does not."))
    attributed_to = Text(_("Whose figure or claim it is, if not the publisher's."))
    as_of = Day(_("Date of the figure."))
    as_of_precision = Known(PRECISIONS, PRECISION_HELP, null=True)
    supercomputer = SystemRef(allow_null=True, help_text=_("The system that it is about."))
    cut_off = SlugAndName(allow_null=True, help_text=_("The selection cut-off that it is about."))
    sites = SiteOfRecord(many=True, source="site_links", help_text=_("Sites that it is about."))
    edition = EditionNumber()

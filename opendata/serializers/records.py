"""What every other record is as data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    FloatField,
    IntegerField,
    ListField,
)

from directory.models import (
    AccessRoute,
    Country,
    CutOff,
    KeyFigure,
    MachineStep,
    Source,
    Supercomputer,
    UserGroup,
)
from directory.models.access import Scope
from opendata.serializers.fields import (
    EditionField,
    OptionalCharField,
    OptionalChoiceField,
    PageURLField,
    PrecisionField,
)
from opendata.serializers.parts import (
    CitedSerializer,
    CountryRefSerializer,
    MilestoneRefSerializer,
    RecordSerializer,
    SiteOfRecordSerializer,
    SitesOfRecord,
    SiteWithEmphasisSerializer,
    SiteWithRelationSerializer,
    SiteWithRoleSerializer,
    SlugAndNameSerializer,
    SystemRefSerializer,
)


class SupercomputerSerializer(RecordSerializer):
    """A computer or computing resource that a source names or describes."""

    name = OptionalCharField(help_text=_("Name of the system; null where no source names it."))
    label = OptionalCharField(help_text=_("What describes a system that no source names."))
    aliases = ListField(child=CharField(), help_text=_("Other spellings and former names."))
    url = PageURLField()
    kind = ChoiceField(Supercomputer.Kind.choices, help_text=_("Kind of system."))
    organisation = SlugAndNameSerializer(allow_null=True, help_text=_("Who operates or hosts it."))
    country = CountryRefSerializer(allow_null=True, help_text=_("Country in which it stands."))
    city = OptionalCharField(help_text=_("City in which it stands."))
    status = OptionalChoiceField(
        MachineStep.choices,
        help_text=_("The last step that a source says it has reached; null where none says so."),
    )
    steps = MilestoneRefSerializer(many=True, help_text=_("What is said of its steps, in order of time."))
    contract_eur = IntegerField(help_text=_("Value of the contract in euros."), allow_null=True)
    description = OptionalCharField(help_text=_("What sources say of it, in words of the editors."))
    sites = SitesOfRecord(
        child=SiteWithRelationSerializer(), help_text=_("Sites that it belongs to, one entry a relation.")
    )
    edition = EditionField()


class OrganisationSerializer(RecordSerializer):
    """A university, centre, ministry or company with a part in the network."""

    name = CharField(help_text=_("Name of the organisation."))
    short_name = OptionalCharField(help_text=_("Short name."))
    aliases = ListField(child=CharField(), help_text=_("Other spellings and former names."))
    url = PageURLField()
    country = CountryRefSerializer(
        allow_null=True, help_text=_("Country of the organisation, where a source states it.")
    )
    city = OptionalCharField(help_text=_("City of the organisation."))
    website = OptionalCharField(help_text=_("Address of its own website."))
    sites = SitesOfRecord(
        child=SiteWithRoleSerializer(), help_text=_("Sites in which it has a role, one entry a role.")
    )
    supercomputers = SystemRefSerializer(many=True, help_text=_("Systems that it operates or hosts."))
    edition = EditionField()


class SectorSerializer(RecordSerializer):
    """A field of the economy or of research that sites name."""

    name = CharField(help_text=_("Name of the sector."))
    aliases = ListField(child=CharField(), help_text=_("Other names."))
    url = PageURLField()
    scope = CharField(help_text=_("What it covers."))
    sites = SitesOfRecord(child=SiteWithEmphasisSerializer(), help_text=_("Sites that name it."))
    edition = EditionField()


class ServiceSerializer(RecordSerializer):
    """Something that sites offer, whatever the sector."""

    name = CharField(help_text=_("Name of the service."))
    scope = CharField(help_text=_("What it covers."))
    sites = SitesOfRecord(child=SiteOfRecordSerializer(), help_text=_("Sites that offer it."))
    edition = EditionField()


class FactoriesOfParticipant(SitesOfRecord):
    """The sites of a country's rows of participation."""

    def get_attribute(self, instance: Country) -> list[Any]:
        return [row.site for row in super().get_attribute(instance)]


class CountrySerializer(RecordSerializer):
    """A country that hosts, takes part, or may be asked about."""

    slug = None
    code = CharField(help_text=_("ISO 3166-1 alpha-2 code; GR and GB where the EU writes EL and UK."))
    alpha3 = CharField(help_text=_("ISO 3166-1 alpha-3 code, as in the EU Vocabularies."))
    eu_code = OptionalCharField(help_text=_("The code of the EU, where it differs."))
    name = CharField(help_text=_("Short name in English."), source="display_name")
    aliases = ListField(child=CharField(), help_text=_("Other names."))
    url = PageURLField()
    factories = SlugAndNameSerializer(many=True, help_text=_("AI Factories hosted here."))
    antennas = SlugAndNameSerializer(many=True, help_text=_("AI Factory Antennas here."))
    takes_part_in = FactoriesOfParticipant(
        child=SlugAndNameSerializer(),
        help_text=_("AI Factories of which it is a consortium partner without hosting."),
    )
    edition = EditionField()


class CutOffSerializer(RecordSerializer):
    """An evaluation round, and whom it selected."""

    kind = ChoiceField(CutOff.Kind.choices, help_text=_("What it selected."))
    number = IntegerField(help_text=_("Number of the round among those of its kind."))
    name = CharField(help_text=_("Name of the round."))
    url = PageURLField()
    announced_on = DateField(help_text=_("Day on which the selection was announced."))
    call_identifier = OptionalCharField(help_text=_("Identifier of the call."))
    summary = OptionalCharField(help_text=_("What the round was, in words of the editors."))
    factories = SlugAndNameSerializer(many=True, help_text=_("AI Factories selected."))
    antennas = SlugAndNameSerializer(many=True, help_text=_("AI Factory Antennas selected."))
    edition = EditionField()


class SourceSerializer(RecordSerializer):
    """A page or document that facts were read from."""

    kind = ChoiceField(
        Source.Kind.choices,
        help_text=_("One of the source documents, or a later source and how near to the facts."),
    )
    title = CharField(help_text=_("Title."))
    author = OptionalCharField(help_text=_("Who wrote it, where a person is named and it matters."))
    publisher = CharField(help_text=_("Who published it."))
    url = PageURLField()
    address = OptionalCharField(help_text=_("Address of the source itself."), source="url")
    published_on = DateField(allow_null=True, help_text=_("When it was published."))
    published_precision = PrecisionField()
    checked_on = DateField(
        allow_null=True,
        help_text=_("The day on which one of us last opened the page; null where nobody has opened it yet."),
    )
    language = CharField(help_text=_("Language code of the text."))
    sha256 = OptionalCharField(help_text=_("SHA-256 of the kept file, of a source document."))
    description = OptionalCharField(help_text=_("What it is, in words of the editors."))
    edition = EditionField()


class MilestoneSerializer(RecordSerializer, MilestoneRefSerializer):
    """Something dated: it happened, or a source expects it."""

    description = OptionalCharField(help_text=_("What is meant, in words of the editors."))
    supercomputer = SystemRefSerializer(allow_null=True, help_text=_("The system that it is about."))
    cut_off = SlugAndNameSerializer(allow_null=True, help_text=_("The selection cut-off that it is about."))
    sites = SitesOfRecord(child=SiteOfRecordSerializer(), help_text=_("Sites that it concerns."))
    edition = EditionField()


class AccessRouteSerializer(RecordSerializer):
    """A way to computing time or help: who may apply, what it costs, how long it takes, where to apply."""

    name = CharField(help_text=_("Its own name, or what the editors call it."))
    url = PageURLField()
    scope = ChoiceField(Scope.choices, help_text=_("What it opens."))
    provider = SlugAndNameSerializer(
        allow_null=True, help_text=_("Who offers it; null where the sites themselves do.")
    )
    summary = OptionalCharField(help_text=_("What it is, in words of the editors."))
    user_groups = ListField(child=ChoiceField(UserGroup.choices), help_text=_("Who may use it."))
    eligibility = OptionalCharField(help_text=_("Who may apply, in words."))
    cost = OptionalChoiceField(AccessRoute.Cost.choices, help_text=_("Whether it is free."))
    cost_detail = OptionalCharField(help_text=_("The cost in words."))
    amount = OptionalCharField(help_text=_("How much is given."))
    duration = OptionalCharField(help_text=_("For how long."))
    decision_time = OptionalCharField(help_text=_("How long it takes to get access."))
    is_continuous = BooleanField(
        allow_null=True, help_text=_("Whether one can apply all year; null where no source says so.")
    )
    deadlines = ListField(child=DateField(), help_text=_("Cut-off dates, past ones included."))
    deadline_note = OptionalCharField(help_text=_("What else to know about the cut-off dates."))
    apply_url = OptionalCharField(help_text=_("Where to apply."))
    info_url = OptionalCharField(help_text=_("A page about it."))
    sites = SitesOfRecord(child=SiteOfRecordSerializer(), help_text=_("Sites that offer it."))
    edition = EditionField()


class AudienceSerializer(RecordSerializer):
    """A user group that every AI Factory, or every Antenna, is meant to serve."""

    kind = ChoiceField(
        CutOff.Kind.choices, help_text=_("Whether it is said of all AI Factories or of all Antennas.")
    )
    user_group = ChoiceField(UserGroup.choices, help_text=_("The user group."))
    edition = EditionField()


class FigureSerializer(RecordSerializer):
    """A number with its scope. Figures of different scope are never added up."""

    label = CharField(help_text=_("What is counted."))
    kind = ChoiceField(KeyFigure.Kind.choices, help_text=_("Kind of figure."))
    qualifier = OptionalCharField(help_text=_("“about”, “over”, “up to”, as the source says."))
    value = FloatField(help_text=_("The number."))
    unit = OptionalCharField(help_text=_("Unit; null for a plain count."))
    scope = CharField(help_text=_("What the number covers and what it does not."))
    attributed_to = OptionalCharField(help_text=_("Whose figure or claim it is, if not the publisher's."))
    as_of = DateField(allow_null=True, help_text=_("Date of the figure."))
    as_of_precision = PrecisionField()
    supercomputer = SystemRefSerializer(allow_null=True, help_text=_("The system that it is about."))
    cut_off = SlugAndNameSerializer(allow_null=True, help_text=_("The selection cut-off that it is about."))
    sites = SitesOfRecord(child=SiteOfRecordSerializer(), help_text=_("Sites that it is about."))
    edition = EditionField()


class SupercomputerInDetailSerializer(SupercomputerSerializer, CitedSerializer):
    pass


class OrganisationInDetailSerializer(OrganisationSerializer, CitedSerializer):
    pass


class CutOffInDetailSerializer(CutOffSerializer, CitedSerializer):
    pass


class MilestoneInDetailSerializer(MilestoneSerializer, CitedSerializer):
    pass


class AccessRouteInDetailSerializer(AccessRouteSerializer, CitedSerializer):
    pass


class AudienceInDetailSerializer(AudienceSerializer, CitedSerializer):
    pass


class FigureInDetailSerializer(FigureSerializer, CitedSerializer):
    pass

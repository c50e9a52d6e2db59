"""What several serializers have in common: other records in brief, dates, citations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directory.dates import Precision
from directory.models import (
    Milestone,
    Stage,
)
from opendata.serializers.fields import Day, Known, Name, ReadSerializer, RecordSerializer, Text, Yes

PRECISIONS = Precision.choices


STAGES = [(stage.slug, stage.label) for stage in Stage]


SITE_KINDS = [("factory", _("AI Factory")), ("antenna", _("AI Factory Antenna"))]


PRECISION_HELP = _(
    "How much of the date is stated. A date less precise than a day is the first day of its period."
)


def rung(milestone: Any) -> str | None:
    """The rung that a milestone stands on, as filters name it."""
    return Stage(milestone.stage).slug if milestone.stage else None


class CountryRef(ReadSerializer):
    """A country in brief."""

    code = Name(_("ISO 3166-1 alpha-2 code; GR and GB where the EU writes EL and UK."))
    name = Name(_("Short name in English."), source="display_name")


class SlugAndName(ReadSerializer):
    """Another record in brief."""

    slug = Name(_("Address name of the record; it never changes."))
    name = Name(_("Name of the record."))


class SystemRef(ReadSerializer):
    """A system in brief."""

    slug = Name(_("Address name of the system."))
    name = Text(_("Name of the system; null where no source names it."))
    label = Text(_("What describes a system that no source names."))


class CutOffRef(ReadSerializer):
    """A selection cut-off in brief."""

    slug = Name(_("Address name of the cut-off."))
    name = Name(_("Name of the cut-off."))
    number = serializers.IntegerField(help_text=_("Number of the round among those of its kind."))
    announced_on = Day(_("Day on which the selection was announced."), null=False)


class MilestoneRef(ReadSerializer):
    """Something dated, in brief."""

    flat = ("slug", "date", "precision", "until", "qualifier", "status")

    slug = Name(_("Address name of the milestone."))
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

    @extend_schema_field(serializers.ChoiceField(choices=STAGES, allow_null=True))
    def get_stage(self, milestone: Any) -> str | None:
        return rung(milestone)


class CitationSerializer(ReadSerializer):
    """What one source says about one fact."""

    field = Name(_("The fact: a field of this record."))
    about = Text(_("Which value, of a field with several; null of a field with one."))
    source = Name(_("Address name of the source."), source="source.slug")
    locator = Text(_("Where in the source."))
    as_stated = Text(_("What the source calls the value, where that differs from the value shown."))
    verbatim = Yes(_("Whether `as_stated` is in the source's exact words."), source="is_quotation")
    agrees = Yes(_("Whether the source states the value shown."))
    note = Text(_("Why another value is shown, or what else a reader should know."))


def detailed(shape: type[RecordSerializer]) -> type[RecordSerializer]:
    """The serializer of a single record, with the citations of every fact."""
    citations = CitationSerializer(many=True, help_text=_("What stands behind each fact, source by source."))
    name = shape.__name__.removesuffix("Serializer")
    return type(f"{name}InDetailSerializer", (shape,), {"citations": citations, "__doc__": shape.__doc__})

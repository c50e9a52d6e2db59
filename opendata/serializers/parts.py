"""What several serializers have in common: other records in brief, sites, citations."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework.fields import BooleanField, CharField, ChoiceField, DateField, IntegerField
from rest_framework.serializers import ListSerializer, Serializer

from directory.models import Milestone, SiteOrganisation, SiteSector, SiteSystem
from directory.models.steps import MILESTONE_STEPS
from editions.current import edition_cache
from opendata.serializers.fields import OptionalCharField, OptionalChoiceField, PrecisionField

SITE_LINKS = ("factories_links", "antennas_links")
"""The relations by which other records belong to sites."""


class RecordListSerializer(ListSerializer):
    """Serializes each record once per edition."""

    def to_representation(self, data: Iterable[Any]) -> list[Any]:
        cache, kind, context = edition_cache(), type(self.child), frozenset(self.context.items())
        serialize = self.child.to_representation
        return [cache.get_or_set((kind, record.pk, context), partial(serialize, record)) for record in data]


class RecordSerializer(Serializer):
    """What every record begins with; of its fields only those named, if any are."""

    class Meta:
        list_serializer_class = RecordListSerializer

    slug = CharField(help_text=_("Slug: it never changes."))

    def __init__(self, *args: Any, fields: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if fields:
            for name in set(self.fields) - set(fields):
                self.fields.pop(name)


class CountryRefSerializer(Serializer):
    """A country in brief."""

    code = CharField(help_text=_("ISO 3166-1 alpha-2 code; GR and GB where the EU writes EL and UK."))
    name = CharField(help_text=_("Short name in English."), source="display_name")


class SlugAndNameSerializer(Serializer):
    """Another record in brief."""

    slug = CharField(help_text=_("Slug of the record; it never changes."))
    name = CharField(help_text=_("Name of the record."))


class SystemRefSerializer(Serializer):
    """A system in brief."""

    slug = CharField(help_text=_("Slug of the system."))
    name = OptionalCharField(help_text=_("Name of the system; null where no source names it."))
    label = OptionalCharField(help_text=_("What describes a system that no source names."))


class CutOffRefSerializer(Serializer):
    """A selection cut-off in brief."""

    slug = CharField(help_text=_("Slug of the cut-off."))
    name = CharField(help_text=_("Name of the cut-off."))
    number = IntegerField(help_text=_("Number of the round among those of its kind."))
    announced_on = DateField(help_text=_("Day on which the selection was announced."))


class MilestoneRefSerializer(Serializer):
    """Something dated, in brief."""

    table_fields: ClassVar = ("slug", "date", "precision", "until", "qualifier", "status")
    """What of it goes into a table of sites."""

    slug = CharField(help_text=_("Slug of the milestone."))
    title = CharField(help_text=_("What happened, or is expected."))
    kind = ChoiceField(Milestone.Kind.choices, help_text=_("Kind of milestone."))
    status = ChoiceField(Milestone.Status.choices, help_text=_("Happened, or only expected by a source."))
    step = OptionalChoiceField(
        MILESTONE_STEPS, help_text=_("Step of the machine or of the service that is reached by it.")
    )
    date = DateField(help_text=_("When, as precisely as stated."))
    precision = PrecisionField(allow_null=False)
    until = DateField(allow_null=True, help_text=_("End of a period, with the same precision."))
    qualifier = OptionalChoiceField(
        Milestone.Qualifier.choices, help_text=_("Where the source gives a limit or a rough time.")
    )


class SitesOfRecord(ListSerializer):
    """The rows that tie a record to factories and antennas, in the order of the sites' names."""

    def get_attribute(self, instance: Any) -> list[Any]:
        if isinstance(instance, Milestone):
            return sorted(instance.site_rows(), key=_by_site)
        relations = [getattr(instance, name) for name in SITE_LINKS if hasattr(instance, name)]
        return sorted((row for rows in relations for row in rows.all()), key=_by_site)


def _by_site(row: Any) -> tuple[str, ...]:
    how = (getattr(row, name, "") for name in ("role", "relation", "emphasis"))
    return (row.site.name.lower(), row.site.slug, *how)


class SiteOfRecordSerializer(Serializer):
    """A site that another record belongs to."""

    kind = ChoiceField(
        [("factory", _("AI Factory")), ("antenna", _("AI Factory Antenna"))],
        help_text=_("AI Factory or Antenna."),
        source="site.kind",
    )
    slug = CharField(help_text=_("Slug of the site."), source="site.slug")
    name = CharField(help_text=_("Name of the site."), source="site.name")


class SiteWithRoleSerializer(SiteOfRecordSerializer):
    """A site in which an organisation has a role."""

    role = ChoiceField(SiteOrganisation.Role.choices, help_text=_("What the organisation is for the site."))


class SiteWithRelationSerializer(SiteOfRecordSerializer):
    """A site that uses a system."""

    relation = ChoiceField(SiteSystem.Relation.choices, help_text=_("How the system relates to the site."))


class SiteWithEmphasisSerializer(SiteOfRecordSerializer):
    """A site that names a sector."""

    emphasis = ChoiceField(
        SiteSector.Emphasis.choices, help_text=_("Focus of the site, or a use case it names.")
    )


class CitationsOfRecord(ListSerializer):
    """What stands behind the facts, source by source; only the documents where only they count."""

    def get_attribute(self, instance: Any) -> Any:
        citations = instance.citations.all()
        if self.context.get("documents_only"):
            return [citation for citation in citations if citation.source.is_document]
        return citations


class CitationSerializer(Serializer):
    """What one source says about one fact."""

    field = CharField(help_text=_("The fact: a field of this record."))
    about = OptionalCharField(help_text=_("Which value, of a field with several; null of a field with one."))
    source = CharField(help_text=_("Slug of the source."), source="source.slug")
    locator = OptionalCharField(help_text=_("Where in the source."))
    as_stated = OptionalCharField(
        help_text=_("What the source calls the value, where that differs from the value shown.")
    )
    verbatim = BooleanField(
        help_text=_("Whether `as_stated` is in the source's exact words."), source="is_quotation"
    )
    agrees = BooleanField(help_text=_("Whether the source states the value shown."))
    note = OptionalCharField(help_text=_("Why another value is shown, or what else a reader should know."))


class CitedSerializer(Serializer):
    """What a record has in addition when it is on its own."""

    citations = CitationsOfRecord(
        child=CitationSerializer(), help_text=_("What stands behind each fact, source by source.")
    )

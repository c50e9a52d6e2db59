"""What editions and their changes are as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from directory.models import Milestone
from opendata.serializers.fields import Known, Name, Names, ReadSerializer, Text, Yes
from opendata.serializers.parts import PRECISIONS

PRECISION_HELP = _("How much of that date is stated; null if the value is no date, or always a day.")
QUALIFIER_HELP = _("Whether the source says “by” or “around” that date; null otherwise.")


class EditionFile(ReadSerializer):
    """A file of an edition."""

    name = Name(_("File name."))
    url = Name(_("Address of the file."))
    media_type = Name(_("Media type."))
    size = serializers.IntegerField(help_text=_("Size in bytes."))
    sha256 = Name(_("SHA-256 of the file."))


class EditionSerializer(ReadSerializer):
    """A published state of the directory."""

    number = serializers.IntegerField(help_text=_("Number of the edition."))
    published_at = serializers.DateTimeField(help_text=_("When it was published."))
    current = Yes(_("Whether the site shows this edition."))
    sha256 = Name(_("SHA-256 of its SQLite file: the same records give the same sum."))
    note = Text(_("What the publisher said of it."))
    changes = serializers.IntegerField(help_text=_("How many records it changed against the edition before."))
    files = EditionFile(many=True, help_text=_("What of it may be downloaded."))


class FieldChange(ReadSerializer):
    """A field that a change altered."""

    field = Name(_("Name of the field."))
    label = Name(_("What the field is called on pages."))
    before = serializers.JSONField(help_text=_("Value before."), allow_null=True)
    after = serializers.JSONField(help_text=_("Value after."), allow_null=True)
    before_precision = Known(PRECISIONS, PRECISION_HELP, null=True)
    before_qualifier = Known(Milestone.Qualifier.choices, QUALIFIER_HELP, null=True)
    after_precision = Known(PRECISIONS, PRECISION_HELP, null=True)
    after_qualifier = Known(Milestone.Qualifier.choices, QUALIFIER_HELP, null=True)


class ChangeSerializer(ReadSerializer):
    """What an edition changed about one record."""

    edition = serializers.IntegerField(help_text=_("Number of the edition that made the change."))
    published_at = serializers.DateTimeField(help_text=_("When that edition was published."))
    record = Name(_("Kind of record."))
    key = Names(_("The natural key of the record, such as its slug."))
    kind = Known(
        [("added", _("added")), ("changed", _("changed")), ("removed", _("removed"))], _("What happened.")
    )
    fields_changed = FieldChange(
        many=True, help_text=_("Each field that differs; none where the record came or went.")
    )

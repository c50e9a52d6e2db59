"""What editions and their changes are as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    IntegerField,
    JSONField,
    ListField,
)
from rest_framework.serializers import Serializer

from directory.models import Milestone
from opendata.serializers.fields import OptionalCharField, OptionalChoiceField, PrecisionField

PRECISION_HELP = _("How much of that date is stated; null if the value is no date, or always a day.")
QUALIFIER_HELP = _("Whether the source says “by” or “around” that date; null otherwise.")


class EditionFileSerializer(Serializer):
    """A file of an edition."""

    name = CharField(help_text=_("File name."))
    url = CharField(help_text=_("Address of the file."))
    media_type = CharField(help_text=_("Media type."))
    size = IntegerField(help_text=_("Size in bytes."))
    sha256 = CharField(help_text=_("SHA-256 of the file."))


class EditionSerializer(Serializer):
    """A published state of the directory."""

    number = IntegerField(help_text=_("Number of the edition."))
    published_at = DateTimeField(help_text=_("When it was published."))
    current = BooleanField(help_text=_("Whether the site shows this edition."))
    sha256 = CharField(help_text=_("SHA-256 of its SQLite file."))
    note = OptionalCharField(help_text=_("What the publisher said of it."))
    changes = IntegerField(help_text=_("How many records it changed against the edition before."))
    files = EditionFileSerializer(many=True, help_text=_("What of it may be downloaded."))


class FieldChangeSerializer(Serializer):
    """A field that a change altered."""

    field = CharField(help_text=_("Name of the field."))
    label = CharField(help_text=_("What the field is called on pages."))
    # Any JSON, null included: “or null” beside a schema without a type would match null twice.
    before = JSONField(help_text=_("Value before; null where there was none."))
    after = JSONField(help_text=_("Value after; null where there is none."))
    before_precision = PrecisionField(help_text=PRECISION_HELP)
    before_qualifier = OptionalChoiceField(Milestone.Qualifier.choices, help_text=QUALIFIER_HELP)
    after_precision = PrecisionField(help_text=PRECISION_HELP)
    after_qualifier = OptionalChoiceField(Milestone.Qualifier.choices, help_text=QUALIFIER_HELP)


class ChangeSerializer(Serializer):
    """What an edition changed about one record."""

    edition = IntegerField(help_text=_("Number of the edition that made the change."))
    published_at = DateTimeField(help_text=_("When that edition was published."))
    record = CharField(help_text=_("Kind of record."))
    key = ListField(child=CharField(), help_text=_("The natural key of the record, such as its slug."))
    kind = ChoiceField(
        [("added", _("added")), ("changed", _("changed")), ("removed", _("removed"))],
        help_text=_("What happened."),
    )
    fields_changed = FieldChangeSerializer(
        many=True, help_text=_("Each field that differs; none where the record came or went.")
    )

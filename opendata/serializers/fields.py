"""The fields that serializers are made of. What no source states is null."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.fields import CharField, ChoiceField, IntegerField

from directory.absolute_url import absolute_url
from directory.dates import Precision

PRECISION_HELP = _(
    "How much of the date is stated. A date less precise than a day is the first day of its period."
)
QUALIFIER_HELP = _("Whether the source says “by” or “around” the date, or “as of” for a state.")


class OptionalCharField(CharField):
    """A text, or null where no source states it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_null": True, **options})

    def to_representation(self, value: Any) -> str | None:
        return super().to_representation(value) or None


class OptionalChoiceField(ChoiceField):
    """One of a list of words that does not change within a version of the API, or null."""

    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(choices, **{"allow_null": True, **options})

    def to_representation(self, value: Any) -> Any:
        return value or None


class PrecisionField(OptionalChoiceField):
    """How much of a date is stated."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Precision.choices, **{"help_text": PRECISION_HELP, **options})


class PageURLField(CharField):
    """The address of the record's own page; a path in files of an edition (`relative_urls`)."""

    def __init__(self) -> None:
        super().__init__(source="get_absolute_url", help_text=_("Address of the page of this record."))

    def to_representation(self, value: str) -> str:
        return value if self.context.get("relative_urls") else absolute_url(value)


class EditionField(IntegerField):
    """The number of the edition that the record was read from."""

    def __init__(self) -> None:
        help_text = _("Number of the edition that this was read from; null in a draft.")
        super().__init__(source="*", allow_null=True, help_text=help_text)

    def to_representation(self, value: Any) -> int | None:
        edition: int | None = self.context.get("edition")
        return edition

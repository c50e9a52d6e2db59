"""The fields that shapes are made of: what no source states is null."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class Text(serializers.CharField):
    """A text, or null where no source states it."""

    def __init__(self, help_text: Any = "", *, source: str | None = None) -> None:
        super().__init__(help_text=help_text, source=source, allow_null=True, read_only=True)

    def to_representation(self, value: Any) -> str | None:
        return str(value) if value not in ("", None) else None


class Name(serializers.CharField):
    """A text that is always there."""

    def __init__(self, help_text: Any = "", *, source: str | None = None) -> None:
        super().__init__(help_text=help_text, source=source, read_only=True)


class Known(serializers.ChoiceField):
    """One of a list of words that does not change within a version of the API."""

    def __init__(
        self, choices: Any, help_text: Any = "", *, null: bool = False, source: str | None = None
    ) -> None:
        super().__init__(choices=choices, help_text=help_text, source=source, allow_null=null, read_only=True)

    def to_representation(self, value: Any) -> Any:
        return value or None


class Day(serializers.DateField):
    """A day, or the first day of a period whose length is stated beside it."""

    def __init__(self, help_text: Any = "", *, source: str | None = None, null: bool = True) -> None:
        super().__init__(help_text=help_text, source=source, allow_null=null, read_only=True)


class Yes(serializers.BooleanField):
    """Yes or no."""

    def __init__(self, help_text: Any = "", *, source: str | None = None) -> None:
        super().__init__(help_text=help_text, source=source, read_only=True)


class Names(serializers.ListField):
    """A list of texts."""

    def __init__(self, help_text: Any = "", *, source: str | None = None) -> None:
        super().__init__(child=serializers.CharField(), help_text=help_text, source=source, read_only=True)


class Address(serializers.SerializerMethodField):
    """The address of the record's own page."""

    def __init__(self) -> None:
        super().__init__(help_text=_("Address of the page of this record."))


class EditionNumber(serializers.SerializerMethodField):
    """The number of the edition that the record was read from."""

    def __init__(self) -> None:
        super().__init__(help_text=_("Number of the edition that this was read from; null in its files."))


class Shape(serializers.Serializer):
    """An object of the data. `flat` names what of it goes into one cell of a table; all, if it is empty."""

    flat: ClassVar[tuple[str, ...]] = ()


class RecordShape(Shape):
    """What every record begins with."""

    slug = Name(_("Address name: it never changes."))

    def get_url(self, record: Any) -> str:
        origin = self.context.get("origin", settings.PUBLIC_URL)
        return f"{origin}{record.get_absolute_url()}"

    def get_edition(self, record: Any) -> int | None:
        return self.context.get("edition")

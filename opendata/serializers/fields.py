"""The fields of serializers: what no source states is null."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import SkipField


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


class ReadSerializer(serializers.Serializer):
    """An object of the data. `flat` names what of it goes into one cell of a table; all, if it is empty."""

    flat: ClassVar[tuple[str, ...]] = ()

    @cached_property
    def _readers(self) -> list[tuple[str, Any, Callable[[Any], Any], Callable[[Any], Any]]]:
        """Each field, what takes its value out of a record, and what makes a plain value of that."""
        return [
            (
                field.field_name,
                field,
                attrgetter(field.source) if field.source_attrs else field.get_attribute,
                field.to_representation,
            )
            for field in self._readable_fields
        ]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The record as plain values: what the framework does, without deciding anew for every value how."""
        found: dict[str, Any] = {}
        for name, field, read, plain in self._readers:
            try:
                value = read(instance)
                if callable(value):
                    value = field.get_attribute(instance)
            except (AttributeError, ObjectDoesNotExist):
                try:
                    value = field.get_attribute(instance)
                except SkipField:
                    continue
            found[name] = None if value is None else plain(value)
        return found


class RecordSerializer(ReadSerializer):
    """What every record begins with."""

    slug = Name(_("Address name: it never changes."))

    def get_url(self, record: Any) -> str:
        origin = self.context.get("origin", settings.PUBLIC_URL)
        return f"{origin}{record.get_absolute_url()}"

    def get_edition(self, record: Any) -> int | None:
        return self.context.get("edition")

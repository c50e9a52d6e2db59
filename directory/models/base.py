"""What every record shares: natural keys, aliases, editors' notes, and the order of its cited facts."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.querysets import NaturalKeyManager

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LANGUAGE_FIELDS = ("language", "name_language")


class NaturalKeyModel(models.Model):
    """A record that fixtures, citations and the loader name by its natural key, never by a row number.

    `natural_key_lookups` lists the lookups that together identify one record, such as
    `("site__slug", "sector__slug")`; they serve both to build the key and to find the record.
    """

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("slug",)

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Also refuse control characters in one line of text, and language codes that are none."""
        problems: dict[str, Any] = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            problems = error.update_error_dict(problems)
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if not isinstance(field, models.CharField) or not isinstance(value, str):
                continue
            if field.name in problems or field.name in (exclude or ()):
                continue
            if CONTROL.search(value):
                problems[field.name] = [_("One line of text, without line ends or control characters.")]
            elif field.name in LANGUAGE_FIELDS and value and not LANGUAGE.fullmatch(value):
                problems[field.name] = [_("A language code, such as “fi” or “sr-Latn”.")]
        if problems:
            raise ValidationError(problems)

    def natural_key(self) -> tuple[Any, ...]:
        """The key as plain values, in the order of `natural_key_lookups`."""
        key = []
        for lookup in self.natural_key_lookups:
            value: Any = self
            for step in lookup.split("__"):
                value = getattr(value, step)
            key.append(value)
        return tuple(key)


def validate_aliases(value: Any) -> None:
    """Refuse anything but a list of distinct, non-empty strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValidationError(_("Other names are a list of non-empty texts."), code="aliases")
    if len(set(value)) != len(value):
        raise ValidationError(_("The same other name is given twice."), code="aliases")


class Record(NaturalKeyModel):
    """A noun of the directory with a page or a place of its own.

    `cited_fields` names the public facts of the record: each that is not empty needs a citation.
    """

    cited_fields: ClassVar[tuple[str, ...]] = ()
    """Facts with one value."""
    cited_relations: ClassVar[dict[str, str]] = {}
    """Facts with many values: the fact's name, and the relation whose rows hold the values in `about`."""
    citable_extras: ClassVar[tuple[str, ...]] = ()
    """Facts that may be cited but need not be."""

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("Made by hand, part of public addresses, and never changed afterwards."),
        error_messages={"unique": _("Another record already has this slug.")},
    )
    editor_note = models.TextField(
        _("note for editors"),
        blank=True,
        help_text=_(
            "Never shown to the public: open questions, addresses that were not seen, what to check."
        ),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, "name", "") or self.slug)

    @classmethod
    def citable_fields(cls) -> tuple[str, ...]:
        """Every fact a citation of this record may name."""
        return (*cls.cited_fields, *cls.cited_relations, *cls.citable_extras)

    def stated_fields(self) -> list[str]:
        """The names of the cited fields that hold a value."""
        columns = {name: self._meta.get_field(name).attname for name in self.cited_fields}  # type: ignore[union-attr]
        return [name for name, column in columns.items() if getattr(self, column) not in (None, "", [])]


class NamedRecord(Record):
    """A record known by one canonical name and any number of other names."""

    name = models.CharField(_("name"), max_length=200)
    name_language = models.CharField(
        _("language of the name"),
        max_length=12,
        blank=True,
        help_text=_("Language code, where the name is not English; empty for English and for proper names."),
    )
    aliases = models.JSONField(
        _("other names"),
        default=list,
        blank=True,
        validators=[validate_aliases],
        help_text=_("Other spellings and former names that search should find."),
    )

    class Meta:
        abstract = True


def one_of(prefix: str, field: str, *values: str) -> models.CheckConstraint:
    """The database knows the choices too: nothing else can be stored, however it is written.

    A test holds `values` and the choices of the field together.
    """
    return models.CheckConstraint(
        name=f"{prefix}_{field}_is_known",
        condition=models.Q(**{f"{field}__in": values}),
        violation_error_message=_("This is none of the choices."),
    )


def web_address(prefix: str, field: str) -> models.CheckConstraint:
    """An address that a page may link to: on the web, or empty."""
    return models.CheckConstraint(
        name=f"{prefix}_{field}_is_web_address",
        condition=models.Q(**{field: ""}) | models.Q(**{f"{field}__regex": r"^https?://"}),
        violation_error_message=_("An address starts with http:// or https://."),
    )


def unique_by(*fields: str, name: str = "unique_value", message: Any) -> models.UniqueConstraint:
    """A named uniqueness rule for an abstract base; the name carries the concrete model's."""
    return models.UniqueConstraint(
        fields=fields, name=f"%(app_label)s_%(class)s_{name}", violation_error_message=message
    )

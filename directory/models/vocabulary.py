"""Controlled lists: countries, sectors and services."""

from __future__ import annotations

from typing import ClassVar

from babel import Locale
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models.base import NamedRecord, NaturalKeyModel, validate_aliases


def country_name(code: str) -> str:
    """A country's short name in the reader's language, from Unicode's CLDR; "" if it knows no such code."""
    return Locale.parse(get_language() or "en", sep="-").territories.get(code, "")


class Country(NaturalKeyModel):
    """A country that hosts, takes part, or may be asked about. Keys are ISO 3166-1 alpha-2."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("code",)

    code = models.CharField(
        _("ISO code"),
        max_length=2,
        unique=True,
        help_text=_("ISO 3166-1 alpha-2, such as GR and GB."),
        error_messages={"unique": _("This country is already in the list.")},
    )
    alpha3 = models.CharField(
        _("three-letter code"), max_length=3, unique=True, help_text=_("As in the EU Vocabularies.")
    )
    eu_code = models.CharField(
        _("the EU's own code"), max_length=2, blank=True, help_text=_("Where it differs: EL and UK.")
    )
    name = models.CharField(_("English short name"), max_length=80, unique=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True, validators=[validate_aliases])

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="reference_country_code_two_capitals",
                condition=Q(code__regex=r"^[A-Z][A-Z]$"),
                violation_error_message=_("A country code is two capital letters."),
            ),
            models.CheckConstraint(
                name="reference_country_alpha3_three_capitals",
                condition=Q(alpha3__regex=r"^[A-Z][A-Z][A-Z]$"),
                violation_error_message=_("The three-letter code is three capital letters."),
            ),
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The country's short name in the reader's language."""
        return country_name(self.code) or self.name

    def clean(self) -> None:
        super().clean()
        if self.eu_code and self.eu_code == self.code:
            raise ValidationError({"eu_code": _("Only where it differs from the ISO code.")})

    def get_absolute_url(self) -> str:
        return reverse("country", args=[self.code.lower()])


class Sector(NamedRecord):
    """A field of the economy or of research that sites name as a focus or a use case."""

    scope = models.CharField(_("what it covers"), max_length=300)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["name"],
                name="reference_sector_unique_name",
                violation_error_message=_("Another sector has this name."),
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("sector", args=[self.slug])


class Service(NamedRecord):
    """Something a site offers or stresses, whatever the sector."""

    scope = models.CharField(_("what it covers"), max_length=300)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["name"],
                name="reference_service_unique_name",
                violation_error_message=_("Another service has this name."),
            ),
        )

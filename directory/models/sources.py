"""Where facts come from: sources, and the citations that tie a fact to them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.dates import PartialDate, Precision
from directory.models.base import NaturalKeyModel, Record, one_of, unique_by, web_address


def partial_date(day: datetime.date | None, precision: str) -> PartialDate | None:
    """The stored pair as one value, or None where nothing is stated."""
    return PartialDate(day, precision) if day else None


FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Supercomputing is younger, and no plan reaches further: a year outside is a slip of the keyboard."""


def of_our_time(prefix: str, field: str) -> models.CheckConstraint:
    """The rule that a date, where there is one, is of a year that can be meant."""
    return models.CheckConstraint(
        name=f"{prefix}_{field}_of_our_time",
        condition=Q(**{f"{field}__isnull": True})
        | Q(**{f"{field}__year__gte": FIRST_YEAR, f"{field}__year__lte": LAST_YEAR}),
        violation_error_message=_("A date lies between the years 1950 and 2100."),
    )


def first_of_period(prefix: str, field: str, precision: str) -> list[models.CheckConstraint]:
    """Rules for a date with precision: both or neither, the first day of its period, of our time."""
    stated = Q(**{f"{field}__isnull": False}) & ~Q(**{precision: ""})
    empty = Q(**{f"{field}__isnull": True, precision: ""})
    day_one = Q(**{f"{field}__day": 1})
    return [
        of_our_time(prefix, field),
        models.CheckConstraint(
            name=f"{prefix}_{field}_with_precision",
            condition=stated | empty,
            violation_error_message=_("A date needs its precision, and a precision needs its date."),
        ),
        models.CheckConstraint(
            name=f"{prefix}_{field}_starts_its_period",
            condition=Q(**{f"{field}__isnull": True})
            | Q(**{precision: ""})
            | Q(**{precision: "day"})
            | (Q(**{precision: "month"}) & day_one)
            | (Q(**{precision: "quarter", f"{field}__month__in": [1, 4, 7, 10]}) & day_one)
            | (Q(**{precision: "half", f"{field}__month__in": [1, 7]}) & day_one)
            | (Q(**{precision: "year", f"{field}__month": 1}) & day_one),
            violation_error_message=_(
                "A date less precise than a day is stored as the first day of its period."
            ),
        ),
    ]


class Source(Record):
    """A page or document that facts were read from."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("source document")
        PRIMARY = "primary", _("primary source")
        SECONDARY = "secondary", _("secondary source")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=300)
    author = models.CharField(
        _("author"), max_length=200, blank=True, help_text=_("Where a person is named, and it matters who.")
    )
    publisher = models.CharField(_("publisher"), max_length=200)
    url = models.URLField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("Only an address that was seen and may be linked; else leave it empty."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_precision = models.CharField(
        _("precision"), max_length=7, choices=Precision.choices, blank=True
    )
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day on which one of us last opened the page; empty where nobody has opened it yet."),
    )
    language = models.CharField(_("language"), max_length=12, help_text=_("Language code of the text."))
    file_name = models.CharField(
        _("file"), max_length=80, blank=True, help_text=_("Source documents only: the kept file.")
    )
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    description = models.TextField(
        _("what it is"), blank=True, help_text=_("One or two sentences, our own words.")
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("kind", "slug")
        constraints = (
            models.CheckConstraint(
                name="reference_source_document_has_file",
                condition=(Q(kind="document") & ~Q(file_name="") & Q(sha256__regex=r"^[0-9a-f]{64}$"))
                | (~Q(kind="document") & Q(file_name="", sha256="")),
                violation_error_message=_(
                    "A source document has its file name and SHA-256; no other source has them."
                ),
            ),
            web_address("reference_source", "url"),
            one_of("reference_source", "kind", "document", "primary", "secondary"),
            *first_of_period("reference_source", "published_on", "published_precision"),
            of_our_time("reference_source", "checked_on"),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})"

    @property
    def published(self) -> PartialDate | None:
        """When it was published, as precisely as known."""
        return partial_date(self.published_on, self.published_precision)

    @property
    def is_document(self) -> bool:
        """Whether this is one of the source documents the directory is built from."""
        return self.kind == self.Kind.DOCUMENT

    @property
    def is_unopened(self) -> bool:
        """Whether this is a page known by its address and title that none of us has opened yet."""
        return not self.is_document and self.checked_on is None

    @property
    def attribution(self) -> str:
        """Whose word it is: the author, where there is one, and the publisher."""
        return ", ".join(filter(None, (self.author, self.publisher)))

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])


FACT_LABELS = {
    "organisations": _("organisation"),
    "supercomputers": _("system"),
    "sectors": _("sector"),
    "services": _("service"),
    "participating_countries": _("participating country"),
    "factories": _("linked AI Factory"),
    "audiences": _("user group"),
    "user_groups": _("user group"),
    "links": _("link"),
    "deadlines": _("cut-off date"),
}
"""How the facts read that are held in rows, not in a field."""


def fact_label(model: type[models.Model], name: str) -> str:
    """A fact of a record in words."""
    try:
        return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return str(FACT_LABELS.get(name, name))


class Citation(NaturalKeyModel):
    """That a source states a fact of a record. Each concrete table adds `record`."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = (
        "record__slug",
        "field",
        "about",
        "source__slug",
        "locator",
    )

    field = models.CharField(_("fact"), max_length=40, help_text=_("The field of the record that is cited."))
    about = models.CharField(
        _("which value"),
        max_length=320,
        blank=True,
        help_text=_("For facts with several values: which one, such as a sector's slug."),
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("source")
    )
    locator = models.CharField(
        _("where in the source"), max_length=160, blank=True, help_text=_("Section, table row or paragraph.")
    )
    as_stated = models.CharField(
        _("as stated there"),
        max_length=200,
        blank=True,
        help_text=_("The source's own short term, where it differs from the value shown."),
    )
    verbatim = models.BooleanField(
        _("exact words"),
        default=False,
        help_text=_(
            "On where “as stated there” repeats the source letter by letter: only then does the page print it"
            " in quotation marks. What the five source documents state is always in their own words."
        ),
    )
    agrees = models.BooleanField(
        _("agrees with the value shown"),
        default=True,
        help_text=_("Off where this source states something else; then say so in the note."),
    )
    note = models.TextField(
        _("public note"), blank=True, help_text=_("Both values, and why this one is shown.")
    )

    if TYPE_CHECKING:
        record: Any
        record_id: int

    class Meta:
        abstract = True
        ordering = ("field", "about", "source__slug", "locator")
        constraints = (
            unique_by(
                "record",
                "field",
                "about",
                "source",
                "locator",
                message=_("This place in this source is already cited for this fact."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_dispute_is_explained",
                condition=Q(agrees=True) | (~Q(note="") & ~Q(as_stated="")),
                violation_error_message=_(
                    "Where a source disagrees, give its own value and a note that explains the choice."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.field}{f' ({self.about})' if self.about else ''} ← {self.source_id}"

    @property
    def is_quotation(self) -> bool:
        """Whether `as_stated` holds the source's exact words, and so stands in quotation marks."""
        return bool(self.as_stated) and (self.verbatim or self.source.is_document)

    @property
    def fact_label(self) -> str:
        """The fact in words."""
        return fact_label(type(self).record_model(), self.field)

    @classmethod
    def record_model(cls) -> Any:
        """The model whose records this table cites for."""
        return next(item for item in cls._meta.fields if item.name == "record").related_model

    @classmethod
    def citable_fields(cls) -> set[str]:
        """The names a citation of this table may use for `field`."""
        return set(cls.record_model().citable_fields())

    def clean(self) -> None:
        super().clean()
        if self.field not in self.citable_fields():
            raise ValidationError({"field": _("There is no such fact on this kind of record.")})

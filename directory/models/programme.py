"""The programme over time and in numbers: cut-offs, milestones, key figures."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.dates import PartialDate, Precision
from directory.models.access import UserGroup
from directory.models.base import Record, one_of
from directory.models.organisations import Supercomputer
from directory.models.sources import Citation, first_of_period, of_our_time, partial_date
from directory.models.steps import MILESTONE_STEPS, MachineStep


class CutOff(Record):
    """An evaluation round. Its announcement has a date of its own."""

    cited_fields: ClassVar[tuple[str, ...]] = ("number", "announced_on", "call_identifier")

    class Kind(models.TextChoices):
        FACTORIES = "factories", _("AI Factories")
        ANTENNAS = "antennas", _("AI Factory Antennas")

    kind = models.CharField(_("selects"), max_length=9, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=80)
    announced_on = models.DateField(_("selection announced on"))
    call_identifier = models.CharField(_("identifier of the call"), max_length=60, blank=True)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        verbose_name = _("selection cut-off")
        verbose_name_plural = _("selection cut-offs")
        ordering = ("announced_on",)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="reference_cutoff_unique_kind_number",
                violation_error_message=_("This round already exists."),
            ),
            models.CheckConstraint(
                name="reference_cutoff_number_from_one",
                condition=Q(number__gte=1),
                violation_error_message=_("Rounds are numbered from 1."),
            ),
            of_our_time("reference_cutoff", "announced_on"),
            one_of("reference_cutoff", "kind", "factories", "antennas"),
        )

    @property
    def announced(self) -> PartialDate:
        return PartialDate(self.announced_on, Precision.DAY)

    def get_absolute_url(self) -> str:
        return reverse("cut-off", args=[self.slug])


class CutOffCitation(Citation):
    """A source for a fact about a cut-off."""

    record = models.ForeignKey(CutOff, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")


class Audience(Record):
    """A user group that every AI Factory, or every Antenna, is meant to serve: said of all, not of one."""

    cited_fields: ClassVar[tuple[str, ...]] = ("user_group",)

    kind = models.CharField(_("said of all"), max_length=9, choices=CutOff.Kind.choices)
    user_group = models.CharField(_("user group"), max_length=14, choices=UserGroup.choices)

    class Meta:
        verbose_name = _("user group served by all")
        verbose_name_plural = _("user groups served by all")
        ordering = ("kind", "slug")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "user_group"],
                name="reference_audience_unique_kind_user_group",
                violation_error_message=_("This user group is already listed."),
            ),
            one_of("reference_audience", "kind", "factories", "antennas"),
            one_of("reference_audience", "user_group", *UserGroup.values),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_user_group_display()}"


class AudienceCitation(Citation):
    """A source that says of all AI Factories, or of all Antennas, whom they serve."""

    record = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")


class Milestone(Record):
    """Something dated: it happened, or a source expects it. An expectation never becomes a status."""

    cited_fields: ClassVar[tuple[str, ...]] = ("title",)
    citable_extras: ClassVar[tuple[str, ...]] = ("date",)

    class Kind(models.TextChoices):
        POLICY = "policy", _("policy or law")
        CALL = "call", _("call")
        SELECTION = "selection", _("selection")
        AGREEMENT = "agreement", _("agreement")
        CONTRACT = "contract", _("contract")
        DEPLOYMENT = "deployment", _("deployment")
        SERVICE = "service", _("service")
        EVENT = "event", _("event")

    class Status(models.TextChoices):
        HAPPENED = "happened", _("happened")
        EXPECTED = "expected", _("expected")

    class Qualifier(models.TextChoices):
        BY = "by", _("by")
        AROUND = "around", _("around")
        AS_OF = "as-of", _("as of")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices)
    step = models.CharField(
        _("step"),
        max_length=16,
        choices=MILESTONE_STEPS,
        blank=True,
        help_text=_(
            "What the machine or the service reaches by it. Only where the source says exactly this;"
            " a machine’s step needs the system."
        ),
    )
    date = models.DateField(_("date"))
    precision = models.CharField(_("precision"), max_length=7, choices=Precision.choices)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("End of a period, same precision.")
    )
    qualifier = models.CharField(
        _("qualifier of the date"),
        max_length=6,
        choices=Qualifier.choices,
        blank=True,
        help_text=_(
            "Where the source gives a limit or a rough time; “as of” where it describes a state"
            " without a beginning."
        ),
    )
    description = models.TextField(_("description"), blank=True)
    supercomputer = models.ForeignKey(
        Supercomputer, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    cut_off = models.ForeignKey(
        CutOff, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("date", "slug")
        constraints = (
            models.CheckConstraint(
                name="reference_milestone_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gt=F("date")),
                violation_error_message=_("A period ends after it starts."),
            ),
            models.CheckConstraint(
                name="reference_milestone_machine_step_has_system",
                condition=Q(step="")
                | Q(step__in=MachineStep.values, supercomputer__isnull=False)
                | (~Q(step__in=MachineStep.values) & Q(supercomputer__isnull=True)),
                violation_error_message=_(
                    "A step of a machine needs the system that it is about; a step of a service has none."
                ),
            ),
            one_of("reference_milestone", "step", "", *(value for value, _label in MILESTONE_STEPS)),
            one_of(
                "reference_milestone",
                "kind",
                "policy",
                "call",
                "selection",
                "agreement",
                "contract",
                "deployment",
                "service",
                "event",
            ),
            one_of("reference_milestone", "status", "happened", "expected"),
            *first_of_period("reference_milestone", "date", "precision"),
            of_our_time("reference_milestone", "until"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def when(self) -> PartialDate:
        return PartialDate(self.date, self.precision)

    @property
    def end(self) -> PartialDate | None:
        return partial_date(self.until, self.precision)

    @property
    def happened(self) -> bool:
        return self.status == self.Status.HAPPENED

    def site_rows(self) -> list[Any]:
        """The rows by which it concerns factories and antennas: those that tie it to them, and those of their
        own systems where it is about one. At most one row for each site.
        """
        rows: list[Any] = [*self.factories_links.all(), *self.antennas_links.all()]
        if self.supercomputer:
            systems = [*self.supercomputer.factories_links.all(), *self.supercomputer.antennas_links.all()]
            rows += [row for row in systems if row.is_own]
        return list({row.site: row for row in reversed(rows)}.values())[::-1]

    @property
    def is_state(self) -> bool:
        """Whether it describes how things stood on a day, and not when that began."""
        return self.qualifier == self.Qualifier.AS_OF

    @property
    def is_documented(self) -> bool:
        """Whether the source documents alone state it, and do not state another date."""
        citations = list(self.citations.all())
        stating = {item.field for item in citations if item.agrees and item.source.is_document}
        undated = not any(
            item.field == "date" and (item.agrees or item.source.is_document) for item in citations
        )
        return "title" in stating and ("date" in stating or undated)


class MilestoneCitation(Citation):
    """A source for a milestone."""

    record = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")


class KeyFigure(Record):
    """A number about the network, a round, a site or a system, with its scope. Scopes are never added up."""

    cited_fields: ClassVar[tuple[str, ...]] = ("value",)
    citable_extras: ClassVar[tuple[str, ...]] = ("scope", "as_of")

    class Kind(models.TextChoices):
        MONEY = "money", _("money")
        COUNT = "count", _("count")
        RANK = "rank", _("rank")
        SHARE = "share", _("share")
        PERFORMANCE = "performance", _("performance")
        ACCELERATORS = "accelerators", _("accelerators")

    label = models.CharField(_("what is counted"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    qualifier = models.CharField(
        _("qualifier"),
        max_length=24,
        blank=True,
        help_text=_("“about”, “over”, “up to”, as the source says."),
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=3)
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("EUR, %, GPUs …; empty for a plain count.")
    )
    scope = models.TextField(_("scope"), help_text=_("What the number covers and what it does not."))
    attributed_to = models.CharField(
        _("attributed to"),
        max_length=160,
        blank=True,
        help_text=_("Whose figure or claim it is, if not the publisher's."),
    )
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_of_precision = models.CharField(_("precision"), max_length=7, choices=Precision.choices, blank=True)
    supercomputer = models.ForeignKey(
        Supercomputer, on_delete=models.PROTECT, null=True, blank=True, related_name="figures"
    )
    cut_off = models.ForeignKey(
        CutOff, on_delete=models.PROTECT, null=True, blank=True, related_name="figures"
    )

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        ordering = ("kind", "slug")
        constraints = (
            models.CheckConstraint(
                name="reference_keyfigure_value_not_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("A figure is not negative."),
            ),
            models.CheckConstraint(
                name="reference_keyfigure_scope_stated",
                condition=~Q(scope=""),
                violation_error_message=_("A figure without its scope means nothing: say what it covers."),
            ),
            one_of(
                "reference_keyfigure",
                "kind",
                "money",
                "count",
                "rank",
                "share",
                "performance",
                "accelerators",
            ),
            *first_of_period("reference_keyfigure", "as_of", "as_of_precision"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def as_of_date(self) -> PartialDate | None:
        return partial_date(self.as_of, self.as_of_precision)


class KeyFigureCitation(Citation):
    """A source for a key figure."""

    record = models.ForeignKey(KeyFigure, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")

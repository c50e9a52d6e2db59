"""Dates that know how precise they are, and keep it on screen."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext


class Precision(models.TextChoices):
    """How much of a date a source states."""

    DAY = "day", gettext_lazy("day")
    MONTH = "month", gettext_lazy("month")
    QUARTER = "quarter", gettext_lazy("quarter")
    HALF = "half", gettext_lazy("half-year")
    YEAR = "year", gettext_lazy("year")


def qualified(when: PartialDate, qualifier: str) -> str:
    """A date behind the word a source puts before it: “by mid-2026”, “around 2027”; "" stands for none."""
    if qualifier == "by":
        first_day, precision = when.day, when.precision
        if precision == Precision.HALF and first_day.month < 7:
            return _("by mid-{year}").format(year=first_day.year)
        if (precision, first_day.month) in {(Precision.HALF, 7), (Precision.QUARTER, 10)}:
            return _("by the end of {year}").format(year=first_day.year)
    words = {"by": _("by {date}"), "around": _("around {date}"), "as-of": _("as of {date}")}
    return words.get(qualifier, "{date}").format(date=when)


@dataclass(frozen=True)
class PartialDate:
    """The first day of a period and the period's length."""

    day: datetime.date
    precision: str

    def __str__(self) -> str:
        year = self.day.year
        match self.precision:
            case Precision.DAY:
                return formats.date_format(self.day, "j F Y")
            case Precision.MONTH:
                return formats.date_format(self.day, "F Y")
            case Precision.QUARTER:
                names = (
                    pgettext("period", "first quarter of {year}"),
                    pgettext("period", "second quarter of {year}"),
                    pgettext("period", "third quarter of {year}"),
                    pgettext("period", "fourth quarter of {year}"),
                )
                return names[(self.day.month - 1) // 3].format(year=year)
            case Precision.HALF:
                first = pgettext("period", "first half of {year}").format(year=year)
                second = pgettext("period", "second half of {year}").format(year=year)
                return first if self.day.month < 7 else second
            case _:
                return str(year)

    @property
    def last_day(self) -> datetime.date:
        """The last day of the period."""
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(self.precision)
        if months is None:
            return self.day
        years, month = divmod(self.day.month - 1 + months, 12)
        return datetime.date(self.day.year + years, month + 1, 1) - datetime.timedelta(days=1)

    @property
    def iso(self) -> str:
        """A value for <time datetime>, as long as the precision allows."""
        match self.precision:
            case Precision.DAY:
                return self.day.isoformat()
            case Precision.MONTH:
                return f"{self.day:%Y-%m}"
            case _:
                return f"{self.day:%Y}"

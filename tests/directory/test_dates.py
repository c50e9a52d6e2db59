"""A date shows as much as its source states, and no more."""

from __future__ import annotations

import datetime

import pytest

from directory.dates import PartialDate

DAY = datetime.date(2025, 4, 1)


@pytest.mark.parametrize(
    ("precision", "text", "iso"),
    [
        ("day", "1 April 2025", "2025-04-01"),
        ("month", "April 2025", "2025-04"),
        ("quarter", "second quarter of 2025", "2025"),
        ("half", "first half of 2025", "2025"),
        ("year", "2025", "2025"),
    ],
)
def test_it_reads_as_precisely_as_it_is_known(precision: str, text: str, iso: str) -> None:
    date = PartialDate(DAY, precision)
    assert str(date) == text
    assert date.iso == iso


def test_the_second_half_begins_in_july() -> None:
    assert str(PartialDate(datetime.date(2026, 7, 1), "half")) == "second half of 2026"

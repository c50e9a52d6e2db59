"""Today, or the day of the older edition that is viewed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_day: ContextVar[datetime.date | None] = ContextVar("day", default=None)


def today() -> datetime.date:
    """The day by which what was expected is early or late."""
    return _day.get() or timezone.localdate()


@contextmanager
def as_of(day: datetime.date) -> Iterator[None]:
    """Inside, today is this day."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)

"""Tests with two forms: a short one for every run, and a long one (`make endurance`)."""

from __future__ import annotations

import os


def repeats(short: int, long: int) -> int:
    """How often, or how many seconds: `long` where the environment says ENDURANCE=1."""
    return long if os.environ.get("ENDURANCE") == "1" else short

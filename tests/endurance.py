"""Tests with several forms: a quick one, the one of `make ci`, and a long one (`make endurance`)."""

from __future__ import annotations

import os


def repeats(quick: int, ci: int, long: int) -> int:
    """How often, or how many seconds, as ENDURANCE says: nothing, `ci` or `long`."""
    forms = {"": quick, "ci": ci, "long": long}
    return forms[os.environ.get("ENDURANCE", "")]

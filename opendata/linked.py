"""Records as linked data: schema.org, with addresses that others use for the same things."""

from __future__ import annotations

from typing import Any

from opendata.nouns import Noun


def linked(noun: Noun, data: dict[str, Any]) -> dict[str, Any]:
    """A record as JSON-LD."""
    return data

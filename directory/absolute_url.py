"""Addresses for other sites and for files."""

from __future__ import annotations

from django.conf import settings


def absolute_url(path: str) -> str:
    """A path of this site as an address; without PUBLIC_URL it stays a path, which readers complete."""
    return f"{settings.PUBLIC_URL}{path}"

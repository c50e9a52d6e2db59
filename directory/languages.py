"""Languages of names and sources."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language


def foreign(code: str) -> str:
    """A language code unless it is the one of the page."""
    return "" if code.startswith(get_language() or "en") else code


def language_name(code: str) -> str:
    """A language's name in the reader's language; the code itself where nobody knows it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(get_language() or "en") or code
    except (UnknownLocaleError, ValueError):
        return code

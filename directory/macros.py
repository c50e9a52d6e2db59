"""Macros of the public templates, for code that caches what they give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template import engines
from markupsafe import Markup


def macro(file: str, name: str) -> Callable[..., Markup]:
    """The macro of this name in `macros/{file}.html`."""
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    found: Callable[..., Markup] = getattr(environment.get_template(f"macros/{file}.html").module, name)
    return found

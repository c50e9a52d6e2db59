"""What the foot of every page says about reuse."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template.context import Context

from opendata.citing import Citation, citation

register = template.Library()


@register.simple_tag(takes_context=True)
def page_citation(context: Context) -> Citation | None:
    """The citation of the page that is being drawn, if it can be cited."""
    return citation(getattr(context, "request", None))


@register.simple_tag
def data_licence() -> dict[str, str]:
    """The name and the address of the licence of the data."""
    return dict(settings.DATA_LICENCE)

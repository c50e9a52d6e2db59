"""Pieces of pages that are the same on many: drawn once an edition."""

from __future__ import annotations

from functools import partial

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from editions.loaded import current

register = template.Library()


class Once(Node):
    """Draws what is inside, or takes what was drawn before under the same name and for the same values."""

    def __init__(self, name: str, values: list[FilterExpression], inside: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, inside

    def render(self, context: Context) -> SafeString:
        key = (Once, self.name, *(value.resolve(context) for value in self.values))
        loaded = current()  # an error page may have to do without
        draw = partial(self.nodelist.render, context)
        return SafeString(loaded.cache.get_or_set(key, draw) if loaded else draw())


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """`{% once name value … %}`: what is inside depends on the edition, the language and these values alone,
    and they are few.
    """
    _tag, name, *values = token.split_contents()
    inside = parser.parse(["endonce"])
    parser.delete_first_token()
    return Once(name, [parser.compile_filter(value) for value in values], inside)

"""Pieces of pages that are the same on many: drawn once an edition."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from records.memory import memory

register = template.Library()


class Once(Node):
    """Draws what is inside, or takes what was drawn before under the same name and for the same values."""

    def __init__(self, name: str, values: list[FilterExpression], inside: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, inside

    def render(self, context: Context) -> SafeString:
        key = (Once, self.name, *(value.resolve(context) for value in self.values))
        kept = context.get("memory") or memory()
        return SafeString(kept.piece(key, lambda: self.nodelist.render(context)))


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """`{% once name value … %}`: what is inside depends on the edition, the language and these values alone,
    and they are few.
    """
    _tag, name, *values = token.split_contents()
    inside = parser.parse(["endonce"])
    parser.delete_first_token()
    return Once(name, [parser.compile_filter(value) for value in values], inside)

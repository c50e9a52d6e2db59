"""A page's title, description and address, said once by its blocks and printed for all who ask for them."""

from __future__ import annotations

import html

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.tag
def pagehead(parser: Parser, token: Token) -> PageHead:
    """`{% pagehead %}` title `{% describes %}` description `{% canonically %}` path
    `{% pictured %}` path of the picture `{% endpagehead %}`.

    Prints <title>, the description, the canonical address and the Open Graph texts. Addresses are absolute
    where PUBLIC_URL is set; without it there is no Open Graph address, for a page does not know its host.
    The title and the path stay with the request, as `page_head`.
    """
    parts = []
    for end in ("describes", "canonically", "pictured", "endpagehead"):
        parts.append(parser.parse((end,)))
        parser.delete_first_token()
    return PageHead(*parts)


class PageHead(template.Node):
    """The parts, each of which holds a block that pages fill."""

    child_nodelists = ("title", "description", "path", "picture")

    def __init__(self, *parts: NodeList) -> None:
        self.title, self.description, self.path, self.picture = parts

    def render(self, context: Context) -> SafeString:
        # Blocks print escaped text: what they give is safe inside an element and inside a quoted attribute.
        title, description, path, picture = (
            mark_safe(" ".join(part.render(context).split()))  # noqa: S308
            for part in (self.title, self.description, self.path, self.picture)
        )
        if request := getattr(context, "request", None):
            # For the page's foot, and for whoever cites the page: as text, not as markup.
            request.page_head = (html.unescape(title), html.unescape(path))
        origin = context.get("public_url", "")
        lines = [
            format_html("<title>{} – {}</title>", title, context["site_name"]),
            _meta("property", "og:title", title),
            _meta("property", "og:site_name", context["site_name"]),
            _meta("property", "og:type", "website"),
        ]
        if description:
            lines.append(_meta("name", "description", description))
            lines.append(_meta("property", "og:description", description))
        if path:
            lines.append(format_html('<link rel="canonical" href="{}{}">', origin, path))
        if path and origin:
            lines.append(_meta("property", "og:url", format_html("{}{}", origin, path)))
            lines.append(_meta("property", "og:image", format_html("{}{}", origin, picture)))
            lines.append(_meta("name", "twitter:card", "summary_large_image"))
        return mark_safe("\n  ".join(lines))  # noqa: S308  # each line escapes what it holds


def _meta(kind: str, name: str, content: str) -> SafeString:
    return format_html('<meta {}="{}" content="{}">', kind, name, content)

"""A message about wrong data, filled in as far as the page can."""

from __future__ import annotations

from urllib.parse import quote

from django import template
from django.template.context import Context
from django.utils.text import Truncator
from django.utils.translation import gettext as _

register = template.Library()

LONGEST_NAME = 80
"""Mail programs cut addresses of some 2,000 characters off, and a letter may take nine of them."""


@register.simple_tag(takes_context=True)
def report_address(context: Context, name: str, noun: str, path: str) -> str:
    """A `mailto:` address about a record, given by its name, what it is, and its path; "" without a contact.

    The address of the record is absolute where PUBLIC_URL is set; without it a page does not know its host.
    """
    contact = context.get("contact_email")
    if not contact:
        return ""
    # One line, whatever a name holds: a subject has no second one.
    named = Truncator(" ".join(name.split())).chars(LONGEST_NAME)
    about = _("{name} ({noun})").format(name=named, noun=noun)
    subject = _("{site}: wrong data on {about}").format(site=context["site_name"], about=about)
    lines = [
        _("Record: {about}").format(about=about),
        _("Address: {address}").format(address=f"{context.get('public_url', '')}{path}"),
        *_edition(context),
        "",
        _("Which fact is wrong?"),
        "",
        "",
        _("What is right?"),
        "",
        "",
        _("Which source says so (address, and where in it)?"),
        "",
        "",
    ]
    body = "\r\n".join(lines)
    return f"mailto:{quote(contact, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def _edition(context: Context) -> list[str]:
    """The line that says which edition the reader saw, if it is one."""
    if context.get("preview"):
        return [_("Edition: none, this is a preview")]
    edition = context.get("edition")
    return [_("Edition: {number}").format(number=edition.number)] if edition else []

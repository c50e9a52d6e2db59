"""A message about wrong data, filled in as far as the page can."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from directory.absolute_url import absolute_url

LONGEST_NAME = 80
"""Mail programs cut addresses of some 2,000 characters off, and a letter may take nine of them."""


def report_address(name: str, noun: str, path: str, edition: Any = None, preview: Any = None) -> str:
    """A `mailto:` address about a record, given by its name, what it is, and its path; "" without a contact.

    The address of the record is absolute where PUBLIC_URL is set; without it a page does not know its host.
    """
    contact = settings.CONTACT_EMAIL
    if not contact:
        return ""
    # One line, whatever a name holds: a subject has no second one.
    named = Truncator(" ".join(name.split())).chars(LONGEST_NAME)
    about = _("{name} ({noun})").format(name=named, noun=noun)
    subject = _("{site}: wrong data on {about}").format(site=settings.SITE_NAME, about=about)
    lines = [
        _("Record: {about}").format(about=about),
        _("Address: {address}").format(address=absolute_url(path)),
        *_edition(edition, preview),
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


def _edition(edition: Any, preview: Any) -> list[str]:
    """The line that says which edition the reader saw, if it is one."""
    if preview:
        return [_("Edition: none, this is a preview")]
    return [_("Edition: {number}").format(number=edition.number)] if edition else []

"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, its menu, its contact and its keeper."""
    section = request.path.split("/")[1]
    return {
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "keeper": settings.KEEPER,
        "public_url": settings.PUBLIC_URL,
        "edition": getattr(request, "edition", None),
        "archived": getattr(request, "archived", None),
        "this_address": request.get_full_path(),
        "preview": getattr(request, "preview", None),
        "menu": MENU,
        "foot": FOOT,
        "section": section if section in SECTIONS else "",
    }


MENU = (
    ("find", "find", _("Find yours")),
    ("factories", "factories:list", _("AI Factories")),
    ("antennas", "antennas:list", _("Antennas")),
    ("access", "access", _("How to apply")),
    ("map", "map", _("Map")),
    ("network", "network", _("Network")),
    ("timeline", "timeline", _("Timeline")),
    ("figures", "figures", _("Figures")),
    ("sectors", "sectors", _("Sectors")),
    ("countries", "countries", _("Countries")),
)
"""What visitors come for, on every page's head."""

SECTIONS = frozenset(section for section, _name, _label in MENU)

FOOT = (
    (
        _("More pages"),
        (
            ("supercomputers", _("Supercomputers")),
            ("organisations", _("Organisations")),
            ("cut-offs", _("Selection cut-offs")),
            ("compare", _("Compare sites")),
        ),
    ),
    (
        _("Evidence"),
        (
            ("sources", _("Sources")),
            ("disagreements", _("Disagreements")),
            ("coverage", _("Coverage")),
        ),
    ),
    (
        _("Data"),
        (
            ("data", _("The directory as data")),
            ("api", _("API")),
            ("data-dictionary", _("Data dictionary")),
            ("changes", _("Changes")),
        ),
    ),
    (
        _("About"),
        (
            ("about", _("About the directory")),
            ("glossary", _("Glossary")),
            ("accessibility", _("Accessibility")),
            ("privacy", _("Privacy")),
        ),
    ),
)
"""What the menu does not have, at every page's end."""

"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, its menu, its contact and its keeper."""
    return {
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "keeper": settings.KEEPER,
        "public_url": settings.PUBLIC_URL,
        "edition": getattr(request, "edition", None),
        "preview": getattr(request, "preview", None),
        "menu": MENU,
        "section": request.path.split("/")[1],
    }


MENU = (
    ("factories", "factories:list", _("AI Factories")),
    ("antennas", "antennas:list", _("Antennas")),
    ("supercomputers", "supercomputers", _("Supercomputers")),
    ("organisations", "organisations", _("Organisations")),
    ("sectors", "sectors", _("Sectors")),
    ("countries", "countries", _("Countries")),
    ("cut-offs", "cut-offs", _("Cut-offs")),
    ("sources", "sources", _("Sources")),
)

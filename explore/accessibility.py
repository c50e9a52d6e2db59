"""The accessibility statement, under the headings of the EU's model (Decision (EU) 2018/1523)."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.query_params import allow_params
from explore.about import with_operator

PREPARED_ON = datetime.date(2026, 11, 21)
"""When the statement was written: change it with what the statement claims."""

CONTENTS = {
    "status": _("Compliance status"),
    "content": _("Non-accessible content"),
    "preparation": _("Preparation of this accessibility statement"),
    "feedback": _("Feedback and contact information"),
    "enforcement": _("Enforcement procedure"),
}

# What tests/browsing tries. A test holds these numbers and those of the tests together.
WIDE, PHONE, NARROWEST = 1280, 390, 320
STOPS = 40


@require_safe
@allow_params()
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, claiming only what is tested."""
    context = {
        "contents": with_operator(CONTENTS, "feedback"),
        "prepared_on": PREPARED_ON,
        "wide": WIDE,
        "phone": PHONE,
        "narrowest": NARROWEST,
        "stops": STOPS,
    }
    return render(request, "explore/accessibility.html", context)

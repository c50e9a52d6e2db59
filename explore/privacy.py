"""What the site knows of its visitors: nothing that it could keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.query_params import allow_params
from explore.about import with_operator

CONTENTS = {
    "visitors": _("When you read this site"),
    "log": _("What the server logs"),
    "operator": _("What the operator may add"),
    "links": _("When you leave or write"),
    "editors": _("Editors"),
    "contact": _("Who is responsible"),
}


@require_safe
@allow_params()
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored and sent when somebody reads the site, and what is not."""
    page = {"contents": with_operator(CONTENTS, "contact")}
    return render(request, "explore/privacy.html", page)

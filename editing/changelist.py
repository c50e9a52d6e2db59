"""A list of records that answers what it was asked, or says why it cannot."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import options
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views import main
from django.core.exceptions import BadRequest, FieldError, SuspiciousOperation, ValidationError
from django.db import DataError
from django.http import HttpRequest
from django.utils.translation import gettext as _

UNREADABLE = (
    IncorrectLookupParameters,
    SuspiciousOperation,
    ValidationError,
    FieldError,
    DataError,
    ValueError,
    TypeError,
    OverflowError,
)


class StrictChangeList(main.ChangeList):
    """Knows its own parameters and refuses all others.

    The stock list follows any lookup that a query string spells out, and fails with a server error
    where its value cannot be compared.
    """

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        try:
            super().__init__(request, *args)
        except UNREADABLE as error:
            raise BadRequest(
                _("This list cannot be filtered that way: {reason}").format(reason=error)
            ) from error
        known = {
            main.ALL_VAR,
            options.IS_FACETS_VAR,
            main.ORDER_VAR,
            main.PAGE_VAR,
            main.SEARCH_VAR,
            *(name for spec in self.filter_specs for name in spec.expected_parameters() if name),
        }
        page = request.GET.get(main.PAGE_VAR, "1")
        if not page.isdecimal():
            raise BadRequest(_("“{page}” is no page number.").format(page=page[:60]))
        for name in request.GET:
            if name not in known and name not in main.IGNORED_PARAMS:
                raise BadRequest(_("This list has no filter “{name}”.").format(name=name[:60]))

"""A list of records that answers what it was asked, or says why it cannot."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views import main
from django.core.exceptions import BadRequest, FieldError, SuspiciousOperation, ValidationError
from django.db import DataError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from editorial.middleware import whole_number

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
        page = whole_number(request.GET.get(main.PAGE_VAR, "1"), most=100_000)
        if page is None:
            raise BadRequest(_("The page is a whole number from 1."))
        try:
            super().__init__(request, *args)
        except UNREADABLE as error:
            raise BadRequest(
                _("This list cannot be filtered that way: {reason}").format(reason=error)
            ) from error
        if page > self.paginator.num_pages:
            raise BadRequest(_("This list has no page {page}.").format(page=page))

    def get_filters(self, request: HttpRequest) -> Any:
        """The filters that were asked for; called before anything is looked up."""
        found = super().get_filters(request)
        specs, left_over = found[0], found[2]
        known = {name for spec in specs for name in spec.expected_parameters() if name}
        for name in {*left_over, *self.get_filters_params()}:
            if name not in known:
                raise BadRequest(_("This list has no filter “{name}”.").format(name=name[:60]))
        return found

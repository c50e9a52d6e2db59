"""What views ask of a request, with clear errors."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from directory.filters.fields import LIST_AT_MOST, shortened
from editions.current import records

View = Callable[..., HttpResponseBase]


def documents_only(request: HttpRequest) -> bool:
    """Whether the reader asks for the source documents alone; any other value of `evidence` is a 400."""
    values = request.GET.getlist("evidence")
    if values in ([], [""]):
        return False
    if values == ["documents"]:
        return True
    raise BadRequest(_("“evidence” may be “documents” or left out."))


def allow_params(*names: str) -> Callable[[View], View]:
    """Refuses query parameters that the page does not know, so that a slip never shows everything.

    An empty value is as if absent: it leads to the address without it, as on the lists.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            for name in request.GET:
                if name not in names:
                    known = ", ".join(names) or _("none")
                    message = _("This page has no parameter “{name}”. It knows: {known}.")
                    raise BadRequest(message.format(name=shortened(name), known=known))
            stated = [(name, value) for name in names for value in request.GET.getlist(name)]
            kept = [(name, value) for name, value in stated if value.strip()]
            if len(kept) < len(stated):
                return redirect(f"{request.path}?{urlencode(kept)}" if kept else request.path)
            return view(request, *args, **kwargs)

        return strict

    return decorate


def choice_param(request: HttpRequest, name: str, allowed: Collection[str]) -> str:
    """The one value of a parameter, "" where it has none. Given twice, or unknown, it is a 400."""
    values = [value for value in request.GET.getlist(name) if value]
    if len(values) > 1:
        raise BadRequest(_("“{name}” may be given once; here it is given several times.").format(name=name))
    value = values[0] if values else ""
    if value and value not in allowed:
        message = _("“{value}” is not a value that “{name}” knows.").format(value=shortened(value), name=name)
        if len(allowed) <= LIST_AT_MOST:
            message += " " + _("It knows: {known}.").format(known=", ".join(allowed))
        raise BadRequest(message)
    return value


def get_or_404[M: Model](model: type[M], **key: str) -> M:
    """The record of the edition whose unique field has this value, or a 404 that says what was looked for."""
    ((field, value),) = key.items()
    try:
        return records().get(model, field, value)
    except model.DoesNotExist as error:  # type: ignore[attr-defined]
        name = model._meta.verbose_name
        raise Http404(_("There is no {noun} at this address.").format(noun=name)) from error

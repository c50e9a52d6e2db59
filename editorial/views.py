"""The editors' pages that are not about one kind of record."""

from __future__ import annotations

import logging
from base64 import b32encode
from typing import Any

import segno
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django_otp import login as verify
from django_otp.plugins.otp_totp.models import TOTPDevice

from editions import publishing
from editions.integrity import BadEditionError
from editions.locks import WriteLockTimeoutError
from editions.models import Edition
from editions.publishing import FAILURES
from editorial import history, roles
from editorial.forms import ConfirmForm
from editorial.middleware import whole_number
from editorial.models import RecordChange, Revision
from editorial.publishing import pending_changes, publish_if_automatic, unpublished_revisions

logger = logging.getLogger(__name__)

SETTING_UP = "second-factor"
"""In the session: the device whose secret it has been shown."""
SHOWN = 300
"""Changes and problems on one page, at most."""


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return render(
        request, f"admin/{template}.html", {**admin.site.each_context(request), "title": title, **context}
    )


def _only_publishers(request: HttpRequest) -> None:
    if not roles.may_publish(request.user):
        raise PermissionDenied


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Log why publishing failed, and say so; the public site keeps its edition."""
    logger.error("Publishing failed: %s", error)
    messages.error(
        request,
        _("This failed: {reason}. The public site goes on with the edition it has; try again.").format(
            reason=error
        ),
    )
    return redirect("admin:editions")


@require_safe
def pending(request: HttpRequest) -> HttpResponse:
    """What publishing would change, what stands in its way, and who did it."""
    problems = publishing.check()
    try:
        changes = history.by_record(pending_changes())
    except BadEditionError as error:
        # Publishing repairs this: the next edition does not depend on this one.
        changes = []
        messages.warning(request, str(error))
    return _page(
        request,
        "pending",
        _("Pending changes"),
        changes=changes[:SHOWN],
        count=len(changes),
        more=max(0, len(changes) - SHOWN),
        problems=problems[:SHOWN],
        problem_count=len(problems),
        revisions=unpublished_revisions()[:20],
        current=Edition.objects.light().filter(current=True).first(),
    )


WITH_A_PAGE = require_http_methods(["GET", "HEAD", "POST"])
"""For what a POST does: who has to sign in first comes back by GET, and gets a page that asks again."""


@WITH_A_PAGE
def publish_now(request: HttpRequest) -> HttpResponse:
    """Publish; on a failing check nothing is published, and the pending page says why."""
    _only_publishers(request)
    if request.method != "POST":
        return redirect("admin:pending")
    note = request.POST.get("note", "").strip()[:300]
    try:
        edition = publishing.publish(note=note, by=request.user.get_username())
    except publishing.NotPublishableError as error:
        count = len(error.problems)
        messages.error(
            request,
            ngettext(
                "Nothing was published: one problem stands in the way.",
                "Nothing was published: {n} problems stand in the way.",
                count,
            ).format(n=count),
        )
        return redirect("admin:pending")
    except FAILURES as error:
        return _failed(request, error)
    if edition is None:
        messages.info(request, _("Nothing changed since the current edition."))
    else:
        messages.success(request, _("Edition {number} is public.").format(number=edition.number))
    return redirect("admin:editions")


@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    """All kept editions, newest first."""
    return _page(request, "editions", _("Editions"), editions=Edition.objects.light())


@WITH_A_PAGE
def roll_back(request: HttpRequest, number: int) -> HttpResponse:
    """Make a kept edition the public one again, after a page that says what that means."""
    _only_publishers(request)
    if request.method != "POST":
        edition = get_object_or_404(Edition.objects.light(), number=number)
        later = Edition.objects.light().filter(number__gt=number)
        title = _("Go back to edition {number}?").format(number=number)
        return _page(request, "rollback", title, edition=edition, later=later)
    try:
        publishing.rollback(number)
    except Edition.DoesNotExist as error:
        raise Http404(_("There is no edition {number}.").format(number=number)) from error
    except FAILURES as error:
        return _failed(request, error)
    messages.success(
        request,
        _(
            "Edition {number} is public again. The records stay as they are, and publishing shows them again."
        ).format(number=number),
    )
    return redirect("admin:editions")


@WITH_A_PAGE
def prune_editions(request: HttpRequest) -> HttpResponse:
    """Forget all but the newest editions, after a page that names the others."""
    _only_publishers(request)
    keep = whole_number((request.POST or request.GET).get("keep", ""), most=10_000)
    if keep is None:
        messages.error(
            request, _("How many to keep is a whole number from 1 to 10,000. Nothing was deleted.")
        )
        return redirect("admin:editions")
    if request.method != "POST":
        editions = Edition.objects.light().order_by("-number")[keep:]
        old = [edition for edition in editions if not edition.current]
        return _page(request, "prune", _("Delete old editions?"), keep=keep, old=old)
    try:
        count = len(publishing.prune(keep))
    except FAILURES as error:
        return _failed(request, error)
    messages.success(
        request,
        ngettext("One edition was deleted.", "{n} editions were deleted.", count).format(n=count),
    )
    return redirect("admin:editions")


@require_safe
def log_list(request: HttpRequest) -> HttpResponse:
    """Every revision, newest first, or those of one person or about some record."""
    by, words = request.GET.get("by", ""), request.GET.get("q", "").strip()[:120]
    found = Revision.objects.prefetch_related("changes")
    if by:
        found = found.filter(by_name=by)
    if words:
        about = RecordChange.objects.filter(owner_key__icontains=words)
        found = found.filter(Q(note__icontains=words) | Q(pk__in=about.values("revision")))
    pages = Paginator(found, 25)
    number = whole_number(request.GET.get("page", "1"), most=pages.num_pages)
    if number is None:
        raise Http404(_("There is no such page."))
    page = pages.page(number)
    return _page(
        request,
        "log",
        _("Log of changes"),
        page=page,
        revisions=history.in_words(page.object_list, at_most=5),
        by=by,
        words=words,
        names=Revision.objects.exclude(by_name="")
        .order_by("by_name")
        .values_list("by_name", flat=True)
        .distinct(),
        query=urlencode({name: value for name, value in (("by", by), ("q", words)) if value}),
    )


@require_safe
def revision_detail(request: HttpRequest, number: int) -> HttpResponse:
    """One revision whole."""
    revision = get_object_or_404(Revision.objects.prefetch_related("changes"), pk=number)
    [shown] = history.in_words([revision], at_most=SHOWN)
    return _page(request, "revision", _("Revision {number}").format(number=number), item=shown)


@WITH_A_PAGE
def undo_revision(request: HttpRequest, number: int) -> HttpResponse:
    """Take a revision back, or say what stands in the way."""
    revision = get_object_or_404(Revision, pk=number)
    if request.method != "POST":
        return redirect("admin:revision", number)
    if roles.role_of(request.user) == "":  # type: ignore[arg-type]
        raise PermissionDenied
    try:
        history.undo(revision, request.user)
    except history.CannotUndoError as error:
        messages.error(request, _("Nothing was taken back."))
        for reason in error.reasons[:10]:
            messages.error(request, reason)
    except WriteLockTimeoutError:
        messages.error(request, _("Somebody else is writing. Nothing was taken back: try again."))
    else:
        messages.success(request, _("Revision {number} was taken back.").format(number=number))
        publish_if_automatic(request)
    return redirect("admin:revision", number)


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up a second factor, or see that there is one."""
    confirmed = TOTPDevice.objects.filter(user=request.user, confirmed=True).first()
    if confirmed:
        return _page(request, "second_factor", _("Second factor"), confirmed=confirmed)
    unconfirmed = TOTPDevice.objects.filter(user=request.user, confirmed=False)
    device = unconfirmed.filter(pk=request.session.get(SETTING_UP)).first()
    if device is None or request.method != "POST":
        # A secret is for one visit of one session: nobody else with the password may have seen it.
        unconfirmed.filter(pk=request.session.get(SETTING_UP)).delete()
        device = TOTPDevice.objects.create(user=request.user, confirmed=False, name="Authenticator app")
        request.session[SETTING_UP] = device.pk
    form = ConfirmForm(device, request.POST or None)
    if form.is_valid():
        device.confirmed = True
        device.save()
        unconfirmed.delete()
        verify(request, device)
        messages.success(request, _("The second factor is set up. From now on signing in asks for a code."))
        return redirect("admin:index")
    return _page(
        request,
        "second_factor",
        _("Set up a second factor"),
        form=form,
        square=square(device.config_url),
        secret=" ".join(_grouped(device)),
    )


def square(text: str) -> str:
    """The square that an app scans, as an SVG element without any style of its own."""
    return str(segno.make(text, error="m").svg_inline(scale=5, border=4, light="white", dark="black"))


def _grouped(device: TOTPDevice) -> list[str]:
    """The secret in groups of four, for typing it."""
    secret = b32encode(device.bin_key).decode().rstrip("=")
    return [secret[start : start + 4] for start in range(0, len(secret), 4)]

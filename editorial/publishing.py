"""Publishing from the editors' pages: pending changes, and automatic publishing."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.diff import compare, take
from editions.locks import WriteLockTimeoutError
from editions.models import Edition
from editions.publishing import NotPublishableError, changes_since, covers_all, publish
from editions.serialization import Change
from editorial.models import Revision

logger = logging.getLogger(__name__)


def unpublished_revisions() -> QuerySet[Revision]:
    """The revisions made since the current edition, newest first."""
    current = Edition.objects.light().filter(current=True).first()
    revisions = Revision.objects.all()
    return revisions.filter(at__gt=current.covers_until or current.published_at) if current else revisions


def pending_changes() -> list[Change]:
    """What publishing now would change against the current edition, record by record.

    Raises BadEditionError if the current edition cannot be read.
    """
    now = timezone.now()
    current = Edition.objects.filter(current=True).first()
    if current is None:
        return compare({}, take("default"))
    with tempfile.TemporaryDirectory() as scratch:
        changes = changes_since(current, Path(scratch) / "current.sqlite3")
    if not changes:
        # Editors' notes, and what was changed and changed back, wait for nothing.
        covers_all(current, now)
    return changes


def publish_if_automatic(request: HttpRequest) -> None:
    """After a save, where `PUBLISH` says so: publish at once, or say why not. The save stands either way."""
    if settings.PUBLISH != "automatic":
        return
    try:
        edition = publish(by=request.user.get_username())
    except NotPublishableError as error:
        reasons = "; ".join(f"{problem.record}: {problem.message}" for problem in error.problems[:5])
        messages.warning(
            request, _("Saved, but not public yet. Fix this first: {reasons}").format(reasons=reasons)
        )
    except WriteLockTimeoutError:
        messages.warning(
            request, _("Saved. Somebody else is writing: it will be public with the next change.")
        )
    except Exception:
        # The record is saved; that publishing broke must not look as if it were lost.
        logger.exception("Publishing after a save failed.")
        messages.error(
            request, _("Saved, but publishing failed. The public site still shows the state before.")
        )
    else:
        if edition is not None:
            messages.success(request, _("Public as edition {number}.").format(number=edition.number))

"""Publishing: build, check, store, switch; and back again."""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from prometheus_client import Histogram

from editions import store
from editions.build import build, file_connection, finish, metadata_of, rough_edition
from editions.diff import compare, take
from editions.failpoints import reach
from editions.integrity import BadEditionError, has_checksum, readable
from editions.locks import WriteLockTimeoutError, write_lock
from editions.models import Edition
from editions.serialization import Change
from editions.store import Manifest

PREVIOUS = "previous"
PART = 2**18
"""Bytes that are packed or unpacked together."""
QUICKLY = 1
"""How editions are packed for the database: in a quarter of the time, a fifth larger."""

PUBLISHING = Histogram(
    "directory_publish_seconds", "Seconds of a publication.", buckets=(0.1, 0.5, 1, 2.5, 5, 15, 60, 300)
)

FAILURES = (WriteLockTimeoutError, BadEditionError, OSError, DatabaseError)
"""What can fail besides the records: another writer, a damaged edition, a full disk, the database."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """Why an edition may not be published: the record, and what is wrong with it."""

    record: str
    message: str


class NotPublishableError(Exception):
    """A check failed. Nothing was published."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{problem.record}: {problem.message}" for problem in problems))
        self.problems = problems


def failed(what: str, error: Exception) -> str:
    """One of the FAILURES as a line for the terminal."""
    return f"{what} failed: {' '.join(str(error).split())}. The public site keeps its edition; try again."


def check() -> list[Problem]:
    """What the checks of the published apps say against the editing database."""
    checks: list[Callable[[], list[tuple[str, str]]]] = [
        import_string(path) for path in settings.EDITION_CHECKS
    ]
    return [Problem(*found) for run in checks for found in run()]


def _prepare() -> None:
    for prepare in settings.EDITION_PREPARES:
        import_string(prepare)()


def draft(target: Path) -> None:
    """Build the edition that publishing now would make, unchecked and unpublished, as a file."""
    with write_lock(repeatable_read=True):
        _prepare()
        build(target)


@PUBLISHING.time()
def publish(note: str = "", by: str = "") -> Edition | None:
    """Build and publish the editing database as a new edition, and switch to it.

    Returns None where nothing changed since the current edition. Raises NotPublishableError, and then
    the current edition stays. Interrupted at any point, the site serves the old edition or the new one.
    """
    with store.scratch() as scratch:
        with write_lock(repeatable_read=True):
            edition = _next_edition(scratch)
            if edition:
                edition.published_by, edition.note = by, note
                _make_current(edition)
                del edition.content  # it is stored, and may be large
                reach("publish:stored")
        reach("publish:committed")
    sync()
    return edition


def _next_edition(scratch: Path) -> Edition | None:
    """The editing database as an edition, not yet stored; None where it is the current one."""
    _prepare()
    reach("publish:prepared")
    if problems := check():
        raise NotPublishableError(problems)
    reach("publish:checked")
    path = scratch / "edition.sqlite3"
    current = Edition.objects.light().filter(current=True).first()
    changes: list[Change] = []
    with rough_edition(scratch / "rough.sqlite3") as rough:
        reach("publish:built")
        try:
            if current:
                before = _unpack(current, scratch / "previous.sqlite3")
                # The file says its number and day: what differs by those alone is no news.
                if finish(rough, path, metadata_of(before)) == current.sha256:
                    covers_all(current, timezone.now())
                    return None
                changes = _changes(current, before)
        except BadEditionError as error:
            # What is published now is sound; only the list of changes has nothing to compare with.
            logger.warning("%s", error)
        reach("publish:compared")
        now, number = timezone.now(), _next_number()
        describe: Callable[[int, str], dict[str, str]] = import_string(settings.EDITION_METADATA)
        sha256 = finish(rough, path, describe(number, now.isoformat(timespec="seconds")))
    return Edition(
        number=number,
        published_at=now,
        covers_until=now,
        sha256=sha256,
        size=path.stat().st_size,
        changes=changes,
        content=_packed(path),
    )


def covers_all(current: Edition, until: datetime) -> None:
    """Note that all that was written until then is in an edition already."""
    Edition.objects.filter(pk=current.pk).update(covers_until=until)


def _next_number() -> int:
    last = Edition.objects.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def changes_since(edition: Edition | None, path: Path) -> list[Change]:
    """What the editing database holds against an edition, unpacked at `path`; nothing against none.

    Raises BadEditionError if it cannot be read.
    """
    return _changes(edition, _unpack(edition, path)) if edition else []


def _changes(edition: Edition, path: Path) -> list[Change]:
    if not readable(path):
        raise BadEditionError(f"Edition {edition.number} is of an older make and compared with nothing.")
    with file_connection(path, PREVIOUS, read_only=True):
        return compare(take(PREVIOUS), take("default"))


def _unpack(edition: Edition, path: Path) -> Path:
    """Write the file of an edition to `path`. Raises BadEditionError."""
    with path.open("wb") as file:
        file.writelines(unpacked(edition))
    if not has_checksum(path, edition.sha256):
        raise BadEditionError(f"Edition {edition.number} is damaged: its checksum is wrong.")
    return path


def _make_current(edition: Edition) -> None:
    Edition.objects.filter(current=True).update(current=False)
    reach("publish:laid-down")
    edition.current = True
    edition.save()


def _packed(path: Path) -> bytes:
    packing = zlib.compressobj(QUICKLY)
    with path.open("rb") as file:
        parts = [packing.compress(part) for part in iter(lambda: file.read(PART), b"")]
    return b"".join([*parts, packing.flush()])


def unpacked(edition: Edition) -> Iterator[bytes]:
    """The file of an edition, part by part: it may be larger than memory. Raises BadEditionError."""
    # Not set on the edition, so that the bytes can be freed before it.
    content = (
        Edition.objects.values_list("content", flat=True).get(pk=edition.pk)
        if "content" in edition.get_deferred_fields()
        else edition.content
    )
    unpacking, packed = zlib.decompressobj(), memoryview(content)
    try:
        for start in range(0, len(packed), PART):
            yield unpacking.decompress(packed[start : start + PART])
        yield unpacking.flush()
    except zlib.error as error:
        raise BadEditionError(f"Edition {edition.number} is damaged: it cannot be unpacked.") from error
    if not unpacking.eof:
        raise BadEditionError(f"Edition {edition.number} is damaged: it cannot be unpacked.")


def content_of(edition: Edition) -> bytes:
    """The file of an edition at once. Raises BadEditionError."""
    return b"".join(unpacked(edition))


def manifest_of(edition: Edition) -> Manifest:
    """What is said about an edition beside its file."""
    return Manifest(
        number=edition.number,
        published_at=edition.published_at.isoformat(timespec="seconds"),
        sha256=edition.sha256,
        size=edition.size,
        note=edition.note,
        changes=edition.changes,
    )


def sync() -> int | None:
    """Bring the editing database's current edition to the store and switch to it; returns its number.

    Safe to repeat: it also finishes what an interrupted publication left undone. It only reads from the
    database. Raises BadEditionError, and then the store's current edition stays.
    """
    # Read under the lock: an older answer would switch back, or remove too much.
    with store.exclusive():
        current = Edition.objects.light().filter(current=True).first()
        if current is None:
            return None
        kept = list(Edition.objects.light())
        _ensure(current)
        if not store.is_current(current.number, current.sha256):
            store.switch(store.file_of(current.number, current.sha256))
        for edition in kept:
            if edition != current:
                # For the list of changes and for download.
                try:
                    _ensure(edition)
                except BadEditionError as error:
                    logger.warning("Left out of the older editions: %s", error)
        store.keep_only({store.file_of(edition.number, edition.sha256).name for edition in kept})
    return current.number


def _ensure(edition: Edition) -> None:
    """Have an edition in the store, whole. Raises BadEditionError."""
    if store.verify(edition.number, edition.sha256):
        store.ensure_files(edition.number, edition.sha256, again=edition.current)
    else:
        store.add(manifest_of(edition), unpacked(edition))


def rollback(number: int) -> Edition:
    """Make a kept edition the current one again. Raises Edition.DoesNotExist, BadEditionError."""
    with write_lock():
        edition = Edition.objects.get(number=number)
        checksum = hashlib.sha256()
        for part in unpacked(edition):
            checksum.update(part)
        if checksum.hexdigest() != edition.sha256:
            raise BadEditionError(f"Edition {number} is damaged: its checksum is wrong.")
        if not edition.current:
            _make_current(edition)
    sync()
    return edition


def prune(keep: int) -> list[int]:
    """Forget all but the newest `keep` editions and the current one; returns the numbers forgotten."""
    if keep < 1:
        raise ValueError(_("Keep at least one edition."))
    with write_lock():
        kept = set(Edition.objects.order_by("-number").values_list("number", flat=True)[:keep])
        old = Edition.objects.exclude(number__in=kept).exclude(current=True)
        numbers = sorted(old.values_list("number", flat=True))
        old.delete()
    sync()
    return numbers

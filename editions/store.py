"""The folder of editions that a web node reads: `edition-12-<checksum>.sqlite3`, its manifest, `current`.

The manifest, `edition-12-<checksum>.json`, says what the edition is and lists its other files, which lie in
`edition-12-<checksum>.files`.

A file appears whole or not at all: it is written under another name, flushed, checked and renamed. `current`
is a link that is replaced in one step. Leftovers of a killed process are cleaned up by the next run.
"""

from __future__ import annotations

import datetime
import fcntl
import json
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from editions.exports import FOLDER, File, flush, make, whole
from editions.failpoints import reach
from editions.integrity import BadEditionError, Identity, has_checksum, identity, readable, sha256, sound

SCRATCH = ".scratch-"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Manifest:
    """What is known about an edition, in a JSON file beside it."""

    number: int
    published_at: str
    sha256: str
    size: int
    note: str
    changes: list[dict[str, Any]]
    files: tuple[File, ...] | None = None
    """Its other files: none if they could not be written, None if an old version did not write any."""

    @property
    def path(self) -> Path:
        """Where the edition's file lies."""
        return file_of(self.number, self.sha256)

    @property
    def day(self) -> datetime.datetime:
        """When it was published."""
        return datetime.datetime.fromisoformat(self.published_at)


def folder() -> Path:
    """The folder of editions."""
    return Path(settings.EDITIONS_DIR)


def file_of(number: int, checksum: str) -> Path:
    """Where the file of an edition lies. Another database's edition 12 has another name."""
    return folder() / f"edition-{number}-{checksum[:12]}.sqlite3"


def current_link() -> Path:
    """The link to the current edition's file."""
    return folder() / "current"


def current_file() -> Path | None:
    """The file of the current edition, or None before the first one."""
    try:
        # Called for every request: pathlib would take several times as long.
        return Path(settings.EDITIONS_DIR, os.readlink(f"{settings.EDITIONS_DIR}/current"))  # noqa: PTH115
    except OSError:
        return None


class State(NamedTuple):
    """What pages depend on: another state means that they may read differently."""

    current: Path | None
    mtime: int
    """When a file was last added to the folder or removed, in nanoseconds."""
    unreadable: tuple[Identity | None, ...]
    """The manifests that were left out; a repair in place changes neither of the others."""


_unreadable: dict[Path, Identity | None] = {}


def state() -> State:
    """The store as it is now."""
    try:
        # The time first: what is read after it is at least as new.
        mtime = os.stat(settings.EDITIONS_DIR).st_mtime_ns  # noqa: PTH116  # as above
    except OSError:
        mtime = 0
    return State(current_file(), mtime, tuple(map(identity, list(_unreadable))))


def read_manifest(path: Path) -> Manifest:
    """The manifest of an edition's file. Raises OSError or ValueError if it is missing or broken."""
    values = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    try:
        if values.get("files") is not None:
            values["files"] = tuple(File(**file) for file in values["files"])
        manifest = Manifest(**values)
        # What lists editions relies on both.
        whole = isinstance(manifest.number, int) and isinstance(manifest.day, datetime.datetime)
    except (AttributeError, TypeError) as error:
        raise ValueError("It is no manifest of an edition.") from error
    if not whole or manifest.path.stem != path.stem:
        raise ValueError("It is the manifest of another edition.")
    return manifest


def _sound_manifest(path: Path) -> Manifest | None:
    """The manifest of an edition's file. None if it is missing, or broken, which is logged once."""
    file = path.with_suffix(".json")
    found = identity(file)
    try:
        manifest = read_manifest(path)
    except FileNotFoundError:  # another process has just removed it
        _unreadable.pop(file, None)
        return None
    except (OSError, ValueError) as error:
        if file not in _unreadable or _unreadable[file] != found:
            logger.warning("%s is left out, for it cannot be read: %s", file.name, error)
        _unreadable[file] = found
        return None
    _unreadable.pop(file, None)
    return manifest


_viewed_as: ContextVar[Manifest | None] = ContextVar("viewed_as", default=None)


@contextmanager
def viewed_as(manifest: Manifest) -> Iterator[None]:
    """Inside, list the store as it was when this edition was current."""
    token = _viewed_as.set(manifest)
    try:
        yield
    finally:
        _viewed_as.reset(token)


def viewed_file() -> Path | None:
    """The file of the edition that is viewed: the current one, unless `viewed_as` names another."""
    manifest = _viewed_as.get()
    return manifest.path if manifest else current_file()


def current_problem() -> str:
    """What is wrong with the current edition, "" if nothing."""
    path = current_file()
    if path is None:
        return "There is no edition yet."
    try:
        if not has_checksum(path, read_manifest(path).sha256):
            return "The current edition is missing or damaged."
        if not readable(path):
            return "The current edition is of an older make than the code."
    except (OSError, ValueError, sqlite3.Error):
        return "The current edition cannot be read."
    return ""


def manifests() -> list[Manifest]:
    """The manifests of the editions in the store, newest first. A broken one hides its own edition alone."""
    until = _viewed_as.get()
    found = map(_sound_manifest, folder().glob("edition-*.json"))
    wanted = [
        manifest for manifest in found if manifest and (until is None or manifest.number <= until.number)
    ]
    return sorted(wanted, key=lambda manifest: -manifest.number)


def find(number: int) -> Manifest | None:
    """The manifest of an edition by its number; where two databases used it, that of the current edition."""
    current = current_file()
    found = folder().glob(f"edition-{number}-*.json")
    paths = sorted(found, key=lambda path: path.with_suffix(".sqlite3") != current)
    return next(filter(None, map(_sound_manifest, paths)), None)


@contextmanager
def exclusive() -> Iterator[None]:
    """Hold the lock of those who change the store. It ends with its process, however that ends."""
    folder().mkdir(parents=True, exist_ok=True)
    with _locked(folder(), fcntl.LOCK_EX):
        yield


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for work in progress, gone afterwards. Those whose owners were killed go first."""
    with exclusive():
        for left in folder().glob(f"{SCRATCH}*"):
            with suppress(BlockingIOError), _locked(left, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(left)
        place = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder()))
        descriptor = _lock(place, fcntl.LOCK_EX)
    try:
        yield place
    finally:
        shutil.rmtree(place)
        os.close(descriptor)


def verify(number: int, checksum: str) -> bool:
    """Whether an edition lies in the store, with the right bytes and a sound manifest."""
    path = file_of(number, checksum)
    return has_checksum(path, checksum) and _sound_manifest(path) is not None


def is_current(number: int, checksum: str) -> bool:
    """Whether an edition is the current one, and there."""
    path = file_of(number, checksum)
    return current_file() == path and path.exists()


def add(manifest: Manifest, content: Iterable[bytes]) -> Path:
    """Write an edition and its other files into the store; `content` is the edition's file in parts.

    Raises BadEditionError; the store is then as before.
    """
    folder().mkdir(parents=True, exist_ok=True)
    target = manifest.path
    aside = target.with_suffix(".incoming")
    try:
        _write(aside, content)
    except BadEditionError:
        aside.unlink()
        raise
    reach("store:written")
    if sha256(aside) != manifest.sha256 or not sound(aside):
        aside.unlink()
        raise BadEditionError(f"Edition {manifest.number} is damaged: its checksum or its content is wrong.")
    _note(target, replace(manifest, files=make(aside, target)))
    aside.rename(target)
    reach("store:renamed")
    flush(folder())
    return target


def ensure_files(number: int, checksum: str, *, again: bool = False) -> None:
    """Write the other files of an edition in the store where they lack; those that failed only `again`."""
    path = file_of(number, checksum)
    manifest = read_manifest(path)
    if (
        manifest.files is None
        or not whole(path, manifest.files)
        or (again and settings.EDITION_FILES and not manifest.files)
    ):
        _note(path, replace(manifest, files=make(path, path)))
        flush(folder())


def _note(path: Path, manifest: Manifest) -> None:
    beside = path.with_suffix(".manifest")
    _write(beside, [json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True).encode()])
    reach("store:noted")
    beside.rename(path.with_suffix(".json"))
    reach("store:manifest")


def switch(target: Path) -> None:
    """Make a file in the store the current edition, in one step."""
    link = folder() / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(target.name)
    reach("store:linked")
    link.rename(current_link())
    reach("store:switched")
    flush(folder())


def keep_only(kept: set[str]) -> None:
    """Remove every other file, and leftovers. Requests keep what they have open."""
    there = {name for name in kept if (folder() / name).exists()}
    wanted = there | {Path(name).with_suffix(end).name for name in there for end in (".json", FOLDER)}
    left = [path for path in folder().glob("edition-*") if path.name not in wanted]
    # What lists a file goes before the file.
    for path in sorted([*left, *folder().glob(".current-*")], key=lambda path: path.suffix != ".json"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    reach("store:cleared")


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    descriptor = _lock(path, how)
    try:
        yield
    finally:
        os.close(descriptor)


def _lock(path: Path, how: int) -> int:
    """Lock a folder until the descriptor is closed. Raises BlockingIOError where it may not wait."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _write(path: Path, content: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())

"""The folder of edition files that a web node reads: `edition-12-<checksum>.sqlite3`, its card, `current`.

Beside it, the folder `edition-12-<checksum>.files` holds what else is offered of it; the card lists that.

A file appears whole or not at all: it is written aside, flushed, checked and renamed. `current` is a
link that is replaced in one step. What a killed process left half done is taken away by the next one.
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
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from editions.build import sha256, sound
from editions.diff import published_models
from editions.exports import FOLDER, File, flush, make, whole
from editions.failpoints import reach

SCRATCH = ".scratch-"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Card:
    """What is said about an edition, kept beside its file."""

    number: int
    published_at: str
    sha256: str
    size: int
    note: str
    changes: list[dict[str, Any]]
    files: tuple[File, ...] | None = None
    """What else is offered of it: nothing where that could not be written, None where nobody tried."""

    @property
    def day(self) -> datetime.datetime:
        """When it was published."""
        return datetime.datetime.fromisoformat(self.published_at)


class BadEditionError(Exception):
    """The bytes are not the edition they claim to be."""


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
    # Asked for at every request, and so it makes no path anew.
    place = str(settings.EDITIONS_DIR)
    try:
        return _file_in(place, os.readlink(f"{place}/current"))  # noqa: PTH115
    except OSError:
        return None


@lru_cache(maxsize=8)
def _file_in(place: str, name: str) -> Path:
    return Path(place, name)


def identity(path: Path) -> tuple[int, int] | None:
    """Inode and time of writing: what tells a file from one that had its name before. None if it is gone."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


class State(NamedTuple):
    """What the shelf holds at one moment: the current edition's file, and a stamp that every change moves."""

    current: Path | None
    stamp: int


def state() -> State:
    """The shelf as it is now."""
    try:
        # The stamp first: what is read after it is at least as new as the stamp says.
        stamp = os.stat(settings.EDITIONS_DIR).st_mtime_ns  # noqa: PTH116  # at every request
    except OSError:
        stamp = 0
    return State(current_file(), stamp)


def read_card(path: Path) -> Card:
    """The card of an edition's file. Raises OSError or ValueError if it is missing or broken."""
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    try:
        if told.get("files") is not None:
            told["files"] = tuple(File(**file) for file in told["files"])
        card = Card(**told)
        # What lists editions relies on both.
        whole = isinstance(card.number, int) and isinstance(card.day, datetime.datetime)
    except (AttributeError, TypeError) as error:
        raise ValueError("It is no card of an edition.") from error
    if not whole or file_of(card.number, card.sha256).stem != path.stem:
        raise ValueError("It is the card of another edition.")
    return card


def _sound_card(path: Path) -> Card | None:
    """The card of an edition's file; None if it is missing, or broken, which the log then says."""
    try:
        return read_card(path)
    except FileNotFoundError:  # another process has just taken it off the shelf
        return None
    except (OSError, ValueError) as error:
        name = path.with_suffix(".json").name
        logger.warning("%s is left out, for it cannot be read: %s", name, error)
        return None


_seen_from: ContextVar[Card | None] = ContextVar("seen_from", default=None)


@contextmanager
def seen_from(card: Card) -> Iterator[None]:
    """Inside, the shelf is listed as this edition found it: it is the one shown, and none is later."""
    token = _seen_from.set(card)
    try:
        yield
    finally:
        _seen_from.reset(token)


def shown_file() -> Path | None:
    """The file of the edition that is shown: the current one, unless the shelf is seen from another."""
    card = _seen_from.get()
    return file_of(card.number, card.sha256) if card else current_file()


def current_problem() -> str:
    """What is wrong with the current edition, "" if nothing. The code needs every column of its models."""
    path = current_file()
    if path is None:
        return "There is no edition yet."
    try:
        if path.stat().st_size != read_card(path).size:
            return "The current edition is cut short or damaged."
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as file:
            for model in published_models():
                table = model._meta.db_table
                # With the table's name: SQLite reads a quoted column that does not exist as a text.
                columns = ", ".join(f'"{table}"."{field.column}"' for field in model._meta.concrete_fields)
                file.execute(f'SELECT {columns} FROM "{table}" LIMIT 1').fetchone()  # noqa: S608
    except (OSError, ValueError, TypeError, sqlite3.Error):
        return "The current edition cannot be read, or is of an older make than the code."
    return ""


def cards() -> list[Card]:
    """The cards of the editions on the shelf, newest first. A broken one hides its own edition alone."""
    until = _seen_from.get()
    found = map(_sound_card, folder().glob("edition-*.json"))
    wanted = [card for card in found if card and (until is None or card.number <= until.number)]
    return sorted(wanted, key=lambda card: -card.number)


def find(number: int) -> Card | None:
    """The card of an edition by its number; where two databases used it, that of the current edition."""
    current = current_file()
    found = folder().glob(f"edition-{number}-*.json")
    paths = sorted(found, key=lambda path: path.with_suffix(".sqlite3") != current)
    return next(filter(None, map(_sound_card, paths)), None)


@contextmanager
def alone() -> Iterator[None]:
    """One process at a time changes the shelf. The lock ends with its holder, however that ends."""
    folder().mkdir(parents=True, exist_ok=True)
    with _locked(folder(), fcntl.LOCK_EX):
        yield


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for work in progress, gone afterwards. Those whose owners were killed go first."""
    with alone():
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


def lists(number: int, checksum: str) -> bool:
    """Whether an edition and a sound card lie on the shelf."""
    path = file_of(number, checksum)
    return path.exists() and _sound_card(path) is not None


def holds(number: int, checksum: str) -> bool:
    """Whether an edition lies on the shelf, whole."""
    return lists(number, checksum) and sha256(file_of(number, checksum)) == checksum


def shows(number: int, checksum: str) -> bool:
    """Whether an edition is the current one, and there."""
    path = file_of(number, checksum)
    return current_file() == path and path.exists()


def put(card: Card, content: Iterable[bytes]) -> Path:
    """Place an edition, given part by part, and its other files on the shelf, checked.

    Raises BadEditionError; the shelf is then as before.
    """
    folder().mkdir(parents=True, exist_ok=True)
    target = file_of(card.number, card.sha256)
    aside = target.with_suffix(".incoming")
    try:
        _write(aside, content)
    except BadEditionError:
        aside.unlink()
        raise
    reach("shelf:written")
    if sha256(aside) != card.sha256 or not sound(aside):
        aside.unlink()
        raise BadEditionError(f"Edition {card.number} is damaged: its checksum or its content is wrong.")
    _note(target, replace(card, files=make(aside, target)))
    aside.rename(target)
    reach("shelf:renamed")
    flush(folder())
    return target


def complete(number: int, checksum: str, *, again: bool = False) -> None:
    """Write the other files of an edition on the shelf where they lack; those that failed only `again`."""
    path = file_of(number, checksum)
    card = read_card(path)
    if (
        card.files is None
        or not whole(path, card.files)
        or (again and settings.EDITION_FILES and not card.files)
    ):
        _note(path, replace(card, files=make(path, path)))
        flush(folder())


def _note(path: Path, card: Card) -> None:
    beside = path.with_suffix(".card")
    _write(beside, [json.dumps(asdict(card), ensure_ascii=False, sort_keys=True).encode()])
    reach("shelf:noted")
    beside.rename(path.with_suffix(".json"))
    reach("shelf:card")


def switch(target: Path) -> None:
    """Make a file on the shelf the current edition, in one step."""
    link = folder() / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(target.name)
    reach("shelf:linked")
    link.rename(current_link())
    reach("shelf:switched")
    flush(folder())


def keep_only(kept: set[str]) -> None:
    """Take every other file off the shelf, and what was left half done. Requests keep what they have open."""
    there = {name for name in kept if (folder() / name).exists()}
    wanted = there | {Path(name).with_suffix(end).name for name in there for end in (".json", FOLDER)}
    left = [path for path in folder().glob("edition-*") if path.name not in wanted]
    # What lists a file goes before the file.
    for path in sorted([*left, *folder().glob(".current-*")], key=lambda path: path.suffix != ".json"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    reach("shelf:cleared")


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

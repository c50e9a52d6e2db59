"""The other files of an edition: the same records, written in other ways, in a folder beside it.

`editions` knows none of the formats. Each entry of `EDITION_FILES` names a function that gets the path of an
edition and an empty folder, writes files into it, and returns their media types by the ends of their
names. The same edition has to give the same bytes.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from editions.failpoints import reach
from editions.integrity import sha256

FOLDER = ".files"
ASIDE = ".making"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class File:
    """A file of an edition, besides the edition itself."""

    ending: str
    """What its name ends with, such as `csv.zip`; its name in the store."""
    media_type: str
    size: int
    sha256: str


def folder_of(edition: Path) -> Path:
    """Where the other files of an edition lie."""
    return edition.with_suffix(FOLDER)


def path_of(edition: Path, file: File) -> Path:
    """Where one of them lies."""
    return folder_of(edition) / file.ending


def whole(edition: Path, files: tuple[File, ...]) -> bool:
    """Whether all of them are there, as long as they were."""
    try:
        return all(path_of(edition, file).stat().st_size == file.size for file in files)
    except OSError:
        return False


def make(source: Path, edition: Path) -> tuple[File, ...]:
    """Write the other files of an edition, read from `source`, into their folder, which appears in one step.

    An edition is worth more than its copies: where they cannot be written there are none.
    """
    place, aside = folder_of(edition), edition.with_suffix(ASIDE)
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)
    if not settings.EDITION_FILES:
        return ()
    try:
        aside.mkdir()
        with _unhurried():
            files = tuple(_written(source, aside))
        reach("store:files-written")
        aside.rename(place)
        reach("store:files")
    except Exception:
        logger.exception("%s is published without its other files.", edition.name)
        shutil.rmtree(aside, ignore_errors=True)
        return ()
    return files


def _written(source: Path, folder: Path) -> Iterator[File]:
    for name in settings.EDITION_FILES:
        write: Callable[[Path, Path], dict[str, str]] = import_string(name)
        for ending, media_type in write(source, folder).items():
            path = folder / ending
            flush(path)
            yield File(ending, media_type, path.stat().st_size, sha256(path))
    flush(folder)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Suspend the time limit of a poll, which is for the database: files may take longer."""
    left, interval = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left, interval)


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, outlast a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

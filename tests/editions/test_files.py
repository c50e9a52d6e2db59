"""The other files of an edition: whole or absent, and nobody is hurried or held up by them."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from editions import files


class Rung(Exception):
    """The alarm rang."""


def slow(source: Path, folder: Path) -> dict[str, str]:
    time.sleep(0.4)
    (folder / "txt").write_bytes(source.read_bytes())
    return {"txt": "text/plain"}


def half(source: Path, folder: Path) -> dict[str, str]:
    (folder / "txt").write_text("half")
    raise ValueError("broken")


@pytest.fixture
def alarm() -> Iterator[None]:
    """Rings soon, as a follower's does when the database does not answer."""

    def ring(number: int, frame: Any) -> None:
        raise Rung

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.2, 5)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    path = tmp_path / "edition-1-0123.sqlite3"
    path.write_bytes(b"records")
    return path


def test_a_limit_rests_while_they_are_written(edition: Path, settings: Any, alarm: None) -> None:
    settings.EDITION_FILES = (f"{__name__}.slow",)
    (file,) = files.make(edition, edition)
    assert files.path_of(edition, file).read_bytes() == b"records"
    with pytest.raises(Rung):
        time.sleep(1)
    assert signal.getitimer(signal.ITIMER_REAL)[1] == 5


def test_what_failed_leaves_neither_new_files_nor_old_ones(edition: Path, settings: Any) -> None:
    settings.EDITION_FILES = (f"{__name__}.slow",)
    made = files.make(edition, edition)
    assert files.whole(edition, made)
    settings.EDITION_FILES = (f"{__name__}.slow", f"{__name__}.half")
    assert files.make(edition, edition) == ()
    assert [path.name for path in edition.parent.iterdir()] == [edition.name]
    assert not files.whole(edition, made)

"""The other files of an edition: whole or absent, and nobody is hurried or held up by them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from editions import exports

timers: list[tuple[float, float]] = []
"""What was left of the alarm whenever a file was written."""


def text(source: Path, folder: Path) -> dict[str, str]:
    timers.append(signal.getitimer(signal.ITIMER_REAL))
    (folder / "txt").write_bytes(source.read_bytes())
    return {"txt": "text/plain"}


def half(source: Path, folder: Path) -> dict[str, str]:
    (folder / "txt").write_text("half")
    raise ValueError("broken")


@pytest.fixture
def alarm() -> Iterator[None]:
    """An alarm that is set, as a follower's is in case the database does not answer."""
    timers.clear()
    signal.setitimer(signal.ITIMER_REAL, 600, 5)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    path = tmp_path / "edition-1-0123.sqlite3"
    path.write_bytes(b"records")
    return path


def test_a_limit_rests_while_they_are_written(edition: Path, settings: Any, alarm: None) -> None:
    settings.EDITION_FILES = (f"{__name__}.text",)
    (file,) = exports.make(edition, edition)
    assert exports.path_of(edition, file).read_bytes() == b"records"
    assert timers == [(0, 0)], "it does not run meanwhile"
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    assert 0 < left <= 600
    assert interval == 5


def test_what_failed_leaves_neither_new_files_nor_old_ones(edition: Path, settings: Any) -> None:
    settings.EDITION_FILES = (f"{__name__}.text",)
    made = exports.make(edition, edition)
    assert exports.whole(edition, made)
    settings.EDITION_FILES = (f"{__name__}.text", f"{__name__}.half")
    assert exports.make(edition, edition) == ()
    assert [path.name for path in edition.parent.iterdir()] == [edition.name]
    assert not exports.whole(edition, made)

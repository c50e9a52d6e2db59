"""The follower as a process of its own, its log in a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.gunicorn import ROOT
from tests.processes import wait_until


@dataclass
class Following:
    """A running follower."""

    process: subprocess.Popen
    journal: Path

    def lines(self) -> list[str]:
        """What it has logged so far."""
        return self.journal.read_text(encoding="utf-8").splitlines()

    def says(self, text: str) -> bool:
        """Whether a line of its log holds this text."""
        return any(text in line for line in self.lines())

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that the follower is to bring about."""

        def come_about() -> bool:
            assert self.process.poll() is None, f"it ended: {self.lines()}"
            return condition()

        wait_until(come_about, told=self.lines)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Ask it to end; its exit status and how long that took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(timeout=400), time.monotonic() - began


def environment(url: str, editions_dir: Path) -> dict[str, str]:
    """The environment of a follower."""
    place = {"DATABASE_URL": url, "EDITIONS_DIR": str(editions_dir)}
    return {**os.environ, "DEBUG": "0", "LOG_LEVEL": "INFO", "ROLE": "follower", **place}


@contextmanager
def following(url: str, editions_dir: Path, *options: str) -> Iterator[Following]:
    """Starts `manage.py follow` for a store, and ends it."""
    journal = editions_dir.with_suffix(".log")
    command = [sys.executable, "manage.py", "follow", "--every", "0.1", *options]
    with journal.open("w") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(url, editions_dir), stderr=file)
    try:
        yield Following(process, journal)
    finally:
        process.kill()
        process.wait()


def follow_once(url: str, editions_dir: Path) -> subprocess.CompletedProcess[str]:
    """One poll."""
    return subprocess.run(
        [sys.executable, "manage.py", "follow", "--once"],
        cwd=ROOT,
        env=environment(url, editions_dir),
        capture_output=True,
        text=True,
        check=False,
    )

"""Processes of this machine, and waiting for what they bring about."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress


def children(parent: int) -> list[int]:
    """The processes that a process has started and that still are."""
    listing = ["ps", "-A", "-o", "pid=,ppid="]
    lines = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.splitlines()
    return [int(line.split()[0]) for line in lines if int(line.split()[1]) == parent]


def kill(processes: Iterable[int]) -> None:
    """End processes without asking them; one that has ended meanwhile is what was wanted."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def wait_until(
    condition: Callable[[], bool], seconds: float = 60, *, told: Callable[[], object] = lambda: ""
) -> None:
    """Wait for something to become true, for long enough that a busy machine fails no test.

    Raises AssertionError, with what `told` gives then, where it does not.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"It did not come about within {seconds} s. {told()}"
        time.sleep(0.05)

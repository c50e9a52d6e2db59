"""Processes of this machine, and waiting for what they bring about."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress


def children(parent: int) -> list[int]:
    """The processes that a process has started and that still are; those that have died do not count."""
    listing = ["ps", "-A", "-o", "pid=,ppid=,stat="]
    lines = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.splitlines()
    rows = [line.split() for line in lines]
    return [int(pid) for pid, of, state in rows if int(of) == parent and not state.startswith("Z")]


def workers(parent: int, count: int) -> list[int]:
    """The children of a server once it has started this many: it answers before its last worker is there."""
    wait_until(lambda: len(children(parent)) == count, told=lambda: children(parent))
    return children(parent)


def kill(processes: Iterable[int]) -> None:
    """End processes without asking them; one that has ended meanwhile is what was wanted."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def wait_until(
    condition: Callable[[], bool], seconds: float = 180, *, told: Callable[[], object] = lambda: ""
) -> None:
    """Wait for something to become true, for long enough that a busy machine fails no test.

    Raises AssertionError, with what `told` gives then, where it does not.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"It did not come about within {seconds} s. {told()}"
        time.sleep(0.05)

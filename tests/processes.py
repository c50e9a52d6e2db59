"""Processes of this machine."""

from __future__ import annotations

import subprocess


def children(parent: int) -> list[int]:
    """The processes that a process has started and that still are."""
    listing = ["ps", "-A", "-o", "pid=,ppid="]
    lines = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.splitlines()
    return [int(line.split()[0]) for line in lines if int(line.split()[1]) == parent]

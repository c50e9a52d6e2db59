"""A process whose clock jumps: to how many seconds from the true time, says the file that CLOCK names.

Python loads this first where the folder is in PYTHONPATH. Only the clock on the wall jumps, as with a machine
whose clock is set: what measures durations goes on.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import time_machine

TRUE = time.time() - time.monotonic()
clock = Path(os.environ["CLOCK"])
travel = time_machine.travel(TRUE + time.monotonic())
traveller = travel.start()


def follow() -> None:
    """Set the clock whenever the file says something new."""
    shown = ""
    while True:
        offset = clock.read_text()
        if offset not in ("", shown):
            traveller.move_to(TRUE + time.monotonic() + float(offset))
            shown = offset
        time.sleep(0.1)


def begin() -> None:
    """In this process, and in each that it becomes."""
    threading.Thread(target=follow, daemon=True).start()


begin()
os.register_at_fork(after_in_child=begin)

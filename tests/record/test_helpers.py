"""Other processes do what they are asked, in order, and never outlive who asked."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from records.helpers import PROCESSES, helpers
from tests.gunicorn import ROOT
from tests.processes import children, kill, wait_until

ASKING = """
from records.helpers import PROCESSES, helpers
if __name__ == "__main__":
    with helpers() as others:
        print(list(others.each("os.getppid", [()] * PROCESSES)), flush=True)
        list(others.each("time.sleep", [(600,)] * PROCESSES))
"""


def test_results_come_in_the_order_of_the_tasks_and_not_too_far_ahead() -> None:
    asked = []

    def tasks() -> object:
        for number in range(40):
            asked.append(number)
            yield (0.02 if number % 3 else 0.1, number)

    with helpers() as others:
        results = others.each(f"{__name__}.after", tasks())
        assert next(results) == 0
        assert len(asked) <= 2 * PROCESSES + 2
        assert list(results) == list(range(1, 40))


def after(seconds: float, number: int) -> int:
    """A number, after a while."""
    time.sleep(seconds)
    return number


def test_what_goes_wrong_there_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError), helpers() as others:
        list(others.each("operator.truediv", [(1, 1), (1, 0)]))


def test_they_end_with_who_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "asking.py"
    script.write_text(ASKING)
    where = {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "eurohpc_portal.settings"}
    process = subprocess.Popen(
        [sys.executable, script], env={**os.environ, **where}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert str(process.pid) in process.stdout.readline(), "they are there, and asleep"
    others = children(process.pid)
    assert len(others) >= PROCESSES
    kill([process.pid])
    process.wait()
    process.stdout.close()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in others))

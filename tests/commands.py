"""Management commands, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.gunicorn import ROOT


def run_manage(*arguments: str, **environment: str) -> None:
    """Runs a management command in a process of its own."""
    env = {**os.environ, "DEBUG": "0", **environment}
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL
    )

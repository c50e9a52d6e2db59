"""The same suite on the database of production."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.gunicorn import ROOT
from tests.postgres import cluster


@pytest.mark.postgres
def test_the_whole_suite_passes_on_postgresql() -> None:
    with cluster() as url:
        command = [sys.executable, "-m", "pytest", "-m", "not browser and not postgres and not once"]
        env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        run = subprocess.run(
            [*command, "--ignore=tests/serving", "-p", "no:cacheprovider"],
            cwd=ROOT,
            env={**env, "DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]

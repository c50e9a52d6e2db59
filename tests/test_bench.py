"""The benchmark script explains itself, and names what a machine lacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.gunicorn import ROOT

pytestmark = pytest.mark.slow


def test_bench_names_its_parts_and_missing_tools(tmp_path: Path) -> None:
    def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scripts.bench", *arguments]
        # Programs are looked up in an empty folder.
        env = {"PATH": str(tmp_path)}
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    explained = bench("--help")
    assert explained.returncode == 0
    assert "uncached, proxy, visit, growth, stale" in explained.stdout
    refused = bench("proxy")
    assert refused.returncode == 2
    assert "wrk is missing: apt-get install wrk" in refused.stderr.splitlines()
    assert "Chromium" not in refused.stderr, "another part needs it"

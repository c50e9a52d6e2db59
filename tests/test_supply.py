"""What is installed with the site: listed exactly, and under licences that agree with ours."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path

import pytest

from tests.gunicorn import ROOT

pytestmark = pytest.mark.slow
LOCKED = re.findall(
    r"^([a-z0-9._-]+)==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), flags=re.M
)
AGREE = ("MIT", "BSD", "APACHE", "PSF", "PYTHON SOFTWARE", "LGPL", "MPL", "ISC", "UNLICENSE", "ZLIB")
"""Licences whose works may be used by one under EUPL 1.2."""
IN_A_FILE_ONLY = {"resvg-py": "MIT"}
"""Those that say it in their licence's text and nowhere else."""


def sbom(path: Path) -> dict:
    """What `make sbom` writes."""
    (recipe,) = re.findall(r"cyclonedx-py (.*) -o", (ROOT / "Makefile").read_text(encoding="utf-8"))
    program = Path(sys.executable).parent / "cyclonedx-py"
    command = [program, *recipe.split(), "-o", path, "requirements.txt"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_list_of_parts_is_that_of_the_lock_and_the_same_each_time(tmp_path: Path) -> None:
    first = sbom(tmp_path / "first.json")
    listed = {(part["name"], part["version"]) for part in first["components"]}
    assert listed == set(LOCKED)
    assert first["metadata"]["component"]["name"] == "eurohpc-portal"
    sbom(tmp_path / "second.json")
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()


def test_every_licence_agrees_with_ours() -> None:
    for name, _version in LOCKED:
        about = metadata(name)
        classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
        stated = " ".join(
            [
                IN_A_FILE_ONLY.get(name, ""),
                about.get("License-Expression") or about.get("License") or "",
                *classifiers,
            ]
        ).upper()
        assert any(licence in stated for licence in AGREE), f"{name}: {stated[:200]}"

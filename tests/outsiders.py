"""The data as other people's tools read it, from a server of its own.

`make outsiders`: the SQLite file by the sqlite3 program, the tables by frictionless, the description of the
API by redocly and spectral, each with its recommended rules.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.request
import venv
from collections.abc import Callable
from pathlib import Path

from tests.auditing.tools import node_modules
from tests.gunicorn import ROOT, serving

FRICTIONLESS = "frictionless==5.21.0"
REDOCLY, SPECTRAL = "@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3"
# Addresses of the API end with a slash, as those of pages do; they are public and stay.
REDOCLY_RULES = "extends: [recommended]\nrules: {no-path-trailing-slash: off}\n"
SPECTRAL_RULES = 'extends: ["spectral:oas"]\nrules: {path-keys-no-trailing-slash: off}\n'


def main() -> int:
    """0 if no tool finds anything."""
    with serving(ROLE="public", LOG_LEVEL="ERROR") as base, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        number = json.loads(_fetch(f"{base}/version"))["edition"]["number"]
        for ending in ("sqlite3", "csv.zip", "openapi.json"):
            (folder / f"edition.{ending}").write_bytes(_fetch(f"{base}/data/editions/{number}.{ending}"))
        failed = [name for name, check in CHECKS.items() if check(folder)]
    print(f"These tools found something: {', '.join(failed)}." if failed else "No tool found anything.")
    return bool(failed)


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:  # our own server
        content: bytes = answer.read()
    return content


def _run(*command: str | Path) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _sqlite(folder: Path) -> int:
    dump = subprocess.run(["sqlite3", folder / "edition.sqlite3", ".dump"], capture_output=True, check=True)
    return subprocess.run(["sqlite3", folder / "copy.sqlite3"], input=dump.stdout, check=False).returncode


def _frictionless(folder: Path) -> int:
    """In an environment of its own, whose versions need not go with ours."""
    place = ROOT / "var" / "outsiders"
    if not (place / "bin" / "frictionless").exists():
        venv.create(place, with_pip=True)
        subprocess.run([place / "bin" / "pip", "install", "--quiet", FRICTIONLESS], check=True)
    return _run(place / "bin" / "frictionless", "validate", folder / "edition.csv.zip")


def _redocly(folder: Path) -> int:
    rules = folder / "redocly.yaml"
    rules.write_text(REDOCLY_RULES, encoding="utf-8")
    program = node_modules(REDOCLY) / ".bin" / "redocly"
    return _run(program, "lint", f"--config={rules}", folder / "edition.openapi.json")


def _spectral(folder: Path) -> int:
    rules = folder / "spectral.yaml"
    rules.write_text(SPECTRAL_RULES, encoding="utf-8")
    program = node_modules(SPECTRAL) / ".bin" / "spectral"
    return _run(
        program, "lint", "--fail-severity=warn", f"--ruleset={rules}", folder / "edition.openapi.json"
    )


CHECKS: dict[str, Callable[[Path], int]] = {
    "sqlite3": _sqlite,
    "frictionless": _frictionless,
    "redocly": _redocly,
    "spectral": _spectral,
}

if __name__ == "__main__":
    sys.exit(main())

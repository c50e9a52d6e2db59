"""The data as other people's tools read it, on a server of its own.

`make outsiders`: the SQLite file by the sqlite3 program, the tables by frictionless, the description of the API by
redocly and spectral, each with its recommended rules.
"""

from __future__ import annotations

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
REDOCLY, SPECTRAL = "@redocly/cli@1.34.5", "@stoplight/spectral-cli@6.15.0"
RULES = 'extends: ["spectral:oas"]\n'


def main() -> int:
    """0 if no tool finds anything."""
    with serving(ROLE="public", LOG_LEVEL="ERROR") as base, tempfile.TemporaryDirectory() as scratch:
        number = (
            _fetch(f"{base}/version", Path(scratch) / "version").partition('"edition": ')[2].split(",")[0]
        )
        found = {}
        for ending in ("sqlite3", "csv.zip", "openapi.json"):
            found[ending] = Path(scratch) / f"edition.{ending}"
            _fetch(f"{base}/data/editions/{number}.{ending}", found[ending])
        checks: dict[str, Callable[[], int]] = {
            "sqlite3": lambda: _reload(found["sqlite3"]),
            "frictionless": lambda: _run(_frictionless(), "validate", found["csv.zip"]),
            "redocly": lambda: _run(
                node_modules(REDOCLY) / ".bin" / "redocly",
                "lint",
                "--extends=recommended",
                found["openapi.json"],
            ),
            "spectral": lambda: _spectral(found["openapi.json"]),
        }
        failed = [name for name, check in checks.items() if check()]
    print(f"These tools found something: {', '.join(failed)}." if failed else "No tool found anything.")
    return bool(failed)


def _fetch(address: str, path: Path) -> str:
    with urllib.request.urlopen(address) as answer:  # our own server
        path.write_bytes(answer.read())
    return path.read_text(encoding="utf-8", errors="replace")


def _run(*command: str | Path) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _reload(path: Path) -> int:
    dump = subprocess.run(["sqlite3", path, ".dump"], capture_output=True, check=False)
    copy = path.with_name("copy.sqlite3")
    return dump.returncode or subprocess.run(["sqlite3", copy], input=dump.stdout, check=False).returncode


def _frictionless() -> Path:
    folder = ROOT / "var" / "outsiders"
    program = folder / "bin" / "frictionless"
    if not program.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", FRICTIONLESS], check=True)
    return program


def _spectral(path: Path) -> int:
    rules = path.with_name("ruleset.yaml")
    rules.write_text(RULES, encoding="utf-8")
    program = node_modules(SPECTRAL) / ".bin" / "spectral"
    return _run(program, "lint", "--fail-severity", "warn", "--ruleset", rules, path)


if __name__ == "__main__":
    sys.exit(main())

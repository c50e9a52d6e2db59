"""The table that the bench prints, and docs/benchmarks.md."""

from __future__ import annotations

import datetime
import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.bench import datasette
from tests.gunicorn import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
NOTES = Path(__file__).with_name("notes.md")
PACKAGES = ("django", "gunicorn", "brotli")


@dataclass(frozen=True)
class Line:
    """One thing measured."""

    what: str
    measured: str
    target: str = ""
    """What was asked for; "" where the number is only told."""
    passed: bool | None = None

    @property
    def verdict(self) -> str:
        """Whether the target was met."""
        return {True: "yes", False: "**no**", None: ""}[self.passed]


def at_least(what: str, ratio: float, target: float, beside: str = "") -> Line:
    """A ratio that has to be reached."""
    return Line(what, _ratio(ratio, beside), f"≥ {target:g} ×", ratio >= target)


def at_most(what: str, ratio: float, target: float, beside: str = "") -> Line:
    """A ratio that may not be exceeded."""
    return Line(what, _ratio(ratio, beside), f"≤ {target:g} ×", ratio <= target)


def _ratio(ratio: float, beside: str) -> str:
    return f"{ratio:.3g} ×{f' ({beside})' if beside else ''}"


def table(lines: Iterable[Line]) -> str:
    """The lines as a table, for a screen and for Markdown alike."""
    cells = [["what", "measured", "target", "met"]]
    cells += [[line.what, line.measured, line.target, line.verdict] for line in lines]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rows = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    rows.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {row} |" for row in rows)


HEAD = """# Benchmarks

Written by `make bench`, part by part. Ratios are claimed; the numbers beside them are those of one machine on one day."""


def write(parts: dict[str, list[Line]], titles: Iterable[str]) -> None:
    """Write what was measured into the page, every number beside its target, with the day and what it was
    measured with. Parts that were not measured now stay as they are; `titles` are those of all, in order.
    """
    there = {}
    if PAGE.exists():
        for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
            title, _break, text = section.partition("\n")
            there[title] = text.strip()
    with_what = (
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores; {'; '.join(versions())}."
    )
    measured = {title: f"{table(lines)}\n\n{with_what}" for title, lines in parts.items()}
    sections = {**there, **measured}
    tables = [f"## {title}\n\n{sections[title]}" for title in titles if title in sections]
    PAGE.write_text("\n\n".join([HEAD, *tables, NOTES.read_text(encoding="utf-8")]), encoding="utf-8")


def versions() -> list[str]:
    """What was measured with."""
    return [
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        *(f"{name} {version(name)}" for name in PACKAGES),
        f"Datasette {datasette.version()}",
        _said("nginx", "-v").partition("/")[2].split()[0].join(("nginx ", "")),
        " ".join(_said("wrk", "-v").split()[:2]),
        f"{platform.system()} {platform.release().split('-')[0]}",
    ]


def _said(*command: str) -> str:
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return said.stdout + said.stderr

"""The interface and the docs in plain English: what docs/style-guide.md says to avoid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = (
    "antennas",
    "directory",
    "editions",
    "editorial",
    "eurohpc_portal",
    "explore",
    "factories",
    "opendata",
)

AVOIDED = (
    r"\b[Ww]hoever\b",
    r"\b[Aa]new\b",
    r"\b[Mm]end(s|ed|ing)?\b",
    r"\b(once|one|a|each) [a-z]+ an? (edition|site|row|record|value)\b",
    r"\b(argues?|arguing) (its|their) case\b",
    r"\b[Tt]aken? away as\b",
    r"\b[Tt]ake (this|it) as data\b",
    r"\bgot as far as\b",
    r"\b[Ll]ately\b",
    r"\bwhich door\b",
    r"\b[Cc]lick here\b",
    r"\b[Rr]ead more\b",
    r"\b([Uu]tili[sz]e|[Ss]eamless|[Cc]utting-edge)",
)


def files() -> Iterator[Path]:
    yield from sorted(ROOT.joinpath("templates").rglob("*.html"))
    yield from sorted(ROOT.glob("*.md"))
    yield from (path for path in sorted(ROOT.joinpath("docs").glob("*.md")) if path.name != "style-guide.md")
    for app in APPS:
        yield from sorted(ROOT.joinpath(app).rglob("*.py"))


@pytest.mark.parametrize("pattern", AVOIDED)
def test_nothing_is_written_that_the_style_guide_avoids(pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert found == []

"""What a spreadsheet makes of our files: texts, all of them, and nothing that runs."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from factories.models import Factory
from tests import builders

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice found"),
]
STARTS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "'=", "＝", "＋", "－", "＠", " =", ";=", ",="]
FORMULAS = [
    "1+1",
    'HYPERLINK("http://127.0.0.1:9/x","y")',
    "cmd|' /C calc'!A0",
    'SUM(1;1)*WEBSERVICE("http://127.0.0.1:9/")',
]
PAYLOADS = [start + formula for start in STARTS for formula in FORMULAS]


def opened(file: Path) -> list[list[str]]:
    """The cells of the first sheet as LibreOffice shows them, formulas written out where there are any."""
    # The options: comma, quotation mark, UTF-8, first line, no column formats, as displayed, formulas shown.
    shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,1"
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        *(["--infilter=CSV:44,34,76,1"] if file.suffix == ".csv" else []),
        "--convert-to",
        shown,
        "--outdir",
        str(file.parent / "out"),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (result,) = (file.parent / "out").glob(f"{file.stem}*.csv")
    with result.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_nothing_in_our_files_runs(get: Callable[..., Any], tmp_path: Path, ending: str) -> None:
    assert len(PAYLOADS) >= 40
    for payload in PAYLOADS:
        site = builders.make_factory()
        Factory.objects.filter(pk=site.pk).update(summary=payload, access=payload)
    answer = get(f"/factories.{ending}")
    file = tmp_path / f"factories.{ending}"
    file.write_bytes(b"".join(answer) if answer.streaming else answer.content)
    head, *rows = opened(file)
    summary, access = head.index("summary"), head.index("access")
    found = {text.lstrip("'").strip() for row in rows for text in (row[summary], row[access])}
    told = {" ".join(text.split()) for text in found}
    for payload in PAYLOADS:
        # A formula that ran would show its value, an error, or nothing of its text.
        assert " ".join(payload.lstrip("'").split()) in told, payload

"""Lighthouse on a phone: four scores for each of the pages that most visitors see, and all of them are 100.

`make lighthouse`; with addresses, only these: `python -m tests.lighthouse /timeline/`. The speed is that of this
machine, and whatever else it does can only slow a page down: the best of three runs counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.auditing.tools import node_modules
from tests.chromium import CHROMIUM_FLAGS, chromium
from tests.gunicorn import free_port, serving

PACKAGE = "lighthouse@12.8.2"
PAGES = ("/", "/factories/", "/factories/luxembourg-ai-factory/", "/map/", "/find/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3


def main() -> int:
    """Prints the scores of each page, and what keeps one from being full; 0 if none is."""
    pages = sys.argv[1:] or PAGES
    port = free_port()
    with serving(port=port, ROLE="public", LOG_LEVEL="ERROR", PUBLIC_URL=f"http://127.0.0.1:{port}") as base:
        return max([_judged(base, address) for address in pages])


def _judged(base: str, address: str) -> int:
    best: dict[str, Any] = {}
    for run in range(RUNS):
        report = _report(base + address, last=run == RUNS - 1 and not best)
        if report and (not best or sum(_scores(report)) > sum(_scores(best))):
            best = report
        if best and min(_scores(best)) == 100:
            break
    named = zip(_scores(best), CATEGORIES, strict=True)
    print(f"{address}: {', '.join(f'{score} {name}' for score, name in named)}")
    print("".join(f"  {line}\n" for line in _shortcomings(best)), end="", flush=True)
    return int(min(_scores(best)) < 100)


def _report(url: str, *, last: bool) -> dict[str, Any]:
    """What one run says, {} where the browser gave it nothing to measure; in the last run that is the end."""
    flags = f"--chrome-flags=--headless=new {' '.join(CHROMIUM_FLAGS)}"
    command = ["node", node_modules(PACKAGE) / "lighthouse" / "cli" / "index.js", url, flags]
    options = ["--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"]
    env = {**os.environ, "CHROME_PATH": chromium() or ""}
    said = subprocess.run([*command, *options], capture_output=True, text=True, check=False, env=env)
    if said.returncode and last:
        raise SystemExit(f"Lighthouse failed on {url}:\n{said.stderr}")
    report: dict[str, Any] = {} if said.returncode else json.loads(said.stdout)
    return report


def _scores(report: dict[str, Any]) -> list[int]:
    return [round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES]


def _shortcomings(report: dict[str, Any]) -> list[str]:
    """Everything that takes something off a score."""
    return [
        f"{name}: {audit['title']} ({audit.get('displayValue') or audit['score']})"
        for name in CATEGORIES
        for part in report["categories"][name]["auditRefs"]
        if part["weight"] and (audit := report["audits"][part["id"]])["score"] not in (None, 1)
    ]


if __name__ == "__main__":
    sys.exit(main())

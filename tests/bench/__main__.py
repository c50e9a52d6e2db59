"""Measure, print, and write docs/benchmarks.md: `make bench`, or some parts of it: `PART="filtered growth" make bench`.

Everything is measured side by side in one run, in turns: a ratio outlasts the noise of a machine, a number does not.
Each part is written down once it is measured, if not in a hurry.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator

from tests.bench import cached, growth, report, stale, uncached, visit
from tests.bench.report import Line

Part = Callable[..., Iterator[Line]]

PARTS: dict[str, tuple[str, Part]] = {
    "cached": ("A list that somebody asked for before", cached.cached),
    "filtered": ("A filtered list that nobody asked for before", uncached.filtered),
    "records": ("A record, and the API", uncached.records),
    "visit": ("A first visit", visit.visit),
    "stale": ("Publishing under load", stale.stale),
    "growth": ("Growth", growth.growth),
}


def main() -> int:
    """Measures the parts asked for; 0 if every target was met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all if none is named"
    )
    parser.add_argument("--quick", action="store_true", help="few requests and few sites, for trying it out")
    given = parser.parse_args()
    # Nor do the servers that are measured find a variable there that means nothing to them.
    wanted = os.environ.pop("PART", "").split()
    named = given.parts or wanted or list(PARTS)
    if unknown := [name for name in named if name not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    measured: dict[str, list[Line]] = {}
    for name in named:
        title, part = PARTS[name]
        print(f"\n{title}", flush=True)
        measured[title] = []
        for line in part(quick=given.quick):
            print(f"  {line.what}: {line.measured}", file=sys.stderr, flush=True)
            measured[title].append(line)
        print(report.table(measured[title]), flush=True)
        if not given.quick:
            report.write({title: measured[title]}, [title for title, _part in PARTS.values()])
    return int(any(line.passed is False for lines in measured.values() for line in lines))


if __name__ == "__main__":
    sys.exit(main())

"""What metrics cost a page from memory, without and with them, in turns. Needs `wrk`.

python -m tests.metrics_cost
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.gunicorn import ROOT, free_port, processes, serving

TURNS, SECONDS = 5, 4


def cost(place: dict[str, str], **environment: str) -> float:
    """Microseconds of processor time for a kept page, by two workers: also right on a busy machine."""
    port = free_port(2)
    more = {"METRICS_PORT": str(port + 1)} if environment.pop("METRICS", "") else {}
    with serving(
        ROLE="public", port=port, WEB_CONCURRENCY="2", SLOW_REQUEST_MS="60000", **place, **more
    ) as base:
        load(base, 1)
        before = used(port)
        requests = load(base, SECONDS)
        return (used(port) - before) * 1_000_000 / requests


def load(base: str, seconds: int) -> int:
    """Ask as often as eight connections can; how often that was."""
    wrk = ["wrk", "-t1", "-c8", f"-d{seconds}s", f"{base}/factories/"]
    said = subprocess.run(wrk, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said, said
    return int(re.findall(r"(\d+) requests in", said)[0])


def used(port: int) -> float:
    """Seconds of processor time that the workers have used."""
    stats = [
        Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split() for worker in processes(port)[1]
    ]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def manage(words: str, **environment: str) -> None:
    """A management command."""
    command = [sys.executable, "manage.py", *words.split()]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True)


def main() -> None:
    """Prints the median of each, and the median of the ratios of neighbours."""
    with tempfile.TemporaryDirectory() as folder:
        shelf = {"EDITIONS_DIR": f"{folder}/editions", "STATIC_ROOT": f"{folder}/static"}
        Path(folder, "static").mkdir()
        manage("seed", DATABASE_URL=f"sqlite:///{folder}/editing.sqlite3", **shelf)
        manage("collectstatic --noinput --verbosity 0", **shelf)
        pairs = [(cost(shelf), cost(shelf, METRICS="yes")) for _turn in range(TURNS)]
    without, having = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(second / first for first, second in pairs)
    print(f"without {without:.0f} µs, with {having:.0f} µs a request, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()

"""Serve both sites on this machine: the public one, and the editors' on the next port.

`make run` calls it. In production each of the two is a process or a container of its own.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time

HOST = "127.0.0.1"


def main() -> int:
    """Starts both, waits until one ends or somebody presses Ctrl-C, and ends both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="of the public site")
    port = parser.parse_args().port
    public, editors = f"http://{HOST}:{port}", f"http://{HOST}:{port + 1}"
    shared = {"PUBLIC_URL": public, "EDITORS_URL": editors}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    processes: list[subprocess.Popen] = []
    try:
        processes.append(start(port, ROLE="public", **shared))
        publish = os.environ.get("PUBLISH", "automatic")
        processes.append(start(port + 1, ROLE="editor", PUBLISH=publish, **shared))
        print(
            f"\n  The directory:   {public}/\n"
            f"  Editors’ pages:  {editors}/admin/   (create an editor: make editor NAME=ana)\n"
            "  Ctrl-C ends both.\n",
            flush=True,
        )
        while all(process.poll() is None for process in processes):
            time.sleep(0.2)
        return 1
    finally:
        end(processes)


def end(processes: list[subprocess.Popen]) -> None:
    """Ask each to finish its requests; whoever does not is ended."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def start(port: int, **environment: str) -> subprocess.Popen:
    """One gunicorn. Ctrl-C reaches it through this program, not by itself."""
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"{HOST}:{port}"]
    return subprocess.Popen(
        [*command, "eurohpc_portal.wsgi"], env={**os.environ, **environment}, start_new_session=True
    )


if __name__ == "__main__":
    sys.exit(main())

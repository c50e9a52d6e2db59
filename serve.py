"""Bring the record up to date, and serve both sites: the public one, and the editors' on the next port.

`make run` calls it. In production each of the two is a process or a container of its own.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HOST = "127.0.0.1"
PLACE = Path(__file__).resolve().parent
MISCONFIGURED = 3
"""The exit status of a process that said what is wrong with its environment."""


def main() -> int:
    """Prepares, starts both, waits until one ends or somebody presses Ctrl-C, and ends both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", default="8000", help="of the public site")
    port = usable(parser.parse_args().port)
    public, editors = f"http://{HOST}:{port}", f"http://{HOST}:{port + 1}"
    shared = {"PUBLIC_URL": public, "EDITORS_URL": editors}
    editing = {"ROLE": "editor", "PUBLISH": os.environ.get("PUBLISH", "automatic")}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    processes: list[subprocess.Popen] = []
    try:
        # The public site need not wait for what the editors' needs: it switches when an edition comes.
        if has_edition():
            processes.append(start(port, ROLE="public", **shared))
        if status := prepare(**editing):
            return status
        if not processes:
            processes.append(start(port, ROLE="public", **shared))
        processes.append(start(port + 1, **editing, **shared))
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


def usable(text: str) -> int:
    """The port of the public site; ends the program with a sentence if it or the next one cannot be had."""
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65535):
        sys.exit(f"PORT={text} cannot be used: give a number from 1 to 65534, such as make run PORT=8080")
    port = int(text)
    for number, whose in ((port, ""), (port + 1, " (for the editors’ pages)")):
        if trouble := trouble_with(number):
            other = next(n for n in range(8080, 65535, 10) if not (trouble_with(n) or trouble_with(n + 1)))
            sys.exit(f"Port {number}{whose} {trouble}. Choose another: make run PORT={other}")
    return port


def trouble_with(port: int) -> str:
    """Why a server cannot listen there, "" if it can."""
    with socket.socket() as probe:
        # As gunicorn does: connections that are just ending do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return "is already in use" if error.errno == errno.EADDRINUSE else f"fails: {error.strerror}"
    return ""


def prepare(**environment: str) -> int:
    """Bring the database up to date and publish what may be; 0 if there is something to serve.

    What fails says so itself. It must not keep from their pages the editors who are to mend it.
    """
    # A session of its own: Ctrl-C reaches it through this program, not by itself.
    status = subprocess.run(
        [sys.executable, "manage.py", "seed", "--unasked"],
        cwd=PLACE,
        env={**os.environ, **environment},
        start_new_session=True,
        check=False,
    ).returncode
    if status in (0, MISCONFIGURED) or not has_edition():
        return status
    print(
        "The site goes on with the edition it has. Once this is mended, publish on the editors’ pages, "
        "or start again.",
        file=sys.stderr,
    )
    return 0


def has_edition() -> bool:
    """Whether there is anything for the public site to show."""
    return (PLACE / (os.environ.get("EDITIONS_DIR") or "var/editions") / "current").exists()


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

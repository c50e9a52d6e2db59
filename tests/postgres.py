"""A PostgreSQL cluster of the tests' own, made and thrown away.

`python -m tests.postgres COMMAND …` carries out a command with its address in DATABASE_URL. Where there is no
PostgreSQL it says so, and fails in CI only.
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.gunicorn import free_port
from tests.processes import children

INITDB = ("-A", "trust", "-E", "UTF8", "--no-sync", "-U", "directory", "-D")


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None; TEST_DATABASE_URL stands for a server elsewhere."""
    return Path() if os.environ.get("TEST_DATABASE_URL") else own_programs()


def own_programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))  # noqa: PTH207
    return Path(folders[-1]) if folders else None


@contextmanager
def cluster() -> Iterator[str]:
    """Starts a cluster on a free port and yields its address as a DATABASE_URL."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with own_cluster() as server:
        yield server.url()


@dataclass
class Server:
    """A cluster that a test may stop, start and freeze."""

    folder: Path
    port: int
    binaries: Path

    def url(self, database: str = "postgres", user: str = "directory") -> str:
        """Its address as a DATABASE_URL."""
        return f"postgres://{user}@127.0.0.1:{self.port}/{database}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Carry out statements, each on its own."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._control("-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop it as a power cut would."""
        self._control("-m", "immediate", "stop")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections and answers nothing: the postmaster stands still, and each of its children."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        still = [postmaster]
        os.kill(postmaster, signal.SIGSTOP)
        try:
            for child in children(postmaster):
                os.kill(child, signal.SIGSTOP)
                still.append(child)
            yield
        finally:
            for process in reversed(still):
                os.kill(process, signal.SIGCONT)

    def _control(self, *words: object) -> None:
        _run(self.folder, self.binaries / "pg_ctl", "-w", "-D", self.folder / "data", *words)


@contextmanager
def own_cluster() -> Iterator[Server]:
    """Starts a cluster on a free port, never a server elsewhere."""
    binaries = own_programs()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="directory-pg-"))
    server = Server(folder, free_port(), binaries)
    try:
        _run(folder, binaries / "initdb", *INITDB, folder / "data")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *command: object) -> None:
    """PostgreSQL refuses to run as root, so root hands over to the user `postgres` or `nobody`."""
    words = [str(word) for word in command]
    user = None
    if os.geteuid() == 0:
        users = {entry.pw_name for entry in pwd.getpwall()}
        user = "postgres" if "postgres" in users else "nobody"
        shutil.chown(folder, user)
    subprocess.run(
        words, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def main(command: list[str]) -> int:
    """Carry out a command beside a cluster; its exit status."""
    if programs() is None:
        print("Nothing is tested on PostgreSQL: no server programs found, and no TEST_DATABASE_URL.")
        return int(os.environ.get("CI", "").lower() in ("1", "true"))
    with cluster() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

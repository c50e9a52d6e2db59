"""A whole site as it is deployed: PostgreSQL, an editor who publishes, two public nodes with followers, the proxy."""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from eurohpc_portal.secret_keys import random_key
from tests.conftest import run_manage
from tests.faults.crowd import MANY, VISITORS, Crowd, addresses, half_of_them_new
from tests.follower import Following, following
from tests.gunicorn import free_port, start, wait
from tests.nginx import PUBLIC, Front, nginx
from tests.postgres import Server
from tests.processes import children, wait_until

WORKERS = 2
STAYS = "The current edition stays."
FOLLOWS = "Following again."
DATABASE = "faults"
LIMIT = "10"
"""Seconds after which a follower gives a poll up: more than one takes on a busy machine."""


@dataclass
class Node:
    """A public process with a store of its own."""

    editions_dir: Path
    static: str
    port: int = 0
    process: subprocess.Popen | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, **more: str) -> None:
        """Start it, always on the same port, and wait until it answers."""
        self.port = self.port or free_port()
        where = {"ROLE": "public", "EDITIONS_DIR": str(self.editions_dir), "STATIC_ROOT": self.static}
        outside = {"HTTPS": "1", "SECRET_KEY": random_key(), "PUBLIC_URL": f"https://{PUBLIC}"}
        hosts = {"ALLOWED_HOSTS": f"{PUBLIC},127.0.0.1", "WEB_CONCURRENCY": str(WORKERS)}
        more.setdefault("COMPUTE_SHARE", "0")  # all visitors of a test have one address
        self.process = start(self.port, **where, **outside, **hosts, **more)
        wait(self.base, self.process)

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(timeout=120)

    def wait_until_full(self) -> None:
        """Wait until all of its workers are there."""
        wait_until(lambda: len(self.workers()) == WORKERS)

    def reload(self) -> None:
        """New workers, as after an upgrade."""
        assert self.process
        self.process.send_signal(signal.SIGHUP)

    def workers(self) -> list[int]:
        """The processes that answer."""
        assert self.process
        return children(self.process.pid)

    @property
    def edition(self) -> Path:
        """The file of the current edition."""
        return (self.editions_dir / "current").resolve()


@dataclass
class Site:
    """The site, and what a test may do to it."""

    server: Server
    editor: dict[str, str]
    nodes: list[Node]
    followers: list[Following]
    front: Front

    def publish(self, name: str) -> None:
        """Publish an edition in which a sector has this name."""
        self.server.execute(
            f"UPDATE reference_sector SET name = '{name}' WHERE slug = 'energy'", database=DATABASE
        )
        run_manage("publish", **self.editor)

    def shows(self, node: Node, name: str) -> bool:
        """Whether a node has the edition with this name of the sector."""
        link = node.editions_dir / "current"
        return link.exists() and name.encode() in link.resolve().read_bytes()

    @contextmanager
    def visited(self, may_be_cut: int = 0) -> Iterator[Crowd]:
        """Inside, visitors come through the proxy; each of them must get what they asked for."""
        seed = secrets.randbits(32)
        wanted = [addresses(self.edition, random.Random(seed + n)) for n in range(VISITORS)]
        crowd = Crowd(self.front, wanted, seed)
        with crowd.visiting(may_be_cut):
            yield crowd

    def many(self, pause: float) -> Crowd:
        """Many visitors at once, who read a page for about so many seconds."""
        seed = secrets.randbits(32)
        wanted = [half_of_them_new(self.edition, random.Random(seed + n)) for n in range(MANY)]
        return Crowd(self.front, wanted, seed, pause)

    @property
    def edition(self) -> Path:
        """The file of the current edition where it is published."""
        return Path(self.editor["EDITIONS_DIR"]) / "current"

    def both(self, text: str, since: list[int]) -> None:
        """Wait until both followers have said something anew; `since` is what `heard` gave."""
        for follower, lines in zip(self.followers, since, strict=True):
            follower.wait_until(lambda f=follower, n=lines: any(text in line for line in f.lines()[n:]))  # type: ignore[misc]

    def heard(self) -> list[int]:
        """How many lines each follower has logged, once both can follow."""
        for follower in self.followers:
            follower.wait_until(lambda f=follower: STAYS not in f.lines()[-1])  # type: ignore[misc]
        return [len(follower.lines()) for follower in self.followers]


@contextmanager
def site(server: Server, folder: Path, static: str, small: Path | None) -> Iterator[Site]:
    """Brings it up. `small` is a small disk, for the store of the first node."""
    server.execute(f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    editor = {"DATABASE_URL": server.url(DATABASE), "EDITIONS_DIR": str(folder / "editor")}
    run_manage("seed", **editor)
    if small:
        (folder / "node-1").symlink_to(small / "store")
        (small / "store").mkdir()
    nodes = [Node(folder / "node-1", static), Node(folder / "node-2", static)]
    with ExitStack() as stack:
        followers = []
        for node in nodes:
            follower = stack.enter_context(
                following(editor["DATABASE_URL"], node.editions_dir, "--limit", LIMIT)
            )
            follower.wait_until(lambda f=follower: f.says("Edition 1 is current."))  # type: ignore[misc]
            followers.append(follower)
            node.start()
            stack.callback(node.stop)
        free = {"RATE": "100000r/s", "CONNECTIONS": "5000"}
        front = stack.enter_context(nginx([node.base for node in nodes], **free))
        yield Site(server, editor, nodes, followers, front)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """A disk of so many megabytes, or None where this machine does not let us make one."""
    folder = Path(tempfile.mkdtemp(prefix="directory-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()

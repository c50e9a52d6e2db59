"""Whatever breaks, every visitor gets the page: no request of the public may fail while it lasts."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from pathlib import Path

import psycopg
import pytest

from tests.conftest import run_manage
from tests.endurance import repeats
from tests.faults.site import DATABASE, FOLLOWS, STAYS, Node, Site, site, small_disk
from tests.faults.slow import MODES, Slow
from tests.postgres import Server
from tests.processes import kill, wait_until

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.proxy,
    pytest.mark.endurance,
]

JUMPING = Path(__file__).parent / "jumping"
THREADS = 4
"""As many pages as a killed worker may take with it: those it was about to answer."""


def while_it_lasts() -> int:
    """Seconds that a fault lasts."""
    return repeats(2, 4, 60)


@pytest.fixture(scope="module")
def disk() -> Iterator[Path | None]:
    """A small disk, where it can be had."""
    with small_disk(64) as folder:
        yield folder


@pytest.fixture(scope="module")
def whole(
    server_of_our_own: Server, disk: Path | None, tmp_path_factory: pytest.TempPathFactory, static_root: str
) -> Iterator[Site]:
    """The site, for all tests of this module."""
    with site(server_of_our_own, tmp_path_factory.mktemp("faults"), static_root, disk) as running:
        yield running


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Somebody holds the table of editions, as a migration may."""
    with psycopg.connect(server.url(DATABASE)) as connection:
        connection.execute("LOCK TABLE editions_edition IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.mark.parametrize("fault", ["stopped", "frozen", "locked"])
def test_the_editing_database_is(whole: Site, fault: str) -> None:
    how = {"stopped": stopped, "frozen": Server.frozen, "locked": locked}[fault]
    before = whole.heard()
    with whole.visited() as crowd:
        with how(whole.server):
            whole.both(STAYS, before)
            crowd.go_on(while_it_lasts())
        whole.both(FOLLOWS, before)


def test_every_node_starts_cold_without_the_database(whole: Site) -> None:
    with whole.visited() as crowd:
        for how in (stopped, Server.frozen):
            with how(whole.server):
                for node in whole.nodes:
                    node.stop()
                    node.start()
                    node.wait_until_full()
                    crowd.go_on(1)


def test_a_corrupt_edition_comes(whole: Site) -> None:
    before = whole.heard()
    save = "CREATE TABLE saved AS SELECT * FROM editions_edition WHERE current"
    spoil = "UPDATE editions_edition SET content = 'x', sha256 = repeat('0', 64) WHERE current"
    mend = (
        "UPDATE editions_edition e SET content = s.content, sha256 = s.sha256 FROM saved s WHERE s.number = e.number",
        "DROP TABLE saved",
    )
    with whole.visited() as crowd:
        whole.server.execute(save, spoil, database=DATABASE)
        whole.both(STAYS, before)
        crowd.go_on(while_it_lasts())
        whole.server.execute(*mend, database=DATABASE)
        whole.both(FOLLOWS, before)


@pytest.mark.parametrize("damage", ["truncated", "overwritten", "missing"])
def test_the_edition_of_one_node_is(whole: Site, damage: str) -> None:
    node, file = whole.nodes[0], whole.nodes[0].edition
    good = file.read_bytes()
    with whole.visited(may_be_cut=1) as crowd:  # workers are killed
        if damage == "truncated":
            os.truncate(file, len(good) // 2)
        elif damage == "overwritten":
            with file.open("r+b") as spoiled:
                spoiled.write(bytes(random.Random(1).randbytes(len(good))))
        else:
            for entry in node.editions_dir.iterdir():
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        kill(node.workers())  # who has it open may not notice
        crowd.go_on(while_it_lasts())
        if damage == "missing":
            whole.followers[0].wait_until(lambda: node.edition.exists() and node.edition.read_bytes() == good)
        else:
            with file.open("r+b") as mended:
                mended.write(good)
            kill(node.workers())


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_the_disk_is(whole: Site, disk: Path | None, trouble: str) -> None:
    if disk is None:
        pytest.skip("this machine does not let us mount a small disk")
    node, name = whole.nodes[0], f"Power on a {trouble} disk"
    filler = disk / "filler"
    with whole.visited() as crowd:
        if trouble == "full":
            with suppress(OSError), filler.open("wb") as file:
                while True:
                    file.write(bytes(2**16))
                    file.flush()
        else:
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        before = whole.heard()[0]
        whole.publish(name)
        whole.followers[0].wait_until(
            lambda: any(STAYS in line for line in whole.followers[0].lines()[before:])
        )
        crowd.go_on(while_it_lasts())
        assert not whole.shows(node, name)
        whole.followers[1].wait_until(lambda: whole.shows(whole.nodes[1], name))
        if trouble == "full":
            filler.unlink()
        else:
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        whole.followers[0].wait_until(lambda: whole.shows(node, name))


def test_a_worker_is_killed_now_and_then(whole: Site) -> None:
    chance, kills = random.Random(1), repeats(4, 8, 60)
    # gunicorn sends head and body apart: a worker killed between them leaves an answer that nobody can complete.
    with whole.visited(may_be_cut=max(1, kills // 10)) as crowd:
        for _ in range(kills):
            workers = [pid for node in whole.nodes for pid in node.workers()]
            kill([chance.choice(workers)])
            for node in whole.nodes:
                node.wait_until_full()
            crowd.go_on(1)


def test_many_visitors_while_a_worker_is_killed_now_and_then(whole: Site) -> None:
    chance, crowd, before = random.Random(1), whole.many(pause=0.3), len(whole.front.noted())
    kills = repeats(6, 10, 20)
    with crowd.coming():
        for _ in range(kills):
            kill([chance.choice([pid for node in whole.nodes for pid in node.workers()])])
            # On a busy machine a worker is longer away, and they must not die sooner than they come back.
            for node in whole.nodes:
                node.wait_until_full()
            crowd.go_on(1)
    log = [json.loads(line) for line in whole.front.noted()[before:].splitlines()]
    # Where nginx holds that no node lives it asks none, and notes the name of the group instead of an address.
    assert [line for line in log if line["nodes"] == "public"] == []
    failed = [*crowd.problems, *crowd.cut]
    assert len(failed) <= kills * THREADS, failed[:5]


def test_nodes_reload_and_the_database_migrates(whole: Site) -> None:
    with whole.visited():
        for number in range(repeats(1, 2, 10)):
            for node in whole.nodes:
                node.reload()
                run_manage("migrate", "--verbosity", "0", **whole.editor)
            name = f"Power after reload {number}"
            whole.publish(name)
            for follower, node in zip(whole.followers, whole.nodes, strict=True):
                follower.wait_until(lambda n=node, wanted=name: whole.shows(n, wanted))  # type: ignore[misc]


@pytest.mark.parametrize("mode", MODES)
def test_two_hundred_clients(whole: Site, mode: str) -> None:
    slow = Slow(whole.front, mode, 200)
    with slow.around():
        wait_until(lambda: slow.come >= 200)
        with whole.visited() as crowd:
            crowd.go_on(while_it_lasts() + 2)
    assert slow.come >= 200


def test_the_clock_jumps(whole: Site, tmp_path: Path) -> None:
    node, clock = whole.nodes[0], tmp_path / "clock"
    clock.write_text("0")
    node.stop()
    node.start(PYTHONPATH=str(JUMPING), CLOCK=str(clock))
    try:
        with whole.visited() as crowd:
            for days in (1 / 24, -1 / 24, 40, -40, 0):
                clock.write_text(str(days * 86400))
                wait_until(lambda wanted=days * 86400: abs(told_by(node) - time.time() - wanted) < 600)  # type: ignore[misc]
                crowd.go_on(while_it_lasts() / 2)
    finally:
        node.stop()
        node.start()


def told_by(node: Node) -> float:
    """What time it is on a node, as seconds since 1970: its answers are dated."""
    with urllib.request.urlopen(f"{node.base}/livez", timeout=120) as answer:
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()

"""A follower brings each edition to its store, checks it, and survives what is wrong at the other end."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Sector
from editions import store
from editions.integrity import BadEditionError
from editions.models import Edition
from editions.publishing import content_of, publish, rollback
from editions.replication import Follower
from tests.commands import run_manage
from tests.follower import follow_once
from tests.follower import following as running
from tests.gunicorn import ROOT
from tests.postgres import Server
from tests.proxy import proxy
from tests.small_record import write_fixtures
from tests.workshop import Workshop

SECRET = "open-sesame"


def follower() -> Follower:
    return Follower(every=1, limit=30)


def poll(one: Follower) -> list[str]:
    """One poll; the statements it sent."""
    with CaptureQueriesContext(connection) as sent:
        one.poll()
    return [query["sql"] for query in sent]


def fetched(statements: list[str]) -> bool:
    return any('"content"' in statement for statement in statements)


@pytest.mark.django_db
def test_the_bytes_are_fetched_once() -> None:
    edition = publish()
    assert edition
    store.keep_only(set())
    one = follower()
    assert fetched(poll(one))
    assert store.is_current(edition.number, edition.sha256)
    again = poll(one)
    assert not fetched(again)
    assert len(again) == 1
    assert not fetched(poll(follower())), "a new process finds it on the store"


@pytest.mark.django_db
def test_it_follows_back_and_mends_the_store() -> None:
    first = publish()
    Sector.objects.filter(slug="energy").update(name="Power")
    second = publish()
    assert first
    assert second
    one = follower()
    poll(one)
    rollback(1)
    store.switch(store.file_of(2, second.sha256))
    assert not fetched(poll(one)), "it is on the store"
    assert store.is_current(1, first.sha256)
    store.file_of(1, first.sha256).unlink()
    assert fetched(poll(one))
    assert store.is_current(1, first.sha256)
    store.file_of(1, first.sha256).write_bytes(b"broken on the disk")
    assert fetched(poll(follower())), "a new process looks at what lies there"
    assert store.verify(1, first.sha256)


def not_packed(edition: Edition) -> None:
    edition.content = b"not packed"


def other_bytes(edition: Edition) -> None:
    edition.content = zlib.compress(content_of(edition) + b" ")


def not_a_directory(edition: Edition) -> None:
    other = sqlite3.connect(":memory:")
    other.execute("CREATE TABLE something_else (id INTEGER)")
    content = other.serialize()
    other.close()
    edition.content, edition.sha256 = zlib.compress(content), hashlib.sha256(content).hexdigest()


def name_current(number: int) -> None:
    """What an editor on another machine does: the store here is not told."""
    Edition.objects.update(current=False)
    Edition.objects.filter(number=number).update(current=True)


@pytest.mark.django_db
@pytest.mark.parametrize("harm", [not_packed, other_bytes, not_a_directory])
def test_a_damaged_edition_is_refused_and_the_next_one_is_taken(harm: Callable[[Edition], None]) -> None:
    first = publish()
    assert first
    bad = Edition.objects.get(number=1)
    bad.number = 2
    harm(bad)
    Edition.objects.update(current=False)
    bad.save()
    one = follower()
    with pytest.raises(BadEditionError):
        one.poll()
    assert store.is_current(1, first.sha256)
    assert {path.stem for path in store.folder().iterdir()} == {
        "current",
        store.file_of(1, first.sha256).stem,
    }
    Sector.objects.filter(slug="energy").update(name="Power")
    name_current(1)
    third = publish()
    assert third
    store.switch(store.file_of(1, first.sha256))
    poll(one)
    assert store.is_current(3, third.sha256)


def test_trouble_is_told_once_in_one_line_without_the_password(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    troubles = [
        OSError(f"cannot reach\n\tuser:{SECRET}@host"),
        OSError(f"cannot reach\n\tuser:{SECRET}@host"),
        None,
    ]
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", SECRET)
    one = follower()

    def fail() -> None:
        if trouble := turns.pop(0):
            raise trouble

    monkeypatch.setattr(one, "poll", fail)
    monkeypatch.setattr(connection, "close", lambda: None)
    caplog.set_level(logging.INFO)
    turns = [*troubles, *troubles, ValueError("other")]
    assert [one.turn() for _ in list(turns)] == [False, False, True, False, False, True, False]
    told = "The current edition stays. OSError: cannot reach user:…@host"
    again = "Following again."
    assert caplog.messages == [told, again, told, again, "The current edition stays. ValueError: other"]


def test_a_poll_ends_at_its_limit(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    one = Follower(every=1, limit=0.05)

    def hang() -> None:
        with contextlib.suppress(Exception):
            time.sleep(120)
        time.sleep(120)

    monkeypatch.setattr(one, "poll", hang)
    monkeypatch.setattr(connection, "close", lambda: None)
    began = time.monotonic()
    assert not one.turn()
    assert time.monotonic() - began < 60, "even where the first alarm was swallowed"
    assert "did not answer in time" in caplog.text
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


# From here on the follower is a process of its own, and the server is PostgreSQL.


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory, server_of_our_own: Server) -> Iterator[Workshop]:
    """A database with a published edition, and a user who may read editions and nothing else."""
    folder = tmp_path_factory.mktemp("publisher")
    server_of_our_own.execute("CREATE DATABASE editing")
    url = server_of_our_own.url("editing")
    with Workshop(DATABASE_URL=url, EDITIONS_DIR=str(folder / "editions")) as workshop:
        workshop.do("migrate")
        workshop.do("load_and_publish", str(write_fixtures(folder, "first")))
        for password in ("an-old-one", SECRET):
            run_manage("follower", "node", DATABASE_URL=url, NODE_PASSWORD=password)
        yield workshop


def node(port: int) -> str:
    return f"postgres://node:{SECRET}@127.0.0.1:{port}/editing"


@dataclass(frozen=True)
class Forged:
    """An edition that was put into the database by hand."""

    number: int
    sha256: str

    def file(self, place: Path) -> Path:
        return place / f"edition-{self.number}-{self.sha256[:12]}.sqlite3"

    def shown_on(self, place: Path) -> bool:
        link = place / "current"
        return link.exists() and link.resolve() == self.file(place).resolve()


def newest(server: Server) -> Forged:
    with psycopg.connect(server.url("editing")) as database:
        found = database.execute("SELECT number, sha256 FROM editions_edition WHERE current").fetchone()
    assert found
    return Forged(*found)


def forge(server: Server, padding: int = 0, harm: bytes = b"") -> Forged:
    """Makes a further edition current: the one before with so much padding, its bytes perhaps spoilt."""
    with psycopg.connect(server.url("editing")) as database:
        row = database.execute(
            "SELECT number, content FROM editions_edition ORDER BY number LIMIT 1"
        ).fetchone()
        last = database.execute("SELECT max(number) FROM editions_edition").fetchone()
        assert row
        assert last
        file = sqlite3.connect(":memory:")
        file.deserialize(zlib.decompress(row[1]))
        with file:
            file.execute(
                "CREATE TABLE padding AS SELECT ? AS number, randomblob(?) AS bytes", [last[0], padding]
            )
        content = file.serialize()
        file.close()
        made = Forged(last[0] + 1, hashlib.sha256(content).hexdigest())
        database.execute("UPDATE editions_edition SET current = false")
        database.execute(
            "INSERT INTO editions_edition (number, published_at, published_by, note, sha256, size, changes, content, current)"
            " VALUES (%s, now(), '', '', %s, %s, '[]', %s, true)",
            [made.number, made.sha256, len(content), zlib.compress(content + harm, 0)],
        )
    return made


@pytest.mark.postgres
class TestProcess:
    """`manage.py follow` against PostgreSQL."""

    @pytest.fixture(autouse=True)
    def place(self, publisher: Workshop, server_of_our_own: Server, tmp_path: Path) -> None:
        self.server = server_of_our_own
        self.url = node(self.server.port)
        self.editions_dir = tmp_path / "node"
        first = "(SELECT min(number) FROM editions_edition)"
        self.server.execute(f"DELETE FROM editions_edition WHERE number > {first}", database="editing")
        self.server.execute("UPDATE editions_edition SET current = true", database="editing")

    def test_reading_one_table_is_enough(self) -> None:
        with psycopg.connect(self.url) as database:
            granted = database.execute(
                "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'node'"
            ).fetchall()
            assert granted == [("editions_edition", "SELECT")]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                database.execute("SELECT 1 FROM reference_sector")
        run = follow_once(self.url, self.editions_dir)
        assert run.returncode == 0, run.stderr
        assert newest(self.server).shown_on(self.editions_dir)
        assert SECRET not in run.stderr

    def test_after_a_restart_what_lies_on_the_store_is_enough(self) -> None:
        edition = forge(self.server)
        assert follow_once(self.url, self.editions_dir).returncode == 0
        nothing = f"UPDATE editions_edition SET content = '' WHERE number = {edition.number}"
        self.server.execute(nothing, database="editing")
        assert follow_once(self.url, self.editions_dir).returncode == 0, "nothing was fetched"
        assert edition.shown_on(self.editions_dir)

    def test_a_damaged_edition_is_told_once_and_the_next_one_is_taken(self) -> None:
        good = forge(self.server)
        with running(self.url, self.editions_dir) as one:
            one.wait_until(lambda: good.shown_on(self.editions_dir))
            bad = forge(self.server, harm=b"x")
            one.wait_until(lambda: one.says("damaged"))
            assert good.shown_on(self.editions_dir)
            better = forge(self.server)
            one.wait_until(lambda: better.shown_on(self.editions_dir))
            one.wait_until(lambda: one.says("Following again."))
            told = [line for line in one.lines() if f"Edition {bad.number} is damaged" in line]
            assert [line.startswith("The current edition stays.") for line in told] == [True, False]
            assert "Left out" in told[1], "among the older ones it is left out"
            assert len(one.lines()) == 5

    def test_a_server_that_freezes_in_the_middle_of_an_answer_is_left(self) -> None:
        old = forge(self.server)
        with (
            proxy(self.server.port) as road,
            running(node(road.port), self.editions_dir, "--limit", "1.5") as one,
        ):
            one.wait_until(lambda: old.shown_on(self.editions_dir))
            road.stall(after=100_000)
            new = forge(self.server, padding=40_000_000)
            assert road.stalled.wait(180)
            with self.server.frozen():
                road.release()
                one.wait_until(lambda: one.says("did not answer in time"))
                polls = road.accepted
                one.wait_until(lambda: road.accepted >= polls + 2)
                assert old.shown_on(self.editions_dir)
            one.wait_until(lambda: new.shown_on(self.editions_dir))
            whole = {"", ".json", ".sqlite3", ".files"}
            one.wait_until(lambda: {path.suffix for path in self.editions_dir.iterdir()} == whole)

    @pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGINT])
    @pytest.mark.parametrize("stalled", [False, True])
    def test_it_ends_at_once_when_asked(self, request_to_end: int, stalled: bool) -> None:
        old = forge(self.server)
        # Between two polls as long as here, only one that is woken ends at once.
        pause = ("--limit", "300") if stalled else ("--every", "300")
        with proxy(self.server.port) as road, running(node(road.port), self.editions_dir, *pause) as one:
            one.wait_until(lambda: one.says("is current"))
            if stalled:
                road.stall(after=100_000)
                forge(self.server, padding=400_000)
                assert road.stalled.wait(180)
            status, seconds = one.end(request_to_end)
            assert status == 0
            assert seconds < 100, "neither the pause nor the poll was waited for"
            assert old.shown_on(self.editions_dir)
            assert len(one.lines()) == 1


def test_it_says_what_it_needs(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    with pytest.raises(CommandError, match="Set ROLE=follower"):
        call_command("follow", "--once")
    settings.ROLE = "follower"
    with pytest.raises(CommandError, match="more than none"):
        call_command("follow", "--limit", "0")


@pytest.mark.parametrize(
    ("url", "code", "sentence"),
    [
        ("", "import django; django.setup()", "DATABASE_URL"),
        ("postgres://node@127.0.0.1:1/editing", "import eurohpc_portal.wsgi", "serves no pages"),
    ],
)
def test_its_role_needs_a_server_and_serves_nothing(url: str, code: str, sentence: str) -> None:
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env |= {"ROLE": "follower", "DJANGO_SETTINGS_MODULE": "eurohpc_portal.settings"}
    env |= {"DATABASE_URL": url} if url else {}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert sentence in run.stderr.splitlines()[-1]

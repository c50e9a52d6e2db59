"""`make run` comes up, and publishes nothing behind anybody's back."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.commands import run_manage
from tests.gunicorn import ROOT, free_port, is_alive
from tests.processes import wait_until

pytestmark = pytest.mark.slow
BANNER = "Ctrl-C ends both."
OF_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PUBLISH", "ROLE", "PORT")
"""What `make test` hands down, and what would change how a site starts."""


def make(*words: str, folder: Path = ROOT, **environment: str) -> subprocess.Popen[str]:
    """Starts `make` as somebody in a terminal does, with the Python of the tests, which has all it needs."""
    inherited = {name: value for name, value in os.environ.items() if name not in OF_MAKE}
    ready = ["-o", f"{sys.prefix}/.run", "-o", "var/static/.collected", f"VENV={sys.prefix}"]
    return subprocess.Popen(
        ["make", *ready, *words],
        cwd=folder,
        env={**inherited, "WEB_CONCURRENCY": "1", "DEBUG": "0", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def made(*words: str, folder: Path = ROOT, **environment: str) -> tuple[int, str]:
    """How a `make` ends, and what it says until then."""
    process = make(*words, folder=folder, **environment)
    said = process.communicate(timeout=120)[0]
    return process.returncode, said


class Run:
    """A `make run` that serves both sites; what it said is known when it has ended."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.public, self.editors = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
        self.said = ""

    def edition(self) -> int:
        """The number of the edition that is public."""
        with urllib.request.urlopen(f"{self.public}/version", timeout=120) as answer:
            return int(json.load(answer)["edition"]["number"])


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Run]:
    """Both sites up, as whoever types `make run` has them; Ctrl-C ends it."""
    run = Run(free_port(together=2))
    process = make("run", f"PORT={run.port}", folder=folder, **environment)

    def both_answer() -> bool:
        assert process.poll() is None, process.communicate()[0]
        return is_alive(run.public) and is_alive(run.editors)

    try:
        wait_until(both_answer)
        yield run
    finally:
        os.killpg(process.pid, signal.SIGINT)
        run.said = process.communicate(timeout=120)[0]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the code and of the fixtures, to change them."""
    folder = tmp_path / "checkout"
    # Among them what another test's Python is just writing, under a name that is gone in a moment.
    others = shutil.ignore_patterns(".*", "*.pyc.*", "var", "docs", "tests", "node_modules")
    shutil.copytree(ROOT, folder, ignore=others)
    return folder


def write(place: dict[str, str], statement: str) -> None:
    """Change the editing database as an editor's save does."""
    with closing(sqlite3.connect(place["DATABASE_URL"].removeprefix("sqlite:///"))) as database, database:
        assert database.execute(statement).rowcount > 0


def test_both_sites_answer_and_ctrl_c_ends_both(place: dict[str, str]) -> None:
    with running(ROOT, **place) as run:
        with urllib.request.urlopen(f"{run.public}/factories/", timeout=120) as answer:
            assert "19 AI Factories" in answer.read().decode()
        with urllib.request.urlopen(f"{run.public}/admin/", timeout=120) as answer:
            assert answer.url == f"{run.editors}/admin/login/?next=/admin/", "editors are sent on"
    assert all(
        words in run.said for words in (f"{run.public}/", f"{run.editors}/admin/", "make editor", BANNER)
    )
    assert not is_alive(run.public)
    assert not is_alive(run.editors)


def test_it_comes_up_with_the_edition_it_has_and_says_what_is_to_be_mended(
    checkout: Path, place: dict[str, str]
) -> None:
    (checkout / "fixtures" / "broken.yaml").write_text("- model: reference.nothing\n  fields: {}\n")
    write(place, "DELETE FROM factories_factorycitation WHERE field = 'links'")
    with running(checkout, **place) as run:
        assert run.edition() == 1
    said = run.said[: run.said.index(BANNER)]
    assert "Nothing was written. 1 problem(s):\n  broken.yaml, record 1" in said
    assert "Nothing was published." in said
    assert "“link” https://lumi-ai-factory.eu/ has no citation." in said
    assert "The site goes on with the edition it has." in said
    assert "Traceback" not in said


def test_without_any_edition_it_ends_and_says_why(checkout: Path, tmp_path: Path) -> None:
    shutil.rmtree(checkout / "fixtures")
    nothing = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3", "EDITIONS_DIR": str(tmp_path / "none")}
    status, said = made("run", f"PORT={free_port(together=2)}", folder=checkout, **nothing)
    assert status != 0
    assert "The fixtures cannot be read" in said
    assert BANNER not in said


def test_a_start_publishes_only_what_may_be_public_unasked(checkout: Path, place: dict[str, str]) -> None:
    sectors = checkout / "fixtures" / "sectors.yaml"
    sectors.write_text(
        sectors.read_text(encoding="utf-8").replace("name: Energy\n", "name: Power\n"), "utf-8"
    )
    write(place, "UPDATE reference_sector SET name = 'Health, edited' WHERE slug = 'health'")
    with running(checkout, PUBLISH="manual", **place) as run:
        assert run.edition() == 1
    assert "1 updated" in run.said, "new fixtures are loaded, and wait"
    assert "a publisher makes the next one" in run.said
    with running(checkout, **place) as run:
        assert run.edition() == 2
    run_manage("rollback", "1", **place)
    with running(checkout, **place) as run:
        assert run.edition() == 1
    assert "Edition 1 stays public: somebody went back to it" in run.said


def test_make_editor_makes_one_of_each_role(place: dict[str, str]) -> None:
    roles = ("editor", "publisher", "administrator")
    processes = [make("editor", f"NAME=a-{role}", f"ROLE={role}", **place) for role in roles]
    for role, process in zip(roles, processes, strict=True):
        said = process.communicate(timeout=120)[0]
        assert process.returncode == 0, said
        assert said.endswith(f"a-{role} is {role}.\n")


@pytest.mark.parametrize("taken", [0, 1], ids=["the public site's", "the editors'"])
def test_a_port_that_is_taken_is_one_sentence_with_a_way_out(taken: int, tmp_path: Path) -> None:
    port = free_port(together=2)
    editing = tmp_path / "editing.sqlite3"
    with socket.create_server(("127.0.0.1", port + taken)):
        status, said = made("run", f"PORT={port}", DATABASE_URL=f"sqlite:///{editing}")
    assert status != 0
    whose = " (for the editors’ pages)" if taken else ""
    sentence, _make = said.splitlines()
    assert sentence.startswith(
        f"Port {port + taken}{whose} is already in use. Choose another: make run PORT=8"
    )
    assert not editing.exists(), "nothing was begun"


@pytest.mark.parametrize("port", ["abc", "99999", "65535", "0", "", "-1", "80 80", "８０８０"])
def test_what_is_no_port_is_one_sentence(port: str) -> None:
    status, said = made("run", f"PORT={port}")
    assert status != 0
    sentence, _make = said.splitlines()
    assert (
        sentence == f"PORT={port} cannot be used: give a number from 1 to 65534, such as make run PORT=8080"
    )

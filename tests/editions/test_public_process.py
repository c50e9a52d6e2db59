"""The public process reads the current edition and nothing else."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_manage
from tests.gunicorn import ROOT, serving


@pytest.fixture
def place(database_file: Path, tmp_path: Path, static_root: str) -> dict[str, str]:
    """An editing database and a shelf of the test's own, with a first edition on it."""
    editing = tmp_path / "editing.sqlite3"
    with sqlite3.connect(database_file) as source, sqlite3.connect(editing) as target:
        source.backup(target)
    source.close()
    target.close()
    where = {"DATABASE_URL": f"sqlite:///{editing}", "EDITIONS_DIR": str(tmp_path / "editions")}
    run_manage("rollback", "1", **where)
    return {**where, "STATIC_ROOT": static_root}


def fetch(address: str) -> tuple[int, Any, str]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.headers, answer.read().decode()


def edit(place: dict[str, str], name: str) -> None:
    database = sqlite3.connect(place["DATABASE_URL"].removeprefix("sqlite:///"))
    with database:
        database.execute("UPDATE reference_sector SET name = ? WHERE slug = 'energy'", [name])
    database.close()


def test_it_needs_no_address_of_the_editing_database(place: dict[str, str]) -> None:
    nowhere = "postgres://nobody@127.0.0.1:1/nothing"
    with serving(
        nowhere, ROLE="public", EDITIONS_DIR=place["EDITIONS_DIR"], STATIC_ROOT=place["STATIC_ROOT"]
    ) as base:
        assert "19 AI Factories" in fetch(f"{base}/factories/")[2]
        assert fetch(f"{base}/factories/?country=DE&sector=health")[0] == 200


def test_a_new_edition_is_taken_up_and_a_rollback_too(place: dict[str, str]) -> None:
    with serving(
        "", ROLE="public", EDITIONS_DIR=place["EDITIONS_DIR"], STATIC_ROOT=place["STATIC_ROOT"]
    ) as base:
        _status, first, page = fetch(f"{base}/sectors/energy/")
        assert "<h1>Energy</h1>" in page
        assert "Edition 1," in page
        edit(place, "Power")
        run_manage("publish", **place)
        _status, second, page = fetch(f"{base}/sectors/energy/")
        assert "<h1>Power</h1>" in page
        assert "Edition 2," in page
        assert second["ETag"] != first["ETag"]
        run_manage("rollback", "1", **place)
        _status, third, page = fetch(f"{base}/sectors/energy/")
        assert "<h1>Energy</h1>" in page
        assert third["ETag"] == first["ETag"]


def test_no_request_fails_while_editions_come_and_go(place: dict[str, str]) -> None:
    seen: set[str] = set()
    problems: list[object] = []
    stop = threading.Event()
    with serving(
        "", ROLE="public", EDITIONS_DIR=place["EDITIONS_DIR"], STATIC_ROOT=place["STATIC_ROOT"]
    ) as base:

        def visit() -> None:
            while not stop.is_set():
                try:
                    page = fetch(f"{base}/sectors/energy/")[2]
                    number = page.split("Edition ")[1].split(",")[0]
                    name = page.split("<h1>")[1].split("</h1>")[0]
                    seen.add(number)
                    if name != f"Name {number}" and number != "1":
                        problems.append((number, name))
                except Exception as error:
                    problems.append(error)

        visitors = [threading.Thread(target=visit) for _ in range(3)]
        for visitor in visitors:
            visitor.start()
        for number in range(2, 7):
            edit(place, f"Name {number}")
            run_manage("publish", **place)
            time.sleep(0.3)
        stop.set()
        for visitor in visitors:
            visitor.join()
    assert problems == []
    assert len(seen) >= 3


def test_it_cannot_write_and_has_no_editors_code(place: dict[str, str]) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.apps import apps\n"
        "from django.db import OperationalError\n"
        "from factories.models import Factory\n"
        "assert not apps.is_installed('django.contrib.auth')\n"
        "assert not apps.is_installed('django.contrib.sessions')\n"
        "try:\n    Factory.objects.update(city='')\n"
        "except OperationalError as error:\n    print(error)\n"
    )
    env = {**os.environ, "ROLE": "public", "DJANGO_SETTINGS_MODULE": "eurohpc_portal.settings"}
    env |= {"EDITIONS_DIR": place["EDITIONS_DIR"]}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert "attempt to write a readonly database" in run.stdout, run.stderr


def test_without_any_edition_it_says_what_to_do(tmp_path: Path) -> None:
    env = {**os.environ, "ROLE": "public", "EDITIONS_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--database", "default"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "publish one first" in run.stderr.splitlines()[-1]

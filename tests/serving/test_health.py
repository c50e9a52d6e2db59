"""What supervisors ask: does it live, is it ready, what is it?"""

from __future__ import annotations

import http.client
import json
import os
import sqlite3
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests import asking
from tests.conftest import run_manage
from tests.gunicorn import ROOT, public, serving
from tests.postgres import own_cluster
from tests.processes import wait_until
from tests.serving.test_checks import SITE
from tests.store import drop_column, renamed_for_its_checksum

ADDRESSES = ("/livez", "/readyz", "/version")


def ask(address: str, method: str = "GET", **headers: str) -> tuple[int, Any, Any]:
    """Status, headers and what the JSON says; text where it is none."""
    status, told, body = asking.ask(address, method, **headers)
    return status, told, json.loads(body) if body.startswith(b"{") else body.decode()


def current(place: dict[str, str]) -> Path:
    return (Path(place["EDITIONS_DIR"]) / "current").resolve()


def test_a_checker_needs_no_name_no_https_and_gets_no_old_answer(place: dict[str, str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    card = json.loads(current(place).with_suffix(".json").read_text())
    site = {name: value for name, value in SITE.items() if name != "DATABASE_URL"}
    with public(place, COMMIT="0123abc", **site) as base:
        for address in ADDRESSES:
            for headers in ({}, {"Host": "10.1.2.3:8000"}, {"Host": "no name at all"}):
                status, told, _body = ask(base + address, **headers)
                assert status == 200
                assert told["Cache-Control"] == "no-store"
                assert "Set-Cookie" not in told
            assert ask(base + address, "HEAD")[::2] == (200, "")
            for method in ("POST", "DELETE", "TRACE", "OPTIONS"):
                assert ask(base + address, method)[0] == 405
        assert ask(f"{base}/version")[2] == {
            "version": project["version"],
            "commit": "0123abc",
            "role": "public",
            "edition": {name: card[name] for name in ("number", "sha256", "published_at")},
        }
        page = http.client.HTTPConnection(base.removeprefix("http://"), timeout=120)
        page.request("GET", "/", headers={"Host": "directory.example"})
        assert page.getresponse().headers["Location"] == "https://directory.example/", "a page does"
        page.close()


def test_they_are_no_part_of_the_api(server: str) -> None:
    with urllib.request.urlopen(f"{server}/api/v1/schema/", timeout=120) as answer:
        schema = answer.read().decode()
    assert "/api/v1/factories/" in schema
    assert not [address for address in ADDRESSES if f"{address}:" in schema or f'{address}"' in schema]


def test_a_public_process_is_ready_while_its_edition_can_be_read(place: dict[str, str]) -> None:
    with public(place) as base:
        assert ask(f"{base}/readyz")[::2] == (200, {"ready": True, "checks": {"edition": "ok"}})
        file = current(place)
        content = file.read_bytes()

        damaged = "The current edition is missing or damaged."

        def problem() -> str:
            status, _headers, body = ask(f"{base}/readyz")
            assert (status, body["ready"]) == (503, False)
            return str(body["checks"]["edition"])

        for bad in (content[:-4096], b"\0" * len(content)):
            file.write_bytes(bad)
            assert problem() == damaged
        file.write_bytes(content)
        assert ask(f"{base}/readyz")[0] == 200
        file.unlink()
        assert problem() == damaged
        file.write_bytes(content)
        drop_column(file, "reference_sector", "scope")
        renamed = renamed_for_its_checksum(file)
        (file.parent / "current").unlink()
        (file.parent / "current").symlink_to(renamed.name)
        assert problem() == "The current edition is of an older make than the code."
        renamed.with_suffix(".json").write_text("{")
        assert problem() == "The current edition cannot be read."
        (file.parent / "current").unlink()
        assert ask(f"{base}/readyz")[2]["checks"]["edition"] == "There is no edition yet."
        assert ask(f"{base}/version")[2]["edition"] is None
        assert ask(f"{base}/livez")[0] == 200


def test_an_editors_process_needs_its_migrations(place: dict[str, str]) -> None:
    with serving(ROLE="editor", **place) as base:
        ready = {"edition": "ok", "database": "ok", "migrations": "ok"}
        assert ask(f"{base}/readyz")[::2] == (200, {"ready": True, "checks": ready})
        database = sqlite3.connect(place["DATABASE_URL"].removeprefix("sqlite:///"))
        with database:
            database.execute("DELETE FROM django_migrations WHERE app = 'editions' AND name LIKE '0003%'")
        database.close()
        status, _headers, body = ask(f"{base}/readyz")
        assert (status, body["checks"]["migrations"]) == (503, "1 migration(s) are not applied.")
        assert ask(f"{base}/version")[2]["role"] == "editor"


@pytest.mark.postgres
@pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_URL")), reason="stops a server: needs one of its own")
def test_a_database_that_is_frozen_or_stopped_holds_nobody_up(static_root: str, tmp_path: Path) -> None:
    with own_cluster() as server:
        place = {"DATABASE_URL": server.url(), "EDITIONS_DIR": str(tmp_path / "editions")}
        run_manage("seed", **place)
        with serving(ROLE="editor", STATIC_ROOT=static_root, WEB_THREADS="2", **place) as base:
            assert ask(f"{base}/readyz")[0] == 200
            with server.frozen():
                for _again in range(3):
                    began = time.monotonic()
                    status, _headers, body = ask(f"{base}/readyz")
                    assert time.monotonic() - began < 60, "it gives up"
                    assert (status, body["checks"]["edition"]) == (503, "ok")
                    assert body["checks"]["database"].startswith("The editing database")
                    assert ask(f"{base}/livez")[0] == 200
            wait_until(lambda: ask(f"{base}/readyz")[0] == 200)
            server.stop()
            status, _headers, body = ask(f"{base}/readyz")
            assert status == 503
            assert body["checks"]["database"] == "The editing database cannot be reached."
            assert "127.0.0.1" not in json.dumps(body), "nothing of the address"
            server.start()
            wait_until(lambda: ask(f"{base}/readyz")[0] == 200)

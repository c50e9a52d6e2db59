"""The public process reads the current edition and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.asking import ask
from tests.conftest import place_of_its_own, run_manage
from tests.gunicorn import ROOT, public
from tests.processes import wait_until
from tests.store import drop_column, renamed_for_its_checksum


def fetch(address: str) -> tuple[int, Any, str]:
    status, headers, body = ask(address)
    return status, headers, body.decode()


@pytest.fixture(scope="module")
def two_editions(
    database_file: Path, tmp_path_factory: pytest.TempPathFactory, static_root: str
) -> Iterator[tuple[dict[str, str], str]]:
    """A place whose second edition calls a sector Power, and the address of its public process."""
    place = place_of_its_own(database_file, tmp_path_factory.mktemp("two-editions"), static_root)
    edit(place, "Power")
    run_manage("publish", **place)
    with public(place, PUBLIC_URL="https://directory.example", WEB_THREADS="8") as base:
        yield place, base


def edit(place: dict[str, str], name: str) -> None:
    database = sqlite3.connect(place["DATABASE_URL"].removeprefix("sqlite:///"))
    with database:
        database.execute("UPDATE reference_sector SET name = ? WHERE slug = 'energy'", [name])
    database.close()


def test_it_needs_no_address_of_the_editing_database(place: dict[str, str]) -> None:
    with public(place, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing") as base:
        assert "19 AI Factories" in fetch(f"{base}/factories/")[2]
        assert fetch(f"{base}/factories/?country=DE&sector=health")[0] == 200


def test_public_process_takes_up_a_new_edition_a_rollback_and_a_pruning(place: dict[str, str]) -> None:
    with public(place) as base:
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
        run_manage("rollback", "2", **place)
        run_manage("prune", "--keep", "1", **place)
        assert "/data/editions/1.sqlite3" not in fetch(f"{base}/changes/")[2], "no link leads nowhere"
        assert ask(f"{base}/data/editions/1.sqlite3")[0] == 410


@pytest.mark.slow
def test_no_request_fails_while_editions_come_and_go(place: dict[str, str]) -> None:
    problems: list[object] = []
    stop = threading.Event()
    tags: dict[str, set[str]] = defaultdict(set)
    with public(place, WEB_THREADS="8") as base:

        def visit() -> None:
            while not stop.is_set():
                try:
                    _status, headers, page = fetch(f"{base}/sectors/energy/")
                    number = page.split("Edition ")[1].split(",")[0]
                    name = page.split("<h1>")[1].split("</h1>")[0]
                    tags[number].add(headers["ETag"])
                    if name != f"Name {number}" and number != "1":
                        problems.append((number, name))
                except Exception as error:
                    problems.append(error)
                time.sleep(0.005)  # leaves the publisher its share of the machine

        visitors = [threading.Thread(target=visit) for _ in range(8)]
        for visitor in visitors:
            visitor.start()
        for number in range(2, 7):
            edit(place, f"Name {number}")
            run_manage("publish", **place)
            wait_until(lambda wanted=str(number): wanted in tags or bool(problems))  # type: ignore[misc]
        stop.set()
        for visitor in visitors:
            visitor.join()
    assert problems == []
    assert all(len(found) == 1 for found in tags.values()), "an edition has one tag"
    assert len(set.union(*tags.values())) == len(tags), "and no other edition has it"


def test_a_loaded_edition_answers_whatever_happens_to_its_file(place: dict[str, str]) -> None:
    file = store_file(place, 1)
    with public(place, WEB_CONCURRENCY="1") as base:
        page = fetch(f"{base}/factories/")
        file.write_bytes(b"")
        again = fetch(f"{base}/factories/?utm_source=letter")
        assert (again[0], again[1]["ETag"], again[2]) == (200, page[1]["ETag"], page[2])
        assert " of 19 AI Factories: <" in fetch(f"{base}/factories/?country=DE")[2]
        assert fetch(f"{base}/sectors/energy/")[0] == 200, "also what nobody asked for before"
        assert fetch(f"{base}/readyz")[0] == 503


def test_an_edition_that_cannot_be_loaded_is_a_503(place: dict[str, str]) -> None:
    store_file(place, 1).write_bytes(b"")
    with public(place) as base:
        for address in ("/sectors/energy/", "/api/v1/sectors/"):
            status, headers, body = fetch(f"{base}{address}")
            assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "5", "no-store")
            assert "Temporarily unavailable" in body


def store_file(place: dict[str, str], number: int) -> Path:
    (file,) = Path(place["EDITIONS_DIR"]).glob(f"edition-{number}-*.sqlite3")
    return file


def test_download_of_every_kept_edition(two_editions: tuple[dict[str, str], str]) -> None:
    place, base = two_editions
    for number in (1, 2):
        content = store_file(place, number).read_bytes()
        checksum = hashlib.sha256(content).hexdigest()
        address = f"{base}/data/editions/{number}.sqlite3"
        status, headers, body = ask(address, **{"Accept-Encoding": "gzip"})
        assert (status, body) == (200, content)
        assert headers["Content-Type"] == "application/vnd.sqlite3"
        assert headers["Content-Length"] == str(len(content))
        assert headers["Content-Disposition"] == (
            f'attachment; filename="ai-factories-directory-edition-{number}.sqlite3"'
        )
        assert headers["ETag"] == f'"{checksum}"'
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert headers["Cache-Control"].startswith("public")
        status, head, body = ask(address, "HEAD")
        assert (status, body, head["Content-Length"]) == (200, b"", str(len(content)))
        status, unchanged, _body = ask(address, **{"If-None-Match": f'W/"{checksum}"'})
        assert (status, unchanged["ETag"]) == (304, f'"{checksum}"')
        assert unchanged["Access-Control-Allow-Origin"] == "*"
        assert checksum in fetch(f"{base}/changes/")[2]
    for query, number in (("", 2), ("?edition=1", 1)):
        assert ask(f"{base}/factories.csv{query}")[1]["Content-Disposition"] == (
            f'attachment; filename="ai-factories-directory-edition-{number}-factories.csv"'
        )
    for gone in ("7", "9" * 4_000, "latest"):
        assert ask(f"{base}/data/editions/{gone}.sqlite3")[0] == 404


def test_it_cannot_write_and_has_no_editors_code(place: dict[str, str]) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.apps import apps\n"
        "from django.core.exceptions import ImproperlyConfigured\n"
        "from factories.models import Factory\n"
        "assert not apps.is_installed('django.contrib.auth')\n"
        "assert not apps.is_installed('django.contrib.sessions')\n"
        "try:\n    Factory.objects.update(city='')\n"
        "except ImproperlyConfigured as error:\n    print(error)\n"
    )
    env = {**os.environ, "ROLE": "public", "DJANGO_SETTINGS_MODULE": "eurohpc_portal.settings"}
    env |= {"EDITIONS_DIR": place["EDITIONS_DIR"]}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert "DATABASES is improperly configured" in run.stdout, run.stderr


def loaded(code: str, **environment: str) -> set[str]:
    """The modules that a process has loaded after this code."""
    told = f"{code}\nimport sys, json\nprint(json.dumps(list(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", told],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "eurohpc_portal.settings", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(run.stdout))


STAFF = ("django.contrib.admin", "django.contrib.auth", "django.contrib.messages")
NEVER = ("django.contrib.sessions", "django.contrib.contenttypes", "editorial", "axes", "django_otp")


def test_it_loads_nothing_that_signs_anybody_in(place: dict[str, str]) -> None:
    where = {name: place[name] for name in ("EDITIONS_DIR", "STATIC_ROOT")}
    serve = (
        "import eurohpc_portal.wsgi\n"
        "from django.test import Client\n"
        "for page in ('/', '/factories/', '/api/v1/factories/', '/api/v1/schema/', '/admin/', '/readyz'):\n"
        "    Client(headers={'host': 'localhost'}).get(page)\n"
    )
    public = loaded(serve, ROLE="public", **where)
    assert "factories.views" in public
    assert not [name for name in public if name.startswith(NEVER)]
    staff = {name for name in public if name.startswith(STAFF)}
    assert not [name for name in staff if name.endswith((".models", ".backends", ".middleware", ".forms"))]
    # The API's framework imports some of Django's, for its own web pages, which are off: nothing calls it.
    framework = loaded(
        "import django; django.setup(); import rest_framework.views, rest_framework.test",
        ROLE="public",
        **where,
    )
    assert staff <= {name for name in framework if name.startswith(STAFF)} | {
        "django.contrib.auth.templatetags"
    }
    editors = loaded(serve, ROLE="editor", **place)
    assert {
        "django.contrib.sessions.models",
        "django.contrib.contenttypes.models",
        "editorial.models",
    } <= editors


def test_without_any_edition_it_is_away(place: dict[str, str], tmp_path: Path) -> None:
    with public({**place, "EDITIONS_DIR": str(tmp_path / "empty")}) as base:
        status, headers, body = fetch(f"{base}/factories/")
        assert (status, headers["Retry-After"]) == (503, "5")
        assert "Temporarily unavailable" in body


def test_any_page_can_be_had_as_a_kept_edition_had_it(two_editions: tuple[dict[str, str], str]) -> None:
    _place, base = two_editions
    status, headers, page = fetch(f"{base}/sectors/energy/?edition=1")
    assert status == 200
    assert "<h1>Energy</h1>" in page
    assert "Edition 1, as it was on" in page
    # Today's templates draw it: a browser that kept it for good would keep their faults too.
    assert "immutable" not in headers["Cache-Control"]
    assert headers["X-Robots-Tag"] == "noindex"
    assert "<h1>Power</h1>" in fetch(f"{base}/sectors/energy/")[2]
    # Links and forms stay there; the way back does not.
    assert 'href="/sectors/?edition=1"' in page
    assert 'href="/sectors/energy/">This page as it is now' in page
    assert '<input type="hidden" name="edition" value="1">' in page
    assert "&amp;edition=1" in fetch(f"{base}/factories/?country=DE&edition=1")[2]

    assert '"Energy"' in fetch(f"{base}/sectors.csv?edition=1")[2]
    assert '"Power"' in fetch(f"{base}/sectors.csv?edition=2")[2]
    listed = json.loads(fetch(f"{base}/api/v1/factories/?edition=1&page_size=5")[2])
    assert listed["edition"] == 1
    assert listed["next"].endswith("?page=2&page_size=5&edition=1")
    following = urlsplit(listed["next"])
    assert json.loads(fetch(f"{base}{following.path}?{following.query}")[2])["edition"] == 1


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("edition=7", 404, "Edition 7 is not kept here."),
        ("edition=one", 400, "the number of an edition"),
        ("edition=-1", 400, "the number of an edition"),
        ("edition=1&edition=1", 400, "given several times"),
        ("edition=1&country=XX", 400, "not a value"),
    ],
)
def test_an_edition_that_is_not_there_is_never_another_one(
    server: str, query: str, status: int, says: str
) -> None:
    for address in ("/factories/", "/factories.json", "/api/v1/factories/"):
        answered, headers, body = fetch(f"{server}{address}?{query}")
        assert answered == status
        assert says in body
        assert headers["Cache-Control"] == "no-store"
        of_page = address == "/factories/"
        assert headers["Content-Type"].startswith("text/html" if of_page else "application/problem+json")


def test_an_edition_of_an_older_make_is_not_shown(place: dict[str, str]) -> None:
    edit(place, "Power")
    run_manage("publish", **place)
    (old,) = Path(place["EDITIONS_DIR"]).glob("edition-1-*.sqlite3")
    drop_column(old, "reference_sector", "scope")
    renamed_for_its_checksum(old)
    with public(place) as base:
        assert fetch(f"{base}/sectors/energy/?edition=1")[0] == 404
        assert fetch(f"{base}/sectors/energy/?edition=2")[0] == 200
        assert ask(f"{base}/data/editions/1.sqlite3")[0] == 200


def test_no_address_of_ours_leads_to_another_host(server: str) -> None:
    for path in ("//evil.example/?edition=", "//evil.example/a?edition=&x=1", "//evil.example/?edition=1"):
        status, headers, _body = fetch(f"{server}{path}")
        assert not headers.get("Location", "").startswith("//"), (status, path)


def test_lists_of_editions_stop_at_the_edition(
    two_editions: tuple[dict[str, str], str],
) -> None:
    _place, base = two_editions
    rows = json.loads(fetch(f"{base}/api/v1/editions/?edition=1")[2])["results"]
    assert [row["number"] for row in rows] == [1]
    assert json.loads(fetch(f"{base}/api/v1/changes/?edition=1")[2])["count"] == 0
    assert json.loads(fetch(f"{base}/api/v1/changes/")[2])["count"] == 1
    assert "Power" in fetch(f"{base}/changes.atom")[2]
    assert "Power" not in fetch(f"{base}/changes.atom?edition=1")[2]
    assert '"1"' in fetch(f"{base}/data/catalogue.ttl?edition=1")[2].split("dcat:version")[1][:12]


def test_the_description_of_the_api_is_the_same_for_all_who_ask_at_once(
    two_editions: tuple[dict[str, str], str],
) -> None:
    _place, base = two_editions
    with ThreadPoolExecutor(6) as visitors:
        answers = set(visitors.map(lambda _visitor: ask(f"{base}/api/v1/schema/")[::2], range(6)))
    ((status, _body),) = answers
    assert status == 200

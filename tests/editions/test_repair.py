"""What is damaged on a store is said, harms as little as it can, and is taken up once it is repaired."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory

from directory.models import Sector
from editions import archive, store
from editions.build import build
from editions.current import load
from editions.integrity import BadEditionError
from editions.publishing import publish, sync
from tests.asking import ask
from tests.follower import follow_once
from tests.gunicorn import public

WORDS = ("energy", "health", "finland", "jupiter", "lumi", "quantum", "climate")
LISTING = ("/data/", "/changes/", "/changes.atom", "/api/v1/editions/", "/sitemap.xml")
"""What lists the editions on the store."""
PAGES = (
    *LISTING,
    "/",
    "/factories/",
    "/factories.json",
    "/api/v1/changes/",
    "/data/catalogue.ttl",
    "/about/",
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_exports")]


def current(place: dict[str, str]) -> Path:
    return (Path(place["EDITIONS_DIR"]) / "current").resolve()


def statuses(base: str, number: int) -> Counter[int]:
    """What a crowd gets that asks for pages nobody keeps, at once, so that every thread has to read."""
    found: Counter[int] = Counter()

    def visit(visitor: int) -> None:
        for word in WORDS:
            found[ask(f"{base}/search/?q={word}+{number}+{visitor}")[0]] += 1

    visitors = [threading.Thread(target=visit, args=(visitor,)) for visitor in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return found


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def overwrite(file: Path) -> None:
    file.write_bytes(b"\0" * file.stat().st_size)


@pytest.mark.parametrize("damage", [cut, overwrite])
def test_every_thread_takes_up_a_repaired_edition(
    place: dict[str, str], damage: Callable[[Path], None]
) -> None:
    with public(place, WEB_CONCURRENCY="2", WEB_THREADS="4") as base:
        asked = 8 * len(WORDS)
        # Before any thread has read: those that open the damaged file are those that could stay with it.
        damage(current(place))
        damaged = statuses(base, 1)
        assert damaged[503] > 0
        assert damaged[200] + damaged[503] == asked
        assert ask(f"{base}/readyz")[0] == 503
        repaired = follow_once(place["DATABASE_URL"], Path(place["EDITIONS_DIR"]))
        assert repaired.returncode == 0, repaired.stderr
        assert ask(f"{base}/readyz")[0] == 200
        for number in (2, 3):
            assert statuses(base, number) == {200: asked}


def sector_names(path: Path) -> set[str]:
    """The names of the sectors in the edition that is loaded from a file."""
    return {sector.name for sector in load(path).records.all(Sector)}


def published_file() -> Path:
    assert publish()
    path = store.current_file()
    assert path
    return path


@pytest.mark.django_db
def test_a_loaded_edition_stays_right_whatever_happens_to_its_file() -> None:
    path = published_file()
    assert "Energy" in sector_names(path)
    loaded = load(path)
    path.write_bytes(b"")
    assert load(path) is loaded
    path.unlink()
    assert load(path) is loaded


def foreign(path: Path) -> None:
    """Another edition under this edition's name."""
    Sector.objects.filter(slug="energy").update(name="Power")
    aside = path.with_name("aside.sqlite3")
    build(aside)
    aside.rename(path)


@pytest.mark.django_db
@pytest.mark.parametrize("damage", [cut, overwrite, foreign, Path.unlink])
def test_a_damaged_file_is_an_error_until_it_is_repaired(
    client: Any, rf: RequestFactory, damage: Callable[[Path], None]
) -> None:
    path = published_file()
    sound = path.read_bytes()
    damage(path)
    with pytest.raises(BadEditionError):
        sector_names(path)
    assert store.current_problem() == "The current edition is missing or damaged."
    assert client.get("/data/editions/1.sqlite3").status_code == 404
    with pytest.raises(Http404):
        archive.requested_edition(rf.get("/factories/?edition=1"))
    path.write_bytes(sound)
    assert "Energy" in sector_names(path)
    assert store.current_problem() == ""
    assert b"".join(client.get("/data/editions/1.sqlite3")) == sound


@pytest.mark.django_db
def test_a_sync_repairs_older_editions_too() -> None:
    path = published_file()
    sound = path.read_bytes()
    Sector.objects.filter(slug="energy").update(name="Power")
    publish()
    overwrite(path)
    sync()
    assert path.read_bytes() == sound


BROKEN = {
    "cut": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "no manifest": lambda text: "[]",
    "another make": lambda text: "{}",
    "another edition's": lambda text: json.dumps({**json.loads(text), "number": 12}),
    "without a day": lambda text: json.dumps({**json.loads(text), "published_at": "soon"}),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_manifest_is_left_out_and_named(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.folder().mkdir()
    for number in (1, 2):
        manifest = store.Manifest(number, "2026-03-01T00:00:00+00:00", str(number) * 64, 0, "", [])
        store.file_of(number, manifest.sha256).with_suffix(".json").write_text(json.dumps(manifest.__dict__))
    broken = store.file_of(2, "2" * 64).with_suffix(".json")
    sound, before = broken.read_text(), store.state()
    broken.write_text(BROKEN[kind](sound))
    assert [manifest.number for manifest in store.manifests()] == [1]
    assert broken.name in caplog.text
    caplog.clear()
    assert len(store.manifests()) == 1
    assert not caplog.text, "it is logged once"
    assert store.find(2) is None
    assert not store.verify(2, "2" * 64)
    assert store.state() != before
    broken.write_text(sound)
    assert store.state() != before, "a repair in place is noticed"
    assert [manifest.number for manifest in store.manifests()] == [2, 1]


def numbers(base: str) -> list[int]:
    """The editions that the API lists."""
    return [row["number"] for row in json.loads(ask(f"{base}/api/v1/editions/")[2])["results"]]


def test_a_broken_manifest_breaks_no_page(place: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    folder = Path(place["EDITIONS_DIR"])
    stranger = folder / "edition-7-aaaaaaaaaaaa.json"
    stranger.write_text("{\n")
    site = {"PUBLIC_URL": "https://directory.example"}
    with public(place, **site) as base:
        assert {page: ask(base + page)[0] for page in PAGES} == dict.fromkeys(PAGES, 200)
        assert numbers(base) == [1]
        assert ask(f"{base}/readyz")[0] == 200
        assert ask(f"{base}/data/editions/7.sqlite3")[0] == 404
        assert ask(f"{base}/factories/?edition=7")[0] == 404
        assert stranger.name in capfd.readouterr().err

    manifest = current(place).with_suffix(".json")
    text = manifest.read_text()
    manifest.write_text(text[: len(text) // 2])
    with public(place, **site) as base:
        assert {page: ask(base + page)[0] for page in PAGES} == dict.fromkeys(PAGES, 200)
        assert numbers(base) == []
        assert ask(f"{base}/readyz")[0] == 503
        assert ask(f"{base}/data/editions/1.sqlite3")[0] == 404
        repaired = follow_once(place["DATABASE_URL"], folder)
        assert repaired.returncode == 0, repaired.stderr
        assert not stranger.exists(), "no edition of this database"
        assert ask(f"{base}/readyz")[0] == 200
        assert numbers(base) == [1]
        assert b"Edition 1," in ask(f"{base}/factories/")[2]
        assert ask(f"{base}/data/editions/1.sqlite3")[0] == 200

"""The page of changes tells in words what each edition changed."""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import Any

import pytest

from directory.models import Sector
from editions import store
from editions.publishing import publish
from explore.changes import in_brief
from factories.models import Factory

pytestmark = pytest.mark.usefixtures("without_exports")


@pytest.fixture
def two_editions(db: None) -> None:
    publish()
    Sector.objects.filter(slug="energy").update(name="Power")
    Factory.objects.filter(slug="jaif").update(city="Aachen", sectors_open=True)
    publish(note="Two corrections")


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_it_tells_before_and_after(two_editions: None, get: Any) -> None:
    page = text(get("/changes/"))
    assert page.index("Edition 2") < page.index("Edition 1")
    assert "Two corrections" in page
    assert "<del>Energy</del> → <ins>Power</ins>" in page
    assert "<del>Jülich</del> → <ins>Aachen</ins>" in page
    assert "<li>List of sectors not exhaustive: <del>no</del> → <ins>yes</ins></li>" in page
    assert '<dd class="change"><a href="/factories/jaif/">' in page.replace("> <", "><")


def test_only_what_changed_since_a_day(two_editions: None, get: Any) -> None:
    today = store.manifests()[0].day.date()
    later = today + datetime.timedelta(days=1)
    assert "Aachen" in text(get(f"/changes/?since={today}"))
    page = text(get(f"/changes/?site=jaif&since={later}"))
    assert "Aachen" not in page
    assert f'href="/changes.csv?site=jaif&amp;since={later}"' in page
    for address in ("/api/v1/changes/", "/changes.json"):
        assert get(f"{address}?since={today}").json()["count"] > 0
        assert get(f"{address}?since={later}").json()["count"] == 0
        assert get(f"{address}?since=yesterday").status_code == 400


def test_home_and_feed_tell_it_in_the_same_words(two_editions: None, client: Any) -> None:
    latest = in_brief(store.manifests()[0])
    assert latest
    lines = [line for change in latest.changes for line in change.lines]
    told = " ".join(item["content_html"] for item in client.get("/changes.feed.json").json()["items"])
    page = client.get("/changes/").content.decode()
    assert lines
    assert all(line in told and line in page for line in lines)


def test_each_edition_is_there_to_download(two_editions: None, get: Any) -> None:
    page = text(get("/changes/"))
    for manifest in store.manifests():
        assert f'href="/data/editions/{manifest.number}.sqlite3">Download this edition (SQLite, ' in page
        assert manifest.sha256 in page
        answer = get(f"/data/editions/{manifest.number}.sqlite3")
        assert len(answer.getvalue()) == manifest.size
    missing = get("/data/editions/3.sqlite3")
    assert missing.status_code == 404
    assert "There is no edition 3 here." in text(missing)


def test_of_two_databases_the_current_editions_file_is_sent(two_editions: None, get: Any) -> None:
    current = store.current_file()
    assert current is not None
    for checksum in ("0" * 64, "f" * 64):
        stranger = dataclasses.replace(store.read_manifest(current), sha256=checksum)
        path = store.file_of(stranger.number, checksum)
        path.with_suffix(".json").write_text(json.dumps(dataclasses.asdict(stranger)))
        path.write_bytes(b"another database's edition 2")
    assert b"".join(get("/data/editions/2.sqlite3")) == current.read_bytes()


def test_one_sites_story(two_editions: None, get: Any) -> None:
    page = text(get("/changes/?site=jaif"))
    assert "Aachen" in page
    assert "Power" not in page
    assert "No changes to show." in text(get("/changes/?site=hearts"))


@pytest.mark.parametrize(
    "query",
    ["site=nobody", "since=tomorrow", "since=2026-02-30", "site=jaif&site=pharos", "page=2", "site=%00"],
)
def test_what_does_not_exist_is_a_400(get: Any, query: str) -> None:
    assert get(f"/changes/?{query}").status_code == 400


def test_before_the_first_edition_it_says_so(get: Any) -> None:
    assert "No changes to show." in text(get("/changes/"))

"""Feeds tell what each edition changed, in words, in a form that readers can rely on."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import jsonschema
import pytest
from django.conf import settings as project

from antennas.models import Antenna
from directory.models import Sector, Service
from editions.publishing import publish
from factories.models import Factory
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_exports")]
ATOM = "{http://www.w3.org/2005/Atom}"
ORIGIN = "https://directory.example"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "pattern": "^https://"},
        "feed_url": {"type": "string", "pattern": "^https://"},
        "description": {"type": "string"},
        "language": {"const": "en"},
        "authors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "url": {"type": "string", "pattern": "^https://"}},
                "additionalProperties": False,
            },
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html", "url", "title", "date_published"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^urn:uuid:"},
                    "url": {"type": "string", "pattern": "^https://"},
                    "title": {"type": "string", "minLength": 1},
                    "content_html": {"type": "string", "minLength": 1},
                    "date_published": {"type": "string", "pattern": f"^{TIME.pattern}$"},
                },
            },
        },
    },
}


def one(parent: Element, name: str) -> Element:
    """The element that there must be exactly once."""
    found = parent.findall(f"{ATOM}{name}")
    assert len(found) == 1, (parent.tag, name, len(found))
    return found[0]


def said(parent: Element, name: str) -> str:
    text = one(parent, name).text
    assert text
    assert text.strip()
    return text


def sound(body: bytes) -> Element:
    """The feed, after what RFC 4287 requires of it (4.1.1, 4.1.2, 4.2.6, 4.2.7, 3.3, 3.2)."""
    root = ElementTree.fromstring(body)
    assert root.tag == f"{ATOM}feed"
    assert said(one(root, "author"), "name")
    ids = []
    for element in [root, *root.findall(f"{ATOM}entry")]:
        assert said(element, "title")
        ids.append(said(element, "id"))
        assert IRI.fullmatch(ids[-1]), ids[-1]
        updated = said(element, "updated")
        assert TIME.fullmatch(updated)
        assert datetime.datetime.fromisoformat(updated) <= datetime.datetime.now(datetime.UTC)
        links = [
            (link.get("rel", "alternate"), link.get("href", "")) for link in element.findall(f"{ATOM}link")
        ]
        assert [rel for rel, _href in links].count("alternate") == 1
        assert all(href.startswith(("https://", "/")) for _rel, href in links)
    assert len(set(ids)) == len(ids)
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")].count("self") == 1
    for entry in root.findall(f"{ATOM}entry"):
        assert one(entry, "content").get("type") == "html"
        assert len(entry) == len({child.tag for child in entry})
        assert said(root, "updated") >= said(entry, "updated")
    return root


def titles(get: Callable[..., Any], address: str) -> list[str]:
    """The titles of a feed's entries, after both of its forms were found sound and to say the same."""
    path, _mark, query = address.partition("?")
    query = f"?{query}" if query else ""
    answer, twin = get(f"{path}.atom{query}"), get(f"{path}.feed.json{query}")
    assert (answer.status_code, twin.status_code) == (200, 200)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert twin.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    root, feed = sound(answer.content), twin.json()
    if project.PUBLIC_URL:
        jsonschema.validate(feed, JSON_FEED)
    told = [
        (said(entry, "id"), said(entry, "title"), said(entry, "content"))
        for entry in root.findall(f"{ATOM}entry")
    ]
    assert told == [(item["id"], item["title"], item["content_html"]) for item in feed["items"]]
    return [title for _id, title, _content in told]


@pytest.fixture
def changed(settings: Any) -> None:
    """Three editions: two factories, an antenna's link and a sector changed, and a service came."""
    settings.PUBLIC_URL = ORIGIN
    publish()
    Factory.objects.filter(slug="jaif").update(sectors_open=True, city="Aachen")
    Antenna.objects.filter(slug="hearts").update(city="Bern")
    publish(note="Two <corrections>")
    Sector.objects.filter(slug="energy").update(name="Power & light")
    Factory.objects.filter(slug="litai").update(summary="Other words")
    Factory.objects.get(slug="jaif").sector_links.update(emphasis="use-case")
    Service.objects.create(slug="advice", name="Advice")
    publish()


@pytest.mark.usefixtures("changed")
def test_the_newest_come_first_with_titles_in_words(get: Callable[..., Any]) -> None:
    jaif = Factory.objects.get(slug="jaif").name
    litai = Factory.objects.get(slug="litai").name
    hearts = Antenna.objects.get(slug="hearts").name
    assert titles(get, "/changes") == [
        f"{litai}: summary changed",
        f"{jaif}: sectors changed",
        "Power & light: name changed",
        "Advice: new in the directory",
        f"{hearts}: city changed",
        f"{jaif}: city and list of sectors not exhaustive changed",
    ]


@pytest.mark.usefixtures("changed")
def test_an_entry_says_before_and_after_and_where(get: Callable[..., Any]) -> None:
    feed = get("/changes.feed.json").json()
    by_title = {item["title"].partition(": ")[2]: item for item in feed["items"]}
    told = by_title["city and list of sectors not exhaustive changed"]
    assert "<li>City: <del>Jülich</del> → <ins>Aachen</ins></li>" in told["content_html"]
    assert "Edition 2, " in told["content_html"]
    assert "Two &lt;corrections&gt;" in told["content_html"]
    assert told["url"] == f"{ORIGIN}/factories/jaif/"
    assert by_title["new in the directory"]["url"] == f"{ORIGIN}/changes/#edition-3"
    assert feed["home_page_url"] == f"{ORIGIN}/changes/"
    assert feed["feed_url"] == f"{ORIGIN}/changes.feed.json"


@pytest.mark.usefixtures("changed")
def test_a_filter_and_a_record_keep_what_is_theirs(get: Callable[..., Any]) -> None:
    everything = titles(get, "/changes")
    mine = [title for title in everything if "JAIF" in title or "JUPITER" in title]
    assert len(mine) == 2
    assert titles(get, "/factories?country=DE&view=table&sort=-country") == mine
    assert titles(get, "/factories/jaif") == mine
    assert titles(get, "/factories?country=LT") == [title for title in everything if "summary" in title]
    assert titles(get, "/antennas/hearts") == titles(get, "/antennas") == [everything[4]]
    assert titles(get, "/factories?q=nothing+at+all+like+this") == []
    first = get("/factories.json?page=1&page_size=3").json()["results"]
    told = titles(get, "/factories?page=1&page_size=3")
    assert len(told) == sum({"jaif": 2, "litai": 1}.get(item["slug"], 0) for item in first)


@pytest.mark.usefixtures("changed")
def test_ids_stay_when_more_happens(get: Callable[..., Any]) -> None:
    before = {item["id"]: item["title"] for item in get("/changes.feed.json").json()["items"]}
    Factory.objects.filter(slug="jaif").update(city="Köln")
    publish()
    after = {item["id"]: item["title"] for item in get("/changes.feed.json").json()["items"]}
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()


@pytest.mark.parametrize("origin", ["", ORIGIN])
def test_a_feed_before_anything_changed_is_one_too(
    get: Callable[..., Any], settings: Any, origin: str
) -> None:
    settings.PUBLIC_URL = origin
    assert titles(get, "/changes") == []
    (card,) = [publish()]
    assert card
    assert titles(get, "/factories?country=DE") == []
    assert get("/changes.atom").content == get("/changes.atom").content


def test_what_xml_cannot_hold_does_not_break_it(get: Callable[..., Any], settings: Any) -> None:
    settings.PUBLIC_URL = ORIGIN
    publish()
    hostile = "\x01\x0b\ufffe ]]> <script>&amp;</script> \U0001f600"
    Factory.objects.filter(slug="jaif").update(name=hostile, summary=hostile)
    publish()
    root = sound(get("/factories/jaif.atom").content)
    entry = one(root, "entry")
    assert said(entry, "title").startswith(" ]]> <script>&amp;</script> \U0001f600: ")
    assert "<script>" not in said(entry, "content")
    assert "&lt;script&gt;" in said(entry, "content")
    jsonschema.validate(json.loads(get("/factories/jaif.feed.json").content), JSON_FEED)


def test_a_great_change_is_bounded_in_entries(get: Callable[..., Any], settings: Any) -> None:
    settings.PUBLIC_URL = ORIGIN
    publish()
    for _number in range(230):
        builders.make_sector()
    publish()
    assert len(get("/changes.feed.json").json()["items"]) == 200


def test_a_removed_record_is_named(get: Callable[..., Any], settings: Any) -> None:
    settings.PUBLIC_URL = ORIGIN
    gone = Service.objects.create(slug="gone", name="Gone & forgotten")
    publish()
    gone.delete()
    publish()
    assert titles(get, "/changes") == ["Gone & forgotten: no longer in the directory"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/changes.atom?site=jaif", 400),
        ("/factories.atom?country=XX", 400),
        ("/factories.feed.json?cuontry=DE", 400),
        ("/factories.atom?page=9", 400),
        ("/factories/jaif.atom?evidence=documents", 400),
        ("/factories/hearts.atom", 404),
        ("/antennas/nobody.feed.json", 404),
        ("/organisations.atom", 404),
    ],
)
def test_a_slip_is_told(get: Callable[..., Any], address: str, status: int) -> None:
    answer = get(address)
    assert answer.status_code == status
    if status == 400 or "organisations" not in address:
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("shown", "feed"),
    [
        ("/changes/", "/changes.atom"),
        ("/changes/?site=jaif", "/factories/jaif.atom"),
        ("/factories/", "/factories.atom"),
        (
            "/factories/?country=DE&sector=health&sort=-country&view=table",
            "/factories.atom?country=DE&sector=health",
        ),
        ("/antennas/hearts/", "/antennas/hearts.atom"),
    ],
)
def test_pages_lead_to_their_feeds(get: Callable[..., Any], shown: str, feed: str) -> None:
    content = get(shown).content.decode()
    (link,) = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]*)"', content)
    assert link.replace("&amp;", "&") == feed
    main = content.partition("<main")[2]
    assert f'href="{link}"' in main
    assert f'href="{link.replace(".atom", ".feed.json")}"' in main
    assert get(feed).status_code == 200

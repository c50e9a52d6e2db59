"""One spelling of each address: what is redirected, and what is answered as it is."""

from __future__ import annotations

import html
import http.client
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from eurohpc_portal.canonical_address import canonical_address, canonical_query
from eurohpc_portal.secret_keys import random_key
from tests.gunicorn import serving


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("country=DE&country=FR&sector=health", "country=DE&country=FR&sector=health"),
        ("q=one+health", "q=one+health"),
        ("q=one%20health", "q=one+health"),
        ("q=Brain%2b%2b", "q=Brain%2B%2B"),
        ("%65dition=1", "edition=1"),
        ("edition=%31", "edition=1"),
        ("q=Łódź", "q=%C5%81%C3%B3d%C5%BA"),
        ("q=%ff", "q=%EF%BF%BD"),
        ("&&country=DE&", "country=DE"),
        ("country", "country="),
        ("country=DE&utm_source=letter&fbclid=x&country=PL", "country=DE&country=PL"),
        ("utm_source=letter", ""),
        ("a=b=c", "a=b%3Dc"),
        ("page=%2Ffactories%2F", "page=/factories/"),
    ],
)
def test_a_query_has_one_spelling(query: str, canonical: str) -> None:
    assert canonical_query(query) == canonical
    assert canonical_query(canonical) == canonical


@pytest.mark.parametrize(
    ("raw", "location"),
    [
        ("/factories/?country=DE", None),
        ("/factories/", None),
        ("/factories/?", "/factories/"),
        ("/f%61ctories/", "/factories/"),
        ("/factories/?%63ountry=DE", "/factories/?country=DE"),
        ("/factories/?utm_source=1", "/factories/"),
        ("//evil.example/?utm_source=1", "/%2Fevil.example/"),
        ("/static/site.css?1", "/static/site.css"),
        ("http://localhost/factories/", None),
    ],
)
def test_any_other_spelling_is_redirected(rf: RequestFactory, raw: str, location: str | None) -> None:
    path, _mark, query = raw.partition("?")
    path = urlsplit(path).path if path.startswith("http") else path.replace("%61", "a")
    request = rf.get("/", QUERY_STRING=query, RAW_URI=raw)
    request.path = request.path_info = path
    answer = canonical_address(lambda _request: HttpResponse())(request)
    assert answer.headers.get("Location") == location
    assert answer.status_code == (302 if location else 200)


@pytest.fixture(scope="module")
def node(database_file: Path, static_root: str) -> Iterator[str]:
    where = {"EDITIONS_DIR": str(database_file.parent / "editions"), "STATIC_ROOT": static_root}
    with serving(ROLE="public", SECRET_KEY=random_key(), COMPUTE_SHARE="0.02", **where) as base:
        yield base


def ask(base: str, address: str, visitor: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    """Status and Location, the address sent as it is."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=120, source_address=(visitor, 0))
    connection.putrequest("GET", address)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", "")


def test_no_link_of_the_site_is_redirected(database_file: Path, static_root: str) -> None:
    pages = (
        "/",
        "/factories/?country=DE",
        "/antennas/",
        "/find/",
        "/figures/",
        "/coverage/",
        "/data/",
        "/api/",
    )
    where = {"EDITIONS_DIR": str(database_file.parent / "editions"), "STATIC_ROOT": static_root}
    links: list[str] = []
    with serving(ROLE="public", **where) as base:
        for page in pages:
            with urllib.request.urlopen(base + page, timeout=120) as answer:
                links += re.findall(r'(?:href|action|src)="(/[^"]*)"', answer.read().decode())
    queries = [html.unescape(link).partition("?")[2].partition("#")[0] for link in links if "?" in link]
    assert len(queries) > 50
    assert [query for query in queries if canonical_query(query) != query] == []


def test_over_the_network(node: str) -> None:
    assert ask(node, "/factories/?country=DE") == (200, "")
    assert ask(node, "/f%61ctories/?country=DE") == (302, "/factories/?country=DE")
    assert ask(node, "/factories/?country=%44E") == (302, "/factories/?country=DE")
    assert ask(node, "/about/?edition=01", "127.0.0.3")[0] == 400
    assert ask(node, "/about/?edition=+1", "127.0.0.4")[0] == 400
    assert ask(node, "/about/?edition=", "127.0.0.5") == (302, "/about/")
    assert ask(node, "/about/", "127.0.0.6", SCRIPT_NAME="/zzz") == (200, "")


def test_who_makes_the_site_compute_too_much_is_refused_and_others_are_not(node: str) -> None:
    """H2: 45 different pages a second from one address."""
    greedy = [ask(node, f"/search/?q=energy+{number}", "127.0.0.7")[0] for number in range(400)]
    assert set(greedy) == {200, 429}
    assert ask(node, "/factories/?country=DE", "127.0.0.7")[0] == 200, "it is in memory, and costs nothing"
    others = [ask(node, f"/search/?q=health+{number}", f"127.0.0.{20 + number}")[0] for number in range(10)]
    assert set(others) == {200}

"""Every record ends with a link that opens a message about it, filled in."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from directory.error_report import report_address
from directory.models import Source
from editions.store import Manifest
from tests import builders
from tests.explore.test_pages import RECORDS, address
from tests.pages import SHOWN

LINK = re.compile(r'<a href="(mailto:[^"]+)">Report wrong data on this page</a>')


@pytest.fixture(autouse=True)
def contact(settings: Any) -> None:
    settings.CONTACT_EMAIL = "wrong+data@directory.example"
    settings.PUBLIC_URL = "https://directory.example"


def links(page: Any) -> list[str]:
    return [html.unescape(link) for link in LINK.findall(page.content.decode())]


def message(link: str) -> tuple[str, str, str]:
    """To whom, the subject and the body, as a mail program reads them: a plus is a plus."""
    parts = urlsplit(link)
    fields = parse_qs(parts.query.replace("+", "%2B"), strict_parsing=True)
    assert set(fields) == {"subject", "body"}
    assert not parts.fragment
    return unquote(parts.path), fields["subject"][0], fields["body"][0]


def test_every_record_has_one_of_its_own(get: Any) -> None:
    seen = set()
    for name, model, key in RECORDS:
        for value in model.objects.values_list(key, flat=True):
            page = address(name, value)
            (link,) = links(get(page))
            _to, subject, body = message(link)
            assert f"\r\nAddress: https://directory.example{page}\r\n" in body
            assert subject
            assert len(link) < 2000, "mail programs cut longer ones off"
            seen.add((subject, body))
    assert len(seen) == sum(model.objects.count() for _name, model, _key in RECORDS)


def test_it_names_the_record_and_asks_what_an_editor_needs(get: Any) -> None:
    (link,) = links(get("/factories/brainpp/"))
    to, subject, body = message(link)
    assert to == "wrong+data@directory.example"
    assert subject == "AI Factories Directory: wrong data on BRAIN++ (AI Factory)"
    lines = body.split("\r\n")
    assert lines[:3] == [
        "Record: BRAIN++ (AI Factory)",
        "Address: https://directory.example/factories/brainpp/",
        "",
    ]
    for question in ("Which fact is wrong?", "What is right?", "Which source says so"):
        assert question in body
    assert "BRAIN%2B%2B" in link
    assert "%0D%0A" in link
    assert not re.search(r"[^!-~]", link), "an address has neither spaces nor letters beyond ASCII"


@pytest.mark.parametrize(
    "name",
    [
        "Smith & Sons",
        "Łódź – “Wysokie” #1",
        'A "quoted" name?subject=x&body=y',
        "<script>",
        "100% & more\r\nBcc: x@y.example",
    ],
)
def test_no_name_breaks_it(get: Any, name: str) -> None:
    organisation = builders.make_organisation(name=name)
    page = get(organisation.get_absolute_url())
    (link,) = links(page)
    _to, subject, body = message(link)
    told = " ".join(name.split())
    assert subject.endswith(f"wrong data on {told} (Organisation)")
    assert body.startswith(f"Record: {told} (Organisation)\r\nAddress: ")
    assert "<script>" not in page.content.decode()


def test_a_long_title_is_shortened(get: Any) -> None:
    source = builders.make_source(title="Ż" * 300)
    (link,) = links(get(source.get_absolute_url()))
    assert len(link) < 2000
    assert Source.objects.get(pk=source.pk).title not in unquote(link)


def test_without_a_public_address_it_gives_the_path(get: Any, settings: Any) -> None:
    settings.PUBLIC_URL = ""
    (link,) = links(get("/antennas/hearts/?evidence=documents"))
    assert "\r\nAddress: /antennas/hearts/\r\n" in message(link)[2]


def test_without_a_contact_there_is_none(get: Any, settings: Any) -> None:
    settings.CONTACT_EMAIL = ""
    for page in ("/factories/brainpp/", "/sources/analysis-2025/"):
        assert "Report wrong data" not in get(page).content.decode()


def test_it_says_which_edition_was_read() -> None:
    manifest = Manifest(12, "2026-11-21T00:00:00+00:00", "", 0, "", [])
    body = message(report_address("Name", "noun", "/x/", manifest))[2]
    assert "\r\nEdition: 12\r\n" in body
    body = message(report_address("Name", "noun", "/x/", manifest, {"public": ""}))[2]
    assert "12" not in body
    assert "preview" in body


@pytest.mark.parametrize("path", [path for path in SHOWN if path.count("/") <= 2 and "?" not in path])
def test_report_link_is_absent_from_lists(get: Any, path: str) -> None:
    assert links(get(path)) == []

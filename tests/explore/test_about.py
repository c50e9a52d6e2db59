"""The page about the directory counts, and names only people who were named."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.apps import apps

from antennas.models import Antenna
from directory.models import Citation, Country, Source
from factories.models import Factory
from tests import builders


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def words(page: Any) -> str:
    """What a reader sees."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page.content.decode())).split())


def headings(page: Any) -> list[str]:
    return re.findall(r'<h2 id="[\w-]+">([^<]+)</h2>', page.content.decode())


def numbers(page: Any) -> dict[str, int]:
    rows = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", text(page))
    return {re.sub(r"<[^>]*>", "", label): int(re.sub(r"<[^>]*>", "", count)) for label, count in rows}


def test_it_says_what_it_is_not(get: Any) -> None:
    page = words(get("/about/"))
    assert "not a service of the European Union or of the EuroHPC Joint Undertaking" in page


def test_the_numbers_are_counted(get: Any) -> None:
    citations = [model for model in apps.get_models() if issubclass(model, Citation)]
    hosts = {
        *Factory.objects.values_list("country", flat=True),
        *Antenna.objects.values_list("country", flat=True),
    }
    before = numbers(get("/about/"))
    assert before["AI Factories"] == Factory.objects.count() > 0
    assert before["Antennas"] == Antenna.objects.count() > 0
    assert before["countries with one or the other"] == len(hosts)
    assert before["citations"] == sum(model.objects.count() for model in citations)
    other = sum(model.objects.filter(agrees=False).count() for model in citations)
    assert before["of them state another value"] == other > 0
    country = Country.objects.exclude(pk__in=hosts).first()
    factory = builders.make_factory(country=country)
    builders.cite(factory, "city", builders.make_source(), as_stated="x", agrees=False, note="y")
    after = numbers(get("/about/"))
    grown = {label for label in before if after[label] == before[label] + 1}
    assert grown == {
        "AI Factories",
        "countries with one or the other",
        "citations",
        "of them state another value",
    }


def test_each_kind_of_source_has_its_rule_and_its_number(get: Any) -> None:
    page = text(get("/about/"))
    for kind, label in (
        ("document", "Source document"),
        ("primary", "Primary source"),
        ("secondary", "Secondary"),
    ):
        count = Source.objects.filter(kind=kind).count()
        assert re.search(rf"<dt>{label}[^<]*<br>{count}</dt>", page), kind


def test_silence_is_shown_with_the_records_own_number(get: Any) -> None:
    assert "for 8 of 32 sites no sector is stated" in words(get("/about/"))
    builders.make_factory()
    assert "for 9 of 33 sites no sector is stated" in words(get("/about/"))


@pytest.mark.parametrize("address", ["/about/", "/accessibility/", "/privacy/"])
def test_who_keeps_it_is_never_invented(get: Any, settings: Any, address: str) -> None:
    """Where nobody is named there is no section about it, and no sentence that says so."""
    settings.KEEPER = settings.CONTACT_EMAIL = ""
    silent = headings(get(address))
    page = words(get(address))
    assert "has not named" not in page
    assert "This installation" not in page
    assert "Write to" not in page
    assert "mailto:" not in text(get(address))
    settings.KEEPER = "Institute <of> Examples & Co"
    settings.CONTACT_EMAIL = "data@directory.example"
    page = words(get(address))
    assert "This site is run by Institute <of> Examples & Co." in page
    assert "has not named" not in page
    assert 'href="mailto:data@directory.example"' in text(get(address))
    (section,) = set(headings(get(address))) - set(silent)
    assert section in {"Who runs it", "Feedback and contact information", "Who is responsible"}


@pytest.mark.parametrize("address", ["/about/", "/accessibility/", "/privacy/"])
def test_of_a_name_and_an_address_each_stands_alone(get: Any, settings: Any, address: str) -> None:
    settings.KEEPER, settings.CONTACT_EMAIL = "Example Institute", ""
    page = words(get(address))
    assert "This site is run by Example Institute." in page
    assert "Write to" not in page
    settings.KEEPER, settings.CONTACT_EMAIL = "", "data@directory.example"
    page = words(get(address))
    assert "Write to data@directory.example." in page
    assert "This installation" not in page


@pytest.mark.parametrize("operator", ["", "Example Institute"])
@pytest.mark.parametrize("address", ["/about/", "/accessibility/", "/privacy/"])
def test_the_contents_lead_to_the_headings_of_the_page(
    get: Any, settings: Any, address: str, operator: str
) -> None:
    settings.KEEPER = operator
    page = text(get(address))
    listed = re.findall(
        r'<li><a href="#([\w-]+)">([^<]+)</a></li>', page.split('class="contents"')[1].split("</nav>")[0]
    )
    shown = re.findall(r'<h2 id="([\w-]+)">([^<]+)</h2>', page.split("</nav>", 4)[-1])
    assert listed == [heading for heading in shown if heading[0] != "contents-heading"]
    assert len(listed) >= 4

"""What the forms of records ask beyond what the database refuses."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from directory.models import Milestone, Sector, Source
from editions.clock import today
from factories.models import Factory
from tests.builders import cite, make_factory, make_milestone, make_source
from tests.editorial.forms import filled, row_of
from tests.editorial.test_citing import new_citation
from tests.editorial.test_forms import change_page, page_of

TOMORROW = today() + datetime.timedelta(days=1)
Send = Callable[..., Any]


@pytest.fixture
def send(ana: Client) -> Send:
    """Sends a record's form with these fields changed."""

    def send(record: Any, **fields: Any) -> Any:
        address = change_page(record)
        return ana.post(address, {**filled(ana.get(address)), **fields})

    return send


@pytest.fixture
def sofia(db: None) -> Factory:
    factory = make_factory(city="Sofia")
    cite(factory, "city", make_source(title="It will be built in Sofia"))
    return factory


@pytest.mark.parametrize(
    ("model", "name", "value", "message"),
    [
        (Factory, "summary", "Too short.", "A summary has 40 to 90 words; this one has 2."),
        (Factory, "name_language", "Czech", "This is no language code"),
        (Source, "language", "Klingon", "This is no language code"),
        (Source, "checked_on", TOMORROW, "This day has not come yet."),
    ],
)
def test_a_broken_rule_is_told_at_its_field(
    send: Send, model: Any, name: str, value: Any, message: str
) -> None:
    record = model.objects.first()
    answer = send(record, **{name: value})
    assert answer.status_code == 200
    [error] = answer.context["adminform"].form.errors[name]
    assert error.startswith(message)
    assert f'<a href="#id_{name}">' in answer.content.decode(), "the top leads to it"


def test_eight_words_of_a_source_are_noticed(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    from directory import editorial_rules

    copied = "these eight words stand in one source document"
    monkeypatch.setattr(editorial_rules, "known_shingles", lambda: editorial_rules.shingles(copied))
    assert send(Sector.objects.first(), scope=f"As {copied}, it is said.").status_code == 200
    assert send(Sector.objects.first(), scope="In words of our own.").status_code == 302


def test_slugs_are_lower_case(ana: Client) -> None:
    fields = {**filled(ana.get(page_of(Sector, "add"))), "name": "Sleep", "slug": "Sleep", "scope": "Naps."}
    assert ana.post(page_of(Sector, "add"), fields).status_code == 200
    assert ana.post(page_of(Sector, "add"), {**fields, "slug": "sleep"}).status_code == 302


def test_what_nobody_touched_stands_in_nobodys_way(send: Send, sofia: Factory) -> None:
    assert sofia.summary == "A summary.", "shorter than the rule"
    assert send(sofia, name="Another name").status_code == 302


def test_a_changed_value_asks_for_its_evidence(send: Send, sofia: Factory) -> None:
    answer = send(sofia, city="Plovdiv")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "City: what was cited for “Sofia” does not vouch for the new value." in page
    assert '<input type="checkbox" name="confirmed" value="city">' in page
    assert "It will be built in Sofia" in page
    assert send(sofia, city="Plovdiv", confirmed="city").status_code == 302


def test_a_new_or_changed_citation_is_evidence(ana: Client, send: Send, sofia: Factory) -> None:
    address = change_page(sofia)
    fields = {**filled(ana.get(address)), "city": "Plovdiv"}
    assert ana.post(address, new_citation(fields, "city")).status_code == 302
    start = row_of(fields, "field", "city")
    assert send(sofia, city="Varna", **{f"{start}source": make_source().pk}).status_code == 302


def test_an_emptied_value_asks_for_nothing(send: Send, sofia: Factory) -> None:
    assert send(sofia, city="").status_code == 302


def test_what_happened_needs_a_citation_of_its_date_and_lies_in_the_past(ana: Client, send: Send) -> None:
    milestone = make_milestone(status="expected", date=TOMORROW)
    late = send(milestone, status="happened")
    assert late.context["adminform"].form.errors == {"date": ["This day has not come yet."]}
    day = {"status": "happened", "date": "2025-05-01"}
    assert "What happened needs a citation of its date." in send(milestone, **day).content.decode()
    fields = {**filled(ana.get(change_page(milestone))), **day}
    assert ana.post(change_page(milestone), new_citation(fields, "date")).status_code == 302
    assert Milestone.objects.get(pk=milestone.pk).happened


def test_a_date_cited_as_expected_does_not_vouch_for_what_happened(ana: Client, send: Send) -> None:
    milestone = make_milestone(status="expected")
    fields = filled(ana.get(change_page(milestone)))
    assert ana.post(change_page(milestone), new_citation(fields, "date")).status_code == 302
    page = send(milestone, status="happened").content.decode()
    assert "Date: what was cited for “2025-05-01, expected” does not vouch" in page
    assert send(milestone, status="happened", confirmed="date").status_code == 302

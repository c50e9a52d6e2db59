"""A card says of a site what the site's own page says."""

from __future__ import annotations

from typing import Any

import pytest

from antennas.cards import antenna_card
from antennas.detail import antenna_detail_page
from antennas.models import Antenna, AntennaFactory
from directory.cards import LEADING_ROLES, Card, Tie
from directory.macros import macro
from directory.models import ServiceStep
from editions.current import records
from factories.cards import factory_card
from factories.detail import factory_detail_page
from factories.models import Factory
from tests import builders

pytestmark = pytest.mark.django_db

KINDS: list[tuple[Any, Any, Any]] = [
    (Factory, factory_card, factory_detail_page),
    (Antenna, antenna_card, antenna_detail_page),
]


def values_of(page: Any, name: str) -> list[Any]:
    """The values of a fact on a site's page, under whichever labels."""
    facts = [fact for section in page.sections for fact in section.facts if fact.name == name]
    return [value for fact in facts for value in fact.values]


@pytest.mark.parametrize("only", [False, True])
@pytest.mark.parametrize(("model", "card_of", "detail_page_of"), KINDS)
def test_a_card_agrees_with_the_page(model: Any, card_of: Any, detail_page_of: Any, only: bool) -> None:
    if model is Factory:
        # No source says so, and none that is a document.
        linked = AntennaFactory.objects.first()
        assert linked
        linked.site.citations.filter(field="factories", source__kind="document").delete()
    leading = [role.label.capitalize() for role in LEADING_ROLES]
    seen = 0
    for site in records().all(model):
        card = card_of(site, documents_only=only)
        page = detail_page_of(site, documents_only=only)
        assert card.name == page.title
        assert card.url == site.get_absolute_url() + ("?evidence=documents" if only else "")
        assert [(tie.name, tie.url, tie.detail) for tie in card.sectors] == [
            (value.text, value.url, value.detail) for value in values_of(page, "sectors")
        ]
        ties = values_of(page, "antennas" if model is Factory else "factories")
        assert {(tie.name, tie.url) for tie in card.ties} == {(value.text, value.url) for value in ties}
        facts = {f.label: f.values for section in page.sections for f in section.facts}
        hosts = [value.url for label in leading for value in facts.get(label, [])]
        assert [tie.url for tie in card.hosts] == list(dict.fromkeys(hosts))
        assert set(card.machine) == {track.status for track in page.machines} - {""}
        assert card.is_open == (page.service.status == ServiceStep.OPEN_TO_USERS.label)
        assert [(tie.name, tie.url) for tie in card.usable_now] == [
            (value.text, value.url) for value in page.usable_now
        ]
        assert card.city in page.place
        assert site.summary.startswith(card.offer)
        assert card.offer == "" or card.offer.endswith(".")
        seen += len(card.hosts) + len(card.sectors) + len(card.ties)
    assert seen > 30


def test_an_organisation_in_two_roles_stands_once_where_it_leads() -> None:
    factory = builders.make_factory()
    first, second = builders.make_organisation(name="A"), builders.make_organisation(name="B")
    for organisation, role in ((first, "coordinator"), (second, "coordinator"), (second, "hosting-entity")):
        factory.organisation_links.create(organisation=organisation, role=role)
    card = factory_card(factory, documents_only=False)
    assert [tie.name for tie in card.hosts] == [second.label, first.label]


def test_what_a_card_prints_is_escaped() -> None:
    evil = "<b>\"&'"
    tie = Tie(evil, "/?a=1&b=2", evil, lang=evil)
    url = "/?a=1&b=2"
    ties = {name: [tie] for name in ("usable_now", "hosts", "sectors", "ties")}
    card = Card(
        kind="factory",
        name=evil,
        url=url,
        country=tie,
        city=evil,
        cut_off=tie,
        machine=[evil],
        is_open=False,
        slug=evil,
        website=url,
        offer=evil,
        **ties,
    )
    for name in ("card_of", "factory_row", "antenna_row"):
        text = macro("sites", name)(card)
        assert "<b>" not in text
        assert 'href="/?a=1&amp;b=2"' in text
        assert "&lt;b&gt;&#34;&amp;&#39;" in text

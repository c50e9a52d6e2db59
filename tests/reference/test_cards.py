"""A card says of a site what the site's own page says."""

from __future__ import annotations

from typing import Any

import pytest

from antennas.cards import AntennaCards
from antennas.models import Antenna, AntennaFactory
from antennas.sheets import antenna_sheet
from factories.cards import FactoryCards
from factories.models import Factory
from factories.sheets import factory_sheet
from records.memory import Memory
from reference.cards import LEADING_ROLES, Card, Tie
from reference.drawn_cards import CARD, drawn
from reference.models import Country, Stage
from reference.prepared import Prepared
from tests import builders

pytestmark = pytest.mark.django_db

KINDS: list[tuple[Any, Any, Any]] = [
    (Factory, FactoryCards, factory_sheet),
    (Antenna, AntennaCards, antenna_sheet),
]


def told(sheet: Any, name: str) -> list[Any]:
    """The values of a fact on a site's page, under whichever labels."""
    facts = [fact for section in sheet.sections for fact in section.facts if fact.name == name]
    return [value for fact in facts for value in fact.values]


@pytest.mark.parametrize("only", [False, True])
@pytest.mark.parametrize(("model", "cards", "sheet_of"), KINDS)
def test_a_card_agrees_with_the_page(model: Any, cards: Any, sheet_of: Any, only: bool) -> None:
    if model is Factory:
        # No source says so, and none that is a document.
        linked = AntennaFactory.objects.first()
        assert linked
        linked.site.citations.filter(field="factories", source__kind="document").delete()
    sites = list(model.objects.for_detail(documents_only=only))
    read = cards(documents_only=only).read([site.pk for site in sites], Memory())
    leading = [role.label.capitalize() for role in LEADING_ROLES]
    seen = 0
    for site, card in zip(sites, read, strict=True):
        sheet = sheet_of(site, documents_only=only)
        assert card.name == sheet.title
        assert card.url == site.get_absolute_url() + ("?evidence=documents" if only else "")
        assert [(tie.url, tie.detail) for tie in card.systems] == [
            (value.url, value.detail) for value in told(sheet, "supercomputers")
        ]
        assert [(tie.name, tie.url, tie.detail) for tie in card.sectors] == [
            (value.text, value.url, value.detail) for value in told(sheet, "sectors")
        ]
        assert [tie.url for tie in card.countries] == [
            value.url for value in told(sheet, "participating_countries")
        ]
        ties = told(sheet, "antennas" if model is Factory else "factories")
        assert {(tie.name, tie.url) for tie in card.ties} == {(value.text, value.url) for value in ties}
        facts = {f.label: f.values for section in sheet.sections for f in section.facts}
        hosts = [value.url for label in leading for value in facts.get(label, [])]
        assert [tie.url for tie in card.hosts] == list(dict.fromkeys(hosts))
        assert card.stage == (sheet.stage or Stage.SELECTED)
        reached = {rung.stage for rung in sheet.ladder if rung.state == "reached"}
        assert card.reached == reached | {Stage.SELECTED}
        assert card.city in sheet.place
        seen += len(card.hosts) + len(card.systems) + len(card.sectors) + len(card.ties)
    assert seen > 30


def test_an_organisation_in_two_roles_stands_once_where_it_leads() -> None:
    factory = builders.make_factory()
    first, second = builders.make_organisation(name="A"), builders.make_organisation(name="B")
    for organisation, role in ((first, "coordinator"), (second, "coordinator"), (second, "hosting-entity")):
        factory.organisation_links.create(organisation=organisation, role=role)
    (card,) = FactoryCards(documents_only=False).read([factory.pk], Memory())
    assert [tie.name for tie in card.hosts] == [second.label, first.label]


def test_what_a_card_prints_is_escaped() -> None:
    evil = "<b>\"&'"
    tie = Tie(evil, "/?a=1&b=2", evil, lang=evil)
    card = Card("factory", evil, "/", tie, evil, tie, hosts=[tie], systems=[tie], sectors=[tie], ties=[tie])
    for template in (CARD, "factories/row.html"):
        text = drawn(card, template, Memory())
        assert "<b>" not in text
        assert 'href="/?a=1&amp;b=2"' in text
        assert "&lt;b&gt;&quot;&amp;&#x27;" in text


def test_a_prepared_query_gives_the_rows_of_any_keys() -> None:
    names = list(Country.objects.order_by("pk").values_list("pk", "code"))
    prepared = Prepared(
        lambda keys: Country.objects.filter(pk__in=keys).order_by("-code").values_list("pk", "code")
    )
    for number in (1, 3, 3, len(names)):
        chosen = names[-number:]
        wanted = sorted(chosen, key=lambda row: row[1], reverse=True)
        assert prepared.rows([key for key, _code in chosen]) == wanted
    assert prepared.rows([]) == []
    assert prepared.rows([0, names[0][0], names[0][0]]) == [names[0]]

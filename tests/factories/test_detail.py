"""The page of a factory shows each fact with its source, and says where there is none."""

from __future__ import annotations

from typing import Any

import pytest

from factories.models import Factory, FactoryMilestone
from factories.sheets import factory_sheet
from tests import builders

pytestmark = pytest.mark.django_db


def sheet(factory: Factory, **options: Any) -> Any:
    return factory_sheet(Factory.objects.for_detail().get(pk=factory.pk), **options)


def fact(page: Any, name: str) -> Any:
    return next(fact for section in page.sections for fact in section.facts if fact.name == name)


def text(page: Any) -> str:
    return page.content.decode()


def test_silence_reads_as_silence(get: Any) -> None:
    factory = builders.make_factory(slug="silent")
    page = text(get(f"/factories/{factory.slug}/"))
    for label in ("City", "Website", "Sectors", "Systems", "Services"):
        row = page.split(f"<dt>{label}</dt>")[1].split("</dd>")[0]
        assert "not stated in the sources" in row, label


def test_a_fact_carries_its_references_in_the_order_of_the_page() -> None:
    factory = builders.make_factory(city="Bonn")
    first, second = builders.make_source(kind="document"), builders.make_source(kind="primary")
    builders.cite(factory, "summary", first, locator="paragraph 1")
    builders.cite(factory, "city", second)
    builders.cite(factory, "city", first, locator="paragraph 2")
    page = sheet(factory)
    assert [(ref.number, ref.source, ref.locator) for ref in page.references] == [
        (1, first, "paragraph 1"),
        (2, first, "paragraph 2"),
        (3, second, ""),
    ], "documents come before what was added later"


def test_a_later_fact_says_so(get: Any) -> None:
    factory = builders.make_factory(city="Bonn")
    source = builders.make_source(
        kind="secondary", publisher="The Paper", published_on="2026-03-01", published_precision="month"
    )
    builders.cite(factory, "city", source)
    assert "reported by The Paper, as of March 2026" in text(get(f"/factories/{factory.slug}/"))


def test_a_disagreement_shows_both_values_and_the_reason(get: Any) -> None:
    factory = builders.make_factory(city="Bonn")
    builders.cite(factory, "city", builders.make_source())
    other = builders.make_source(kind="document")
    builders.cite(
        factory, "city", other, as_stated="Cologne", agrees=False, note="Bonn is what the operator says."
    )
    page = text(get(f"/factories/{factory.slug}/"))
    row = page.split("<dt>City</dt>")[1].split("</dd>")[0]
    assert "Bonn" in row
    assert "Sources disagree" in row
    assert "“Cologne”" in row
    assert "Bonn is what the operator says." in row


def test_the_documents_alone_show_only_what_they_say() -> None:
    sector, later_sector = builders.make_sector(), builders.make_sector()
    factory = builders.make_factory(
        sectors=(sector, later_sector), city="Bonn", website="https://example.org/"
    )
    document, later = builders.make_source(kind="document"), builders.make_source(kind="primary")
    for about, source in ((sector.slug, document), (later_sector.slug, later)):
        builders.cite(factory, "sectors", source, about)
    builders.cite(factory, "website", later)
    builders.cite(factory, "city", later)
    builders.cite(
        factory, "city", document, as_stated="Cologne", agrees=False, note="The later source corrects it."
    )
    builders.cite(factory, "summary", document)
    builders.cite(factory, "summary", later)
    everything, documents = sheet(factory), sheet(factory, documents_only=True)
    assert len(fact(everything, "sectors").values) == 2
    assert [value.text for value in fact(documents, "sectors").values] == [sector.name]
    assert fact(documents, "website").values == []
    assert [value.text for value in fact(documents, "city").values] == ["Cologne"]
    assert everything.lead is not None
    assert documents.lead is None, "a summary that draws on later sources is not the documents'"
    assert all(ref.source.is_document for ref in documents.references)


def test_the_ladder_keeps_plans_apart_from_what_happened() -> None:
    factory = builders.make_factory()
    for status, stage in (("happened", 3), ("expected", 5), ("expected", 3), ("expected", 2)):
        milestone = builders.make_milestone(status=status, stage=stage)
        FactoryMilestone.objects.create(site=factory, milestone=milestone)
    page = sheet(factory)
    assert [rung.state for rung in page.ladder] == [
        "reached",
        "passed",
        "reached",
        "silent",
        "expected",
        "silent",
    ]
    assert page.stage == 3
    assert len(page.other_happenings) == 2, "what was expected of rungs behind us is history"


def test_an_unknown_choice_of_evidence_is_a_400(get: Any) -> None:
    assert get("/factories/jaif/?evidence=documents").status_code == 200
    assert get("/factories/jaif/?evidence=").status_code == 200
    for query in ("evidence=all", "evidence=documents&evidence=documents", "evidence=%00"):
        page = get(f"/factories/jaif/?{query}")
        assert page.status_code == 400
        assert "may be “documents” or left out" in text(page)


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("it4lia", "Leonardo"),
        ("luxembourg-ai-factory", "coordinator"),
        ("pharos", "Lavrio"),
        ("mimer", "Sweden AI Factory"),
        ("ai2f", "interim access"),
    ],
)
def test_known_disagreements_and_roles_are_on_the_page(get: Any, slug: str, said: str) -> None:
    assert said.lower() in text(get(f"/factories/{slug}/")).lower()

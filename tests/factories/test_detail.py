"""The page of a factory shows each fact with its source, and says where there is none."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from markupsafe import escape

from directory.models import MilestoneCitation
from editions.current import records
from factories.detail import factory_detail_page
from factories.models import Factory, FactoryMilestone
from tests import builders

pytestmark = pytest.mark.django_db


def page_of(factory: Factory, **options: Any) -> Any:
    return factory_detail_page(records().get(Factory, "pk", factory.pk), **options)


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
    page = page_of(factory)
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


@pytest.mark.parametrize(
    ("kind", "verbatim", "shown"),
    [
        ("document", False, "“an upgrade”"),
        ("primary", True, "“an upgrade”"),
        ("primary", False, "an upgrade"),
        ("secondary", False, "an upgrade"),
    ],
)
def test_only_exact_words_stand_in_quotation_marks(get: Any, kind: str, verbatim: bool, shown: str) -> None:
    factory = builders.make_factory(city="Bonn")
    source = builders.make_source(kind=kind)
    builders.cite(factory, "city", source, as_stated="an upgrade", verbatim=verbatim)
    page = text(get(f"/factories/{factory.slug}/"))
    assert f'<span class="fact__term">{shown}</span>' in page


def test_a_page_that_nobody_opened_yet_says_so(get: Any) -> None:
    factory = builders.make_factory(city="Bonn")
    for kind, checked_on in (("primary", None), ("secondary", None), ("primary", "2026-11-28")):
        builders.cite(factory, "city", builders.make_source(kind=kind, checked_on=checked_on))
    page = text(get(f"/factories/{factory.slug}/"))
    assert page.count("Official page, not yet opened by us") == 1
    assert page.count("Page not yet opened by us") == 1


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
    everything, documents = page_of(factory), page_of(factory, documents_only=True)
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
    page = page_of(factory)
    assert [rung.state for rung in page.ladder] == [
        "reached",
        "expected",
        "reached",
        "silent",
        "expected",
        "silent",
    ], "no rung follows from one above it"
    assert page.stage == 3
    assert len(page.other_happenings) == 1, "what was expected of a rung that is reached is history"


def test_an_expectation_that_came_true_is_not_overdue() -> None:
    factory = builders.make_factory()
    long_ago = {"date": datetime.date(2020, 1, 1), "precision": "year", "stage": 2}
    for status in ("happened", "expected"):
        milestone = builders.make_milestone(status=status, **long_ago)
        FactoryMilestone.objects.create(site=factory, milestone=milestone)
    (history,) = [item for item in page_of(factory).other_happenings if item.stage == 2]
    assert not history.happened
    assert not history.overdue


@pytest.mark.parametrize("query", ["", "?evidence=documents"])
def test_no_rung_is_shown_that_no_source_states(get: Any, query: str) -> None:
    """Luxembourg serves users, and no source says that its new system is being installed or in service."""
    page = get(f"/factories/luxembourg-ai-factory/{query}")
    states = {rung.stage.slug: rung.state for rung in page.context["page"].ladder}
    assert states["serving-users"] == "reached"
    assert not {states["being-installed"], states["in-service"]} & {"reached", "passed"}


def test_an_unknown_choice_of_evidence_is_a_400(get: Any) -> None:
    assert get("/factories/jaif/?evidence=documents").status_code == 200
    assert get("/factories/jaif/?evidence=").url == "/factories/jaif/"
    for query in ("evidence=all", "evidence=documents&evidence=documents", "evidence=%00"):
        page = get(f"/factories/jaif/?{query}")
        assert page.status_code == 400
        assert "“evidence”:" in text(page)


def disputes(page: Any) -> str:
    return " ".join(part.split("</details>")[0] for part in text(page).split('<details class="dispute"')[1:])


@pytest.mark.parametrize(
    ("address", "stated"),
    [
        ("/factories/it4lia/", "upgrade"),
        ("/factories/luxembourg-ai-factory/", "Luxinnovation"),
        ("/factories/luxembourg-ai-factory/", "Tier IV"),
        ("/factories/czai/", "new"),
        ("/antennas/saifa/", "energy"),
        ("/supercomputers/daedalus/", "Athens"),
        ("/cut-offs/antennas-1/", "HORIZON-JU-EUROHPC-2025-AIFA-01"),
    ],
)
def test_known_disagreements_are_boxes_on_the_page(get: Any, address: str, stated: str) -> None:
    assert stated in disputes(get(address))


def test_every_stored_disagreement_of_a_site_is_on_its_page_and_in_its_count(get: Any) -> None:
    for factory in Factory.objects.prefetch_related("citations"):
        page = get(f"/factories/{factory.slug}/")
        for citation in factory.citations.filter(agrees=False):
            assert escape(citation.note) in text(page), citation
        boxes = text(page).count('<details class="dispute"')
        assert len(page.context["page"].disputed) == boxes
        for _label, anchor in page.context["page"].disputed:
            assert f'id="{anchor}"' in text(page)


def test_a_date_that_a_document_disputes_is_not_shown_as_the_documents(get: Any) -> None:
    MilestoneCitation.objects.get(record__slug="scynergy-2026", field="date", agrees=True).delete()
    everything = text(get("/factories/luxembourg-ai-factory/"))
    documents = text(get("/factories/luxembourg-ai-factory/?evidence=documents"))
    panel = "Panel on the Luxembourg AI Factory at SCynergy 2026"
    assert panel in everything
    assert panel not in documents


@pytest.mark.parametrize(
    ("address", "milestone", "date"),
    [
        (
            "/factories/luxembourg-ai-factory/",
            "Panel on the Luxembourg AI Factory at SCynergy 2026",
            "first half of 2026",
        ),
        ("/antennas/saifa/", "Antennas and their linked AI Factories sign memoranda", "by mid-2026"),
    ],
)
def test_a_date_that_a_document_also_supports_stays_with_documents_alone(
    get: Any, address: str, milestone: str, date: str
) -> None:
    page = text(get(f"{address}?evidence=documents"))
    assert milestone in page
    assert date in page


def test_a_factory_that_no_source_links_to_an_antenna_says_so(get: Any) -> None:
    factory = builders.make_factory()
    assert fact(page_of(factory), "antennas").note == "The sources link no Antenna to it."


def test_a_note_stands_at_the_reference_it_is_about() -> None:
    sectors = (builders.make_sector(name="A sector"), builders.make_sector(name="B sector"))
    factory = builders.make_factory(sectors=sectors)
    general, own = builders.make_source(kind="document"), builders.make_source(kind="document")
    for sector in sectors:
        builders.cite(factory, "sectors", general, sector.slug, note="Said of all.")
    builders.cite(factory, "sectors", own, sectors[0].slug)
    first, second = fact(page_of(factory), "sectors").values
    assert [note.text for note in first.cite.particular_notes] == ["Said of all."]
    assert first.cite.general_notes == []
    assert second.cite.general_notes == ["Said of all."]


def test_figures_are_shown_with_their_scope(get: Any) -> None:
    page = text(get("/factories/it4lia/"))
    assert "EUR 430 million" in page


@pytest.mark.parametrize(
    "address",
    [
        "/factories/jaif/?evidnce=documents",
        "/supercomputers/jupiter/?evidence=documents",
        "/organisations/?country=DE",
    ],
)
def test_a_parameter_that_a_page_does_not_know_is_a_400(get: Any, address: str) -> None:
    assert get(address).status_code == 400

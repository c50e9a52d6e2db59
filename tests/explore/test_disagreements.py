"""Every dispute is told once, with both sides and the reason, and leads to where it is shown."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urldefrag

import pytest

from directory.evidence import quoted
from directory.models import Citation, MilestoneCitation
from explore.disagreements import PLACES_NAMED, WORDING
from explore.record_types import RECORD_KINDS
from explore.sources import citation_models
from factories.models import Factory
from tests import builders


def text(page: Any) -> str:
    return html.unescape(" ".join(page.content.decode().split()))


def disputes() -> list[Citation]:
    return [
        citation
        for model in citation_models()
        for citation in model.objects.filter(agrees=False).select_related("record", "source")
    ]


def disputes_at(page: Any, anchor: str) -> list[str]:
    """What the sources of the value at this anchor state otherwise."""
    place = text(page).split(f'id="{anchor}"')[1].split('<button type="button" class="refs"')[1]
    return re.findall(r'backing__passage--disputed">(.*?)</span>', place)


def told_once(content: str, note: str) -> str:
    """The one article that tells this, and prints it once: what a source's number opens is not printed."""
    (article,) = [part for part in content.split('<article class="disputed"')[1:] if note in part]
    assert article.count(f'<p class="fact__note">{note}</p>') == 1
    assert article.count(note) == 2, "once in print, once on demand"
    return article.split("</article>")[0]


def facts(page: Any) -> list[Any]:
    return [fact for group in page.context["groups"] for fact in group.facts]


def test_every_kind_of_cited_record_is_known() -> None:
    assert set(RECORD_KINDS.values()) == {model.record_model() for model in citation_models()}


def test_every_dispute_is_told_with_its_reason(get: Any) -> None:
    page = get("/disagreements/")
    content = text(page)
    for citation in disputes():
        shown = quoted(citation)
        assert shown in content, citation.record
        assert shown.startswith("“") == citation.source.is_document or citation.verbatim
        assert " ".join(citation.note.split()) in content, citation.record
        assert citation.source.publisher in content
    assert sum(len(fact.value.cite.disputes) for fact in facts(page)) == len(disputes())


def test_the_count_is_that_of_the_disputed_facts(get: Any) -> None:
    page = get("/disagreements/")
    disputed = {(type(c), c.record_id, c.field, c.about) for c in disputes()}
    assert f"Sources disagree about {len(disputed)} facts" in text(page)
    assert f"They belong to {len({item[:2] for item in disputed})} records." in text(page)


def test_the_value_shown_is_the_records_own(get: Any) -> None:
    shown = {fact.url.split("#")[1]: fact.value for fact in facts(get("/disagreements/"))}
    assert all(value.text for value in shown.values())
    expected = {
        "dispute-keyfigure-it4lia-total-value": "about EUR 430 million",
        "dispute-cutoff-factories-3-announced_on": "10 October 2025",
        "dispute-factory-czai-supercomputers-karolaina-new": "KarolAIna (new system)",
        "dispute-antenna-saifa-sectors-agriculture-food": "Agriculture and food",
        "dispute-milestone-scynergy-2026-date": "first half of 2026",
        "dispute-milestone-memoranda-mid-2026-date": "by mid-2026",
    }
    assert {name: shown[name].text for name in expected} == expected
    assert [name for name, value in shown.items() if not value.cite.references] == []


def test_every_dispute_leads_to_the_place_that_shows_it(get: Any) -> None:
    for fact in facts(get("/disagreements/")):
        url, fragment = urldefrag(fact.url)
        page = get(url)
        assert page.status_code == 200
        assert page.content.decode().count(f'id="{fragment}"') == 1, fact.url
        told = disputes_at(page, fragment)
        assert len(told) >= len(fact.value.cite.disputes), fact.url
        for dispute in fact.value.cite.disputes:
            assert any(dispute.quoted in words and dispute.note in words for words in told), fact.url


def test_no_page_uses_the_same_anchor_twice(get: Any) -> None:
    for address in (
        "/disagreements/",
        "/figures/",
        "/coverage/",
        "/cut-offs/factories-3/",
        "/factories/it4lia/",
    ):
        ids = re.findall(r' id="([^"]+)"', get(address).content.decode())
        assert len(ids) == len(set(ids)), address


def test_what_concerns_the_network_leads_to_the_timeline(get: Any) -> None:
    shared = MilestoneCitation.objects.get(record__slug="facilities-in-service-mid-2026", agrees=False)
    content = text(get("/disagreements/"))
    article = told_once(content, shared.note)
    assert article.startswith(' id="milestone-facilities-in-service-mid-2026"')
    assert 'href="/timeline/#dispute-milestone-facilities-in-service-mid-2026-title"' in article


def test_what_concerns_every_site_is_told_once(get: Any) -> None:
    milestone = builders.make_milestone(slug="all-meet")
    for factory in Factory.objects.all():
        factory.milestone_links.create(milestone=milestone)
    MilestoneCitation.objects.create(
        record=milestone,
        field="title",
        source=builders.make_source(),
        agrees=False,
        as_stated="None met",
        note="The minutes say that all met.",
    )
    content = text(get("/disagreements/"))
    article = told_once(content, "The minutes say that all met.")
    assert article.startswith(' id="milestone-all-meet"')
    assert f"and {Factory.objects.count() - PLACES_NAMED} more" in article


def test_a_dispute_that_no_page_shows_is_not_told(get: Any) -> None:
    milestone = builders.make_milestone(qualifier="as-of")  # a state, of no system
    MilestoneCitation.objects.create(
        record=milestone,
        field="date",
        source=builders.make_source(),
        agrees=False,
        as_stated="May",
        note="Why.",
    )
    assert milestone.title not in text(get("/disagreements/"))


def test_both_sides_of_a_new_dispute_are_there(get: Any) -> None:
    factory = builders.make_factory(city="Bonn")
    builders.cite(factory, "city", builders.make_source(publisher="The operator"))
    other = builders.make_source(kind="document", publisher="The document")
    builders.cite(factory, "city", other, as_stated="Cologne", agrees=False, note="The operator knows best.")
    article = text(get(f"/disagreements/?kind=factories&source={other.slug}"))
    article = article.split(f'id="factory-{factory.slug}"')[1].split("</article>")[0]
    for words in ("City", "Bonn", "“Cologne”", "The document", "The operator knows best."):
        assert words in article
    assert f'href="/factories/{factory.slug}/#dispute-factory-{factory.slug}-city"' in article


def test_kind_and_source_choose(get: Any) -> None:
    figures = get("/disagreements/?kind=figures")
    assert [group.id for group in figures.context["groups"]] == ["figures"]
    by_source = facts(get("/disagreements/?source=analysis-2025"))
    wanted = {
        (type(c), c.record_id, c.field, c.about) for c in disputes() if c.source.slug == "analysis-2025"
    }
    assert len(by_source) == len(wanted)
    one = get("/disagreements/?kind=figures&source=carlino")
    every = {(type(c), c.record_id, c.field, c.about) for c in disputes()}
    assert f"1 of {len(every)} disputed facts" in text(one)
    assert 'name="robots" content="noindex,follow"' in text(one)
    assert 'rel="canonical" href="/disagreements/?kind=figures&source=carlino"' in text(one)


def test_nothing_to_tell_says_so(get: Any) -> None:
    page = get("/disagreements/?kind=cut-offs&source=carlino")
    assert page.status_code == 200
    assert "No fact of this kind is disputed by this source." in text(page)


@pytest.mark.parametrize(
    "query",
    [
        "kind=factory",
        "kind=%00",
        "source=nobody",
        "kind=figures&kind=antennas",
        "page=2",
        "source=%3Cscript%3E",
    ],
)
def test_what_does_not_exist_is_a_400_in_words(get: Any, query: str) -> None:
    page = get(f"/disagreements/?{query}")
    assert page.status_code == 400
    assert "<script>" not in page.content.decode()


def test_empty_choices_lead_to_the_plain_address(get: Any) -> None:
    page = get("/disagreements/?kind=&source=carlino")
    assert (page.status_code, page.headers["Location"]) == (302, "/disagreements/?source=carlino")
    assert get("/disagreements/?kind=&source=").headers["Location"] == "/disagreements/"


def test_notes_for_editors_stay_with_the_editors(get: Any) -> None:
    content = text(get("/disagreements/"))
    for model in RECORD_KINDS.values():
        for note in model.objects.exclude(editor_note="").values_list("editor_note", flat=True):
            assert note[:60] not in content


def test_what_may_change_a_decision_comes_before_what_is_wording(get: Any) -> None:
    page = get("/disagreements/")
    decisive = [fact.fact for group in page.context["decisive"] for fact in group.facts]
    wording = [fact.fact for group in page.context["wording"] for fact in group.facts]
    assert len(decisive) + len(wording) == len(facts(page))
    assert set(wording) <= set(WORDING)
    assert not set(decisive) & set(WORDING)
    assert {"date", "value"} <= set(decisive)
    before, folded = text(page).split('<details class="disputed-wording">')
    assert f"{len(wording)} more about names and wording alone" in folded
    assert before.count('<dl class="disagreement">') == len(decisive)
    assert 'class="disputed-wording" open' in text(get("/disagreements/?kind=factories"))

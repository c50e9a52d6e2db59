"""Search finds a name as people type it."""

from __future__ import annotations

from typing import Any

import pytest

from directory import text_search
from directory.models import Country
from explore import search
from explore.search_entries import visitors_words
from tests import builders
from tests.listed import listed


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Poznań", "poznan"),
        ("Jülich", "julich"),
        ("AIFA – LAT", "aifa lat"),
        ("BRAIN++", "brain"),
        ("Łódź, Ørsted & Straße", "lodz orsted strasse"),
        ("TÜRKİYE", "turkiye"),
        ("a\x00b", "a b"),
        ("", ""),
    ],
)
def test_it_folds_case_accents_and_punctuation(text: str, folded: str) -> None:
    assert text_search.fold(text) == folded


def results(page: Any, kind: str) -> list[str]:
    groups = {group["kind"]: group["results"] for group in page.context["groups"]}
    return [result.title for result in groups.get(kind, [])]


@pytest.mark.parametrize(
    ("words", "kind", "title"),
    [
        ("poznan", "factory", "PIAST AI Factory"),
        ("julich", "factory", "JUPITER AI Factory (JAIF)"),
        ("juelich", "factory", "JUPITER AI Factory (JAIF)"),
        ("jaif", "factory", "JUPITER AI Factory (JAIF)"),
        ("jupiter", "factory", "JUPITER AI Factory (JAIF)"),
        ("jupiter", "supercomputer", "JUPITER"),
        ("aifa lat", "antenna", "AIFA-LAT"),
        ("aifalat", "antenna", "AIFA-LAT"),
        ("brain++", "factory", "BRAIN++"),
        ("brain", "factory", "BRAIN++"),
        ("ai:at", "factory", "AI:AT"),
        ("aiat", "factory", "AI:AT"),
        ("one health", "factory", "1HealthAI"),
        ("meluxina-ai factory", "factory", "Luxembourg AI Factory"),
        ("swedish ai factory", "factory", "MIMER"),
        ("cesga", "factory", "1HealthAI"),
        ("türkiye", "factory", "BSC AI Factory"),
        ("turkiye", "country", "Türkiye"),
        ("Turkey", "country", "Türkiye"),
        ("czech republic", "country", "Czechia"),
        ("sweden ai factory", "factory", "MIMER"),
    ],
)
def test_it_finds_what_was_meant(get: Any, words: str, kind: str, title: str) -> None:
    page = get(f"/search/?q={words.replace('+', '%2B')}")
    assert page.status_code == 200
    assert results(page, kind)[0] == title


@pytest.mark.parametrize("words", ["jülich", "JULICH", "poznan", "ai:at", "brain%2B%2B"])
def test_the_list_finds_them_too(get: Any, words: str) -> None:
    page = get(f"/factories/?q={words}")
    assert listed(page).count >= 1


def test_every_word_must_match(get: Any) -> None:
    assert listed(get("/factories/?q=health poland")).count >= 2
    assert listed(get("/factories/?q=health atlantis")).count == 0


def test_every_name_and_other_name_is_found(get: Any) -> None:
    from antennas.models import Antenna
    from directory.models import Organisation, Supercomputer
    from factories.models import Factory

    kinds = {
        "factory": Factory,
        "antenna": Antenna,
        "organisation": Organisation,
        "supercomputer": Supercomputer,
    }
    for kind, model in kinds.items():
        for record in model.objects.all():
            for name in filter(None, [record.name, *record.aliases]):
                page = get(f"/search/?q={name.replace('+', '%2B').replace('&', '%26').replace('#', '%23')}")
                assert str(record.name or record.label) in results(page, kind), (kind, name)


@pytest.mark.parametrize(
    ("typed", "meant"), [("jupitr", "jupiter"), ("poznam", "poznan"), ("helth", "health")]
)
def test_a_near_miss_offers_what_it_may_have_been(get: Any, typed: str, meant: str) -> None:
    page = get(f"/search/?q={typed}")
    assert page.context["suggestion"] == meant
    assert f"?q={meant}" in page.content.decode()


def test_nothing_near_offers_nothing(get: Any) -> None:
    page = get("/search/?q=xqzkvw")
    assert page.status_code == 200
    assert not page.context.get("suggestion")


@pytest.mark.parametrize("query", ["q=%2B%2B", "q=a&q=b", f"q={'x' * 101}", "q=%00"])
def test_a_search_that_cannot_be_answered_says_why(get: Any, query: str) -> None:
    page = get(f"/search/?{query}")
    assert page.status_code == 400
    assert "is not possible" in page.content.decode()


@pytest.mark.parametrize(
    ("words", "kind", "title"),
    [
        ("GPU", "figure", None),
        ("Tallinn", "country", "Estonia"),
        ("how to apply", "page", "How to apply"),
        ("automotive", "sector", "Transport"),
        ("fintech", "sector", "Finance and insurance"),
        ("LLM", "sector", "Language and language models"),
        ("free", "access-route", None),
        ("contact", "page", None),
        ("budget", "figure", None),
        ("funding", "figure", None),
        ("mid-2026", "milestone", None),
        ("gigafactory", "term", None),
        ("computing time", "service", None),
        ("training and skills", "service", "Training and skills"),
        ("access call", "access-route", "EuroHPC access calls"),
    ],
)
def test_everything_on_the_site_is_found(get: Any, words: str, kind: str, title: str | None) -> None:
    page = get(f"/search/?q={words}")
    found = results(page, kind)
    assert found
    assert title is None or title in found
    for group in page.context["groups"]:
        assert get(group["results"][0].url).status_code == 200


def test_a_result_says_why_it_was_found_and_how_things_stand(get: Any) -> None:
    page = get("/search/?q=julich")
    (jaif,) = [each for each in page.context["groups"][0]["results"] if "JAIF" in each.title]
    assert jaif.status == "machine: in service"
    assert any(is_match and "lich" in piece for _label, pieces in jaif.why for piece, is_match in pieces)
    assert "<mark>" in page.content.decode()


def test_sites_stand_before_machines(get: Any) -> None:
    kinds = [group["kind"] for group in get("/search/?q=lumi").context["groups"]]
    assert kinds[0] == "factory"
    assert kinds.index("factory") < kinds.index("supercomputer")


def test_a_synonym_is_named_and_ranks_behind_the_word_itself(get: Any) -> None:
    page = get("/search/?q=automotive")
    assert page.context["also"] == ["transport", "manufacturing"]
    assert "Also searched for:" in page.content.decode()


def test_words_that_only_match_alone_are_offered_alone(get: Any) -> None:
    page = get("/search/?q=xqzkvw health").content.decode()
    assert 'href="/search/?q=health"' in page
    assert 'href="/search/?q=xqzkvw"' not in page


def test_a_word_that_nothing_has_leads_on(get: Any) -> None:
    page = get("/search/?q=xqzkvw").content.decode()
    for path in ("/find/", "/sectors/", "/countries/", "/access/"):
        assert f'<li><a href="{path}">' in page


def test_the_words_of_visitors_lead_somewhere(get: Any) -> None:
    words = visitors_words()
    assert set(words["capitals"]) <= {country.code for country in Country.objects.all()}
    index = search.Index.build()
    for word, others in words["synonyms"].items():
        assert text_search.fold(word) == word
        for other in others:
            assert index.words.find(other), (word, other)


def test_the_index_follows_the_records(db: None) -> None:
    builders.make_factory(name="Sirène", aliases=["Meerjungfrau"])
    text_search.rebuild()
    for words in ("sirene", "meerjung"):
        (group,) = search.results(words)["groups"]
        assert [found.title for found in group["results"]] == ["Sirène"]

"""The list of AI Factories shows exactly what was asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from directory.cards import Card
from factories.cards import factory_card
from factories.filters import FactoryFilter
from factories.models import FactoryMilestone, FactoryOrganisation
from tests import builders
from tests.listed import listed, sites

LIST = "/factories/"


def drawn_cards(page: Any) -> dict[str, Card]:
    """The cards of a page by their names."""
    listing = listed(page)
    cards = [factory_card(site, documents_only=listing.documents_only) for site in listing.sites]
    return {card.name: card for card in cards}


def slugs(page: Any) -> set[str]:
    return {site.slug for site in sites(listed(page))}


def heading(page: Any) -> str:
    text = page.content.decode().split("<h1>")[1].split("</h1>")[0]
    return " ".join(text.replace('<span class="title__sentence">', "").replace("</span>", "").split())


def test_it_shows_all_nineteen(get: Any) -> None:
    page = get(LIST)
    assert page.status_code == 200
    assert len(slugs(page)) == 19
    assert heading(page) == "19 AI Factories"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("country=DE&sector=health", {"jaif"}),
        ("sector=none", {"lumi-ai-factory", "hammerhai", "slaif", "czai", "ro-ai-factory"}),
        ("participant=DK", {"lumi-ai-factory"}),
        ("participant=AT", {"ai-at", "it4lia"}),
        ("country=el", {"pharos"}),
        ("country=EL&country=GR", {"pharos"}),
        ("country=DK", set()),
        ("country=DE&country=PL&sector=health", {"jaif", "piast-ai-factory", "gaia-ai-factory"}),
        ("sector=one-health", {"1healthai"}),
        ("sector=none&sector=one-health&country=ES&country=FI", {"1healthai", "lumi-ai-factory"}),
        ("system=interim&country=FR", {"ai2f"}),
        ("organisation=csc", {"lumi-ai-factory"}),
        ("q=cesga", {"1healthai"}),
    ],
)
def test_filters_keep_the_right_factories(get: Any, query: str, expected: set[str]) -> None:
    page = get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert slugs(page) == expected


@pytest.mark.parametrize(("cutoff", "count"), [("factories-1", 7), ("factories-2", 6), ("factories-3", 6)])
def test_each_round_selected_its_number(get: Any, cutoff: str, count: int) -> None:
    assert len(slugs(get(f"{LIST}?cutoff={cutoff}"))) == count


def test_the_sentence_repeats_the_filter(get: Any) -> None:
    page = get(f"{LIST}?country=DE&country=PL&sector=health")
    assert heading(page) == "3 of 19 AI Factories: hosted in Germany or Poland, naming Health and healthcare"
    page = get(f"{LIST}?sector=health&emphasis=focus")
    assert "focus on Health and healthcare" in heading(page)


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("country=XX", "country", "“XX” is not a value of this parameter."),
        ("cuontry=DE", "cuontry", "There is no parameter called “cuontry”."),
        ("sector=helth", "sector", "“helth” is not a value"),
        ("emphasis=focus&emphasis=use-case", "emphasis", "given several times"),
        ("sort=name&sort=country", "sort", "given several times"),
        ("sort=size", "sort", "“size”"),
        ("page=0", "page", "“0” is not a number"),
        ("page=2", "page", "There is no page 2"),
        ("page=99999999999999999999", "page", "not a number"),
        ("page=１", "page", "not a number"),
        ("page_size=201", "page_size", "not a number"),
        ("page_size=ten", "page_size", "not a number"),
        ("stage=finished", "stage", "“finished”"),
        ("evidence=all", "evidence", "“all”"),
        ("q=%00", "q", "no letter or digit"),
        (f"q={'long' * 30}", "q", "too many words"),
        ("country=%00", "country", "is not a value"),
        ("organisation=nobody", "organisation", "“nobody”"),
        ("factory=pharos", "factory", "There is no parameter"),
    ],
)
def test_input_that_does_not_exist_is_a_400_that_lists_nothing(
    get: Any, query: str, parameter: str, said: str
) -> None:
    page = get(f"{LIST}?{query}")
    assert page.status_code == 400
    assert [problem.parameter for problem in listed(page).problems] == [parameter]
    text = page.content.decode()
    assert said in listed(page).problems[0].message or said in text
    assert 'role="alert"' in text
    assert "card__name" not in text
    assert listed(page).sites == []


def test_every_problem_is_named_at_once(get: Any) -> None:
    problems = listed(get(f"{LIST}?cuontry=DE&country=XX&page=x")).problems
    assert [problem.parameter for problem in problems] == ["cuontry", "country", "page"]


def test_a_slip_of_the_pen_is_offered_its_correction(get: Any) -> None:
    problems = listed(get(f"{LIST}?cuontry=DE&sector=helth&country=germany")).problems
    assert [problem.suggestion for problem in problems] == ["country", "DE", "health"]


def test_the_form_stays_as_it_was(get: Any) -> None:
    text = get(f"{LIST}?country=DE&sector=XX").content.decode()
    assert 'name="country" value="DE" checked' in text


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("country=", ""),
        ("country=&sector=health", "?sector=health"),
        ("sector=health&country=pl&country=de&q=", "?country=DE&country=PL&sector=health"),
        ("q=+&sort=name&page=1&page_size=50&stage=", ""),
    ],
)
def test_empty_values_lead_to_the_canonical_address(get: Any, given: str, canonical: str) -> None:
    page = get(f"{LIST}?{given}")
    assert page.status_code == 302
    assert page.headers["Location"] == LIST + canonical


def test_the_canonical_address_is_linked(get: Any) -> None:
    page = get(f"{LIST}?sector=health&country=uk&country=de")
    assert (
        f'rel="canonical" href="{LIST}?country=DE&amp;country=GB&amp;sector=health"' in page.content.decode()
    )


def facet(page: Any, name: str) -> dict[str, int]:
    view = next(facet for facet in listed(page).facets if facet.name == name)
    return {option.value: option.count for option in view.options}


def test_a_facet_counts_with_every_other_facet_applied(get: Any) -> None:
    countries = facet(get(f"{LIST}?country=DE&sector=health"), "country")
    assert countries["DE"] == 1
    assert countries["PL"] == 2, "choosing Germany still shows how many Poland would add"
    assert countries["FI"] == 0


def test_every_count_is_what_choosing_it_gives(get: Any) -> None:
    for query in ("", "country=ES&", "sector=health&", "cutoff=factories-2&evidence=documents&"):
        page = get(f"{LIST}?{query.rstrip('&')}")
        for view in listed(page).facets:
            if f"{view.name}=" in query:
                continue
            for option in view.options:
                chosen = QueryDict(f"{query}{view.name}={option.value}")
                answer = FactoryFilter(chosen).count
                assert answer == option.count, (query, view.name, option.value)


def test_chips_lead_to_the_list_without_them(get: Any) -> None:
    page = get(f"{LIST}?country=DE&country=PL&sector=health")
    chips = {chip.label: chip.url for chip in listed(page).chips}
    assert chips["Poland"] == f"{LIST}?country=DE&sector=health"
    assert chips["Health and healthcare"] == f"{LIST}?country=DE&country=PL"


def test_an_empty_result_says_which_choice_to_drop(get: Any) -> None:
    page = get(f"{LIST}?country=BG&sector=health")
    assert listed(page).count == 0
    drops = {chip.label: count for chip, count in listed(page).relax_suggestions}
    assert drops == {"Bulgaria": 10, "Health and healthcare": 1}
    assert "Nothing matches all of this" in page.content.decode()


def test_a_near_miss_of_words_offers_the_right_ones(get: Any) -> None:
    page = get(f"{LIST}?q=julih")
    assert listed(page).suggestion == "julich"
    assert listed(get(listed(page).suggestion_url)).count == 1


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "1healthai"), ("-name", "slaif"), ("country", "ai-at"), ("-selected", None), ("sectors", None)],
)
def test_it_sorts(get: Any, sort: str, first: str | None) -> None:
    shown = sites(listed(get(f"{LIST}?sort={sort}")))
    assert len(shown) == 19
    if first:
        assert shown[0].slug == first
    if sort == "-selected":
        dates = [site.cut_off.announced_on for site in shown]
        assert dates == sorted(dates, reverse=True)
    if sort == "sectors":
        counts = [len(site.sector_links.all()) for site in shown]
        assert counts == [*sorted(filter(None, counts)), *([0] * counts.count(0))], "silent sites come last"


def test_pages_hold_every_factory_once(get: Any) -> None:
    pages = (listed(get(f"{LIST}?page_size=5&page={n}")) for n in range(1, 5))
    seen = [site.slug for page in pages for site in sites(page)]
    assert len(seen) == len(set(seen)) == 19
    page = get(f"{LIST}?page_size=5&page=2")
    assert {parse_qs(urlsplit(link.url).query)["page_size"][0] for link in listed(page).pages} == {"5"}


def test_pager_leaves_out_pages_far_from_this_one_and_from_the_ends(get: Any) -> None:
    links = listed(get(f"{LIST}?page_size=1&page=10")).pages
    assert [link and link.number for link in links] == [1, 2, None, 8, 9, 10, 11, 12, None, 18, 19]


def test_a_plan_is_never_counted_as_a_stage(db: None) -> None:
    factory = builders.make_factory()
    planned = builders.make_milestone(status="expected", stage=5)
    FactoryMilestone.objects.create(site=factory, milestone=planned)
    assert factory.stage() == 1
    done = builders.make_milestone(status="happened", stage=3)
    FactoryMilestone.objects.create(site=factory, milestone=done)
    assert factory.stage() == 3
    kept = FactoryFilter(QueryDict("stage=system-in-service&stage=in-service"))
    assert kept.form.problems
    kept = FactoryFilter(QueryDict("stage=in-service"))
    assert factory not in kept.qs


def test_only_documents_count_where_only_documents_are_asked_for(db: None) -> None:
    sector = builders.make_sector()
    factory = builders.make_factory(sectors=(sector,))
    later = builders.make_source(kind="primary")
    builders.cite(factory, "sectors", later, sector.slug)
    asked = f"sector={sector.slug}"
    assert factory in FactoryFilter(QueryDict(asked)).qs
    assert factory not in FactoryFilter(QueryDict(f"{asked}&evidence=documents")).qs
    unstated = FactoryFilter(QueryDict("sector=none&evidence=documents"))
    assert factory in unstated.qs
    builders.cite(factory, "sectors", builders.make_source(kind="document"), sector.slug)
    assert factory in FactoryFilter(QueryDict(f"{asked}&evidence=documents")).qs


def test_two_filters_over_many_rows_do_not_multiply_factories(get: Any) -> None:
    page = get(
        f"{LIST}?sector=health&sector=energy&system=new&system=builds-on&service=training&service=storage"
    )
    assert listed(page).count == len(slugs(page))


def test_an_organisation_counts_in_any_role(db: None) -> None:
    for row in FactoryOrganisation.objects.select_related("organisation", "site"):
        chosen = FactoryFilter(QueryDict(f"organisation={row.organisation.slug}"))
        assert row.site in chosen.qs


def test_the_table_shows_the_same_factories(get: Any) -> None:
    cards, table = get(LIST), get(f"{LIST}?view=table")
    assert slugs(cards) == slugs(table)
    assert "<table" in table.content.decode()
    assert "<table" not in cards.content.decode()


def test_a_mistake_can_be_repaired_with_one_click(get: Any) -> None:
    page = get(f"{LIST}?cuontry=DE&sector=helth&stage=selected")
    repairs = {problem.parameter: (repaired, without) for problem, repaired, without in listed(page).repairs}
    assert repairs["cuontry"] == (
        f"{LIST}?sector=helth&stage=selected&country=DE",
        f"{LIST}?sector=helth&stage=selected",
    )
    assert repairs["sector"] == (
        f"{LIST}?cuontry=DE&sector=health&stage=selected",
        f"{LIST}?cuontry=DE&stage=selected",
    )
    assert listed(get(f"{LIST}?country=germany")).repairs[0][1] == f"{LIST}?country=DE"


def test_silence_is_not_a_no(get: Any) -> None:
    page = get(f"{LIST}?participant=EE&sector=health")
    assert listed(page).count == 0
    assert listed(page).unstated_count == 1
    assert slugs(get(listed(page).unstated_url)) == {"lumi-ai-factory"}
    assert "silence is not a no" in page.content.decode()


def test_a_card_fills_only_the_rungs_that_something_reached(get: Any) -> None:
    cards = drawn_cards(get(LIST))
    assert cards["Luxembourg AI Factory"].stages == {1, 3, 6}
    assert cards["AI:AT"].stages == {1}


@pytest.mark.parametrize(
    "query", ["country=BG&sector=health", "country=DE&sector=gaming&emphasis=use-case", "q=julich&country=PL"]
)
def test_what_is_promised_without_a_choice_is_what_one_gets(get: Any, query: str) -> None:
    drops = listed(get(f"{LIST}?{query}")).relax_suggestions
    assert drops
    for chip, count in drops:
        assert listed(get(chip.url)).count == count, chip


def test_words_that_only_later_sources_say_are_not_the_documents(get: Any) -> None:
    assert slugs(get(f"{LIST}?q=ostrava")) == {"czai"}
    later = get("/factories/?q=kajaani&evidence=documents")
    assert slugs(later) == {"lumi-ai-factory"}, "a document names the town"
    assert slugs(get("/antennas/?q=imec")) == {"be-aifa"}
    assert slugs(get("/antennas/?q=imec&evidence=documents")) == set()


@pytest.mark.parametrize(
    ("words", "slug"), [("lavrio", "pharos"), ("hammer hai", "hammerhai"), ("lit ai", "litai")]
)
def test_places_of_machines_and_names_in_pieces_are_found(get: Any, words: str, slug: str) -> None:
    assert slug in slugs(get(f"{LIST}?q={words}"))


def test_a_suggestion_always_leads_somewhere(get: Any) -> None:
    assert listed(get(f"{LIST}?q=poznam&country=DE")).suggestion == ""


def test_the_form_keeps_codes_however_they_were_typed(get: Any) -> None:
    assert 'name="country" value="GR" checked' in get(f"{LIST}?country=el&sector=XX").content.decode()
    assert get(f"{LIST}?country=ﬁ").status_code == 400
    assert 'name="page_size" value="5"' in get(f"{LIST}?page_size=5").content.decode()


def test_cards_show_only_the_documents_where_only_they_count(get: Any) -> None:
    every = drawn_cards(get(LIST))
    documents = drawn_cards(get(f"{LIST}?evidence=documents"))
    assert every["IT4LIA"].city == "Bologna"
    assert documents["IT4LIA"].city == ""
    assert int(every["IT4LIA"].stage) == 3
    assert int(documents["IT4LIA"].stage) == 1
    assert documents["IT4LIA"].stages == {1}
    assert "Inria" in {tie.name for tie in every["AI2F"].hosts}
    assert "Inria" not in {tie.name for tie in documents["AI2F"].hosts}
    assert documents["AI2F"].url.endswith("?evidence=documents")

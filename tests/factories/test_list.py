"""The list of AI Factories shows exactly what was asked for."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from directory.cards import Card
from directory.models import MilestoneCitation
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
    assert (
        heading(page) == "3 of 19 AI Factories: hosted in Germany or Poland, working on Health and healthcare"
    )
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
        ("machine=finished", "machine", "“finished” is not a value"),
        ("open=no", "open", "“no” is not a value"),
        ("usable=later", "usable", "“later” is not a value"),
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
        ("q=+&sort=name&page=1&page_size=50&machine=&open=", ""),
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
    assert "No results match all filters" in page.content.decode()


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


def chosen(query: str) -> Any:
    """The factories of the editing database that match."""
    return FactoryFilter(QueryDict(query)).qs


def test_a_plan_of_a_machine_never_counts_as_reached(db: None) -> None:
    factory, system = builders.make_factory(), builders.make_supercomputer()
    factory.system_links.create(supercomputer=system, relation="new")
    builders.make_milestone(status="expected", step="in-service", supercomputer=system)
    assert factory in chosen("machine=not-stated")
    builders.make_milestone(status="happened", step="contracted", supercomputer=system)
    builders.make_milestone(status="expected", step="being-installed", supercomputer=system)
    assert factory in chosen("machine=contracted")
    for never in ("machine=in-service", "machine=being-installed", "machine=not-stated", "usable=now"):
        assert factory not in chosen(never), never


def test_a_plan_to_open_never_counts_as_open(db: None) -> None:
    factory = builders.make_factory()
    for step in ("open-to-users", "agreement-signed"):
        planned = builders.make_milestone(status="expected", step=step)
        FactoryMilestone.objects.create(site=factory, milestone=planned)
    assert factory not in chosen("open=yes")
    assert factory.service_status() == "selected"
    done = builders.make_milestone(status="happened", step="open-to-users")
    FactoryMilestone.objects.create(site=factory, milestone=done)
    assert factory in chosen("open=yes")


def test_a_machine_that_runs_does_not_open_a_site_and_an_open_site_has_no_machine_by_that(db: None) -> None:
    running, opened = builders.make_factory(), builders.make_factory()
    system = builders.make_supercomputer()
    running.system_links.create(supercomputer=system, relation="new")
    builders.make_milestone(step="in-service", supercomputer=system)
    FactoryMilestone.objects.create(site=opened, milestone=builders.make_milestone(step="open-to-users"))
    assert running in chosen("machine=in-service")
    assert running not in chosen("open=yes")
    assert opened in chosen("open=yes&machine=not-stated")
    assert opened not in chosen("usable=now")


@pytest.mark.parametrize(
    ("relation", "usable"),
    [
        *(("new", True), ("upgrade", True), ("builds-on", True), ("adjacent", True), ("interim", True)),
        *(("associated", True), ("experimental", False)),
    ],
)
def test_only_a_system_in_service_can_be_used_now(db: None, relation: str, usable: bool) -> None:
    factory, system = builders.make_factory(), builders.make_supercomputer()
    factory.system_links.create(supercomputer=system, relation=relation)
    builders.make_milestone(step="being-installed", supercomputer=system)
    assert factory not in chosen("usable=now")
    builders.make_milestone(step="in-service", supercomputer=system)
    assert (factory in chosen("usable=now")) == usable
    builders.make_milestone(step="retired", supercomputer=system)
    assert factory not in chosen("usable=now"), "it was switched off"


def test_the_machine_of_a_site_is_its_own_and_not_one_that_serves_meanwhile(db: None) -> None:
    factory, own, other = (
        builders.make_factory(),
        builders.make_supercomputer(),
        builders.make_supercomputer(),
    )
    builders.make_milestone(step="announced", supercomputer=own)
    builders.make_milestone(step="in-service", supercomputer=other)
    for system, relation in ((own, "new"), (other, "builds-on"), (other, "interim")):
        factory.system_links.create(supercomputer=system, relation=relation)
    assert factory in chosen("machine=announced&usable=now")
    assert factory not in chosen("machine=in-service")
    factory.system_links.filter(supercomputer=own).delete()
    assert factory in chosen("machine=in-service"), "it gets none, and builds on one that runs"


def test_steps_that_only_later_sources_state_do_not_count_for_the_documents(db: None) -> None:
    factory, system = builders.make_factory(), builders.make_supercomputer()
    row = factory.system_links.create(supercomputer=system, relation="new")
    document, later = builders.make_source(kind="document"), builders.make_source(kind="primary")
    builders.cite(factory, "supercomputers", document, row.about)
    for step, source in (("announced", document), ("in-service", later)):
        milestone = builders.make_milestone(step=step, supercomputer=system)
        MilestoneCitation.objects.create(record=milestone, field="title", source=source)
    opening = builders.make_milestone(step="open-to-users")
    MilestoneCitation.objects.create(record=opening, field="title", source=later)
    FactoryMilestone.objects.create(site=factory, milestone=opening)
    everything, documents = "machine=in-service&open=yes&usable=now", "machine=announced&evidence=documents"
    assert factory in chosen(everything)
    assert factory in chosen(documents)
    for query in ("machine=in-service", "open=yes", "usable=now"):
        assert factory not in chosen(f"{query}&evidence=documents"), query


@pytest.mark.parametrize(
    "address", ["/factories/", "/factories.json", "/factories.csv", "/api/v1/factories/", "/antennas/"]
)
def test_the_old_parameter_for_the_stage_is_refused_and_names_the_new_ones(get: Any, address: str) -> None:
    page = get(f"{address}?stage=contracted")
    assert page.status_code == 400
    assert "“stage” was replaced by “machine” and “open”." in page.content.decode()
    assert get(f"{address}?machine=contracted&open=yes").status_code == 200


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
    page = get(f"{LIST}?cuontry=DE&sector=helth&machine=announced")
    repairs = {problem.parameter: (repaired, without) for problem, repaired, without in listed(page).repairs}
    assert repairs["cuontry"] == (
        f"{LIST}?sector=helth&machine=announced&country=DE",
        f"{LIST}?sector=helth&machine=announced",
    )
    assert repairs["sector"] == (
        f"{LIST}?cuontry=DE&sector=health&machine=announced",
        f"{LIST}?cuontry=DE&machine=announced",
    )
    assert listed(get(f"{LIST}?country=germany")).repairs[0][1] == f"{LIST}?country=DE"


def test_silence_is_not_a_no(get: Any) -> None:
    page = get(f"{LIST}?participant=EE&sector=health")
    assert listed(page).count == 0
    assert listed(page).unstated_count == 1
    assert slugs(get(listed(page).unstated_url)) == {"lumi-ai-factory"}
    assert "silence is not a no" in page.content.decode()


def test_a_card_says_what_runs_today_and_how_far_the_machine_is(get: Any) -> None:
    page = get(LIST)
    cards = drawn_cards(page)
    luxembourg, jaif = cards["Luxembourg AI Factory"], cards["JUPITER AI Factory (JAIF)"]
    assert (luxembourg.machine, luxembourg.is_open) == (["contracted"], True)
    assert [tie.name for tie in luxembourg.usable_now] == ["MeluXina"]
    assert (jaif.machine, jaif.is_open) == (["in service"], False)
    assert [tie.name for tie in jaif.usable_now] == ["JUPITER"]
    assert (cards["LitAI Factory"].machine, cards["LitAI Factory"].usable_now) == ([], [])

    def words(slug: str) -> str:
        (article,) = [part for part in page.content.decode().split("<article")[1:] if f"/{slug}/" in part]
        return " ".join(re.sub(r"<[^>]+>", " ", article.split("</article>")[0]).split())

    assert "Open to users Usable now MeluXina Machine contracted Sectors" in words("luxembourg-ai-factory")
    assert "Not stated whether open Usable now JUPITER Machine in service Sectors" in words("jaif")
    assert "Not stated whether open Usable now not stated Machine not stated Sectors" in words("litai")


def test_every_card_has_the_same_rows_and_few_links(get: Any) -> None:
    for address in (LIST, "/antennas/"):
        articles = get(address).content.decode().split("<article")[1:]
        rows = {tuple(re.findall("<dt>([^<]+)</dt>", article)) for article in articles}
        assert len(rows) == 1
        assert max(article.partition("</article>")[0].count("<a ") for article in articles) <= 6


def test_sites_of_a_list_are_chosen_for_the_comparison(get: Any) -> None:
    for address in (LIST, f"{LIST}?view=table", "/antennas/"):
        page = get(address).content.decode()
        form = page.partition('<form class="choose" method="get" action="/compare/"')[2].partition("</form>")[
            0
        ]
        slugs_offered = re.findall(r'name="site" value="([^"]+)"', form)
        assert slugs_offered == [site.slug for site in listed(get(address)).sites]
    assert get(f"/compare/?site={slugs_offered[0]}&site={slugs_offered[1]}").status_code == 200


def test_the_decisive_filters_come_first_and_long_ones_are_folded(get: Any) -> None:
    views = listed(get(LIST)).facets
    assert [view.name for view in views][:5] == ["open", "usable", "machine", "sector", "country"]
    (countries,) = [view for view in views if view.name == "country"]
    assert countries.shown == 6
    assert set(list(countries.offered)[:3]) <= {"DE", "ES", "PL", "AT", "BG", "CZ"}
    page = get(f"{LIST}?country=SE").content.decode()
    fold = page.partition('id="filter-country"')[2].partition("</fieldset>")[0].partition("facet__more")[2]
    assert fold.startswith('" open>')
    assert 'value="SE" checked' in fold
    assert '<details class="facet__more">' in get(LIST).content.decode()


@pytest.mark.parametrize(
    ("query", "heading", "order", "link"),
    [
        ("", "AI Factory", "ascending", "sort=-name"),
        ("sort=-name", "AI Factory", "descending", ""),
        ("sort=country", "Country", "ascending", "sort=-country"),
        ("sort=sectors", "Sectors", "ascending", "sort=-sectors"),
    ],
)
def test_the_heads_of_the_table_sort_it(get: Any, query: str, heading: str, order: str, link: str) -> None:
    page = get(f"{LIST}?{query}&view=table").content.decode()
    heads = re.findall(
        r'<th scope="col"[^>]*aria-sort="([a-z]+)"><a class="sort" href="([^"]+)">([^<]+)', page
    )
    ((found, url, label),) = heads
    assert (found, label) == (order, heading)
    assert link in url
    assert get(url.replace("&amp;", "&")).status_code == 200


def test_one_word_that_nothing_matches_leads_to_the_whole_directory(get: Any) -> None:
    page = get(f"{LIST}?q=xylophone").content.decode()
    assert "/search/?q=xylophone" in page
    assert "results without" not in page


def test_the_facets_of_the_real_record_choose_by_machine_opening_and_use(get: Any) -> None:
    assert slugs(get(f"{LIST}?machine=in-service")) == {"jaif"}
    contracted = slugs(get(f"{LIST}?machine=contracted"))
    assert contracted == {
        *("ai2f", "bsc-ai-factory", "hammerhai", "it4lia", "lumi-ai-factory", "luxembourg-ai-factory"),
        *("mimer", "pharos"),
    }
    assert slugs(get(f"{LIST}?machine=in-procurement")) == {"nlaif"}
    assert slugs(get(f"{LIST}?machine=being-installed")) == set()
    assert slugs(get(f"{LIST}?open=yes")) == {
        *("ai-at", "bsc-ai-factory", "it4lia", "luxembourg-ai-factory"),
    }
    assert {"jaif", "lumi-ai-factory", "it4lia", "bsc-ai-factory", "luxembourg-ai-factory", "slaif"} <= slugs(
        get(f"{LIST}?usable=now")
    )
    assert "hammerhai" not in slugs(get(f"{LIST}?usable=now"))
    assert slugs(get("/antennas/?machine=in-service")) == {"hearts"}
    assert heading(get(f"{LIST}?machine=contracted&open=yes&usable=now")) == (
        "3 of 19 AI Factories: machine: contracted, open to users now, with a system usable now"
    )


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
    assert (every["IT4LIA"].machine, every["IT4LIA"].is_open) == (["contracted"], True)
    assert (documents["IT4LIA"].machine, documents["IT4LIA"].is_open) == (["announced"], False)
    assert [tie.name for tie in every["SLAIF"].usable_now] == ["VEGA"]
    assert documents["SLAIF"].usable_now == [], "no document says that it is in service"
    assert "Inria" in {tie.name for tie in every["AI2F"].hosts}
    assert "Inria" not in {tie.name for tie in documents["AI2F"].hosts}
    assert documents["AI2F"].url.endswith("?evidence=documents")

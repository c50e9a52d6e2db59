"""Two to four sites side by side: what differs is said, and silence is never a difference."""

from __future__ import annotations

import re
from typing import Any

import pytest

from antennas.detail import antenna_detail_page
from antennas.models import Antenna
from directory.detail import DetailPage, Section
from directory.evidence import References
from directory.facts import Fact, Value
from editions.current import records
from explore.comparison import Key, Row, facts_by_row, rows
from factories.detail import factory_detail_page
from factories.models import Factory
from tests import builders

FOUR = "site=lumi-ai-factory&site=be-aifa&site=it4lia&site=hearts"


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def row(page: Any, label: str) -> str:
    """The row of the page whose heading begins with the label."""
    found = [part for part in text(page).split("<tr ")[1:] if f'scope="row">{label}' in part]
    assert found, label
    return found[0].split("</tr>")[0]


def made(path: str, kind: str = "factory", **facts: list[str]) -> DetailPage:
    """A page that states only these facts."""
    shown = [Fact(name, [Value(value) for value in values], name) for name, values in facts.items()]
    return DetailPage(kind, kind, path.upper(), path, sections=[Section("made", "", shown)])


def compared(name: str, *pages: DetailPage) -> Row:
    return next(row for row in rows(pages) if row.key == Key(name))


def headings(row: Row) -> list[list[tuple[str, list[str]]]]:
    return [
        [(share.heading, [value.text for value in share.values]) for share in cell.shares]
        for cell in row.cells
    ]


def test_the_sites_stand_in_the_order_of_the_address(get: Any) -> None:
    for query in ("site=jaif&site=hearts&site=hammerhai", "site=hearts&site=hammerhai&site=jaif"):
        page = get(f"/compare/?{query}")
        first = text(page).split("</table>")[0]
        titles = re.findall(r'scope="col".*?<a href="/[a-z]+/([a-z0-9-]+)/"', first)
        assert [f"site={slug}" for slug in titles] == query.split("&")
        assert f'rel="canonical" href="/compare/?{query.replace("&", "&amp;")}"' in text(page)
        assert '<meta name="robots" content="noindex,follow">' in text(page)


def test_rows_that_differ_say_so_and_the_others_are_quiet(get: Any) -> None:
    page = get("/compare/?site=jaif&site=hammerhai")
    assert "Same" in row(page, "Host country")
    assert "compare__row--same" in row(page, "Host country")
    assert "Differs" in row(page, "City")
    assert "compare__row--differs" in row(page, "City")
    decisive = text(page).split("</table>")[0]
    differing = decisive.count("compare__row--differs")
    assert f"{differing} of {decisive.count('<tr class="compare__row')} rows differ." in text(page)


def test_silence_is_not_a_no(get: Any) -> None:
    page = get("/compare/?site=jaif&site=hammerhai")
    assert "never counts as a difference" in text(page)
    silent = row(page, "Sectors")
    assert "not stated in the sources" in silent
    assert "Nothing to compare" in silent
    assert "Differs" not in silent


def test_it_compares_only_what_is_stated() -> None:
    same = compared("city", made("a", city=["Bonn"]), made("b", city=[]), made("c", city=["Bonn"]))
    assert (same.verdict, same.words) == ("same", "Same where stated")
    alone = compared("city", made("a", city=["Bonn"]), made("b", city=[]))
    assert alone.verdict == "open"
    differing = compared("city", made("a", city=["Bonn"]), made("b", city=[]), made("c", city=["Cologne"]))
    assert (differing.verdict, differing.words) == ("differs", "Differs")


def test_values_say_which_sites_share_them() -> None:
    pages = [
        made("a", sectors=["health", "energy", "space"]),
        made("b", sectors=["energy", "health"]),
        made("c", sectors=["health", "media"]),
        made("d", sectors=[]),
    ]
    sectors = compared("sectors", *pages)
    assert sectors.words == "Differs, 1 in common"
    assert headings(sectors) == [
        [("In common", ["health"]), ("Also B", ["energy"]), ("Only here", ["space"])],
        [("In common", ["health"]), ("Also A", ["energy"])],
        [("In common", ["health"]), ("Only here", ["media"])],
        [],
    ]


def test_without_anything_in_common_the_row_says_it_once() -> None:
    sectors = compared("sectors", made("a", sectors=["x", "y"]), made("b", sectors=["z"]))
    assert sectors.words == "Differs, nothing in common"
    assert headings(sectors) == [[("", ["x", "y"])], [("", ["z"])]]


def test_how_a_site_uses_a_system_is_part_of_what_is_compared() -> None:
    pages = []
    for path, relation in (("a", "new system"), ("b", "builds on")):
        value = Value("Alps", url="/supercomputers/alps/", detail=relation)
        facts = [Fact("Systems", [value], "supercomputers")]
        pages.append(DetailPage("factory", "", path, path, sections=[Section("systems", "", facts)]))
    assert compared("supercomputers", *pages).words == "Differs in detail"


def test_figures_and_links_of_different_kinds_are_not_compared(get: Any) -> None:
    page = get(f"/compare/?{FOUR}")
    assert "Not compared: each has a scope of its own" in row(page, "Figures")
    assert "Not compared: some are Antennas, some are AI Factories" in row(page, "Linked sites")
    assert words(row(page, "Partner countries")).count("AI Factories only") == 2
    assert "Not compared" not in row(get("/compare/?site=be-aifa&site=hearts"), "Linked AI Factories")


@pytest.mark.django_db
def test_the_table_of_facts_has_each_fact_of_each_sheet_once() -> None:
    shared = References()
    pages = [factory_detail_page(site, shared=shared) for site in records().all(Factory)]
    pages += [antenna_detail_page(site, shared=shared) for site in records().all(Antenna)]
    table = facts_by_row(pages)
    for page in pages:
        wanted = [
            value
            for section in page.sections
            if section.id != "all"  # what is the same for all of a kind
            for fact in section.facts
            for value in fact.values
            if fact.name not in ("usable", "figures")
        ]
        shown = [
            value
            for key, facts in table.items()
            for value in (facts[page.path].values if page.path in facts else ())
            if key.fact not in ("usable", "machines", "service", "ways_in", "figures")
        ]
        assert sorted(map(repr, shown)) == sorted(map(repr, wanted)), page.title
    assert len(rows(pages)) == len(table), "every row has a place in the order"


@pytest.mark.parametrize(
    "query", ["site=jaif&site=hammerhai", FOUR, "site=luxembourg-ai-factory&site=it4lia"]
)
def test_references_are_numbered_once_across_the_page(get: Any, query: str) -> None:
    page = text(get(f"/compare/?{query}"))
    entries = re.findall(r'<li id="ref-(\d+)"', page)
    shown = list(dict.fromkeys(re.findall(r'href="#ref-(\d+)"', page)))
    assert entries == [str(n) for n in range(1, len(entries) + 1)]
    assert set(shown) == set(entries)
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))


def test_what_sources_dispute_is_there_too(get: Any) -> None:
    page = text(get("/compare/?site=luxembourg-ai-factory&site=jaif"))
    disputes = re.findall(r'backing__passage--disputed">(.*?)</span>', page)
    assert any("Luxinnovation" in dispute for dispute in disputes)


def test_a_note_stands_once_with_a_value_and_on_demand(get: Any) -> None:
    services = row(get("/compare/?site=jaif&site=hammerhai"), "Services")
    note = "Stated for all AI Factories of this round"
    assert note in services
    for value in services.split("<li>")[1:]:
        printed, *opened = value.split('<span class="backing"')
        assert note not in printed, "a column has no room for it: a source's number opens it"
        assert sum(backing.count(note) for backing in opened) <= 1


def test_the_status_says_when_and_what_is_only_expected(get: Any) -> None:
    page = get("/compare/?site=jaif&site=slaif")
    machine = words(row(page, "Machine"))
    assert "in service, 5 September 2025" in machine
    assert "; in service, expected 2027" in machine
    assert "announced, February 2025" in machine
    assert 'href="/supercomputers/jupiter/"' in row(page, "Machine")
    usable = words(row(page, "Usable now"))
    assert "JUPITER" in usable
    assert "VEGA" in usable
    assert "Differs" in usable


def test_an_expectation_whose_date_has_passed_is_called_overdue_side_by_side(get: Any) -> None:
    page = get("/compare/?site=nlaif&site=pharos")
    assert "open to users, expected April 2026 (overdue)" in words(row(page, "Service"))
    assert "in service, expected second quarter of 2026 (overdue)" in words(row(page, "Machine"))


def test_the_service_is_compared_by_what_is_open_and_not_by_the_machine(get: Any) -> None:
    service = words(row(get("/compare/?site=luxembourg-ai-factory&site=jaif"), "Service"))
    assert "Open to users" in service
    assert "Selected" in service
    assert "Differs" in service


def test_a_site_can_be_removed_and_another_added(get: Any) -> None:
    page = text(get("/compare/?site=jaif&site=hearts"))
    assert 'href="/compare/?site=hearts">Remove' in page
    assert 'href="/compare/?site=jaif">Remove' in page
    form = page.split('<form class="compare-add"')[1].split("</form>")[0]
    assert re.findall(r'type="hidden" name="site" value="([a-z-]+)"', form) == ["jaif", "hearts"]
    offered = re.findall(r'<option value="([a-z0-9-]+)"', form)
    assert set(offered) == {
        slug for model in (Factory, Antenna) for slug in model.objects.values_list("slug", flat=True)
    } - {"jaif", "hearts"}
    assert re.findall(r'<optgroup label="([^"]+)"', form) == ["AI Factories", "AI Factory Antennas"]


def test_four_sites_are_the_most(get: Any) -> None:
    page = text(get(f"/compare/?{FOUR}"))
    assert '<form class="compare-add"' not in page
    assert "You can compare up to 4" in page


def test_it_starts_with_what_to_do(get: Any) -> None:
    nothing, one = text(get("/compare/")), text(get("/compare/?site=jaif"))
    assert "noindex" not in nothing
    assert "Choose 2 to 4 AI Factories and Antennas" in nothing
    assert nothing.count('type="checkbox" name="site"') == Factory.objects.count() + Antenna.objects.count()
    assert "checked" not in nothing
    assert "<strong>JUPITER AI Factory (JAIF)</strong> is chosen. Tick one to three more." in one
    assert 'value="jaif" checked' in one
    assert one.count(" checked") == 1


def test_an_empty_choice_is_as_if_absent(get: Any) -> None:
    page = get("/compare/?site=hearts&site=&site=jaif")
    assert page.status_code == 302
    assert page.headers["Location"] == "/compare/?site=hearts&site=jaif"
    assert get("/compare/?site=").headers["Location"] == "/compare/"


@pytest.mark.parametrize(
    ("query", "message", "repaired"),
    [
        ("site=jaif&site=nobody&site=hearts", "“nobody” is not the slug", "site=jaif&site=hearts"),
        ("site=jaif&site=pharos&site=jaif", "JUPITER AI Factory (JAIF) is selected more than once.", "site=jaif&site=pharos"),
        (f"{FOUR}&site=jaif", "Here are 5 sites; at most 4 fit side by side.", FOUR),
        ("site=JAIF", "“JAIF” is not the slug", ""),
        ("site=nobody&site=jaif", "“nobody” is not the slug", "site=jaif"),
        ("site=%00&site=jaif", "is not the slug", "site=jaif"),
        (f"site={'x' * 500}", "x…” is not the slug", ""),
    ],
)  # fmt: skip
def test_a_wrong_choice_is_explained_and_repaired(get: Any, query: str, message: str, repaired: str) -> None:
    page = get(f"/compare/?{query}")
    assert page.status_code == 400
    alert = text(page).split('role="alert"')[1].split("</section>")[0]
    assert message in alert
    target = f"/compare/?{repaired}" if repaired else "/compare/"
    assert f'href="{target.replace("&", "&amp;")}"' in alert
    assert get(target).status_code == 200
    assert "compare__row" not in text(page), "nothing is compared, so that no wrong comparison is believed"


def test_an_unknown_parameter_is_a_400(get: Any) -> None:
    assert get("/compare/?sites=jaif").status_code == 400


def test_what_a_visitor_typed_stays_text(get: Any) -> None:
    assert "<script>x" not in text(get("/compare/?site=%3Cscript%3Ex"))


def test_lists_and_pages_of_sites_lead_there(get: Any) -> None:
    for path, slug in (("factories", "jaif"), ("antennas", "hearts")):
        chosen = text(get(f"/{path}/")).split('method="get" action="/compare/"')[1]
        assert re.search(rf'<input type="checkbox"[^>]* name="site" value="{slug}"', chosen)
        assert f'href="/compare/?site={slug}"' in text(get(f"/{path}/{slug}/"))


@pytest.mark.django_db
def test_a_name_in_another_language_is_marked(get: Any) -> None:
    first = builders.make_factory(name="Fabrique", name_language="fr")
    builders.make_factory(slug="other-site")
    page = text(get(f"/compare/?site={first.slug}&site=other-site"))
    assert f'<a href="/factories/{first.slug}/" lang="fr">' in page


def test_the_rows_by_which_one_chooses_come_first_and_the_others_are_folded(get: Any) -> None:
    page = text(get("/compare/?site=it4lia&site=luxembourg-ai-factory"))
    decisive, others = page.split('<details class="compare__more">')
    labels = re.findall(r'<th scope="row">\s*([^<]+?) ?<', decisive)
    wanted = [
        "Host country",
        "City",
        "Service",
        "Usable now",
        "Machine",
        "Who may use it",
        "Cost",
        "How to apply",
    ]
    assert labels[: len(wanted)] == wanted
    assert "Free" in row(get("/compare/?site=it4lia&site=luxembourg-ai-factory"), "Cost")
    assert "Selected in" in others
    assert "compare__row" not in others.split("</details>", 1)[1]


def test_what_no_source_states_of_any_is_one_line(get: Any) -> None:
    page = text(get("/compare/?site=gaia-ai-factory&site=litai"))
    line = page.split('<p class="compare__silent">')[1].split("</p>")[0]
    assert "Cost" in line
    assert 'scope="row">Cost' not in page


def test_countries_stand_side_by_side(get: Any) -> None:
    page = get("/compare/?country=FR&country=DE")
    assert "<h1>France and Germany, compared" in text(page)
    hosted = row(page, "AI Factories")
    assert 'href="/factories/ai2f/"' in hosted
    assert 'href="/factories/hammerhai/"' in hosted
    assert 'href="/factories/jaif/"' in hosted
    assert "Alice Recoque" in row(page, "Machine")
    assert "JUPITER" in row(page, "Usable now")
    assert 'href="/compare/?country=DE">Remove' in text(page)
    assert 'rel="canonical" href="/compare/?country=FR&amp;country=DE"' in text(page)
    form = text(page).split('<form class="compare-add"')[1].split("</form>")[0]
    assert re.findall(r'type="hidden" name="country" value="([A-Z]+)"', form) == ["FR", "DE"]


def test_a_country_without_a_site_can_be_compared_too(get: Any) -> None:
    page = get("/compare/?country=EE&country=FI")
    assert "LUMI AI Factory" in row(page, "Partner in")
    assert "not stated in the sources" in row(page, "AI Factories")


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("country=fr&country=el", "country=FR&country=GR"),
        ("country=UK&country=", "country=GB"),
        ("country=FR&country=&country=DE", "country=FR&country=DE"),
    ],
)
def test_an_address_of_countries_has_one_spelling(get: Any, query: str, canonical: str) -> None:
    answer = get(f"/compare/?{query}")
    if answer.status_code == 302 and answer.headers["Location"] != f"/compare/?{canonical}":
        answer = get(answer.headers["Location"])
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/compare/?{canonical}")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("country=FR&country=XX", "“XX” is not the code of a country"),
        ("country=FR&country=fr", "France is selected more than once."),
        ("country=FR&country=DE&country=IT&country=ES&country=PL", "Here are 5 countries; at most 4"),
        ("site=jaif&country=FR", "You cannot compare sites with countries"),
        ("country=FR&site=jaif&site=hearts", "You cannot compare sites with countries"),
    ],
)
def test_a_wrong_choice_of_countries_is_explained(get: Any, query: str, message: str) -> None:
    page = get(f"/compare/?{query}")
    assert page.status_code == 400
    assert message in text(page)
    assert "compare__row" not in text(page)


def test_the_start_offers_countries_too(get: Any) -> None:
    form = text(get("/compare/")).split('<form class="compare-countries"')[1].split("</form>")[0]
    assert form.count('<select id="compare-country-') == 2
    assert '<option value="FR" selected>' not in form
    chosen = text(get("/compare/?country=FR")).split('<form class="compare-countries"')[1].split("</form>")[0]
    assert chosen.count('<option value="FR" selected>') == 1

"""The finder as a visitor meets it, on the real record."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils.html import strip_tags

from directory.models import Country
from explore.finder.eligibility import admits
from explore.finder.rules import RULES
from factories.models import Factory
from tests import builders
from tests.superscripts import numbers, superscripts


def names(page: Any) -> list[str]:
    """The sites that argue at length, best first."""
    return re.findall(
        r'class="verdict__name"><a href="[^"]+"[^>]*><span[^>]*></span>([^<]+)<', page.content.decode()
    )


def case(page: Any, name: str) -> str:
    """What one site argues."""
    articles: list[str] = re.findall(r'<article class="verdict.*?</article>', page.content.decode(), re.S)
    return next(article for article in articles if f"</span>{name}<" in article)


def verdicts(page: Any, slug: str) -> list[Any]:
    """What is said of one site, wherever it stands in the ranking."""
    return [each for each in page.context["ranking"].verdicts if each.site.slug == slug]


def group(page: Any, name: str) -> str:
    """One group of the answer."""
    return str(page.content.decode().partition(f'id="{name}"')[2].partition('class="advice"')[0])


def test_without_answers_it_asks_and_ranks_nothing(get: Any) -> None:
    page = get("/find/").content.decode()
    assert "Which AI Factory is for you?" in page
    assert "verdict__name" not in page
    assert "noindex" not in page


def test_a_startup_in_tallinn_with_sensitive_health_data_is_told_where_to_turn_and_why(get: Any) -> None:
    page = get("/find/?country=EE&sector=health&who=startup&need=sensitive-data")
    found = names(page)
    assert "LUMI AI Factory" in found
    lumi = case(page, "LUMI AI Factory")
    assert "Estonia is a partner in it" in lumi
    assert 'href="#ref-' in lumi
    assert numbers(lumi)[0] == "1"
    assert "its sectors are not recorded" in lumi
    mimer = case(page, "MIMER")
    assert "works on health and healthcare (one of 6 sectors named)" in mimer
    assert "a link to Estonia is not recorded" in mimer
    content = page.content.decode()
    assert "LUMI AI Factory" in group(page, "way-in")
    assert "MIMER" in group(page, "in-field")
    assert "Start with LUMI AI Factory, then look at MIMER" in " ".join(strip_tags(content).split())
    assert "Estonia is an EU member state, so its users may apply." in content
    assert 'id="references-heading"' in content
    facts = set(re.findall(r'href="#(fact-[^"]+)"', content))
    assert facts == {button.id for button in superscripts(content)}


def test_each_organisation_to_ask_is_named_once_whatever_its_roles(get: Any) -> None:
    factory = builders.make_factory(country=Country.objects.get(code="DE"))
    organisation, other = builders.make_organisation(), builders.make_organisation()
    source = builders.make_source()
    for who, role in ((organisation, "hosting-entity"), (organisation, "coordinator"), (other, "operator")):
        factory.organisation_links.create(organisation=who, role=role)
        builders.cite(factory, "organisations", source, f"{who.slug}:{role}", locator=role)
    page = get("/find/?country=DE")
    asked = case(page, factory.name).partition("Contact")[2]
    assert re.findall(r">(Organisation \d+)<", asked) == [organisation.name, other.name]
    before = asked.partition(other.name)[0]
    assert len(numbers(before)) == 1, "one source stands behind both roles"
    assert re.findall(r'backing__passage">([^<]+)<', before) == ["Hosting-entity.", "Coordinator."], (
        "what stands behind each role is still there"
    )
    real = get("/find/?country=PL&sector=health")
    for name in names(real):
        whom = re.findall(r'<a href="(/organisations/[^"]+)"', case(real, name))
        assert len(whom) == len(set(whom)), name


def test_a_country_with_an_antenna_is_sent_to_it_first_and_then_to_its_linked_factory(get: Any) -> None:
    page = get("/find/?country=CY")
    assert names(page)[:2] == ["Pharos-CY", "Pharos"]
    assert {"Pharos-CY", "Pharos"} == {verdict.site.name for verdict in page.context["advice"].way_in}


def test_an_answer_says_what_it_costs_when_and_where_to_turn(get: Any) -> None:
    page = get("/find/?country=IT&cost=free&when=now")
    italy = case(page, "IT4LIA")
    assert "Free for eligible users." in italy
    assert "open to users now" in italy
    assert "usable now: Leonardo" in italy
    assert "https://it4lia-aifactory.eu/" in italy
    portal = group(page, "way-in").partition("EuroHPC access portal")[2]
    assert "Free for startups and SMEs that innovate with AI." in portal
    assert "next cut-off date:" in portal


def test_points_and_rules_lie_in_a_fold(get: Any) -> None:
    page = get("/find/?country=EE&sector=health")
    content = page.content.decode()
    fold = content.partition("How we ranked these sites")[2].partition("</details>")[0]
    assert "+8" in fold
    assert "+8" not in content.partition("How we ranked these sites")[0]
    assert "(shared)" in fold


def test_a_limit_to_other_countries_speaks_against_a_site(get: Any) -> None:
    against = "its own services are for: Organisations in the European Union and in Switzerland"
    assert against in case(get("/find/?country=NO"), "LUMI AI Factory")
    for country in ("EE", "CH"):
        (lumi,) = verdicts(get(f"/find/?country={country}"), "lumi-ai-factory")
        assert against not in [argument.text for argument in lumi.against]


@pytest.mark.parametrize(
    ("country", "says"),
    [
        ("GB", "Ask UKAIFA or the EuroHPC portal first."),
        ("IL", "No AI Factory, Antenna or consortium partner in Israel is recorded."),
        ("IL", "Ask at the EuroHPC portal first."),
    ],
)
def test_a_country_whose_eligibility_is_not_recorded_is_told_so_and_whom_to_ask(
    get: Any, country: str, says: str
) -> None:
    content = get(f"/find/?country={country}").content.decode()
    assert "We do not know whether" in content
    assert says in content


@pytest.mark.parametrize(
    ("words", "country", "expected"),
    [
        ("Users in the EU member states and in countries associated with Horizon Europe.", "FR", True),
        ("Users in the EU member states and in countries associated with Horizon Europe.", "GB", None),
        ("Organisations in the European Union and in Switzerland.", "CH", True),
        ("Organisations in the European Union and in Switzerland.", "IS", False),
        ("Startups up to five years old.", "IS", None),
    ],
)
def test_who_may_apply_is_read_as_it_stands(words: str, country: str, expected: bool | None) -> None:
    assert admits(words, country) is expected


def test_every_site_that_is_not_left_out_stands_in_one_group(get: Any) -> None:
    for query in ("country=DE", "sector=health", "country=AT&sector=gaming&need=training", "who=research"):
        found = get(f"/find/?{query}").context["advice"]
        shown = [*found.way_in, *found.in_field, *found.other_fields, *found.not_known]
        assert len({verdict.site.slug for verdict in shown}) == len(shown) == 32


def test_a_hard_answer_excludes_and_says_how_many(get: Any) -> None:
    soft, hard = get("/find/?country=DE&sector=gaming"), get("/find/?country=DE&sector=gaming&only=sector")
    assert len(soft.context["ranking"].verdicts) > len(hard.context["ranking"].verdicts) == 1
    assert "31 sites are hidden" in hard.content.decode()
    assert 'href="/find/?country=DE&amp;sector=gaming"' in hard.content.decode()


def test_next_door_is_not_tied_to_a_country(get: Any) -> None:
    soft, hard = get("/find/?country=AT"), get("/find/?country=AT&only=country")
    (hammerhai,) = verdicts(soft, "hammerhai")
    assert "a link to Austria is not recorded" in hammerhai.unknown
    assert set(names(hard)) == {"AI:AT", "IT4LIA"}


@pytest.mark.parametrize("who", ["startup", "company", "research", "public"])
def test_whom_every_site_serves_is_known_and_said_to_be_said_of_all(get: Any, who: str) -> None:
    page = get(f"/find/?who={who}")
    every_factory = {factory.name for factory in Factory.objects.all()}
    shown = {verdict.site.name for verdict in page.context["ranking"].verdicts}
    assert every_factory <= shown
    assert "like every AI Factory, meant for" in page.content.decode()


def argued(page: Any, slug: str) -> str:
    """All that a site argues, wherever it stands in the ranking."""
    (verdict,) = verdicts(page, slug)
    return "; ".join(str(argument.text) for argument in verdict.because)


def test_for_computing_time_a_site_argues_with_what_runs_and_not_with_what_is_planned(get: Any) -> None:
    page = get("/find/?need=compute&when=now")
    luxembourg = argued(page, "luxembourg-ai-factory")
    assert "usable now: MeluXina" in luxembourg
    assert "MeluXina-AI" not in luxembourg, "it is only contracted"
    assert "open to users now" in luxembourg
    assert "usable now: JUPITER" in argued(page, "jaif")
    assert "open to users now" not in argued(page, "jaif")
    assert "now" not in argued(page, "hammerhai")
    ranks = {verdict.site.slug: verdict.rank for verdict in page.context["ranking"].verdicts}
    assert ranks["luxembourg-ai-factory"] < ranks["jaif"] < ranks["hammerhai"]


@pytest.mark.parametrize("status", ["expected", "happened"])
def test_a_plan_to_open_is_no_argument(get: Any, status: str) -> None:
    factory = Factory.objects.get(slug="hammerhai")
    opening = builders.make_milestone(status=status, step="open-to-users")
    factory.milestone_links.create(milestone=opening)
    argument = argued(get("/find/?need=training&when=now"), "hammerhai")
    assert ("open to users now" in argument) == (status == "happened")


def test_no_answer_claims_that_no_source_says_anything(get: Any) -> None:
    for query in ("who=company", "who=research", "who=public", "language=fi", "need=advice", "country=UA"):
        assert "no source" not in get(f"/find/?{query}").content.decode().lower()


def test_a_disputed_argument_says_so(get: Any) -> None:
    assert "States something else:" in case(get("/find/?country=RS&sector=agriculture-food"), "SAIFA")


def test_whom_to_ask_is_said(get: Any) -> None:
    page = get("/find/?country=EE&sector=health")
    assert "https://lumi-ai-factory.eu/" in case(page, "LUMI AI Factory")


def test_the_order_of_the_answers_makes_no_difference(get: Any) -> None:
    one = get("/find/?sector=health&sector=energy&need=training&country=pl")
    other = get("/find/?country=PL&need=training&sector=energy&sector=health")
    assert one.content == other.content
    canonical = "/find/?country=PL&amp;sector=energy&amp;sector=health&amp;need=training"
    assert f'rel="canonical" href="{canonical}"' in one.content.decode()


def test_every_answer_can_be_taken_back(get: Any) -> None:
    page = get("/find/?country=PL&sector=health&need=training").content.decode()
    for without in (
        "sector=health&amp;need=training",
        "country=PL&amp;need=training",
        "country=PL&amp;sector=health",
    ):
        assert f'class="chip" href="/find/?{without}"' in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("country=XX", "“country”: “XX” is not a value"),
        ("country=PL&country=DE", "“country”: This may be given once"),
        ("sector=helth", "Did you mean “health”?"),
        ("need=everything", "“need”: “everything” is not a value"),
        ("who=me", "“who”: “me” is not a value"),
        ("language=klingon", "“language”: “klingon” is not a value"),
        ("only=luck", "“only”: “luck” is not a value"),
        ("cuontry=EE", "no parameter called “cuontry”"),
    ],
)
def test_a_slip_is_an_error_and_not_another_answer(get: Any, query: str, says: str) -> None:
    page = get(f"/find/?{query}")
    assert page.status_code == 400
    assert says in page.content.decode()


def test_leaving_sites_out_by_an_answer_that_is_missing_asks_for_it(get: Any) -> None:
    page = get("/find/?country=AT&only=sector&only=need").content.decode()
    assert 'href="#find-sector"' in page
    assert 'href="#find-need"' in page
    assert 'href="#find-country"' not in page
    assert '<option value="AT" selected>' in page
    assert 'class="verdicts"' not in page


def test_the_rules_stand_on_the_page_and_as_data(get: Any) -> None:
    page = get("/find/").content.decode()
    rules = get("/find/rules.json").json()["rules"]
    assert [rule["name"] for rule in rules] == [rule.name for rule in RULES]
    for rule in rules:
        assert str(rule["text"]) in page
        assert rule["weight"] != 0

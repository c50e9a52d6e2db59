"""The laws of the finder, for any answers and any sites."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.cites import Cite
from directory.facts import Value
from directory.map.site_map import label_places
from explore.finder.answers import COST, NEEDS, WHEN, WHO, Answers
from explore.finder.candidates import Candidate, Door
from explore.finder.country_rules import HostedHere
from explore.finder.ranking import judge, rank
from explore.finder.rules import RULES, SERVICES_FOR

COUNTRIES = ["DE", "PL", "CZ", "EE", "LV", "IE"]
SECTORS = ["health", "energy", "gaming", "public-administration"]
SERVICES = [service for services in SERVICES_FOR.values() for service in services]
LANGUAGES = ["de", "pl", "en", "et"]

doors = st.lists(st.builds(Door, st.just("An antenna"), st.booleans()), max_size=2).map(tuple)
sites = st.builds(
    Candidate,
    slug=st.text("abc", min_size=1, max_size=4),
    name=st.text("ABc ", min_size=1, max_size=4),
    kind=st.sampled_from(["factory", "antenna"]),
    country=st.sampled_from(COUNTRIES),
    usable_now=st.sampled_from([(), (Value("A system"),)]),
    opened=st.sampled_from([None, Cite()]),
    sectors=st.dictionaries(st.sampled_from(SECTORS), st.sampled_from(["focus", "use-case"])),
    services=st.frozensets(st.sampled_from(SERVICES)),
    partners=st.frozensets(st.sampled_from(COUNTRIES)),
    doors=st.dictionaries(st.sampled_from(COUNTRIES), doors),
)
networks = st.lists(sites, max_size=8, unique_by=lambda site: site.slug)
answers = st.builds(
    Answers,
    country=st.sampled_from(["", *COUNTRIES]),
    sectors=st.frozensets(st.sampled_from(SECTORS)),
    who=st.sampled_from(["", *WHO]),
    needs=st.frozensets(st.sampled_from(list(NEEDS))),
    language=st.sampled_from(["", *LANGUAGES]),
    cost=st.sampled_from(["", *COST]),
    when=st.sampled_from(["", *WHEN]),
    only=st.frozensets(st.sampled_from(["country", "sector", "need"])),
)

on_any_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How long an example takes says how busy the machine is, and nothing about the laws."""


@on_any_machine
@given(answers, networks, st.randoms())
def test_the_order_of_the_sites_makes_no_difference(
    answered: Answers, network: list[Candidate], random
) -> None:  # type: ignore[no-untyped-def]
    shuffled = network.copy()
    random.shuffle(shuffled)
    assert rank(answered, network) == rank(answered, shuffled)


@on_any_machine
@given(answers, networks)
def test_every_site_is_shown_left_out_or_counted(answered: Answers, network: list[Candidate]) -> None:
    ranking = rank(answered, network)
    assert len(ranking.verdicts) + sum(ranking.left_out.values()) + len(ranking.nothing_for) == len(network)


@on_any_machine
@given(
    answers,
    networks.filter(bool),
    st.sampled_from(SECTORS),
    st.sampled_from(SERVICES),
    st.sampled_from(COUNTRIES),
)
def test_more_matching_evidence_never_ranks_a_site_lower(
    answered: Answers, network: list[Candidate], sector: str, service: str, country: str
) -> None:
    answered = replace(
        answered,
        sectors=answered.sectors | {sector},
        country=country,
        needs=answered.needs | {need for need, services in SERVICES_FOR.items() if service in services},
    )
    site = network[0]
    for better in (
        replace(site, sectors={**site.sectors, sector: "focus"}),
        replace(site, services=site.services | {service}),
        replace(site, partners=site.partners | {country}),
        replace(site, doors={**site.doors, country: (*site.doors.get(country, ()), Door("Another", True))}),
        replace(site, usable_now=(*site.usable_now, Value("Another system"))),
        replace(site, opened=Cite()),
    ):
        assert place(answered, [better, *network[1:]], site.slug) <= place(answered, network, site.slug)


def place(answered: Answers, network: list[Candidate], slug: str) -> int:
    """The rank of a site; one that is not shown comes after all that are."""
    slugs = [verdict.site.slug for verdict in rank(answered, network).verdicts]
    return slugs.index(slug) if slug in slugs else len(network)


@on_any_machine
@given(answers, networks)
def test_a_hard_answer_excludes_and_never_reorders(answered: Answers, network: list[Candidate]) -> None:
    soft = [verdict.site.slug for verdict in rank(replace(answered, only=frozenset()), network).verdicts]
    hard = [verdict.site.slug for verdict in rank(answered, network).verdicts]
    assert hard == [slug for slug in soft if slug in hard]


@on_any_machine
@given(answers, sites)
def test_every_argument_comes_from_a_listed_rule_about_an_answer(answered: Answers, site: Candidate) -> None:
    verdict = judge(answered, site)
    given_answers = {
        "country": answered.country,
        "sector": answered.sectors,
        "need": answered.needs,
        "who": answered.who,
        "language": answered.language,
        "cost": answered.cost,
        "when": answered.when,
    }
    for argument in (*verdict.because, *verdict.against):
        assert argument.rule in {type(rule) for rule in RULES}
        assert given_answers[argument.rule.question]
    assert verdict.score == sum(argument.weight for argument in (*verdict.because, *verdict.against))


@on_any_machine
@given(networks)
def test_only_what_is_tied_to_a_country_satisfies_a_hard_answer(network: list[Candidate]) -> None:
    for verdict in rank(Answers(country="LV", only=frozenset(["country"])), network).verdicts:
        site = verdict.site
        assert site.country == "LV" or "LV" in site.partners or site.doors.get("LV")


@on_any_machine
@given(sites)
def test_silence_is_never_an_argument_against(site: Candidate) -> None:
    silent = replace(site, kind="factory", sectors={}, services=frozenset())
    everything = Answers(sectors=frozenset(SECTORS), needs=frozenset(NEEDS), who="startup", language="et")
    verdict = judge(everything, silent)
    assert not verdict.against
    assert verdict.unknown


def test_a_country_finds_its_factory_its_antenna_its_consortium_and_its_neighbours_in_this_order() -> None:
    network = [
        Candidate("neighbour", "Neighbour", "factory", "LV", place=label_places()["LV"]),
        Candidate("linked", "Linked", "factory", "DE", doors={"EE": (Door("Ours", True),)}),
        Candidate("partner", "Partner", "factory", "PL", partners=frozenset(["EE"])),
        Candidate(
            "both", "Both", "factory", "LV", partners=frozenset(["EE"]), doors={"EE": (Door("Ours", True),)}
        ),
        Candidate("ours", "Ours", "antenna", "EE"),
        Candidate("host", "Host", "factory", "EE"),
        Candidate("stranger", "Stranger", "factory", "IE"),
    ]
    found = rank(Answers(country="EE"), network)
    assert [verdict.site.slug for verdict in found.verdicts] == [
        "host",
        "ours",
        "both",
        "partner",
        "linked",
        "neighbour",
    ]
    assert [verdict.site.slug for verdict in found.nothing_for] == ["stranger"]
    assert found.verdicts[0].because[0].rule is HostedHere

"""The ranked sites as advice: the way in from a country, who works in a field, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.utils.translation import gettext as _

from directory.cites import Cite
from directory.evidence import References, record_evidence
from directory.facts import Value
from directory.models import AccessRoute
from directory.models.vocabulary import country_name
from directory.ways_in import routes_for_all, short_name
from explore.finder import rules
from explore.finder.answers import Answers
from explore.finder.candidates import cost_value, deadline_values
from explore.finder.eligibility import admits
from explore.finder.ranking import Ranking, Verdict
from explore.finder.rule import Argument

IN_FULL = 3
"""Sites of a group that are shown at length; the rest follow in brief."""
NAMED = 2
"""Sites of a group that the heading names at most."""

IN_FIELD = (rules.NamesYourSector, rules.UseCaseOfYourSector)


@dataclass
class Advice:
    """The answer: each site that was not left out stands in one of the groups, best first."""

    way_in: list[Verdict] = field(default_factory=list)
    """Sites that a source links to the visitor's country."""
    in_field: list[Verdict] = field(default_factory=list)
    """Of the others, those that work in a field of the visitor, or offer all that was asked for."""
    other_fields: list[Verdict] = field(default_factory=list)
    """Those of which sources name sectors, and none of the visitor's."""
    not_known: list[Verdict] = field(default_factory=list)
    """Those of which too little is recorded to tell."""

    @property
    def leading(self) -> list[list[Verdict]]:
        """The sites that the heading names: the first of each of the two groups; none of too many equals."""
        # An Antenna is the way in for its own country only.
        factories = [verdict for verdict in self.in_field if verdict.site.kind == "factory"]
        return [first for group in (self.way_in, factories) if (first := _first(group))]


def advice(answers: Answers, ranking: Ranking) -> Advice:
    """The ranked sites in groups; within a group they keep the order of the ranking."""
    found = Advice()
    for verdict in [*ranking.verdicts, *ranking.nothing_for]:
        _group(answers, verdict)(found).append(verdict)
    return found


def _group(answers: Answers, verdict: Verdict) -> Callable[[Advice], list[Verdict]]:
    kinds = {argument.rule for argument in (*verdict.because, *verdict.against)}
    if any(rule.question == "country" and rule.tie for rule in kinds):
        return lambda advice: advice.way_in
    if rules.NamesOtherSectors in kinds:
        offered = sum(argument.rule is rules.OffersWhatYouNeed for argument in verdict.because)
        if answers.needs and offered == len(answers.needs):
            return lambda advice: advice.in_field
        return lambda advice: advice.other_fields
    particular = [
        argument.rule for argument in verdict.because if argument.rule.tie and not argument.rule.of_many
    ]
    if any(rule in IN_FIELD or not answers.sectors for rule in particular):
        return lambda advice: advice.in_field
    return lambda advice: advice.not_known


def of_every_site(ranking: Ranking) -> list[Argument]:
    """What holds for all sites of a kind, each once."""
    kinds = (rules.AllServeYou, rules.FreeForAll)
    arguments = [argument for verdict in ranking.verdicts for argument in verdict.because]
    return list({argument.text: argument for argument in arguments if argument.rule in kinds}.values())


def _first(verdicts: list[Verdict]) -> list[Verdict]:
    for _score, group in groupby(verdicts, key=lambda verdict: verdict.score):
        equal = list(group)
        return equal if len(equal) <= NAMED else []
    return []


@dataclass(frozen=True)
class Route:
    """One access route of the portal: what it costs, and when."""

    name: str
    url: str
    cost: Value | None
    dates: list[Value]

    @property
    def values(self) -> list[Value]:
        return [*([self.cost] if self.cost else []), *self.dates]


@dataclass(frozen=True)
class Portal:
    """The EuroHPC access portal, which opens every AI Factory: its address, routes, and who may apply."""

    url: str
    cite: Cite
    routes: list[Route]
    who: Value
    """Who may apply, in the words of the record."""
    advice: str
    """What that means for the visitor's country."""


def portal(answers: Answers, antennas: Iterable[str], references: References) -> Portal | None:
    """The portal for this visitor; None where no route to every AI Factory says where to apply.

    `antennas` are the names of those in the visitor's country, which are to be asked too.
    """
    groups = rules.USER_GROUPS.get(answers.who, ())
    routes = [route for route in routes_for_all("factory") if route.apply_url]
    routes = [item for item in routes if not groups or set(groups) & set(item.user_groups)] or routes
    if not routes:
        return None
    first = next((route for route in routes if "associated" in route.eligibility), routes[0])
    return Portal(
        routes[0].apply_url,
        record_evidence(routes[0], references).cite("apply_url"),
        [_route(route, references) for route in routes],
        Value(first.eligibility, cite=record_evidence(first, references).cite("eligibility")),
        _for_country(first.eligibility, answers.country, list(antennas)),
    )


def _route(route: AccessRoute, references: References) -> Route:
    evidence = record_evidence(route, references)
    dates = [Value(route.decision_time, cite=evidence.cite("decision_time"))] if route.decision_time else []
    dates += [replace(value, detail="") for value in deadline_values(route, references)]
    cost = replace(cost_value(route, references), detail="") if route.cost else None
    return Route(short_name(route), route.get_absolute_url(), cost, dates)


def _for_country(eligibility: str, country: str, antennas: list[str]) -> str:
    """Whether the words cover the country, or that this is not recorded, and whom to ask then."""
    if not country:
        return ""
    name = country_name(country)
    if admits(eligibility, country):
        return _("{country} is an EU member state, so its users may apply.").format(country=name)
    not_recorded = _(
        "We do not know whether {country} is one of these countries, so check before you apply."
    ).format(country=name)
    if antennas:
        ask = _("Ask {antenna} or the EuroHPC portal first.").format(antenna=antennas[0])
    else:
        ask = _("Ask at the EuroHPC portal first.")
    return f"{not_recorded} {ask}"

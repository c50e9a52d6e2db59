"""From answers and sites to a ranked list, with the reasons for and against each site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.utils.translation import gettext as _

from directory import text_search
from directory.map.site_map import kilometres, label_places
from directory.models.vocabulary import country_name
from explore.finder.answers import NEEDS, Answers
from explore.finder.candidates import Candidate
from explore.finder.rule import Argument
from explore.finder.rules import RULES, OffersWhatYouNeed


@dataclass(frozen=True)
class Verdict:
    """A site with what speaks for it, against it, and what is not recorded."""

    site: Candidate
    because: list[Argument]
    against: list[Argument]
    unknown: list[str]
    rank: int = 0
    tied: bool = False
    """Whether another site has the same sum, and so the same rank."""

    @property
    def reasons(self) -> list[Argument]:
        """What speaks for this site in particular, or what holds for many where there is nothing else."""
        return [argument for argument in self.because if not argument.rule.of_many] or self.because

    @property
    def score(self) -> int:
        """The sum of the weights."""
        return sum(argument.weight for argument in (*self.because, *self.against))


@dataclass
class Ranking:
    """The sites for which something speaks, best first, and how many each hard answer left out."""

    verdicts: list[Verdict] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    nothing_for: list[Verdict] = field(default_factory=list)
    """Sites that no hard answer left out and for which nothing speaks, by name."""


def rank(answers: Answers, sites: Iterable[Candidate]) -> Ranking:
    """Judge every site by every rule. The order of the answers and of the sites makes no difference."""
    ranking = Ranking(left_out=dict.fromkeys(sorted(answers.only), 0))
    for site in _with_distances(answers, sites):
        verdict = judge(answers, site)
        missed = next((name for name in ranking.left_out if not _satisfied(name, answers, verdict)), None)
        if missed:
            ranking.left_out[missed] += 1
        elif verdict.because:
            ranking.verdicts.append(verdict)
        else:
            ranking.nothing_for.append(verdict)
    ranking.nothing_for.sort(key=_place)
    ranking.verdicts = _ranked(sorted(ranking.verdicts, key=_place))
    return ranking


NEAREST = 3


def _with_distances(answers: Answers, sites: Iterable[Candidate]) -> list[Candidate]:
    """The same sites; those nearest to the visitor's country say how far they are."""
    sites = list(sites)
    home = label_places().get(answers.country)
    if home is None:
        return sites
    away = sorted(
        (kilometres(home, site.place), site.slug)
        for site in sites
        if site.kind == "factory" and site.place and site.country != answers.country
    )
    near = {slug: distance for distance, slug in away[:NEAREST]}
    return [replace(site, near=near.get(site.slug, 0)) for site in sites]


def _ranked(verdicts: list[Verdict]) -> list[Verdict]:
    """Sites with the same sum share a rank, whatever else puts one before the other."""
    ranked: list[Verdict] = []
    for _score, group in groupby(verdicts, key=lambda verdict: verdict.score):
        equal = list(group)
        rank, tied = len(ranked) + 1, len(equal) > 1
        ranked += [replace(verdict, rank=rank, tied=tied) for verdict in equal]
    return ranked


def judge(answers: Answers, site: Candidate) -> Verdict:
    """What all rules say of one site."""
    arguments = [argument for rule in RULES for argument in rule.arguments(answers, site)]
    because = [argument for argument in arguments if argument.weight > 0]
    against = [argument for argument in arguments if argument.weight < 0]
    because.sort(key=lambda argument: -argument.weight)
    return Verdict(site, because, against, list(_unknown(answers, site, arguments)))


def _place(verdict: Verdict) -> tuple[int, int, str, str]:
    """Weights first; among equals what runs today, then the name."""
    site = verdict.site
    running = bool(site.opened) + bool(site.usable_now)
    return -verdict.score, -running, text_search.fold(site.name), site.slug


def _satisfied(name: str, answers: Answers, verdict: Verdict) -> bool:
    """Whether a source says so: silence does not satisfy a hard answer."""
    if name == "need":
        offers = sum(argument.rule is OffersWhatYouNeed for argument in verdict.because)
        return offers == len(answers.needs)
    return any(argument.rule.question == name and argument.rule.tie for argument in verdict.because)


def _unknown(answers: Answers, site: Candidate, arguments: list[Argument]) -> Iterable[str]:
    """What was asked and the record does not answer for this site."""
    asked = {argument.rule.question for argument in arguments if argument.rule.tie}
    if answers.country and "country" not in asked:
        yield _("a link to {country} is not recorded").format(country=country_name(answers.country))
    if answers.sectors and not site.sectors:
        yield _("its sectors are not recorded")
    offered = [rule for rule in RULES if isinstance(rule, OffersWhatYouNeed)]
    for need in NEEDS:
        alone = Answers(needs=frozenset([need]))
        if need in answers.needs and not any(True for rule in offered for _a in rule.arguments(alone, site)):
            yield _("whether it offers {need} is not recorded").format(need=NEEDS[need])
    if answers.cost and "cost" not in asked:
        yield _("whether it is free for you is not recorded")
    if answers.when and "when" not in asked:
        yield _("whether it serves users now is not recorded")
    if answers.who and "who" not in asked:
        yield _("whom it serves is not recorded")
    if answers.language:
        yield _("the languages in which it helps are not recorded")

"""The finder's page, and its rules as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.cites import Cite
from directory.evidence import References
from directory.listing import Chip
from directory.models import Sector
from directory.query_params import allow_params
from editions.current import records
from explore.countries import answer_for, countries_with_counts
from explore.finder.advice import IN_FULL, advice, of_every_site, portal
from explore.finder.answers import PARAMETERS, Answers, Choices, languages, read
from explore.finder.candidates import candidates
from explore.finder.ranking import Ranking, Verdict, rank
from explore.finder.rules import RULES

COMPARED = 3


@require_safe
@allow_params(*PARAMETERS)
def finder(request: HttpRequest) -> HttpResponse:
    """The questions, and for the answers in the address the sites that fit, with reasons."""
    countries = countries_with_counts()
    choices = finder_choices(countries)
    answers = read(request.GET, choices)
    context: dict[str, Any] = {
        "answers": answers,
        "choices": choices,
        "canonical": _address(answers.values()),
        "chips": _chips(answers, choices),
        "rules": RULES,
        "here": "",
    }
    if answers.complete:
        context |= _results(answers, countries, choices)
    return render(request, "explore/find.html", context)


def finder_choices(countries: list[dict[str, Any]]) -> Choices:
    """What may be answered: every country of the directory, every sector, every language of a country."""
    return Choices(
        country={row["country"].code: row["country"].display_name for row in countries},
        sector={sector.slug: sector.name for sector in records().all(Sector)},
        language=languages(row["country"].code for row in countries),
    )


def _results(answers: Answers, countries: list[dict[str, Any]], choices: Choices) -> dict[str, Any]:
    references = References()
    ranking = rank(answers, candidates(references))
    groups = advice(answers, ranking)
    in_field = groups.in_field[:IN_FULL]
    leading = [verdict for group in groups.leading for verdict in group]
    antennas = [each.site.name for each in groups.way_in if each.site.kind == "antenna"]
    general = portal(answers, antennas, references)
    for_all = of_every_site(ranking)
    for verdict in groups.way_in:
        references.show(_cites(verdict))
    if general:
        references.show([general.cite, general.who.cite, *(argument.cite for argument in for_all)])
        references.show(value.cite for route in general.routes for value in route.values)
    for verdict in in_field:
        references.show(_cites(verdict))
    return {
        "in_field": in_field,
        "in_field_brief": groups.in_field[len(in_field) :],
        "advice": groups,
        "portal": general,
        "for_all": for_all,
        "ranking": ranking,
        "left_out": _left_out(ranking, answers, choices),
        "references": references,
        "here": "" if groups.way_in else _here(answers, countries),
        "compare": _compare_address(leading or ranking.verdicts),
    }


def _cites(verdict: Verdict) -> Iterator[Cite]:
    """The evidence of an answer, in the order in which the page shows it."""
    yield from (argument.cite for argument in (*verdict.reasons, *verdict.against))
    yield from (value.cite for value in (*verdict.site.cost, *verdict.site.dates))
    yield from (value.cite for value in verdict.site.ask)


def _compare_address(verdicts: list[Verdict]) -> str:
    """The first sites side by side; "" where there are fewer than two."""
    slugs = [verdict.site.slug for verdict in verdicts[:COMPARED]]
    return f"{reverse('compare')}?{urlencode({'site': slugs}, doseq=True)}" if len(slugs) > 1 else ""


def _here(answers: Answers, countries: list[dict[str, Any]]) -> str:
    """What the visitor's country has, in one sentence."""
    for row in countries:
        if row["country"].code == answers.country:
            return answer_for(row["country"])
    return ""


def _address(values: list[tuple[str, str]]) -> str:
    return f"{reverse('find')}?{urlencode(values)}" if values else reverse("find")


def _without(answers: Answers, name: str, value: str) -> str:
    return _address([pair for pair in answers.values() if pair != (name, value)])


def _chips(answers: Answers, choices: Choices) -> list[Chip]:
    """Each answer with the address that takes it back."""
    legends = {
        "country": _("Country"),
        "sector": _("Sector"),
        "who": _("You are"),
        "need": _("You need"),
        "cost": _("Cost"),
        "when": _("When"),
        "language": _("Language"),
        "only": _("Only"),
    }
    return [
        Chip(legends[name], getattr(choices, name)[value], _without(answers, name, value))
        for name, value in answers.values()
    ]


def _left_out(ranking: Ranking, answers: Answers, choices: Choices) -> list[tuple[str, int, str]]:
    """For each hard answer that left sites out: its words, how many, and the address without it."""
    return [
        (choices.only[name], count, _without(answers, "only", name))
        for name, count in ranking.left_out.items()
        if count
    ]


@require_safe
@allow_params()
def finder_rules(request: HttpRequest) -> JsonResponse:
    """The rules as data: name, question, weight and text, in the order in which they are applied."""
    rules = [
        {"name": rule.name, "question": rule.question, "weight": rule.weight, "text": str(rule.text)}
        for rule in RULES
    ]
    return JsonResponse({"rules": rules}, json_dumps_params={"ensure_ascii": False, "indent": 2})

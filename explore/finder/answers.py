"""What a visitor answered, read strictly from the address, which holds all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from babel import Locale
from babel.languages import get_official_languages
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy

from directory import text_search
from directory.query_params import ChoiceField, ChoicesField, country_code, read_param

FIELDS: dict[str, tuple[type[ChoicesField], Callable[[str], str]]] = {
    "country": (ChoiceField, lambda value: country_code(value.strip())),
    "sector": (ChoicesField, str.strip),
    "who": (ChoiceField, str.strip),
    "need": (ChoicesField, str.strip),
    "cost": (ChoiceField, str.strip),
    "when": (ChoiceField, str.strip),
    "language": (ChoiceField, str.strip),
    "only": (ChoicesField, str.strip),
}
"""How each question may be answered: once or several times."""
PARAMETERS = tuple(FIELDS)
WHO = {
    "startup": gettext_lazy("a startup or small company"),
    "company": gettext_lazy("a larger company"),
    "research": gettext_lazy("a researcher or a university"),
    "public": gettext_lazy("a public body"),
    "student": gettext_lazy("a student"),
}
NEEDS = {
    "compute": gettext_lazy("computing time"),
    "sensitive-data": gettext_lazy("secure handling of sensitive data"),
    "training": gettext_lazy("training and skills"),
    "experimentation": gettext_lazy("a place to experiment"),
    "compliance": gettext_lazy("help with rules such as the AI Act"),
    "advice": gettext_lazy("help and advice"),
}
COST = {"free": gettext_lazy("free of charge")}
WHEN = {"now": gettext_lazy("now")}
ONLY = {
    "country": gettext_lazy("linked to my country"),
    "sector": gettext_lazy("in my field"),
    "need": gettext_lazy("with everything I need"),
}
"""Which answers are hard: a site for which that is not recorded is left out."""


@dataclass(frozen=True)
class Answers:
    """The answers, empty where a question was left open. Their order means nothing."""

    country: str = ""
    sectors: frozenset[str] = frozenset()
    who: str = ""
    needs: frozenset[str] = frozenset()
    cost: str = ""
    when: str = ""
    language: str = ""
    only: frozenset[str] = frozenset()

    @property
    def any(self) -> bool:
        """Whether anything was answered that sites can be judged by."""
        single = self.country, self.who, self.cost, self.when, self.language
        return any(single) or bool(self.sectors or self.needs)

    @property
    def unanswered(self) -> list[str]:
        """Questions by whose answers sites are to be left out, and which have none."""
        given = {"country": self.country, "sector": self.sectors, "need": self.needs}
        return [name for name in ONLY if name in self.only and not given[name]]

    @property
    def complete(self) -> bool:
        """Whether sites can be judged by them, and none would be left out by an answer that is missing."""
        return self.any and not self.unanswered

    def values(self) -> list[tuple[str, str]]:
        """Name and value of each answer, in the one order of the canonical address."""
        found: dict[str, Iterable[str]] = {
            "country": [self.country],
            "sector": sorted(self.sectors),
            "who": [self.who],
            "need": [need for need in NEEDS if need in self.needs],
            "cost": [self.cost],
            "when": [self.when],
            "language": [self.language],
            "only": [name for name in ONLY if name in self.only],
        }
        return [(name, value) for name in PARAMETERS for value in found[name] if value]


@dataclass(frozen=True)
class Choices:
    """What may be answered: value and label, in the order in which the form offers them."""

    country: Mapping[str, str]
    sector: Mapping[str, str]
    language: Mapping[str, str]
    who: Mapping[str, str] = field(default_factory=lambda: {key: str(text) for key, text in WHO.items()})
    need: Mapping[str, str] = field(default_factory=lambda: {key: str(text) for key, text in NEEDS.items()})
    cost: Mapping[str, str] = field(default_factory=lambda: {key: str(text) for key, text in COST.items()})
    when: Mapping[str, str] = field(default_factory=lambda: {key: str(text) for key, text in WHEN.items()})
    only: Mapping[str, str] = field(default_factory=lambda: {key: str(text) for key, text in ONLY.items()})


def languages(codes: Iterable[str]) -> dict[str, str]:
    """The official languages of countries, from Unicode's CLDR, in the order of the reader's names."""
    found = {language for code in codes for language in official_languages(code)}
    names = Locale.parse(get_language() or "en", sep="-").languages
    named = {code: names.get(code, code) for code in found}
    return dict(sorted(named.items(), key=lambda item: text_search.fold(item[1])))


def official_languages(code: str) -> tuple[str, ...]:
    """The languages that CLDR lists as official in a country, by their codes."""
    return tuple(language.split("_")[0] for language in get_official_languages(code))


def read(query: QueryDict, choices: Choices) -> Answers:
    """The answers of an address. Raises BadRequest for anything that no form offers."""
    answers = {
        name: read_param(query, name, field(choices=getattr(choices, name), normalise=normalise))
        for name, (field, normalise) in FIELDS.items()
    }
    return Answers(
        country=answers["country"],
        sectors=frozenset(answers["sector"]),
        who=answers["who"],
        needs=frozenset(answers["need"]),
        cost=answers["cost"],
        when=answers["when"],
        language=answers["language"],
        only=frozenset(answers["only"]),
    )

"""The terms of the glossary, read from `fixtures/glossary.yaml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.fixtures import GLOSSARY, FixtureError, read_list
from directory.models import MachineStep, ServiceStep

PAGES = {
    "factories:list": _("All AI Factories"),
    "antennas:list": _("All Antennas"),
    "supercomputers": _("All systems"),
    "organisations": _("All organisations"),
    "sectors": _("All sectors"),
    "countries": _("All countries"),
    "cut-offs": _("All cut-offs"),
    "sources": _("All sources"),
    "changes": _("All editions and what they changed"),
}
"""The pages that a term may lead to, by the name of their URL, and the text of the link."""


@dataclass(frozen=True)
class Place:
    """Where a source speaks of a term."""

    source: str
    """The source's slug."""
    locator: str


@dataclass(frozen=True)
class Term:
    """A word and what it means."""

    slug: str
    name: str | Promise
    text: str
    see: tuple[str, ...] = ()
    """Slugs of other terms."""
    places: tuple[Place, ...] = ()
    """None for the directory's own words."""
    page: str = ""
    """One of `PAGES`."""


@cache
def terms() -> tuple[Term, ...]:
    """All terms, in the order of the file."""
    return read_terms(_path())


def _path() -> Path:
    return Path(settings.FIXTURE_DIRS[0]) / GLOSSARY


def read_terms(path: Path) -> tuple[Term, ...]:
    """The terms of a file. Raises FixtureError for whatever is not exactly a glossary, or OSError."""
    problems: list[str] = []
    found: list[Term] = []
    try:
        entries = read_list(path)
    except (ValueError, yaml.YAMLError) as error:
        raise FixtureError([f"{path.name}: {error}"]) from error
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(_term(entry))
        except (ValueError, TypeError) as error:
            problems.append(f"{path.name}, term {number}: {error}")
    if problems := problems or list(_inconsistencies(found)):
        raise FixtureError(problems)
    return tuple(found)


def _term(entry: Any) -> Term:
    """The dataclasses refuse unknown and missing keys."""
    values = dict(entry)
    if "step" in values:
        if "name" in values:
            raise ValueError("a term has a name of its own or that of a step")
        values["name"] = _step(values.pop("step"))
    values["see"] = tuple(values.get("see", ()))
    values["places"] = tuple(Place(**place) for place in values.get("places", ()))
    term = Term(**values)
    places = [text for place in term.places for text in (place.source, place.locator)]
    for value in (term.slug, term.name, term.text, term.page, *term.see, *places):
        if not isinstance(value, str | Promise):
            raise ValueError(f"{value!r} is not a text")
    return term


def _step(slug: str) -> Promise | str:
    """The label of a step of the machine or of the service."""
    for steps in (ServiceStep, MachineStep):
        if slug in steps.values:
            return steps(slug).label
    raise ValueError(f"there is no step {slug}")


def _inconsistencies(found: list[Term]) -> Iterator[str]:
    known = Counter(term.slug for term in found)
    yield from (f"{slug} is there twice" for slug, times in known.items() if times > 1)
    for term in found:
        yield from (f"{term.slug}: there is no term {slug}" for slug in term.see if slug not in known)
        if term.page not in {"", *PAGES}:
            yield f"{term.slug}: there is no page {term.page}"


@register("glossary")
def check_glossary(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """`manage.py check` reports what is wrong with the file."""
    try:
        read_terms(_path())
    except FixtureError as error:
        return [Error(problem, id="explore.E001") for problem in error.problems]
    except OSError as error:
        return [Error(f"The glossary cannot be read: {error}", id="explore.E002")]
    return []

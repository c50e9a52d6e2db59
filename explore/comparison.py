"""The pages of several sites side by side: which facts make a row, and where the sites differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.cites import Cite
from directory.detail import DetailPage
from directory.facts import Fact, StepStatus, Track, Value
from directory.models import SiteOrganisation


class Key(NamedTuple):
    """Which row a fact belongs to. `part` tells rows of one fact apart: a role, a kind of link."""

    fact: str
    part: str = ""


Facts = dict[Key, dict[str, Fact]]
"""Row, then site (by its address), to the fact. A site for which the row makes no sense is not in it."""

WITH_DETAIL = ("machines", "service", "supercomputers", "sectors")
"""Where the detail is part of the value: when it is expected, the relation, the emphasis."""
PATCHWORK = ("figures",)
"""Where each value has a scope of its own, so that neither likeness nor difference means anything."""
FACTORIES_ONLY = ("participating_countries",)
DECISIVE = (
    "country",
    "city",
    "factories",
    "antennas",
    "takes_part",
    "service",
    "usable",
    "machines",
    "audiences",
    "cost",
    "ways_in",
    "sectors",
    "services",
)
"""The rows by which one chooses, in their order; the others follow on demand."""


@dataclass(frozen=True)
class Share:
    """Values of a cell that the same sites state, under words that say which."""

    heading: str
    values: list[Value]


@dataclass(frozen=True)
class Cell:
    """What one site says in a row. Without values the sources are silent, or the row is not about it."""

    page: DetailPage
    applies: bool
    shares: list[Share]
    open_list: bool = False

    @property
    def cites(self) -> list[Cite]:
        """What stands behind its values, in their order."""
        return [value.cite for share in self.shares for value in share.values]


@dataclass(frozen=True)
class Row:
    """One fact of every site. `verdict`: differs, same, or open where nothing can be said."""

    key: Key
    label: str
    verdict: str
    words: str
    cells: list[Cell]

    @property
    def decisive(self) -> bool:
        """Whether it helps to choose."""
        return self.key.fact in DECISIVE

    @property
    def stated(self) -> bool:
        """Whether a source says anything in it."""
        return any(cell.shares for cell in self.cells)


def facts_by_row(pages: Sequence[DetailPage]) -> Facts:
    """Every fact of the pages under its row and its site."""
    table: Facts = {}
    for page in pages:
        for key, fact in _facts(page):
            table.setdefault(key, {})[page.path] = fact
    if any(key.fact == "organisations" and key.part for key in table):
        table.pop(Key("organisations"), None)  # no role at all is silence in each row of roles
    return table


def rows(pages: Sequence[DetailPage]) -> list[Row]:
    """The rows of the comparison in their order; their references are not numbered yet."""
    table = facts_by_row(pages)
    return [_row(key, table[key], pages) for key in sorted(table, key=_order)]


def _facts(page: DetailPage) -> Iterator[tuple[Key, Fact]]:
    """The facts of one page, each with its row."""
    yield Key("usable"), Fact(_("Usable now"), page.usable_now, "usable")
    yield (
        Key("machines"),
        Fact(_("Machine"), [track_value(track, track.label) for track in page.machines], "machines"),
    )
    if page.kind != "country":
        yield (
            Key("service"),
            Fact(_("Service"), [track_value(page.service)] if page.service else [], "service"),
        )
    yield Key("ways_in"), Fact(_("How to apply"), page.ways_in.values, "ways_in")
    figures: list[Value] = []
    for section in page.sections:
        for place, fact in enumerate(section.facts):
            match section.id, fact.name:
                case "figures", _name:
                    figures += [replace(value, text=f"{fact.label}: {value.text}") for value in fact.values]
                case "links", _name:
                    # The pages put what is linked first and what collaborates behind it.
                    yield Key("links", "collaborates" if place else "linked"), fact
                case _section, "organisations":
                    yield Key("organisations", fact.label if fact.values else ""), fact
                case ("all", _) | (_, "usable"):
                    continue  # the same for all of a kind; a row of its own, above
                case _section, name:
                    yield Key(name), fact
    if figures:
        yield Key("figures"), Fact(_("Figures"), figures, "figures")


def track_value(track: Track, name: str = "") -> Value:
    """The last step reached and what is expected next, as a value; its detail says when."""
    cite = Cite()
    shown = [step for step in track.stated if step in track.reached[-1:] or step.state == "expected"]
    for step in shown:
        for item in step.happenings:
            cite = cite.merged(item.cite)
    if name:
        parts = [_step(step) for step in shown]
        return Value(name, url=track.url, detail="; ".join(parts) or _("status not stated"), cite=cite)
    parts = [_dates(step) if step.state == "reached" else _step(step) for step in shown]
    return Value(capfirst(track.status), detail="; ".join(parts), cite=cite)


def _step(step: StepStatus) -> str:
    """A step with its dates: “contracted, 31 August 2026”, “in service, expected by 2027”."""
    words = _("{step}, expected {dates}") if step.state == "expected" else _("{step}, {dates}")
    overdue = _(" (overdue)") if any(item.overdue for item in step.happenings) else ""
    return words.format(step=step.label, dates=_dates(step)) + overdue


def _dates(step: StepStatus) -> str:
    return ", ".join(item.dated for item in step.happenings)


def _order(key: Key) -> tuple[int, int]:
    order = (
        *DECISIVE,
        "cut_off",
        "organisations",
        "participating_countries",
        "links",
        "supercomputers",
        "access",
        "routes",
        "web_links",
        "figures",
    )
    parts = [capfirst(str(role.label)) for role in SiteOrganisation.Role] + ["linked", "collaborates"]
    return order.index(key.fact), parts.index(key.part) if key.part else 0


def _row(key: Key, facts: dict[str, Fact], pages: Sequence[DetailPage]) -> Row:
    """The row, compared: only sites that state something count."""
    stated = {page.path: facts[page.path] for page in pages if _states(facts.get(page.path))}
    alike = key.fact not in PATCHWORK and not _mixed(key, pages, stated)
    verdict, words = _verdict(key, list(stated.values()), len(pages)) if alike else ("open", _apart(key))
    cells = []
    for page in pages:
        fact = facts.get(page.path)
        applies = fact is not None or key.fact not in FACTORIES_ONLY or page.kind == "factory"
        shares = _shares(page, stated, pages) if alike else _whole(fact)
        cells.append(Cell(page, applies, shares, bool(fact and fact.open_list)))
    return Row(key, _label(key, facts, pages), verdict, words, cells)


def _states(fact: Fact | None) -> bool:
    return fact is not None and bool(fact.values)


def _mixed(key: Key, pages: Sequence[DetailPage], stated: dict[str, Fact]) -> bool:
    """Whether Antennas would be compared with AI Factories."""
    return key.fact == "links" and len({page.kind for page in pages if page.path in stated}) > 1


def _apart(key: Key) -> str:
    if key.fact == "links":
        return _("Not compared: some are Antennas, some are AI Factories")
    return _("Not compared: each has a scope of its own")


def _label(key: Key, facts: dict[str, Fact], pages: Sequence[DetailPage]) -> str:
    if key.fact != "links":
        return next(fact.label for fact in facts.values())
    if key.part == "collaborates":
        return _("Collaborates with")
    kinds = {page.kind for page in pages}
    if len(kinds) > 1:
        return _("Linked sites")
    return _("Linked Antennas") if kinds == {"factory"} else _("Linked AI Factories")


def _identity(value: Value) -> str:
    """What makes two values the same: the record they lead to, or their words."""
    return value.url or value.text.casefold()


def _verdict(key: Key, stated: list[Fact], chosen: int) -> tuple[str, str]:
    """Whether those that state something differ, and the words for it. Silence decides nothing."""
    if len(stated) < 2:
        return "open", _("Nothing to compare") if stated else ""
    sets = [{_identity(value) for value in fact.values} for fact in stated]
    details = [
        {(_identity(value), value.detail) for value in fact.values if key.fact in WITH_DETAIL}
        for fact in stated
    ]
    if all(one == sets[0] for one in sets):
        if any(one != details[0] for one in details):
            return "differs", _("Differs in detail")
        return "same", _("Same") if len(stated) == chosen else _("Same where stated")
    if all(len(one) == 1 for one in sets):
        return "differs", _("Differs")
    common = len(set.intersection(*sets))
    if not common:
        return "differs", _("Differs, nothing in common")
    return "differs", ngettext("Differs, {n} in common", "Differs, {n} in common", common).format(n=common)


def _whole(fact: Fact | None) -> list[Share]:
    return [Share("", fact.values)] if fact and fact.values else []


def _shares(page: DetailPage, stated: dict[str, Fact], pages: Sequence[DetailPage]) -> list[Share]:
    """The values of a cell by who else states them, those of most sites first.

    Headings are needed only where some values are shared and others are not.
    """
    if page.path not in stated:
        return []
    having: dict[str, list[str]] = {}
    for path, fact in stated.items():
        for value in fact.values:
            paths = having.setdefault(_identity(value), [])
            if path not in paths:
                paths.append(path)
    own = stated[page.path].values
    several = any(len(fact.values) > 1 for fact in stated.values())
    shared = any(len(paths) > 1 for paths in having.values())
    if not (several and shared) or len({tuple(paths) for paths in having.values()}) == 1:
        return [Share("", own)]
    groups: dict[tuple[str, ...], list[Value]] = {}
    for value in own:
        groups.setdefault(tuple(having[_identity(value)]), []).append(value)
    titles = {other.path: other.title for other in pages}
    return [
        Share(_shared_by(paths, page.path, len(stated), titles), values)
        for paths, values in sorted(groups.items(), key=lambda group: -len(group[0]))
    ]


def _shared_by(paths: tuple[str, ...], own: str, stated: int, titles: dict[str, str]) -> str:
    if len(paths) == stated:
        return _("In common")
    others = [titles[path] for path in paths if path != own]
    return _("Also {sites}").format(sites=get_text_list(others, _("and"))) if others else _("Only here")

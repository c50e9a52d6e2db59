"""The charts of the network: sites by round, status, country and sector, each bar with its list."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antennas.models import Antenna
from directory import text_search
from directory.filterset import NO_SECTOR
from directory.models import CutOff, MachineStep, ServiceStep
from editions.current import records
from explore.bar_chart import Bar, Chart, Row, chart
from explore.countries import countries_with_counts
from explore.sectors import sectors_with_counts, sites_without_sector
from factories.models import Factory

BOTH = ("factory", "antenna")
LISTS = {"factory": "factories:list", "antenna": "antennas:list"}


def charts() -> list[Chart]:
    """Every chart, in the order of the page."""
    return [rounds_chart(), machines_chart(), services_chart(), countries_chart(), sectors_chart()]


def _bar(kind: str, count: int, **query: str) -> Bar:
    """A count of sites of a kind, with the list of exactly these."""
    return Bar(kind, count, f"{reverse(LISTS[kind])}?{urlencode(query)}")


def _both(factories: int, antennas: int, **query: str) -> list[Bar]:
    """A bar for each kind of site, under the same filter."""
    return [_bar("factory", factories, **query), _bar("antenna", antennas, **query)]


def rounds_chart() -> Chart:
    """AI Factories by selection round."""
    rounds = [item for item in records().all(CutOff) if item.kind == CutOff.Kind.FACTORIES]
    rows = [
        Row(
            item.name,
            [_bar("factory", len(item.factories.all()), cutoff=item.slug)],
            item.get_absolute_url(),
        )
        for item in rounds
    ]
    total = sum(row.total for row in rows)
    sentence = ngettext(
        "{n} AI Factory was selected in {rounds} rounds, in order of time.",
        "{n} AI Factories were selected in {rounds} rounds, in order of time.",
        total,
    ).format(n=total, rounds=len(rounds))
    title = _("AI Factories by selection round")
    return chart("rounds", title, sentence, head=_("Round"), kinds=("factory",), rows=rows)


def machines_chart() -> Chart:
    """AI Factories by the last step that their machines have reached."""
    statuses = [site.machine_status() for site in records().all(Factory)]
    rows = [
        Row(capfirst(str(step.label)), [_bar("factory", count, machine=step.value)])
        for step in MachineStep
        if (count := sum(step in reached for reached in statuses)) or step != MachineStep.RETIRED
    ]
    silent = sum(not reached for reached in statuses)
    rows.append(Row(_("Not stated"), [_bar("factory", silent, machine="not-stated")]))
    usable = sum(bool(site.usable_now()) for site in records().all(Factory))
    sentence = ngettext(
        "{n} AI Factory has a system in service to work with, its own or another. The bars count the systems "
        "that AI Factories get, or build on, by the last step that a source says they have reached.",
        "{n} AI Factories have a system in service to work with, their own or another. The bars count the "
        "systems that AI Factories get, or build on, by the last step that a source says they have reached.",
        usable,
    ).format(n=usable)
    title = _("AI Factories by the status of their machine")
    return chart("machines", title, sentence, head=_("Machine"), kinds=("factory",), rows=rows)


def services_chart() -> Chart:
    """Sites by the last step that their service has reached."""
    found = [Counter(site.service_status() for site in records().all(model)) for model in (Factory, Antenna)]
    rows = [
        Row(
            capfirst(str(step.label)),
            [
                _bar(kind, counts[step], open="yes")
                if step == ServiceStep.OPEN_TO_USERS
                else Bar(kind, counts[step], "")  # no list shows exactly these
                for kind, counts in zip(BOTH, found, strict=True)
            ],
        )
        for step in ServiceStep
    ]
    sentence = ngettext(
        "A source says of {n} of {total} sites that it serves users now; of the others none says so.",
        "A source says of {n} of {total} sites that they serve users now; of the others none says so.",
        rows[-1].total,
    ).format(n=rows[-1].total, total=sum(row.total for row in rows))
    return chart(
        "services",
        _("Sites by the status of their service"),
        sentence,
        head=_("Service"),
        kinds=BOTH,
        rows=rows,
    )


def countries_chart() -> Chart:
    """Sites by the country that hosts them."""
    present = [row for row in countries_with_counts() if row["factories"] or row["antennas"]]
    rows = [
        Row(
            row["country"].display_name,
            _both(row["factories"], row["antennas"], country=row["country"].code),
            row["url"],
        )
        for row in present
    ]
    sentence = _(
        "{hosts} countries host an AI Factory, {homes} an Antenna. Partners of a consortium are not counted."
    ).format(
        hosts=sum(1 for row in present if row["factories"]),
        homes=sum(1 for row in present if row["antennas"]),
    )
    title = _("Sites by host country")
    return chart("countries", title, sentence, head=_("Country"), kinds=BOTH, rows=_largest_first(rows))


def sectors_chart() -> Chart:
    """Sectors by how many sites name them, and the sites that name none."""
    rows = [
        Row(
            row["sector"].name,
            _both(row["factories"], row["antennas"], sector=row["sector"].slug),
            row["url"],
        )
        for row in sectors_with_counts()
    ]
    rows = _largest_first(rows)
    silent = Row(
        _("No sector stated"),
        _both(*map(sites_without_sector, (Factory, Antenna)), sector=NO_SECTOR),
    )
    sentence = _("A site may name several sectors, so the bars do not add up to the number of sites.")
    if rows and rows[0].total:
        sentence = (
            _("Most often named: {sector}, by {n} sites.").format(sector=rows[0].label, n=rows[0].total)
            + f" {sentence}"
        )
    title = _("Sectors by the number of sites that name them")
    return chart("sectors", title, sentence, head=_("Sector"), kinds=BOTH, rows=[*rows, silent])


def _largest_first(rows: list[Row]) -> list[Row]:
    """By the number of sites, then of AI Factories, then by name."""
    return sorted(rows, key=lambda row: (-row.total, -row.bars[0].count, text_search.fold(row.label)))

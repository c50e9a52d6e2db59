"""The charts of the network: sites by status and sector, each bar with its list, each title a finding."""

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
from directory.models import MachineStep, ServiceStep
from editions.current import records
from explore.bar_chart import Bar, Chart, Row, chart
from explore.sectors import sectors_with_counts, sites_without_sector
from factories.models import Factory

BOTH = ("factory", "antenna")
LISTS = {"factory": "factories:list", "antenna": "antennas:list"}


def charts() -> list[Chart]:
    """Every chart, in the order of the page."""
    return [services_chart(), machines_chart(), sectors_chart()]


def _bar(kind: str, count: int, **query: str) -> Bar:
    """A count of sites of a kind, with the list of exactly these."""
    return Bar(kind, count, f"{reverse(LISTS[kind])}?{urlencode(query)}")


def _both(factories: int, antennas: int, **query: str) -> list[Bar]:
    """A bar for each kind of site, under the same filter."""
    return [_bar("factory", factories, **query), _bar("antenna", antennas, **query)]


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
    total = len(statuses)
    running = sum(MachineStep.IN_SERVICE in reached for reached in statuses)
    title = ngettext(
        "The machine of {n} of {total} AI Factories is in service",
        "The machines of {n} of {total} AI Factories are in service",
        running,
    ).format(n=running, total=total)
    sentence = _(
        "AI Factories by the last step that a source reports for their new machine or, where none is planned,"
        " for the one that they build on. A factory with several machines can stand in several rows."
    )
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
    factories, antennas = (bar.count for bar in rows[-1].bars)
    title = _("{n} of {total} AI Factories and {m} of {others} Antennas are known to serve users").format(
        n=factories, total=sum(found[0].values()), m=antennas, others=sum(found[1].values())
    )
    sentence = _("Sites by the last step that a source says their service has reached.")
    return chart("services", title, sentence, head=_("Service"), kinds=BOTH, rows=rows)


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
    title = _("Sectors by the number of sites that name them")
    if rows and rows[0].total:
        title = _("{sector} is the sector named most often, by {n} of {total} sites").format(
            sector=rows[0].label,
            n=rows[0].total,
            total=sum(len(records().all(model)) for model in (Factory, Antenna)),
        )
    return chart("sectors", title, sentence, head=_("Sector"), kinds=BOTH, rows=[*rows, silent])


def _largest_first(rows: list[Row]) -> list[Row]:
    """By the number of sites, then of AI Factories, then by name."""
    return sorted(rows, key=lambda row: (-row.total, -row.bars[0].count, text_search.fold(row.label)))

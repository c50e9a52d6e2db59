"""All sites in one flat table: one row per site, labels beside codes, a precision beside each date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from antennas.models import Antenna
from directory.absolute_url import absolute_url
from directory.models import MachineStep, Milestone, ServiceStep, Site, SiteOrganisation
from editions.current import records
from factories.models import Factory
from opendata.serializers.fields import PRECISION_HELP, QUALIFIER_HELP
from opendata.tables import Column, Row

COLUMNS = [
    Column("kind", _("“factory” or “antenna”."), values=("factory", "antenna")),
    Column("slug", _("Slug of the site: it never changes.")),
    Column("name", _("Name of the site.")),
    Column("country_code", _("ISO 3166-1 alpha-2 code of the host country.")),
    Column("country", _("Name of the host country.")),
    Column("city", _("City, where a source states one.")),
    Column("latitude", _("Latitude of the city, WGS 84."), type="number"),
    Column("longitude", _("Longitude of the city, WGS 84."), type="number"),
    Column("hosting_entity", _("Hosting entities by name."), several=True),
    Column("hosting_entity_slug", _("The same by slug, in the same order."), several=True),
    Column("cut_off", _("Slug of the cut-off in which it was selected.")),
    Column("selected_on", _("Day on which its selection was announced."), type="date"),
    Column("service_status", _("The last step that a source says its service has reached.")),
    Column("service_status_label", _("The same in words.")),
    Column("service_status_date", _("When that step was reached, as precisely as stated."), type="date"),
    Column("service_status_precision", PRECISION_HELP),
    Column("service_status_qualifier", QUALIFIER_HELP),
    Column("system", _("Its own systems, or those it builds on where it gets none: names."), several=True),
    Column("system_slug", _("The same systems by slug."), several=True),
    Column("system_status", _("The last step that a source says each has reached."), several=True),
    Column("system_status_label", _("The same in words."), several=True),
    Column("system_status_date", _("When that step was reached."), several=True),
    Column("system_status_precision", PRECISION_HELP, several=True),
    Column("system_status_qualifier", QUALIFIER_HELP, several=True),
    Column("sectors", _("The sectors that the site names."), several=True),
    Column("website", _("Address of the site's own website.")),
    Column("url", _("Address of the page of this record.")),
]


def rows(*, relative_urls: bool = False) -> Iterator[Row]:
    """The rows, AI Factories first. URLs are those of this site, or paths."""
    for model in (Factory, Antenna):
        found: list[Any] = records().all(model)
        for site in sorted(found, key=lambda item: item.slug):
            path = site.get_absolute_url()
            yield _row(site, path if relative_urls else absolute_url(path))


def _row(site: Any, url: str) -> Row:
    hosts = [row.organisation for row in site.rows("organisations") if row.role == SiteOrganisation.Role.HOST]
    status = site.service_status()
    systems = site.machines()
    steps = [_reached(system.milestones.all(), MachineStep) for system in systems]
    reached = [MachineStep(step.step) if step else None for step in steps]
    return [
        *(site.kind, site.slug, site.name, site.country.code, site.country.display_name),
        *(site.city or None, _number(site.latitude), _number(site.longitude)),
        *([host.name for host in hosts], [host.slug for host in hosts]),
        *(site.cut_off.slug, site.cut_off.announced_on.isoformat()),
        *(status.value, str(status.label), *_service_date(site, status)),
        *([system.display_name for system in systems], [system.slug for system in systems]),
        *([step and step.value for step in reached], [step and str(step.label) for step in reached]),
        *([_date(step)[part] for step in steps] for part in range(3)),
        [row.sector.name for row in site.rows("sectors")],
        *(site.website() or None, url),
    ]


def _service_date(site: Site, status: ServiceStep) -> list[str | None]:
    if status == ServiceStep.SELECTED:
        return [site.cut_off.announced_on.isoformat(), "day", None]
    milestones = [row.milestone for row in site.milestone_links.all()]  # type: ignore[attr-defined]
    return _date(_reached(milestones, ServiceStep))


def _reached(milestones: Iterable[Milestone], steps: Any) -> Milestone | None:
    """The milestone by which the last step was reached, the earliest of several."""
    order = list(steps.values)
    happened = [item for item in milestones if item.happened and item.step in order]
    by_date = sorted(happened, key=lambda item: item.date)
    return max(by_date, key=lambda item: order.index(item.step), default=None)


def _date(milestone: Milestone | None) -> list[str | None]:
    """A date with its precision and qualifier."""
    if milestone is None:
        return [None, None, None]
    return [milestone.date.isoformat(), milestone.precision, milestone.qualifier or None]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)

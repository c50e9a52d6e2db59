"""Selection rounds and milestones in order of time: what happened, and what is expected."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.dates import Precision
from directory.evidence import References
from directory.facets import Option
from directory.listing import Chip
from directory.models import Milestone
from directory.query_params import ChoiceField, Choices, ChoicesField, allow_params, read_param
from editions.clock import today
from editions.current import records
from explore import site_choices
from explore.calendar_file import calendar
from explore.timeline_events import OVERDUE, TimelineEvent, moments
from explore.timeline_lanes import Chart, lane_chart
from factories.models import Factory

PARAMETERS = ("kind", "status", "site")


@dataclass(frozen=True)
class Period:
    """The moments of a quarter, or those of which no source states the quarter."""

    quarter: int
    """1 to 4; 0 where no source states it."""
    moments: list[TimelineEvent]


@dataclass(frozen=True)
class Year:
    """A year's moments, what lies behind us before what lies ahead."""

    number: int
    past: list[Period]
    ahead: list[Period]
    line: bool
    """Whether the line between past and future runs through it."""

    @property
    def count(self) -> int:
        return sum(len(period.moments) for period in (*self.past, *self.ahead))


@dataclass
class Timeline:
    """Everything the page prints."""

    kinds: list[site_choices.Kind]
    chosen: dict[str, list[str]]
    today: datetime.date
    moments: list[TimelineEvent] = field(default_factory=list)
    total: int = 0
    references: References = field(default_factory=References)

    @property
    def sites(self) -> list[site_choices.Choice]:
        """The chosen sites."""
        known = site_choices.by_slug(self.kinds)
        return [known[slug] for slug in self.chosen["site"]]

    @property
    def left(self) -> list[site_choices.Kind]:
        """The sites that may be added to the filter."""
        return site_choices.without(self.kinds, self.sites)

    @property
    def options(self) -> list[Option]:
        """The kinds of moment, and whether each is chosen."""
        return _options(_kinds(), self.chosen["kind"])

    @property
    def statuses(self) -> list[Option]:
        """Happened or expected, and whether it is chosen."""
        return _options(_statuses(), self.chosen["status"])

    @property
    def chips(self) -> list[Chip]:
        """What is chosen, each with the address without it."""
        names = {site.slug: site.name for site in self.sites}
        names |= _kinds() | _statuses()
        legends = {"kind": _("Kind"), "status": _("Status"), "site": _("Site")}
        return [
            Chip(legends[name], names[value], self.address("timeline", leaving_out=(name, value)))
            for name, values in self.chosen.items()
            for value in values
        ]

    def address(self, name: str = "timeline", *, leaving_out: tuple[str, str] | None = None) -> str:
        """The address of the page, or of the calendar, with what is chosen."""
        pairs = [(key, value) for key, values in self.chosen.items() for value in values]
        query = urlencode([pair for pair in pairs if pair != leaving_out])
        return reverse(name) + (f"?{query}" if query else "")

    @property
    def path(self) -> str:
        """The page without filters."""
        return reverse("timeline")

    @property
    def canonical(self) -> str:
        return self.address()

    @property
    def calendar(self) -> str:
        return self.address("timeline-calendar")

    @property
    def days(self) -> list[TimelineEvent]:
        """What a calendar can hold: it knows days, and nothing vaguer."""
        return [moment for moment in self.moments if moment.has_day]

    @cached_property
    def years(self) -> list[Year]:
        """The moments by year. The line runs through the present year, if it parts anything."""
        ahead = [moment for moment in self.moments if moment.ahead]
        parted = bool(ahead) and len(ahead) < len(self.moments)
        numbers = {moment.year for moment in self.moments} | ({self.today.year} if parted else set())
        return [
            Year(
                number,
                _periods(moment for moment in self.moments if moment.year == number and not moment.ahead),
                _periods(moment for moment in ahead if moment.year == number),
                line=parted and number == self.today.year,
            )
            for number in sorted(numbers)
        ]

    @cached_property
    def lanes(self) -> Chart | None:
        """The drawing: of the chosen AI Factories, or of all. What is chosen by kind or status has none."""
        if self.chosen["kind"] or self.chosen["status"]:
            return None
        chosen = self.chosen["site"]
        factories = [item for item in records().all(Factory) if not chosen or item.slug in chosen]
        return lane_chart(factories, self.today)


@require_safe
@allow_params(*PARAMETERS)
def timeline(request: HttpRequest) -> HttpResponse:
    """What happened and what is expected, with the sites that each concerns."""
    page = read(request.GET)
    return render(request, "explore/timeline.html", {"page": page})


@require_safe
@allow_params(*PARAMETERS)
def timeline_calendar(request: HttpRequest) -> HttpResponse:
    """The same as a calendar file: what has a day."""
    page = read(request.GET)
    edition = getattr(request, "edition", None)
    content = calendar(
        [moment.event(settings.PUBLIC_URL) for moment in page.days],
        name=_("{site}: timeline").format(site=settings.SITE_NAME),
        stamp=edition.day if edition else None,
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="ai-factories-timeline.ics"'
    return response


def read(query: QueryDict) -> Timeline:
    """The timeline under the filters of an address. Raises BadRequest."""
    kinds = site_choices.sites_by_kind()
    sites = {site.slug: site.name for site in site_choices.by_slug(kinds).values()}
    status = read_param(query, "status", ChoiceField(choices=_statuses()))
    chosen = {
        "kind": read_param(query, "kind", ChoicesField(choices=_kinds())),
        "status": [status] if status else [],
        "site": read_param(query, "site", ChoicesField(choices=sites)),
    }
    page = Timeline(kinds, chosen, today())
    everything = moments(kinds, page.references)
    page.total = len(everything)
    page.moments = [moment for moment in everything if _wanted(moment, chosen)]
    page.references.show(
        moment.item.cite
        for year in page.years
        for period in (*year.past, *year.ahead)
        for moment in period.moments
    )
    return page


def _periods(moments: Iterable[TimelineEvent]) -> list[Period]:
    """Moments by quarter; those without one come last."""
    found: dict[int, list[TimelineEvent]] = {}
    for moment in moments:
        known = moment.item.when.precision in (Precision.DAY, Precision.MONTH, Precision.QUARTER)
        found.setdefault((moment.place.month + 2) // 3 if known else 0, []).append(moment)
    return [Period(quarter, found[quarter]) for quarter in (1, 2, 3, 4, 0) if quarter in found]


def _wanted(moment: TimelineEvent, chosen: dict[str, list[str]]) -> bool:
    """AND between parameters, OR inside one."""
    return (
        (not chosen["kind"] or moment.kind in chosen["kind"])
        and (not chosen["status"] or not moment.statuses.isdisjoint(chosen["status"]))
        and (not chosen["site"] or not moment.slugs.isdisjoint(chosen["site"]))
    )


def _kinds() -> Choices:
    return {value: str(label) for value, label in Milestone.Kind.choices}


def _statuses() -> Choices:
    labels = {value: str(label) for value, label in Milestone.Status.choices}
    return {**labels, OVERDUE: _("overdue, unconfirmed")}


def _options(choices: Choices, chosen: list[str]) -> list[Option]:
    return [Option(value, label, None, value in chosen) for value, label in choices.items()]

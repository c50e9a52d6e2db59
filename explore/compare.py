"""Two to four sites, or countries, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from antennas.detail import antenna_detail_page
from antennas.models import Antenna
from directory.cites import Cite
from directory.detail import DetailPage, Section
from directory.evidence import References, record_evidence
from directory.facts import Fact, Value
from directory.models import Country, Site
from directory.query_params import allow_params, country_code, shortened
from editions.current import records
from explore.comparison import Row, rows
from explore.countries import countries_with_counts
from explore.country_comparison import compared_country
from explore.site_choices import Choice, Kind, by_slug, sites_by_kind, without
from factories.detail import factory_detail_page
from factories.models import Factory

AT_MOST = 4
SITE, COUNTRY = "site", "country"


@dataclass(frozen=True)
class Column:
    """A site or a country of the comparison, and the address without it."""

    page: DetailPage
    cite: Cite
    """What stands behind its name."""
    without: str


@dataclass
class Comparison:
    """Everything the page prints."""

    by: str
    """The parameter: site or country."""
    kinds: list[Kind]
    """What can be chosen by it."""
    chosen: list[Choice]
    problems: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    references: References = field(default_factory=References)
    at_most: int = AT_MOST

    @property
    def address(self) -> str:
        """The address of this choice, or of the choice that is left where the one asked for is wrong."""
        return address(self.by, (choice.slug for choice in self.chosen[:AT_MOST]))

    @property
    def names(self) -> str:
        """The chosen sites or countries in words."""
        return get_text_list([choice.name for choice in self.chosen[:AT_MOST]], _("and"))

    @property
    def decisive(self) -> list[Row]:
        """The rows by which one chooses, without those that say nothing."""
        return [row for row in self.rows if row.decisive and row.stated]

    @property
    def more(self) -> list[Row]:
        """All other rows that say something."""
        return [row for row in self.rows if not row.decisive and row.stated]

    @property
    def silent(self) -> list[str]:
        """What no source states of any of them."""
        return [row.label for row in self.rows if not row.stated]

    @property
    def differing(self) -> int:
        """How many of the decisive rows differ."""
        return sum(row.verdict == "differs" for row in self.decisive)

    @property
    def left(self) -> list[Kind]:
        """What may be added; nothing if it is full."""
        return without(self.kinds, self.chosen) if len(self.chosen) < AT_MOST else []

    @property
    def countries(self) -> list[Choice]:
        """The countries that may be compared instead."""
        return _countries().choices


def address(by: str, slugs: Iterable[str]) -> str:
    """The address that compares these sites or countries, in this order."""
    query = urlencode([(by, slug) for slug in slugs])
    return reverse("compare") + (f"?{query}" if query else "")


@require_safe
@allow_params(SITE, COUNTRY)
def compare(request: HttpRequest) -> HttpResponse:
    """The sites or countries of the address side by side; with fewer than two, what to do."""
    by = COUNTRY if any(request.GET.getlist(COUNTRY)) and not any(request.GET.getlist(SITE)) else SITE
    values = [*request.GET.getlist(SITE), *request.GET.getlist(COUNTRY)]
    slugs = [slug for slug in request.GET.getlist(by) if slug]
    if by == COUNTRY:
        slugs = [country_code(slug) for slug in slugs]
    kinds = [_countries()] if by == COUNTRY else sites_by_kind()
    known = by_slug(kinds)
    chosen = [known[slug] for slug in dict.fromkeys(slugs) if slug in known]
    page = Comparison(by, kinds, chosen, problems=list(_problems(by, slugs, known)))
    if by == SITE and any(request.GET.getlist(COUNTRY)):
        page.problems.append(_("You cannot compare sites with countries. Choose one kind."))
    if not page.problems and slugs != values:
        return redirect(page.address)
    if not page.problems and len(chosen) > 1:
        _fill(page)
    return render(request, "explore/compare.html", {"page": page}, status=400 if page.problems else 200)


def _countries() -> Kind:
    """Every country as a choice, by its code."""
    choices = [
        Choice(row["country"].code, row["country"].display_name, "", COUNTRY, "", row["url"])
        for row in countries_with_counts()
    ]
    return Kind(COUNTRY, _("Countries"), choices)


def _problems(by: str, slugs: Sequence[str], known: dict[str, Choice]) -> Iterator[str]:
    """What is wrong with the choice, in words."""
    distinct = list(dict.fromkeys(slugs))
    for slug in distinct:
        if slug not in known:
            words = (
                _("“{slug}” is not the code of a country in the directory.")
                if by == COUNTRY
                else _("“{slug}” is not the slug of an AI Factory or an Antenna.")
            )
            yield words.format(slug=shortened(slug))
        elif slugs.count(slug) > 1:
            yield _("{name} is selected more than once.").format(name=known[slug].name)
    if len(distinct) > AT_MOST:
        message = (
            _("Here are {n} countries; at most {most} fit side by side.")
            if by == COUNTRY
            else _("Here are {n} sites; at most {most} fit side by side.")
        )
        yield message.format(n=len(distinct), most=AT_MOST)


def _fill(page: Comparison) -> None:
    """The pages side by side, with references numbered once, in the order of the page."""
    slugs = [choice.slug for choice in page.chosen]
    make = _country_pages if page.by == COUNTRY else _detail_pages
    pages = make(slugs, page.references)
    page.rows = rows([pages[slug] for slug in slugs])
    page.columns = [
        Column(pages[slug], pages[slug].name, address(page.by, (other for other in slugs if other != slug)))
        for slug in slugs
    ]
    page.references.show(column.cite for column in page.columns)
    for row in (*page.decisive, *page.more):
        page.references.show(cite for cell in row.cells for cite in cell.cites)


def _detail_pages(slugs: Sequence[str], shared: References) -> dict[str, DetailPage]:
    sites: list[tuple[Site, DetailPage]] = [
        (site, factory_detail_page(site, shared=shared))
        for site in records().all(Factory)
        if site.slug in slugs
    ]
    sites += [
        (site, antenna_detail_page(site, shared=shared))
        for site in records().all(Antenna)
        if site.slug in slugs
    ]
    for site, page in sites:
        page.sections.append(Section("cost", "", [_costs(site, shared)]))
    return {site.slug: page for site, page in sites}


def _costs(site: Site, references: References) -> Fact:
    """What the access routes of the site itself cost."""
    values = [
        Value(capfirst(route.get_cost_display()), detail=route.name, cite=cite)
        for row in site.route_links.all()  # type: ignore[attr-defined]
        if (route := row.route).cost and (cite := record_evidence(route, references).cite("cost"))
    ]
    return Fact(_("Cost"), values, "cost")


def _country_pages(codes: Sequence[str], shared: References) -> dict[str, DetailPage]:
    return {
        country.code: compared_country(country, shared)
        for country in records().all(Country)
        if country.code in codes
    }

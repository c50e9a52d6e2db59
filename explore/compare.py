"""Two to four sites side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from antennas.detail import antenna_detail_page
from antennas.models import Antenna
from directory.detail import DetailPage
from directory.evidence import Cite, References
from directory.query_params import allow_params, shortened
from editions.current import records
from explore.comparison import Row, rows
from explore.site_choices import Choice, Kind, by_slug, sites_by_kind, without
from factories.detail import factory_detail_page
from factories.models import Factory

AT_MOST = 4


@dataclass(frozen=True)
class Column:
    """A site of the comparison, and the address without it."""

    page: DetailPage
    cite: Cite
    """What stands behind its name."""
    without: str


@dataclass
class Comparison:
    """Everything the page prints."""

    kinds: list[Kind]
    chosen: list[Choice]
    problems: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    references: References = field(default_factory=References)
    at_most: int = AT_MOST

    @property
    def address(self) -> str:
        """The address of this choice, or of the choice that is left where the one asked for is wrong."""
        return address(choice.slug for choice in self.chosen[:AT_MOST])

    @property
    def names(self) -> str:
        """The chosen sites in words."""
        return get_text_list([choice.name for choice in self.chosen[:AT_MOST]], _("and"))

    @property
    def differing(self) -> int:
        """How many rows differ."""
        return sum(row.verdict == "differs" for row in self.rows)

    @property
    def left(self) -> list[Kind]:
        """What may be added; nothing if it is full."""
        return without(self.kinds, self.chosen) if len(self.chosen) < AT_MOST else []


def address(slugs: Iterable[str]) -> str:
    """The address that compares these sites, in this order."""
    query = urlencode([("site", slug) for slug in slugs])
    return reverse("compare") + (f"?{query}" if query else "")


@require_safe
@allow_params("site")
def compare(request: HttpRequest) -> HttpResponse:
    """The sites of the address side by side; with fewer than two, what to do."""
    values = request.GET.getlist("site")
    slugs = [slug for slug in values if slug]
    kinds = sites_by_kind()
    known = by_slug(kinds)
    chosen = [known[slug] for slug in dict.fromkeys(slugs) if slug in known]
    page = Comparison(kinds, chosen, problems=list(_problems(slugs, known)))
    if not page.problems and len(slugs) < len(values):
        return redirect(page.address)
    if not page.problems and len(chosen) > 1:
        _fill(page)
    return render(request, "explore/compare.html", {"page": page}, status=400 if page.problems else 200)


def _problems(slugs: Sequence[str], known: dict[str, Choice]) -> Iterator[str]:
    """What is wrong with the choice, in words."""
    distinct = list(dict.fromkeys(slugs))
    for slug in distinct:
        if slug not in known:
            yield _("“{slug}” is not the slug of an AI Factory or an Antenna.").format(slug=shortened(slug))
        elif slugs.count(slug) > 1:
            yield _("{name} is there more than once.").format(name=known[slug].name)
    if len(distinct) > AT_MOST:
        message = ngettext(
            "Here is {n} site; at most {most} fit side by side.",
            "Here are {n} sites; at most {most} fit side by side.",
            len(distinct),
        )
        yield message.format(n=len(distinct), most=AT_MOST)


def _fill(page: Comparison) -> None:
    """The pages side by side, with references numbered once, in the order of the page."""
    slugs = [choice.slug for choice in page.chosen]
    pages = _detail_pages(slugs, page.references)
    page.rows = rows([pages[slug] for slug in slugs])
    page.columns = [
        Column(pages[slug], _name(pages[slug]), address(other for other in slugs if other != slug))
        for slug in slugs
    ]
    page.references.show(column.cite for column in page.columns)
    for row in page.rows:
        page.references.show(cite for cell in row.cells for cite in cell.cites)


def _detail_pages(slugs: Sequence[str], shared: References) -> dict[str, DetailPage]:
    factories = [site for site in records().all(Factory) if site.slug in slugs]
    antennas = [site for site in records().all(Antenna) if site.slug in slugs]
    return {
        **{site.slug: factory_detail_page(site, shared=shared) for site in factories},
        **{site.slug: antenna_detail_page(site, shared=shared) for site in antennas},
    }


def _name(page: DetailPage) -> Cite:
    facts = (fact for section in page.sections for fact in section.facts)
    return next(fact.values[0].cite for fact in facts if fact.name == "name")

"""Charts count what the lists show, and every key figure stands with its scope."""

from __future__ import annotations

import html
import re
from typing import Any

from django.db.models import Count

from antennas.models import Antenna
from directory.models import KeyFigure, Supercomputer
from explore.bar_chart import Bar, Row, chart
from factories.models import Factory
from tests import builders
from tests.listed import listed
from tests.superscripts import numbers


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def figure(page: Any, slug: str) -> str:
    """What the page says of one key figure."""
    content = html.unescape(text(page)).split(f'id="figure-{slug}"')[1]
    return content.split('<div class="figure"')[0].split("</dl>")[0]


def charts(get: Any) -> dict[str, Any]:
    return {chart.id: chart for chart in get("/figures/").context["charts"]}


def test_every_bar_leads_to_a_list_of_exactly_what_it_counts(get: Any) -> None:
    bars = [bar for drawn in charts(get).values() for row in drawn.rows for bar in row.bars]
    assert len(bars) > 100
    for bar in bars:
        if bar.url:
            assert listed(get(bar.url)).count == bar.count, bar.url


def test_only_bars_that_no_list_can_show_lead_nowhere(get: Any) -> None:
    silent = {
        (name, row.label)
        for name, drawn in charts(get).items()
        for row in drawn.rows
        if not all(bar.url for bar in row.bars)
    }
    assert silent <= {("services", "Selected"), ("services", "Agreement signed")}


def test_charts_that_count_each_site_once_count_them_all(get: Any) -> None:
    drawn = charts(get)
    totals = {
        name: sum(row.total for row in drawn[name].rows) for name in ("rounds", "services", "countries")
    }
    factories, antennas = Factory.objects.count(), Antenna.objects.count()
    sites = factories + antennas
    assert totals == {"rounds": factories, "services": sites, "countries": sites}


def test_every_factory_is_under_a_status_of_its_machine_or_under_not_stated(get: Any) -> None:
    rows = {row.label: row.total for row in charts(get)["machines"].rows}
    assert list(rows) == [
        *("Announced", "In procurement", "Contracted", "Being installed", "In service", "Not stated"),
    ]
    silent = [factory for factory in Factory.objects.all() if not factory.machine_status()]
    assert rows["Not stated"] == len(silent) > 0
    several = sum(len(factory.machine_status()) for factory in Factory.objects.all())
    assert sum(rows.values()) == several + len(silent)


def test_a_machine_that_was_switched_off_is_counted_with_a_list_of_its_site(get: Any) -> None:
    system = Supercomputer.objects.get(slug="jupiter")
    builders.make_milestone(step="retired", supercomputer=system)
    row = next(row for row in charts(get)["machines"].rows if row.label == "Retired")
    (bar,) = row.bars
    assert bar.count == 1
    page = get(bar.url)
    assert page.status_code == 200
    assert listed(page).count == 1


def test_a_plan_changes_no_count_of_machines_or_services(get: Any) -> None:
    def counts() -> dict[str, list[int]]:
        drawn = charts(get)
        return {name: [row.total for row in drawn[name].rows] for name in ("machines", "services")}

    before = counts()
    factory = Factory.objects.get(slug="jaif")
    opening = builders.make_milestone(status="expected", step="open-to-users")
    factory.milestone_links.create(milestone=opening)
    system = Supercomputer.objects.get(slug="slaif-system")
    builders.make_milestone(status="expected", step="being-installed", supercomputer=system)
    assert counts() == before
    builders.make_milestone(step="being-installed", supercomputer=system)
    factory.milestone_links.create(milestone=builders.make_milestone(step="open-to-users"))
    after = counts()
    assert {name for name in before if after[name] != before[name]} == {"machines", "services"}


def test_a_chart_is_a_table_that_links_labels_and_numbers(get: Any) -> None:
    table = text(get("/figures/")).split('id="chart-countries"')[1].split("</figure>")[0]
    row = table.split('href="/countries/de/">Germany</a></th>')[1].split("</tr>")[0]
    assert 'href="/factories/?country=DE"' in row
    assert re.search(r'<svg width="100%"[^>]*aria-hidden="true"', row)
    assert re.sub(r"<[^>]*>", " ", row).split() == ["2", "AI", "Factories:", "Germany", "0"]


def test_bars_of_a_chart_share_one_scale() -> None:
    rows = [Row("A", [Bar("factory", 8, "/"), Bar("antenna", 2, "/")]), Row("B", [Bar("factory", 1, "/")])]
    drawn = chart("c", "C", "s", head="H", kinds=("factory", "antenna"), rows=rows)
    assert [bar.length for row in drawn.rows for bar in row.bars] == ["100", "25", "12.5"]


def test_sites_that_name_no_sector_are_counted_too(get: Any) -> None:
    last = charts(get)["sectors"].rows[-1]
    assert [bar.count for bar in last.bars] == [5, 3]
    assert [bar.url for bar in last.bars] == ["/factories/?sector=none", "/antennas/?sector=none"]


def test_an_empty_network_has_no_bars_and_no_mishap(get: Any) -> None:
    Antenna.objects.all().delete()
    Factory.objects.all().delete()
    page = get("/figures/")
    assert page.status_code == 200
    assert "chart__bar" not in text(page)


def test_every_key_figure_is_there_once_with_its_scope(get: Any) -> None:
    page = get("/figures/")
    content = html.unescape(text(page))
    for record in KeyFigure.objects.all():
        assert content.count(f'id="figure-{record.slug}"') == 1
        assert " ".join(record.scope.split()) in figure(page, record.slug), record.slug
    assert page.context["count"] == KeyFigure.objects.count()


def test_a_figure_says_what_it_is_of_as_of_when_and_whose_it_is(get: Any) -> None:
    page = get("/figures/")
    jupiter = figure(page, "rank-jupiter")
    assert 'href="/supercomputers/jupiter/">JUPITER</a>' in jupiter
    assert "As of October 2025" in jupiter
    assert numbers(jupiter)
    assert 'href="/cut-offs/factories-1/"' in figure(page, "investment-first-cut-off")
    assert 'href="/factories/litai/"' in figure(page, "litai-total")
    assert "Date not stated" in figure(page, "litai-total")
    assert "According to: A consultancy" in figure(page, "investment-shortfall")
    assert "Not of one round, system or site" in figure(page, "investment-network")


def test_a_disputed_figure_shows_the_other_value(get: Any) -> None:
    shown = figure(get("/figures/"), "it4lia-total")
    assert "EUR 430 million" in shown
    assert re.search(r"<strong>States something else:</strong> [^<]*EUR 420 million", shown)


def test_every_reference_number_leads_to_its_entry(get: Any) -> None:
    content = text(get("/figures/"))
    targets = set(re.findall(r'href="#(ref-\d+)"', content))
    assert targets == set(re.findall(r'<li id="(ref-\d+)"', content))


def test_figures_without_a_record_of_their_own_come_first(get: Any) -> None:
    assert Supercomputer.objects.filter(figures__isnull=False).exists()
    for group in get("/figures/").context["groups"]:
        bound = [bool(item.subjects) for item in group.figures]
        assert bound == sorted(bound), group.heading


def test_the_page_has_no_parameters(get: Any) -> None:
    assert get("/figures/?kind=money").status_code == 400


def test_a_figure_lists_its_sites_by_name_whatever_their_rows_are_ordered_by(get: Any) -> None:
    record = KeyFigure.objects.annotate(sites=Count("antennas_links")).filter(sites__gt=1).earliest("slug")
    rows = sorted(record.antennas_links.all(), key=lambda row: row.site.name)
    first = rows[0]
    first.delete()
    first.pk = None
    first.save(force_insert=True)
    names = re.findall(r'href="/antennas/[^"]+">([^<]+)<', figure(get("/figures/"), record.slug))
    assert names == [row.site.name for row in rows]

"""Charts count what the lists show, and every key figure stands with its scope."""

from __future__ import annotations

import csv
import html
import re
from typing import Any
from xml.etree import ElementTree

import pytest
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
    assert len(bars) > 50
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
    total = sum(row.total for row in drawn["services"].rows)
    assert total == Factory.objects.count() + Antenna.objects.count()


def test_the_title_of_a_chart_is_what_it_shows(get: Any) -> None:
    drawn = charts(get)
    factories = sum(factory.is_open() for factory in Factory.objects.all())
    antennas = sum(antenna.is_open() for antenna in Antenna.objects.all())
    assert drawn["services"].title == (
        f"{factories} of 19 AI Factories and {antennas} of 13 Antennas are known to serve users"
    )
    assert drawn["machines"].title == "The machine of 1 of 19 AI Factories is in service"
    assert drawn["sectors"].title == "Health and healthcare is the sector named most often, by 20 of 32 sites"
    factory = Factory.objects.get(slug="jaif")
    factory.milestone_links.create(milestone=builders.make_milestone(step="open-to-users"))
    assert charts(get)["services"].title.startswith(f"{factories + 1} of 19 AI Factories")


@pytest.mark.parametrize("name", ["services", "machines", "sectors"])
def test_a_chart_is_a_file_in_three_formats(get: Any, name: str) -> None:
    chart = charts(get)[name]
    svg, png, data = (get(f"/charts/{name}.{ending}") for ending in ("svg", "png", "csv"))
    assert svg.headers["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(svg.content)
    words = [" ".join(element.itertext()).strip() for element in root.iter() if element.tag.endswith("text")]
    assert " ".join(words).startswith(chart.title)
    assert words[-1].startswith("Source: ")
    assert [word for word in words if word in {row.label for row in chart.rows}] == [
        row.label for row in chart.rows
    ]
    assert png.content.startswith(b"\x89PNG")
    for picture in (svg, png):
        assert picture.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    head, *rows = csv.reader(data.content.decode("utf-8-sig").splitlines())
    assert len(head) == 1 + len(chart.kinds)
    assert rows == [[row.label, *(str(bar.count) for bar in row.bars)] for row in chart.rows]


def test_only_the_page_of_a_chart_may_be_framed(get: Any) -> None:
    page = get("/charts/services/")
    assert page.status_code == 200
    assert "X-Frame-Options" not in page.headers
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert 'src="/charts/services.svg"' in text(page)
    assert 'alt="4 of 19 AI Factories' in text(page)
    assert "<script" not in text(page)
    for other in ("/figures/", "/charts/services.svg", "/"):
        answer = get(other)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_chart_is_offered_for_other_pages(get: Any, settings: Any) -> None:
    assert "Embed" not in text(get("/figures/")), "without a public address there is nothing to paste"
    settings.PUBLIC_URL = "https://directory.example"
    page = html.unescape(text(get("/figures/")))
    assert '<iframe src="https://directory.example/charts/services/"' in page
    assert 'og:image" content="https://directory.example/charts/services.png"' in page
    for ending in ("svg", "png", "csv"):
        assert f'href="/charts/services.{ending}"' in page


@pytest.mark.parametrize("address", ["/charts/rounds/", "/charts/rounds.svg", "/charts/rounds.png"])
def test_there_is_no_other_chart(get: Any, address: str) -> None:
    assert get(address).status_code == 404
    assert get("/charts/services.svg?width=9").status_code == 400


def test_a_figure_can_be_copied_as_text(get: Any) -> None:
    words = figure(get("/figures/"), "investment-shortfall").split('class="figure__copy"')[1]
    assert "EUR 270 billion." in words
    assert "According to A consultancy" in words
    assert "Stated by: " in words


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
    table = text(get("/figures/")).split('id="chart-sectors"')[1].split("</figure>")[0]
    row = table.split('href="/sectors/cybersecurity/">Cybersecurity</a></th>')[1].split("</tr>")[0]
    assert 'href="/factories/?sector=cybersecurity"' in row
    assert re.search(r'<svg width="40%"[^>]*aria-hidden="true"', row)
    assert re.sub(r"<[^>]*>", " ", row).split() == ["4", "AI", "Factories:", "Cybersecurity", "0"]


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
    assert "Of:" not in figure(page, "investment-network")


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

"""For each record and fact: by whom it is stated, whether it is disputed, or that nobody states it."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any

import pytest

from antennas.models import Antenna
from directory.coverage import Coverage, coverage
from directory.models import CutOff, Organisation, Supercomputer
from factories.models import Factory
from tests import builders


def text(page: Any) -> str:
    return html.unescape(" ".join(page.content.decode().split()))


def row(page: Any, url: str) -> list[str]:
    """What the row of a record says of each fact, in words."""
    cells = text(page).split(f'<a href="{url}"')[1].split("</tr>")[0]
    return re.findall(r'<span class="visually-hidden">([^<]*)</span>', cells)


def columns(page: Any, matrix: int) -> dict[str, int]:
    return {column.label: column.stated for column in page.context["matrices"][matrix].columns}


@pytest.mark.django_db
def test_each_fact_is_one_of_four_things() -> None:
    sector, later_sector = builders.make_sector(), builders.make_sector()
    factory = builders.make_factory(sectors=(sector, later_sector), city="Bonn", access="By a form.")
    document, later = builders.make_source(kind="document"), builders.make_source(kind="secondary")
    builders.cite(factory, "name", document)
    builders.cite(factory, "city", later)
    builders.cite(factory, "access", document)
    builders.cite(factory, "access", later, agrees=False, as_stated="by letter", note="It changed.")
    builders.cite(factory, "sectors", document, sector.slug)
    builders.cite(factory, "sectors", later, later_sector.slug)
    found = coverage(factory)
    assert found["name"] == Coverage.DOCUMENTS
    assert found["city"] == Coverage.LATER
    assert found["access"] == Coverage.DISPUTED
    assert found["sectors"] == Coverage.DOCUMENTS, "a document states one of them"
    assert found["links"] == found["services"] == found["participating_countries"] == Coverage.SILENT


@pytest.mark.django_db
def test_a_dispute_about_a_missing_name_counts_for_the_name() -> None:
    found = coverage(Supercomputer.objects.get(slug="hammerhai-system"))
    assert found["name"] == Coverage.DISPUTED
    assert "label" not in found


def test_the_sites_come_first_every_one_with_its_link(get: Any) -> None:
    page = get("/coverage/")
    assert [matrix.id for matrix in page.context["matrices"]] == ["factories", "antennas"]
    for model in (Factory, Antenna):
        for site in model.objects.all():
            assert f'<a href="{site.get_absolute_url()}"' in text(page)


def test_a_cell_says_in_words_what_its_sign_means(get: Any) -> None:
    words = row(get("/coverage/"), "/factories/it4lia/")
    labels = [str(state.label) for state in Coverage]
    assert len(words) == 13
    assert set(words) <= set(labels)
    assert words[list(columns(get("/coverage/"), 0)).index("System")] == "disputed between sources"


def test_totals_are_those_of_the_records(get: Any) -> None:
    page = get("/coverage/")
    factories, antennas = columns(page, 0), columns(page, 1)
    assert factories["City"] == Factory.objects.exclude(city="").count()
    assert factories["Sector"] == Factory.objects.exclude(sector_links=None).count()
    assert antennas["City"] == Antenna.objects.exclude(city="").count()
    assert antennas["Linked AI Factory"] == Antenna.objects.count()
    assert factories["Link"] == Factory.objects.exclude(web_links=None).count()
    assert f"<td>{factories['Link']} of {Factory.objects.count()}</td>" in text(page)


def test_the_summary_counts_every_fact_of_every_table(get: Any) -> None:
    tables = ["", "?kind=supercomputers", "?kind=organisations", "?kind=cut-offs"]
    pages = [get(f"/coverage/{query}") for query in tables]
    cells = Counter(
        cell
        for page in pages
        for matrix in page.context["matrices"]
        for line in matrix.lines
        for cell in line.cells
    )
    for page in pages:
        assert {share.state: share.count for share in page.context["shares"]} == cells
        assert page.context["total"] == sum(cells.values())
    assert all(cells[state] for state in Coverage)


@pytest.mark.parametrize(
    ("kind", "model"),
    [("supercomputers", Supercomputer), ("organisations", Organisation), ("cut-offs", CutOff)],
)
def test_kind_chooses_the_table(get: Any, kind: str, model: Any) -> None:
    (matrix,) = get(f"/coverage/?kind={kind}").context["matrices"]
    assert [
        line.url
        for line in matrix.lines
        if line.url not in {r.get_absolute_url() for r in model.objects.all()}
    ] == []
    assert len(matrix.lines) == model.objects.count()


def test_a_disputed_cell_leads_to_its_disagreement(get: Any) -> None:
    disagreements = text(get("/disagreements/"))
    for query in ("", "?kind=supercomputers", "?kind=organisations", "?kind=cut-offs"):
        anchors = re.findall(r'href="/disagreements/#([^"]+)"', text(get(f"/coverage/{query}")))
        assert anchors
        for anchor in anchors:
            assert f'id="{anchor}"' in disagreements


@pytest.mark.parametrize("query", ["kind=factories", "kind=x&kind=y", "evidence=documents", "kind=%00"])
def test_what_does_not_exist_is_a_400(get: Any, query: str) -> None:
    assert get(f"/coverage/?{query}").status_code == 400


def test_an_empty_choice_leads_to_the_plain_address(get: Any) -> None:
    assert get("/coverage/?kind=").headers["Location"] == "/coverage/"

"""The files beside the pages: the same records under the same filters, in formats that programs can trust."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from factories.models import Factory
from opendata.formats.text import harmless
from opendata.resources import RESOURCES
from opendata.tables import columns
from tests import builders

pytestmark = pytest.mark.django_db
LISTED = [name for name, resource in RESOURCES.items() if resource.listed]
SITES = ["factories", "antennas"]
FILTERS = [
    "",
    "country=DE",
    "country=de&country=PL",
    "sector=health&emphasis=focus",
    "sector=none",
    "q=j%C3%BClich",
    "q=poznan",
    "q=brain%2B%2B",
    "machine=contracted",
    "machine=not-stated&open=yes",
    "open=yes",
    "service=training",
    "evidence=documents",
    "evidence=documents&sector=health",
    "organisation=luxprovide",
    "sort=-country",
    "sort=sectors",
    "view=table&country=DE",
    "q=nothing+at+all+like+this",
]


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def table(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(response).decode(), newline="")))


def on_screen(page: str) -> int:
    """What the heading of a list counts."""
    if re.search(r"<h1>\s*No AI Factory", page):
        return 0
    heading = re.search(r"<h1>\s*(\d+) (?:of \d+ )?AI Factor", page) or re.search(r"<h1>\s*(\d+) ", page)
    assert heading, page[:500]
    return int(heading[1])


def sheet(content: bytes) -> list[list[str]]:
    """The rows of the first sheet of a workbook, and proof that no cell of it is a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        text = book.read("xl/worksheets/sheet1.xml")
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    root = ElementTree.fromstring(text)  # our own file
    assert root.findall(".//x:f", space) == []
    return [["".join(cell.itertext()) for cell in row] for row in root.findall(".//x:row", space)]


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("query", FILTERS)
def test_each_format_holds_what_the_page_shows(get: Callable[..., Any], name: str, query: str) -> None:
    shown = on_screen(get(f"/{name}/?{query}").content.decode())
    listed = get(f"/{name}.json?{query}").json()
    slugs = [item["slug"] for item in listed["results"]]
    assert listed["count"] == len(slugs) == shown
    assert [row["slug"] for row in table(get(f"/{name}.csv?{query}"))] == slugs
    features = json.loads(body(get(f"/{name}.geojson?{query}")))["features"]
    assert [feature["id"] for feature in features] == slugs
    assert len(sheet(body(get(f"/{name}.xlsx?{query}")))) == shown + 1
    paged = get(f"/api/v1/{name}/?{query.replace('view=table&', '')}").json()
    assert [item["slug"] for item in paged["results"]] == slugs


@pytest.mark.parametrize("name", [name for name in LISTED if name not in SITES])
def test_every_other_list_has_its_files(get: Callable[..., Any], name: str) -> None:
    results = get(f"/{name}.json").json()["results"]
    assert len(results) == RESOURCES[name].model.objects.count() > 0
    assert len(table(get(f"/{name}.csv"))) == len(results)
    assert len(sheet(body(get(f"/{name}.xlsx")))) == len(results) + 1
    assert get(f"/{name}.geojson").status_code == 404


def test_a_page_that_is_asked_for_is_all_that_is_given(get: Callable[..., Any]) -> None:
    rows = table(get("/factories.csv?page=2&page_size=5"))
    listed = get("/api/v1/factories/?page=2&page_size=5").json()
    assert [row["slug"] for row in rows] == [item["slug"] for item in listed["results"]]
    assert len(rows) == 5
    assert listed["next"].endswith("/api/v1/factories/?page=3&page_size=5")
    assert listed["previous"].endswith("/api/v1/factories/?page_size=5")


def test_a_near_miss_is_named(get: Callable[..., Any]) -> None:
    errors = get("/factories.json?sector=helth&cuontry=DE").json()["errors"]
    assert {error["parameter"]: error["suggestion"] for error in errors} == {
        "sector": "health",
        "cuontry": "country",
    }


@pytest.mark.parametrize("name", [name for name, resource in RESOURCES.items() if resource.page])
def test_a_record_has_its_files(get: Callable[..., Any], name: str) -> None:
    resource = RESOURCES[name]
    key = getattr(resource.model.objects.first(), resource.key).lower()
    record = get(f"/{name}/{key}.json").json()
    assert str(record[resource.key]).lower() == key
    assert ("citations" in record) == bool(resource.detail_serializer)
    (row,) = table(get(f"/{name}/{key}.csv"))
    assert list(row) == [column.name for column in columns(resource.serializer)]
    assert get(f"/{name}/{key}.xlsx").status_code == 404
    assert get(f"/{name}/nothing-like-it.json").status_code == 404
    assert get(f"/{name}/{key}.json?colour=red").status_code == 400


def test_a_country_is_found_by_the_code_of_the_eu(get: Callable[..., Any]) -> None:
    answer = get("/countries/el.json")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/countries/gr.json")
    assert get("/api/v1/countries/EL/").json()["code"] == "GR"


def test_what_no_document_says_is_not_in_the_data_of_the_documents(get: Callable[..., Any]) -> None:
    everything = get("/factories/jaif.json").json()
    documented = get("/factories/jaif.json?evidence=documents").json()
    sources = {citation["source"] for citation in documented["citations"]}
    kinds = {item["slug"]: item["kind"] for item in get("/sources.json").json()["results"]}
    assert {kinds[source] for source in sources} == {"document"}
    assert len(documented["citations"]) < len(everything["citations"])
    assert len(documented["milestones"]) < len(everything["milestones"])


PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "'=1+1", "=HYPERLINK(\"http://x\")",
    "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠1", "a;=1+1", 'a";=1+1;"', "a\n=1+1",
]  # fmt: skip


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_cell_is_ever_a_formula_and_each_can_be_had_back(get: Callable[..., Any], text: str) -> None:
    site = builders.make_factory(name=f"Z {text[:20]!r}")
    Factory.objects.filter(pk=site.pk).update(summary=text, city=text)
    raw = body(get("/factories.csv")).decode()
    row = next(row for row in csv.reader(io.StringIO(raw, newline="")) if row[0] == site.slug)
    found = dict(
        zip([column.name for column in columns(RESOURCES["factories"].serializer)], row, strict=True)
    )
    assert not found["summary"].startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert found["summary"].removeprefix("'") == text
    assert f'"{found["summary"].replace(chr(34), chr(34) * 2)}"' in raw
    kept = [cell.replace("_x000D_", "\r") for cells in sheet(body(get("/factories.xlsx"))) for cell in cells]
    assert text.replace("\r", "\n") in [cell.replace("\r", "\n") for cell in kept]


def test_a_number_stays_a_number(get: Callable[..., Any]) -> None:
    site = builders.make_factory(city="Reykjavík", latitude="64.15", longitude="-21.94")
    line = next(
        line for line in body(get("/factories.csv")).decode().splitlines() if f'"{site.slug}"' in line
    )
    assert ",64.15,-21.94," in line


BESIDE = {
    "/timeline/?kind=selection": r"<h1>.*?(\d+) of",
    "/disagreements/": r"(\d+) fact",
    "/coverage/": None,
    "/network/?show=systems": None,
    "/changes/": None,
    "/search/?q=jupiter": r"<h1>(\d+) result",
}


@pytest.mark.parametrize("address", BESIDE)
def test_other_pages_have_files_with_as_many_rows_as_they_show(get: Callable[..., Any], address: str) -> None:
    page = get(address).content.decode()
    links = dict.fromkeys(re.findall(r'class="take">.*?</p>', page))
    (take,) = links
    addresses = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', take)]
    assert [link.partition("?")[0].rpartition(".")[2] for link in addresses] == ["csv", "xlsx", "json"]
    rows = table(get(addresses[0]))
    listed = json.loads(body(get(addresses[2])))
    told = [
        {
            name: "|".join(cell) if isinstance(cell, list) else "" if cell is None else cell
            for name, cell in row.items()
        }
        for row in listed["results"]
    ]
    assert [
        {name: harmless(cell) for name, cell in row.items()} for row in told
    ] == rows or "change" in address
    assert listed["count"] == len(rows) == len(sheet(body(get(addresses[1])))) - 1
    if shown := BESIDE[address]:
        assert int(re.search(shown, page, re.S)[1]) == len(rows)  # type: ignore[index]


@pytest.mark.parametrize("address", ["/timeline.csv", "/network.json", "/coverage.xlsx", "/search.csv"])
def test_their_parameters_are_as_strict_as_the_pages(get: Callable[..., Any], address: str) -> None:
    answer = get(f"{address}?colour=red")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert get(address.replace(".csv", ".geojson")).status_code == (404 if ".csv" in address else 200)


@pytest.mark.parametrize(
    "address", ["/factories/?country=DE&view=table&page_size=1", "/antennas/hearts/", "/figures/"]
)
def test_a_page_links_to_its_files(get: Callable[..., Any], address: str) -> None:
    (take,) = re.findall(r'class="take">.*?</p>', get(address).content.decode())
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', take)]
    assert {get(link).status_code for link in links} == {200}
    if "country=DE" in address:
        assert links[0] == "/factories.csv?country=DE"


def cells_of(content: bytes, number: int) -> list[list[tuple[str, str]]]:
    """The cells of a sheet, each with its type ("n" for a number) and its text."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    rows = root.findall(".//x:row", space)
    return [[(cell.get("t", "n"), "".join(cell.itertext())) for cell in row] for row in rows]


def test_dates_in_a_workbook_are_dates(get: Callable[..., Any]) -> None:
    content = body(get("/cut-offs.xlsx"))
    head, first, *_rest = cells_of(content, 1)
    place = [text for _type, text in head].index("announced_on")
    kind, number = first[place]
    stated = get("/cut-offs.json").json()["results"][0]["announced_on"]
    assert kind == "n"
    assert datetime.date(1899, 12, 30) + datetime.timedelta(
        int(float(number))
    ) == datetime.date.fromisoformat(stated)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b'formatCode="yyyy-mm-dd"' in book.read("xl/styles.xml")


@pytest.mark.parametrize(
    ("address", "filters"),
    [
        ("/factories.xlsx?country=DE", "country=DE"),
        ("/coverage.xlsx", "none"),
        ("/timeline.xlsx?kind=selection", "kind=selection"),
    ],
)
def test_a_workbook_says_what_it_is(get: Callable[..., Any], address: str, filters: str) -> None:
    content = body(get(address))
    about = {row[0][1]: row[1][1] for row in cells_of(content, 2) if len(row) > 1}
    assert about["Directory"] == "AI Factories Directory"
    assert about["Filters"] == filters
    assert "creativecommons.org" in about["Licence"]
    assert {"Edition", "Records", "Address"} <= about.keys()
    for _type, name in cells_of(content, 1)[0]:
        assert about[name], name


def test_the_tables_of_pages_can_be_joined(get: Callable[..., Any]) -> None:
    for name in ("disagreements", "coverage"):
        for row in get(f"/{name}.json").json()["results"]:
            record = get(f"/api/v1/{row['kind']}/{row['slug']}/").json()
            assert row["field"] in record or any(
                citation["field"] == row["field"] for citation in record["citations"]
            ), row
            if name == "coverage":
                break
    moment = get("/timeline.json?kind=selection").json()["results"][0]
    assert len(moment["sites"]) > 1


def test_a_flat_table_has_every_site_once(get: Callable[..., Any]) -> None:
    rows = {row["slug"]: row for row in get("/sites.json").json()["results"]}
    assert len(rows) == len(table(get("/sites.csv"))) == 32
    for name in SITES:
        for site in get(f"/{name}.json").json()["results"]:
            row = rows[site["slug"]]
            assert row["service_status"] == site["service_status"]
            assert set(row["system_status"]) - {None} == set(site["machine_status"])
            hosts = [item["slug"] for item in site["organisations"] if item["role"] == "hosting-entity"]
            assert row["hosting_entity_slug"] == hosts
            assert row["service_status_date"]
            assert row["service_status_precision"]
            for status, date, precision in zip(
                row["system_status"], row["system_status_date"], row["system_status_precision"], strict=True
            ):
                assert (status is None) == (date is None) == (precision is None)


def test_a_file_is_named_after_the_directory_and_its_edition(get: Callable[..., Any]) -> None:
    for address in ("/factories.csv", "/timeline.xlsx", "/sites.csv"):
        said = get(address).headers["Content-Disposition"]
        # No edition is published in this test; `test_public_process` asks for one that is.
        assert said == f'attachment; filename="ai-factories-directory-edition-draft-{address[1:]}"'

"""Every date in every file comes with its precision."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rest_framework.serializers import DateField, ListSerializer, Serializer

from directory.models import Milestone
from editions import store
from editions.publishing import publish
from opendata.page_tables import PAGES
from opendata.resources import RESOURCES
from opendata.serializers.published import ChangeSerializer, EditionSerializer
from opendata.tables import VALUE
from tests import builders

pytestmark = pytest.mark.django_db
ALWAYS_A_DAY = {"announced_on", "selected_on", "checked_on", "deadlines"}
"""Fields that always hold a day; `published_at` has a time as well."""
A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def every_serializer() -> dict[str, type[Serializer]]:
    """The serializers of records, changes and editions, and those nested in them."""
    found: dict[str, type[Serializer]] = {}

    def visit(serializer: type[Serializer]) -> None:
        if serializer.__name__ not in found:
            found[serializer.__name__] = serializer
            for field in serializer().fields.values():
                inner = field.child if isinstance(field, ListSerializer) else field
                if isinstance(inner, Serializer):
                    visit(type(inner))

    for resource in RESOURCES.values():
        visit(resource.serializer)
        visit(resource.detail)
    visit(ChangeSerializer)
    visit(EditionSerializer)
    return found


def precision_of(date: str, names: list[str]) -> str | None:
    """The name beside a date that says how precise it is, among the columns or fields of one table."""
    before, _underscore, last = date.rpartition("_")
    own = f"{before}_precision" if last == "on" else f"{date}_precision"
    shared = f"{before}_precision" if last in ("date", "until") and before else "precision"
    return next((name for name in (own, shared) if name in names), None)


@pytest.mark.parametrize("serializer", every_serializer().values(), ids=every_serializer())
@pytest.mark.parametrize("in_a_table", [False, True], ids=["json", "table"])
def test_a_serializer_says_how_precise_each_of_its_dates_is(
    serializer: type[Serializer], in_a_table: bool
) -> None:
    fields = serializer().fields
    names = list(getattr(serializer, "table_fields", fields)) if in_a_table else list(fields)
    dates = [name for name in names if isinstance(fields[name], DateField)]
    for name in dates:
        if name not in ALWAYS_A_DAY:
            assert precision_of(name, names), f"{serializer.__name__}.{name} claims a day"
    if "date" in dates:
        assert {"until", "qualifier"} <= set(names), "a date may have a qualifier and an end"


def test_the_check_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opendata.serializers.parts.MilestoneRefSerializer.table_fields", ("slug", "date"))
    with pytest.raises(AssertionError, match=r"MilestoneRefSerializer\.date claims a day"):
        test_a_serializer_says_how_precise_each_of_its_dates_is(
            every_serializer()["MilestoneRefSerializer"], in_a_table=True
        )


def unclear(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Columns that hold days without a precision beside them, though a day may stand for a longer period."""
    for name in rows[0] if rows else ():
        days = any(A_DAY.fullmatch(part) for row in rows for part in str(row.get(name) or "").split("|"))
        always = name.endswith(tuple(ALWAYS_A_DAY))
        if days and not always and precision_of(name, list(rows[0])) is None:
            yield name


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


@pytest.fixture
def two_editions(db: None) -> None:
    """A milestone of which only the year was stated moves to another."""
    milestone = Milestone.objects.filter(until=None)[:1]
    stated = {"precision": "year", "qualifier": "by"}
    Milestone.objects.filter(pk__in=milestone).update(date="2025-01-01", **stated)
    publish()
    Milestone.objects.filter(date="2025-01-01", **stated).update(date="2026-01-01")
    publish()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "geojson"])
def test_no_file_of_a_list_has_a_bare_date(get: Callable[..., Any], ending: str) -> None:
    for name, resource in RESOURCES.items():
        if not resource.listed or (ending == "geojson" and not resource.filters):
            continue
        content = body(get(f"/{name}.{ending}"))
        if ending == "csv":
            rows: list[dict[str, Any]] = table(content)
        elif ending == "xlsx":
            rows = sheet(content)
        elif ending == "json":
            rows = json.loads(content)["results"]
            for row in rows:
                assert list(unclear(row.get("milestones", []))) == []
        else:
            rows = [feature["properties"] for feature in json.loads(content)["features"]]
        assert rows
        plain = [
            {key: None if isinstance(cell, list | dict) else cell for key, cell in row.items()}
            for row in rows
        ]
        assert list(unclear(plain)) == [], name


def sheet(content: bytes) -> list[dict[str, Any]]:
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    head, *rows = root.iter(f"{space}row")
    names = {re.sub(r"\d", "", cell.attrib["r"]): "".join(cell.itertext()) for cell in head}
    empty = dict.fromkeys(names.values(), "")
    return [
        empty | {names[re.sub(r"\d", "", cell.attrib["r"])]: "".join(cell.itertext()) for cell in row}
        for row in rows
    ]


def test_the_dates_of_milestones_are_aligned_with_what_says_how_they_are_meant(
    get: Callable[..., Any],
) -> None:
    site = builders.make_factory()
    for day, precision, until, qualifier in (
        ("2025-01-01", "year", "2026-01-01", ""),
        ("2026-01-01", "half", None, "by"),
    ):
        site.milestone_links.create(
            milestone=builders.make_milestone(date=day, precision=precision, until=until, qualifier=qualifier)
        )
    (row,) = table(body(get(f"/factories/{site.slug}.csv")))
    assert {name: row[f"milestones_{name}"] for name in ("date", "precision", "until", "qualifier")} == {
        "date": "2025-01-01|2026-01-01",
        "precision": "year|half",
        "until": "2026-01-01|",
        "qualifier": "|by",
    }


def test_no_file_of_an_edition_has_a_bare_date(own_store: Any) -> None:
    publish()
    edition = store.current_file()
    assert edition
    with zipfile.ZipFile(edition.with_suffix(".files") / "csv.zip") as archive:
        paths = {Path(path).stem: path for path in archive.namelist() if path.endswith(".csv")}
        assert {*RESOURCES, "sites"} <= paths.keys()
        for name, path in paths.items():
            rows = [
                # In a table of its own, a field with plain values is the column “value”; citations name them.
                {name if key == VALUE else key: cell for key, cell in row.items()}
                for row in table(archive.read(path))
                if row.get("field") not in ALWAYS_A_DAY
            ]
            assert list(unclear(rows)) == [], name
    places = json.loads((edition.with_suffix(".files") / "geojson").read_text())["features"]
    assert list(unclear([place["properties"] for place in places])) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_file_beside_a_page_has_a_bare_date(
    own_store: Any, two_editions: None, get: Callable[..., Any], name: str
) -> None:
    query = "?q=lumi" if name == "search" else ""
    rows = json.loads(body(get(f"/{name}.json{query}")))["results"]
    assert rows
    # A change may be to any field, so the precision of a date has columns of its own.
    changed = [row for row in rows if name == "changes" and row["field"] in ("date", "until")]
    assert bool(changed) == (name == "changes")
    assert all(row["before_precision"] and row["after_precision"] for row in changed)
    assert list(unclear(rows)) == []


def test_a_changed_date_says_how_it_is_meant(
    own_store: Any, two_editions: None, get: Callable[..., Any]
) -> None:
    (change,) = get("/api/v1/changes/").json()["results"]
    assert change["fields_changed"] == [
        {
            "field": "date",
            "label": "date",
            "before": "2025-01-01",
            "after": "2026-01-01",
            "before_precision": "year",
            "before_qualifier": "by",
            "after_precision": "year",
            "after_qualifier": "by",
        }
    ]
    for address in ("/changes/", "/changes.atom", "/changes.feed.json"):
        told = get(address).content.decode()
        assert "by 2025" in told
        assert "by 2026" in told
        assert "2025-01-01" not in told
        assert "2026-01-01" not in told


@pytest.mark.parametrize("precision", ["month", "quarter", "half", "year"])
def test_no_calendar_holds_what_has_no_day(get: Callable[..., Any], precision: str) -> None:
    milestone = builders.make_milestone(
        slug="of-no-day", date="2025-07-01" if precision != "year" else "2025-01-01", precision=precision
    )
    builders.make_factory().milestone_links.create(milestone=milestone)
    told = get("/timeline.ics").content.decode()
    assert "BEGIN:VEVENT" in told
    assert milestone.slug not in told


def test_linked_data_of_a_record_has_no_day_but_that_of_its_publication(get: Callable[..., Any]) -> None:
    day = datetime.date(2025, 7, 1)
    for precision, said in (
        ("day", "2025-07-01"),
        ("month", "2025-07"),
        ("quarter", "2025"),
        ("half", "2025"),
    ):
        source = builders.make_source(published_on=day, published_precision=precision)
        assert get(f"/sources/{source.slug}.jsonld").json()["datePublished"] == said
    for name, resource in RESOURCES.items():
        if resource.page and name != "sources":
            key = getattr(resource.model.objects.first(), resource.key).lower()
            said_of_it = json.loads(body(get(f"/{name}/{key}.jsonld")))
            assert not [value for value in said_of_it.values() if A_DAY.fullmatch(str(value))]

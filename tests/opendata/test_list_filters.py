"""Filters of the lists that are not of sites: the same in the API, its description, its guide and the files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from directory.models import Milestone
from editions.publishing import publish
from opendata import openapi
from opendata.list_filters import LIST_FILTERS, list_form
from opendata.resources import RESOURCES

pytestmark = pytest.mark.django_db
PAIRS = [(name, parameter) for name, filters in LIST_FILTERS.items() for parameter in filters]


def test_every_list_has_filters() -> None:
    assert {name for name, resource in RESOURCES.items() if not resource.filters} == LIST_FILTERS.keys()


@pytest.mark.parametrize(("name", "parameter"), PAIRS)
def test_each_value_finds_the_records_that_have_it(
    get: Callable[..., Any], name: str, parameter: str
) -> None:
    item = LIST_FILTERS[name][parameter]
    resource = RESOURCES[name]
    every = resource.everything()
    seen = {value for record in every for value in item.values(record) if value}
    assert seen <= set(item.choices())
    for value in sorted(seen)[:3]:
        answer = get(f"/api/v1/{name}/?{parameter}={value}&page_size=200").json()
        expected = [getattr(record, resource.key) for record in every if value in item.values(record)]
        assert [record[resource.key] for record in answer["results"]] == expected
        assert 0 < answer["count"] == len(expected)
    two = sorted(seen)[:2]
    query = "&".join(f"{parameter}={value}" for value in two)
    found = get(f"/api/v1/{name}/?{query}").json()["count"]
    assert found == sum(bool(set(two).intersection(item.values(record))) for record in every)


def test_parameters_are_joined_by_and_and_files_have_them_too(get: Callable[..., Any]) -> None:
    query = "country=DE&status=in-service"
    listed = get(f"/api/v1/supercomputers/?{query}&page_size=200").json()["results"]
    assert listed
    assert all(record["country"]["code"] == "DE" and record["status"] == "in-service" for record in listed)
    text = get(f"/supercomputers.csv?{query}").content.decode()
    assert [row["slug"] for row in csv.DictReader(io.StringIO(text))] == [item["slug"] for item in listed]
    assert get("/api/v1/supercomputers/?country=uk").status_code == 200


@pytest.mark.parametrize(("name", "parameter"), PAIRS)
def test_what_does_not_exist_is_a_400_that_lists_what_does(
    get: Callable[..., Any], name: str, parameter: str
) -> None:
    answer = get(f"/api/v1/{name}/?{parameter}=nothing")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"] == parameter
    choices = list(LIST_FILTERS[name][parameter].choices())
    assert error["allowed"] == (choices if len(choices) <= 50 else None)


def test_errors_list_what_is_allowed_as_an_array(get: Callable[..., Any]) -> None:
    (error,) = get("/api/v1/sources/?colour=red").json()["errors"]
    assert error["allowed"] == ["kind", "page", "page_size"]
    (error,) = get("/api/v1/sources/?page=x").json()["errors"]
    assert error["allowed"] == ["a whole number from 1"]


def test_guide_and_description_name_the_same_parameters(get: Callable[..., Any]) -> None:
    described = json.loads(openapi.document())
    page = get("/api/").content.decode()
    for name, resource in RESOURCES.items():
        one = f"/api/v1/{name}/{{{resource.key}}}/"
        assert one in page
        assert one in described["paths"]
        if not resource.filters:
            names = [item["name"] for item in described["paths"][f"/api/v1/{name}/"]["get"]["parameters"]]
            assert set(names) == {*list_form(name)().fields, "edition"}
            assert all(f"<code>{parameter}</code>" in page for parameter in names)


def test_the_description_says_what_linters_ask_for() -> None:
    """What the recommended rules of redocly and spectral ask; `make outsiders` runs them."""
    described = json.loads(openapi.document(7))
    assert described["servers"]
    assert described["security"] == []
    assert described["info"]["description"]
    assert described["info"]["contact"]
    tags = {tag["name"] for tag in described["tags"]}
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    assert all(set(operation["tags"]) <= tags and operation["summary"] for operation in operations)
    examples = described["paths"]["/api/v1/factories/"]["get"]["responses"]["200"]["content"]
    (example,) = examples["application/json"]["examples"].values()
    assert example["value"]["edition"] == example["value"]["results"][0]["edition"] == 7


def test_a_change_from_nothing_keeps_the_schema(client: Any) -> None:
    milestone = Milestone.objects.filter(until=None, precision="day").first()
    assert milestone
    publish()
    Milestone.objects.filter(pk=milestone.pk).update(until="2099-01-01")
    publish()
    answer = client.get("/api/v1/changes/").json()
    (change,) = answer["results"]
    (field,) = change["fields_changed"]
    assert (field["before"], field["after"]) == (None, "2099-01-01")
    assert (change["record"], change["key"]) == ("milestones", [milestone.slug])
    described = json.loads(openapi.document())
    schema = {**described["components"]["schemas"]["ChangeList"], "components": described["components"]}
    assert list(Draft202012Validator(schema).iter_errors(answer)) == []

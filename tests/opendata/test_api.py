"""The API: lists, records, problems, headers, and a description that the answers keep to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from opendata.resources import RESOURCES

pytestmark = pytest.mark.django_db
SITE_FIELDS = {
    *("slug", "name", "aliases", "url", "country", "cut_off", "city", "latitude", "longitude", "summary"),
    *(
        "website",
        "machine_status",
        "service_status",
        "usable_now",
        "milestones",
        "organisations",
        "supercomputers",
        "sectors",
        "services",
        "edition",
    ),
}


@pytest.fixture
def described(get: Callable[..., Any]) -> dict[str, Any]:
    return get("/api/v1/schema/").json()


def validator(described: dict[str, Any], path: str) -> Draft202012Validator:
    """Checks an answer of an operation against the description."""
    answer = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**answer, "components": described["components"]})


@pytest.mark.parametrize("name", RESOURCES)
def test_every_record_keeps_to_the_description(get: Callable[..., Any], name: str) -> None:
    described = get("/api/v1/schema/").json()
    resource = RESOURCES[name]
    listed = get(f"/api/v1/{name}/?page_size=200").json()
    validator(described, f"/api/v1/{name}/").validate(listed)
    check = validator(described, f"/api/v1/{name}/{{{RESOURCES[name].key}}}/")
    for record in listed["results"]:
        check.validate(get(f"/api/v1/{name}/{record[resource.key]}/").json())


def test_the_description_is_strict_enough_to_fail(get: Callable[..., Any], described: dict[str, Any]) -> None:
    check = validator(described, "/api/v1/factories/{slug}/")
    record = get("/api/v1/factories/jaif/").json()
    assert not check.is_valid({**record, "service_status": "finished"})
    assert not check.is_valid({**record, "machine_status": ["finished"]})
    assert not check.is_valid({key: value for key, value in record.items() if key != "summary"})
    assert not check.is_valid({**record, "latitude": "fifty"})


def test_clients_are_generated_under_the_same_names(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert {"Factory", "FactoryInDetail", "FactoryList", "EditionList", "Problem", "SystemRef"} <= set(
        schemas
    )
    assert not [name for name in schemas if "Serializer" in name]


def test_sites_carry_what_the_contract_names(get: Callable[..., Any]) -> None:
    factory = get("/api/v1/factories/jaif/").json()
    assert SITE_FIELDS | {"participating_countries", "antennas", "citations"} <= factory.keys()
    assert factory["country"] == {"code": "DE", "name": "Germany"}
    assert factory["cut_off"].keys() == {"slug", "name", "number", "announced_on"}
    assert factory["organisations"][0].keys() == {"slug", "name", "role", "country"}
    assert factory["citations"][0].keys() == {
        *("field", "about", "source", "locator", "as_stated", "verbatim", "agrees", "note"),
    }
    antenna = get("/api/v1/antennas/hearts/").json()
    assert SITE_FIELDS | {"factories", "citations"} <= antenna.keys()
    assert {link["kind"] for link in antenna["factories"]} <= {"linked", "collaborates"}
    assert "citations" not in get("/api/v1/factories/").json()["results"][0]


def test_a_system_says_its_status_and_the_steps_behind_it(get: Callable[..., Any]) -> None:
    system = get("/api/v1/supercomputers/meluxina-ai/").json()
    assert system["status"] == "contracted"
    told = {(step["step"], step["status"]) for step in system["steps"]}
    assert ("contracted", "happened") in told
    assert {("being-installed", "happened"), ("in-service", "happened")} & told == set()
    assert [step["date"] for step in system["steps"]] == sorted(step["date"] for step in system["steps"])
    assert get("/api/v1/supercomputers/psnc-hpc/").json()["status"] is None, "no source states a step"


def test_a_step_of_a_machine_is_told_with_the_sites_that_get_it(get: Callable[..., Any]) -> None:
    step = get("/api/v1/milestones/meluxina-ai-in-service-2026/").json()
    assert (step["step"], step["status"]) == ("in-service", "expected")
    assert [site["slug"] for site in step["sites"]] == ["luxembourg-ai-factory"]
    factory = get("/api/v1/factories/luxembourg-ai-factory/").json()
    assert step["slug"] in [milestone["slug"] for milestone in factory["milestones"]]
    assert (factory["machine_status"], factory["service_status"]) == (["contracted"], "open-to-users")
    assert [system["slug"] for system in factory["usable_now"]] == ["meluxina"]
    network = get("/api/v1/milestones/facilities-in-service-mid-2026/").json()
    assert (network["sites"], network["step"]) == ([], None)


def test_a_system_that_no_source_names_has_a_label(get: Callable[..., Any]) -> None:
    systems = get("/api/v1/supercomputers/?page_size=200").json()["results"]
    unnamed = [system for system in systems if system["name"] is None]
    assert unnamed
    assert all(system["label"] and system["slug"] for system in unnamed)


def test_silence_is_null(get: Callable[..., Any]) -> None:
    found = get("/api/v1/antennas/?page_size=200").json()["results"]
    assert any(site["city"] is None and site["latitude"] is None for site in found)
    assert all(site["city"] != "" for site in found)


def test_pages_lead_to_each_other(get: Callable[..., Any]) -> None:
    seen, address = [], "/api/v1/factories/?page_size=7&sort=country"
    while address:
        answer = get(address)
        seen += [site["slug"] for site in answer.json()["results"]]
        assert 'rel="first"' in answer.headers["Link"]
        assert ('rel="next"' in answer.headers["Link"]) == bool(answer.json()["next"])
        address = answer.json()["next"]
    everything = get("/factories.json?sort=country").json()
    assert seen == [site["slug"] for site in everything["results"]]


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/api/v1/factories/?view=table", 400, "view"),
        ("/api/v1/factories/?page=2", 400, "There is no page 2"),
        ("/api/v1/factories/?stage=contracted", 400, "“stage” was replaced by “machine” and “open”."),
        ("/api/v1/factories/?machine=finished", 400, "machine"),
        ("/api/v1/organisations/?q=x", 400, "q"),
        ("/api/v1/editions/?page=2", 400, "There is no page 2"),
        ("/api/v1/editions/?site=jaif", 400, "site"),
        ("/api/v1/schema/?lang=%00", 400, "lang"),
        ("/api/v1/?x=1", 400, "x"),
        ("/api/v1/changes/?site=nobody", 400, "site"),
        ("/api/v1/factories/nobody/", 404, "There is no AI Factory"),
        ("/api/v1/nothing/", 404, "There is no page"),
        ("/api/v1/factories/jaif/?evidence=hearsay", 400, "evidence"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    get: Callable[..., Any], address: str, status: int, says: str
) -> None:
    answer = get(address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert says in answer.content.decode()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/api/v1/factories/", "/factories.json", "/antennas/hearts.csv"])
def test_any_site_may_read_and_nobody_may_write(client: Any, address: str) -> None:
    assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"
    asked = client.options(address)
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for method in (client.post, client.put, client.delete, client.patch):
        refused = method(address)
        assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert refused.headers["Content-Type"] == "application/problem+json"


def test_examples_are_real_records(get: Callable[..., Any], described: dict[str, Any]) -> None:
    for name in RESOURCES:
        content = described["paths"][f"/api/v1/{name}/{{{RESOURCES[name].key}}}/"]["get"]["responses"]["200"][
            "content"
        ]
        (example,) = content["application/json"]["examples"].values()
        record = get(f"/api/v1/{name}/{example['value'][RESOURCES[name].key]}/").json()
        assert example["value"] == record


@pytest.mark.parametrize("accepted", ["application/yaml", "text/html", "application/xml", "*/*", "nonsense"])
def test_there_is_one_description_whatever_is_accepted(client: Any, accepted: str) -> None:
    answer = client.get("/api/v1/schema/", headers={"accept": accepted})
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" not in answer.headers.get("Vary", "")


def test_the_root_leads_to_every_list(get: Callable[..., Any]) -> None:
    index = get("/api/v1/").json()
    assert {*RESOURCES, "editions", "changes", "schema"} == index.keys()
    assert {get(address).status_code for address in index.values()} == {200}


def test_the_documents_alone_give_no_name_and_no_country_that_later_sources_gave(
    get: Callable[..., Any],
) -> None:
    later = get("/api/v1/factories/nlaif/").json()
    assert "Dutch AI Factory" in later["aliases"]
    assert "Dutch AI Factory" not in get("/api/v1/factories/nlaif/?evidence=documents").json()["aliases"]
    assert "Dutch AI Factory" not in get("/factories/nlaif/?evidence=documents").content.decode()

    def inria(query: str) -> str | None:
        found = get(f"/api/v1/factories/ai2f/{query}").json()["organisations"]
        return next(item["country"] for item in found if item["slug"] == "inria")

    assert (inria(""), inria("?evidence=documents")) == ("FR", None)

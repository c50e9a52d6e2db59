"""The database refuses nonsense, and says so in words an editor understands."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from antennas.models import Antenna, AntennaFactory
from directory.models import (
    AccessRoute,
    AccessRouteDeadline,
    Audience,
    Country,
    CutOff,
    KeyFigure,
    LoadedRecord,
    MachineStep,
    Milestone,
    NaturalKeyModel,
    Organisation,
    SearchEntry,
    Sector,
    Service,
    Source,
    Supercomputer,
)
from factories.models import (
    Factory,
    FactoryCitation,
    FactoryCountry,
    FactoryFigure,
    FactoryMilestone,
    FactoryOrganisation,
    FactorySector,
    FactoryService,
    FactorySystem,
)
from tests import builders

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 5, 17)

Case = Callable[[], models.Model]


def twice(make: Callable[[], models.Model]) -> Case:
    """The same record again: the first is saved, the second is what must be refused."""

    def again() -> models.Model:
        first = make()
        values = {
            field.name: getattr(first, field.name)
            for field in first._meta.concrete_fields
            if not field.primary_key
        }
        if isinstance(first, SearchEntry):
            values["number"] = builders.number() + 10**6
        return type(first)(**values)

    return again


def other(record: models.Model, **changes: object) -> models.Model:
    """A new record like a saved one, with changes."""
    values = {f.name: getattr(record, f.name) for f in record._meta.concrete_fields if not f.primary_key}
    return type(record)(**{**values, **changes})


def site(model: type[models.Model], **changes: object) -> models.Model:
    values = {"slug": "a-site", "name": "A site", "summary": "Text.", "country": builders.make_country()}
    return model(**{**values, "cut_off": builders.make_cut_off(), **changes})


def milestone(**changes: object) -> models.Model:
    values = {
        "slug": "m",
        "title": "M",
        "kind": "event",
        "status": "happened",
        "date": DAY,
        "precision": "day",
    }
    return Milestone(**{**values, **changes})


def route(**changes: object) -> models.Model:
    fields: dict[str, Any] = {"slug": "route", "name": "Route", "scope": "sites"}
    return AccessRoute(**{**fields, **changes})


def figure(**changes: object) -> models.Model:
    return KeyFigure(**{"slug": "f", "label": "F", "kind": "count", "value": 1, "scope": "All.", **changes})


def system(**changes: object) -> models.Model:
    return Supercomputer(**{"slug": "s", "name": "A system", "kind": "supercomputer", **changes})


def source(**changes: object) -> models.Model:
    values = {"slug": "s", "kind": "primary", "title": "T", "publisher": "P", "language": "en"}
    return Source(**{**values, **changes})


def citation(**changes: object) -> FactoryCitation:
    values = {"record": builders.make_factory(), "field": "name", "source": builders.make_source()}
    return FactoryCitation(**{**values, **changes})


def saved(record: models.Model) -> models.Model:
    record.save()
    return record


def link(model: type[models.Model], **values: object) -> Case:
    return twice(
        lambda: model.objects.create(
            site=builders.make_factory(), **{k: v() if callable(v) else v for k, v in values.items()}
        )
    )


CASES: dict[str, Case] = {
    "reference_country_code_two_capitals": lambda: Country(code="d1", alpha3="DEX", name="D"),
    "reference_country_alpha3_three_capitals": lambda: Country(code="QX", alpha3="qxq", name="Q"),
    "reference_sector_unique_name": lambda: other(builders.make_sector(), slug="other"),
    "reference_service_unique_name": lambda: other(
        Service.objects.create(slug="s", name="S", scope="s"), slug="other"
    ),
    "reference_source_document_has_file": lambda: source(kind="document"),
    "reference_source_url_is_web_address": lambda: source(url="ftp://example.org/"),
    "reference_source_published_on_with_precision": lambda: source(published_on=DAY),
    "reference_source_published_on_starts_its_period": lambda: source(
        published_on=DAY, published_precision="month"
    ),
    "reference_organisation_unique_name": lambda: other(builders.make_organisation(), slug="other"),
    "reference_supercomputer_named_or_labelled": lambda: system(name=""),
    "reference_supercomputer_unique_name": lambda: other(builders.make_supercomputer(), slug="other"),
    "reference_cutoff_unique_kind_number": lambda: other(builders.make_cut_off(), slug="other"),
    "reference_cutoff_number_from_one": lambda: CutOff(
        slug="zero", kind="factories", number=0, name="Zero", announced_on=DAY
    ),
    "reference_milestone_ends_after_start": lambda: milestone(until=DAY),
    "reference_milestone_machine_step_has_system": lambda: milestone(step="contracted"),
    "reference_milestone_date_with_precision": lambda: milestone(precision=""),
    "reference_milestone_date_starts_its_period": lambda: milestone(precision="quarter"),
    "reference_keyfigure_value_not_negative": lambda: figure(value=-1),
    "reference_keyfigure_scope_stated": lambda: figure(scope=""),
    "reference_audience_unique_kind_user_group": lambda: Audience(
        slug="twice", kind="factories", user_group="startups"
    ),
    "reference_accessroute_unique_name": lambda: other(saved(route()), slug="other"),
    "reference_accessroute_cost_in_words_with_cost": lambda: route(cost_detail="Free for all."),
    "reference_accessroute_apply_url_is_web_address": lambda: route(apply_url="ftp://example.org/"),
    "reference_accessroute_info_url_is_web_address": lambda: route(info_url="ftp://example.org/"),
    "reference_keyfigure_as_of_with_precision": lambda: figure(as_of_precision="day"),
    "reference_keyfigure_as_of_starts_its_period": lambda: figure(as_of=DAY, as_of_precision="month"),
    "factories_factorycitation_unique_value": lambda: other(saved(citation())),
    "factories_factorycitation_dispute_is_explained": lambda: citation(agrees=False, as_stated="other"),
    "factories_factorycountry_unique_value": link(FactoryCountry, country=builders.make_country),
    "factories_factoryorganisation_unique_value": link(
        FactoryOrganisation, organisation=builders.make_organisation, role="partner"
    ),
    "factories_factorysystem_unique_value": link(
        FactorySystem, supercomputer=builders.make_supercomputer, relation="new"
    ),
    "factories_factorysector_unique_value": link(FactorySector, sector=builders.make_sector),
    "factories_factoryservice_unique_value": link(FactoryService, service=lambda: Service.objects.first()),
    "factories_factorymilestone_unique_value": link(FactoryMilestone, milestone=builders.make_milestone),
    "factories_factoryfigure_unique_value": link(FactoryFigure, figure=lambda: saved(figure())),
    "antennas_antennafactory_unique_value": twice(
        lambda: AntennaFactory.objects.create(
            site=builders.make_antenna(), factory=builders.make_factory(), kind="linked"
        )
    ),
    "reference_loadedrecord_unique_model_key": twice(
        lambda: LoadedRecord.objects.create(model="m", key="k", fields={})
    ),
    "reference_searchentry_unique_kind_slug": twice(
        lambda: SearchEntry.objects.create(
            number=builders.number() + 10**6, kind="factory", slug="s", title="S", names="", text=""
        )
    ),
}
for app, model in (("factories_factory", Factory), ("antennas_antenna", Antenna)):
    make = builders.make_factory if model is Factory else builders.make_antenna
    CASES |= {
        f"{app}_unique_name": lambda make=make: other(make(), slug="other"),
        f"{app}_coordinates_in_range": lambda model=model: site(
            model, city="C", latitude="91.00", longitude="1.00"
        ),
        f"{app}_coordinates_have_city": lambda model=model: site(model, latitude="50.00", longitude="1.00"),
        f"{app}weblink_url_is_web_address": lambda make=make: make().web_links.model(
            site=make(), kind="apply", url="ftp://example.org/"
        ),
        f"{app}_summary_not_empty": lambda model=model: site(model, summary=""),
    }


LATE, EARLY = DAY.replace(year=9999), DAY.replace(year=1949)
CASES |= {
    "reference_source_published_on_of_our_time": lambda: source(
        published_on=EARLY, published_precision="day"
    ),
    "reference_source_checked_on_of_our_time": lambda: source(checked_on=LATE),
    "reference_cutoff_announced_on_of_our_time": lambda: CutOff(
        slug="late", kind="factories", number=9, name="Late", announced_on=LATE
    ),
    "reference_milestone_date_of_our_time": lambda: milestone(date=EARLY),
    "reference_milestone_until_of_our_time": lambda: milestone(until=LATE),
    "reference_accessroutedeadline_date_of_our_time": lambda: AccessRouteDeadline(
        route=saved(route()), date=LATE
    ),
    "reference_keyfigure_as_of_of_our_time": lambda: figure(as_of=LATE, as_of_precision="day"),
}


def constraint_names() -> set[str]:
    """The names of all constraints; tables made from the same abstract base share their rules."""
    return {
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if issubclass(model, NaturalKeyModel | LoadedRecord | SearchEntry)
    }


def test_every_constraint_has_its_case() -> None:
    shared = {name.rpartition("_")[2] for name in CASES}
    assert shared
    generic = {constraint.name for _model, constraint in KNOWN}
    uncovered = {
        name
        for name in constraint_names() - set(CASES) - generic
        # Rules of the abstract Citation and SiteLink: tried on the factories' tables.
        if not name.endswith(("_unique_value", "_dispute_is_explained"))
    }
    assert uncovered == set()
    assert set(CASES) <= constraint_names()


KNOWN = [
    (model, constraint)
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if constraint.name.endswith(("_is_known", "_website_is_web_address"))
]


@pytest.mark.parametrize(
    ("model", "constraint"), KNOWN, ids=[constraint.name for _model, constraint in KNOWN]
)
def test_no_value_outside_the_choices_can_be_stored(model: Any, constraint: models.CheckConstraint) -> None:
    field = constraint.name.removeprefix(f"{model._meta.label_lower.replace('.', '_')}_")
    field = field.removesuffix("_is_known").removesuffix("_is_web_address")
    if constraint.name.endswith("_is_known"):
        values = [value for value, _label in model._meta.get_field(field).choices]
        blank = [""] if model._meta.get_field(field).blank else []
        assert sorted(constraint.condition.children[0][1]) == sorted(blank + values)
    for nonsense in ("x", "a:b()"):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=model.objects.order_by("pk").first().pk).update(**{field: nonsense})


def test_a_site_is_selected_by_a_round_of_its_kind() -> None:
    wrong = site(Factory, cut_off=CutOff.objects.get(slug="antennas-1"))
    with pytest.raises(ValidationError, match="other kind of site"):
        wrong.full_clean()


def test_a_host_country_does_not_also_take_part() -> None:
    factory = builders.make_factory()
    with pytest.raises(ValidationError, match="not repeated"):
        FactoryCountry(site=factory, country=factory.country).full_clean()


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_database_refuses_it(name: str) -> None:
    record = CASES[name]()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        record.save(force_insert=True)
    # SQLite names the columns of a broken uniqueness, not the constraint.
    assert name in str(refusal.value) or "UNIQUE" in str(refusal.value)


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_form_says_why(name: str) -> None:
    record = CASES[name]()
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert refusal.value.messages
    constraint = next(c for c in record._meta.constraints if c.name == name)
    if isinstance(record, NaturalKeyModel):
        assert str(constraint.violation_error_message) != constraint.default_violation_error_message % {
            "name": name
        }


def test_half_a_pair_of_coordinates_is_refused() -> None:
    record = site(Factory, city="C", latitude="50.00")
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()


@pytest.mark.parametrize("step", MachineStep.values)
def test_a_step_of_a_machine_says_of_which(step: str) -> None:
    with pytest.raises(ValidationError, match="needs the system that it is about"):
        milestone(step=step).full_clean()
    milestone(step=step, supercomputer=builders.make_supercomputer()).full_clean()


@pytest.mark.parametrize("step", ["agreement-signed", "open-to-users"])
def test_a_step_of_a_service_needs_no_machine(step: str) -> None:
    milestone(step=step).full_clean()


def test_selection_is_no_step_of_a_milestone_because_the_cut_off_states_it() -> None:
    with pytest.raises(ValidationError) as refusal:
        milestone(step="selected").full_clean()
    assert "step" in refusal.value.message_dict


def test_two_systems_without_a_name_are_allowed() -> None:
    builders.make_supercomputer(label="a system")
    builders.make_supercomputer(label="another system")


@pytest.mark.parametrize("aliases", ["text", [""], ["a", "a"], [1], {"a": 1}])
def test_other_names_are_a_list_of_distinct_texts(aliases: object) -> None:
    record = Organisation(slug="o", name="O", aliases=aliases)
    with pytest.raises(ValidationError):
        record.full_clean()


def test_a_citation_of_a_fact_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        citation(field="colour").full_clean()
    assert "field" in refusal.value.message_dict


def test_what_others_refer_to_cannot_be_deleted() -> None:
    sector = Sector.objects.get(slug="health")
    with pytest.raises(models.ProtectedError):
        sector.delete()

"""No public fact without a source, and no citation of a fact that is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps

from antennas.models import Antenna, AntennaOrganisation
from directory.models import AccessRoute, Citation, MachineStep, Milestone, Record, Source, Supercomputer
from factories.models import Factory, FactoryOrganisation

pytestmark = pytest.mark.django_db

CITATIONS = [model for model in apps.get_models() if issubclass(model, Citation)]
CITED = [model.record_model() for model in CITATIONS]
WORDINGS = Path(__file__).parents[1] / "data" / "wordings.yaml"

NO_SOURCES = ("//test.", "//www-dev.", "//dev.", "//staging.", "legalize.dev")
"""Parts of addresses that no source has: test and development copies, and a private copy of EU law."""


@pytest.mark.parametrize("model", CITED, ids=lambda model: model.__name__)
def test_every_public_fact_has_a_citation(model: type[Record]) -> None:
    uncited = []
    for record in model.objects.prefetch_related("citations"):
        cited = {(citation.field, citation.about) for citation in record.citations.all()}
        facts = [(name, "") for name in record.stated_fields()]
        for fact, relation in model.cited_relations.items():
            facts += [(fact, row.about) for row in getattr(record, relation).all()]
        uncited += [(record.slug, *fact) for fact in facts if fact not in cited]
    assert uncited == []


@pytest.mark.parametrize("model", CITATIONS, ids=lambda model: model.__name__)
def test_every_citation_names_a_fact_that_exists(model: type[Citation]) -> None:
    wrong = []
    for citation in model.objects.select_related("record", "source"):
        record = citation.record
        relation = type(record).cited_relations.get(citation.field)
        if relation:
            known = citation.about in {row.about for row in getattr(record, relation).all()}
        else:
            known = citation.field in citation.citable_fields() and (
                not citation.about or citation.about in record.aliases
            )
        if not known:
            wrong.append(str(citation))
    assert wrong == []


@pytest.mark.parametrize("model", CITATIONS, ids=lambda model: model.__name__)
def test_every_disagreement_shows_both_values_and_the_reason(model: type[Citation]) -> None:
    for citation in model.objects.filter(agrees=False):
        assert citation.as_stated
        assert len(citation.note) > 30


@pytest.mark.parametrize("model", [Factory, Antenna], ids=lambda model: model.__name__)
def test_every_shown_value_has_a_source_that_agrees(model: type[Record]) -> None:
    for site in model.objects.prefetch_related("citations"):
        agreeing = {(c.field, c.about) for c in site.citations.all() if c.agrees}
        for name in site.stated_fields():
            assert (name, "") in agreeing, (site.slug, name)


def test_no_step_stands_without_a_citation_of_its_own() -> None:
    steps = Milestone.objects.exclude(step="").prefetch_related("citations")
    assert len(steps) > 80
    for step in steps:
        assert [c for c in step.citations.all() if c.field == "title" and c.agrees], step.slug


def test_every_step_belongs_to_the_machine_or_the_sites_that_reach_it() -> None:
    for step in Milestone.objects.exclude(step=""):
        if step.step in MachineStep.values:
            assert step.supercomputer, f"{step.slug}: whose step?"
        else:
            assert step.factories_links.exists() or step.antennas_links.exists(), f"{step.slug}: whose step?"


def test_a_state_without_a_beginning_is_a_step_that_was_reached() -> None:
    states = Milestone.objects.filter(qualifier="as-of")
    assert states.count() > 20
    for state in states:
        assert (state.status, bool(state.step)) == ("happened", True), state.slug


def test_no_system_states_the_same_step_twice_for_the_same_time() -> None:
    for system in Supercomputer.objects.prefetch_related("milestones"):
        dated = [(step.step, step.status, step.date, step.precision) for step in system.steps()]
        assert len(dated) == len(set(dated)), system.slug


@pytest.mark.parametrize("model", [Factory, Antenna], ids=lambda model: model.__name__)
def test_summaries_rest_on_the_source_documents_and_have_forty_to_ninety_words(model: type[Record]) -> None:
    for site in model.objects.prefetch_related("citations__source"):
        kinds = {c.source.kind for c in site.citations.all() if c.field == "summary"}
        assert kinds == {"document"}, site.slug
        assert 40 <= len(site.summary.split()) <= 90, site.slug


def test_no_source_is_kept_that_nothing_cites() -> None:
    cited = {pk for model in CITATIONS for pk in model.objects.values_list("source_id", flat=True)}
    idle = Source.objects.exclude(pk__in=cited).values_list("slug", flat=True)
    assert list(idle) == []


def test_only_the_documents_have_a_kept_file_and_every_later_source_has_an_address() -> None:
    for source in Source.objects.all():
        if source.kind == Source.Kind.DOCUMENT:
            assert source.file_name.endswith(".txt")
        else:
            page = source.url.split("/", 3)[3:]
            assert source.url, source.slug
            home = source.kind == Source.Kind.PRIMARY and source.title == "Home page"
            portal = AccessRoute.objects.filter(apply_url=source.url).exists()
            assert home or portal or page not in ([], [""]), f"{source.slug}: a bare host is no address"


def test_secondary_sources_add_only_what_they_may() -> None:
    allowed = {"city", "website", "access", "audiences", "contract_eur", "description"}
    for model in CITATIONS:
        if model.record_model().__name__ in ("Milestone", "KeyFigure", "AccessRoute"):
            continue
        for citation in model.objects.filter(source__kind="secondary", agrees=True).select_related("record"):
            assert citation.field in allowed, f"{citation.record.slug}: {citation}"


def test_no_source_is_a_copy_under_test_or_a_private_note() -> None:
    for source in Source.objects.exclude(url=""):
        assert not any(part in source.url for part in NO_SOURCES), source.slug
        assert not ("github.com/" in source.url and "sovereign" in source.url), source.slug


def test_the_withdrawn_note_is_mentioned_nowhere() -> None:
    withdrawn = "note" + "27"
    assert not Source.objects.filter(slug=withdrawn).exists()
    for model in [*CITATIONS, *CITED, Source]:
        fields = [
            f.name for f in model._meta.concrete_fields if f.get_internal_type() in ("CharField", "TextField")
        ]
        for record in model.objects.all():
            found = [name for name in fields if withdrawn in getattr(record, name)]
            assert found == [], f"{record}: {found}"


def test_the_exact_words_of_a_later_source_are_among_its_kept_wordings() -> None:
    wordings = yaml.safe_load(WORDINGS.read_text(encoding="utf-8"))
    used = set()
    for model in CITATIONS:
        exact = model.objects.filter(verbatim=True).exclude(source__kind=Source.Kind.DOCUMENT)
        for citation in exact.select_related("record", "source"):
            slug = citation.source.slug
            assert any(citation.as_stated in words for words in wordings.get(slug, [])), str(citation)
            assert citation.as_stated, str(citation)
            used.add(slug)
    assert set(wordings) == used, "a wording is kept only where a citation repeats it"


@pytest.mark.parametrize("model", [FactoryOrganisation, AntennaOrganisation])
def test_the_verb_of_a_role_is_quoted_from_a_document(model: Any) -> None:
    for link in model.objects.exclude(verb="").select_related("site"):
        cited = link.site.citations.filter(
            field="organisations", about=link.about, source__kind=Source.Kind.DOCUMENT
        )
        assert cited.exists(), f"{link}: only a document's verb stands in quotation marks"

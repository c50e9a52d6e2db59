"""The record speaks in its own words, and every name is one record's alone."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.apps import apps
from django.db import models

from directory.editorial_rules import broken, own_texts
from directory.models import LoadedRecord, NamedRecord, NaturalKeyModel, SearchEntry
from directory.shingles import LENGTH, known_shingles, shingles
from directory.text_search import fold

pytestmark = pytest.mark.django_db

OWN_WORDS = [model for model in apps.get_models() if issubclass(model, NaturalKeyModel)]


def texts(model: type[models.Model]) -> list[tuple[str, str]]:
    """Every text of our own in a table: names, titles and quoted terms are the sources'."""
    fields = own_texts(model)
    return [(f"{record} {name}", getattr(record, name)) for record in model.objects.all() for name in fields]


@pytest.mark.parametrize("model", OWN_WORDS, ids=lambda model: model.__name__)
def test_no_eight_words_in_a_row_are_a_documents(model: type[models.Model]) -> None:
    known = known_shingles()
    assert len(known) > 4000, "the fingerprints of the documents are missing"
    copied = [(where, text) for where, text in texts(model) if shingles(text) & known]
    assert copied == []


def test_the_check_would_notice_a_copied_sentence() -> None:
    own = "one two three four five six seven eight"
    assert len(shingles(own)) == 1
    assert shingles(f"Before, {own.upper()}!") >= shingles(own)
    assert LENGTH == 8


@pytest.mark.parametrize("kind", ["factory", "antenna", "organisation", "supercomputer", "sector"])
def test_no_other_name_of_one_record_is_a_name_of_another(kind: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    model = next(m for m in apps.get_models() if m.__name__.lower() == kind)
    for record in model.objects.all():
        for name in {str(record), *record.aliases}:
            owners[fold(name.replace("+", " plus"))].add(record.slug)  # Discoverer++ is not Discoverer
    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, NamedRecord)], ids=lambda m: m.__name__
)
def test_no_record_lists_its_own_name_as_another_name(model: type[NamedRecord]) -> None:
    for record in model.objects.all():
        assert record.name not in record.aliases, record.slug


def test_bookkeeping_is_not_part_of_the_record() -> None:
    assert LoadedRecord not in OWN_WORDS
    assert SearchEntry not in OWN_WORDS


@pytest.mark.parametrize("model", OWN_WORDS, ids=lambda model: model.__name__)
def test_the_record_keeps_the_rules_that_forms_ask(model: type[models.Model]) -> None:
    names = [field.name for field in model._meta.concrete_fields]
    found = {}
    for record in model.objects.all():
        values = {field.name: getattr(record, field.attname) for field in model._meta.concrete_fields}
        found[str(record)] = broken(model, values, names)
    assert {name: messages for name, messages in found.items() if messages} == {}

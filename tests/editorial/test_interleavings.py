"""Two editors and the loader, in any order: no edit is lost, and nothing deleted comes back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.test import Client

from directory.loading import load
from directory.models import LoadedRecord, Organisation, SearchEntry
from editions.diff import published_models
from editions.serialization import has_natural_key, plain_fields
from editorial.models import RecordChange, Revision
from tests.editorial.forms import filled
from tests.editorial.test_forms import change_page, page_of
from tests.endurance import repeats

SLUGS = ("one", "two", "three")
FIELDS = ("city", "short_name", "website")
STEPS = 9


@dataclass
class Editor:
    """Somebody with at most one form open."""

    name: str
    client: Client
    slug: str = ""
    form: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    """What the record said when this person last looked at it."""


class Story:
    """One interleaving, told by a seed."""

    def __init__(self, seed: int, editors: list[Editor], folder: Path) -> None:
        self.random = random.Random(seed)
        self.editors = editors
        self.folder = folder
        self.folder.mkdir()
        self.fixtures = {slug: {"name": slug.title(), **dict.fromkeys(FIELDS, "")} for slug in SLUGS}
        self.written = 0
        self.deleted: set[str] = set()
        self.saved: list[tuple[str, str, str, str, str]] = []
        """Each accepted save: slug, field, the value seen before, the value saved, by whom."""

    def value(self, name: str) -> str:
        """A value that nobody wrote before."""
        self.written += 1
        return f"https://example.org/{self.written}" if name == "website" else f"value {self.written}"

    def run(self) -> None:
        self.load()
        for _ in range(STEPS):
            step = self.random.choices(
                (self.open, self.save, self.change_fixture, self.delete), (5, 6, 3, 1)
            )[0]
            step()
        self.check()

    def open(self) -> None:
        editor = self.random.choice(self.editors)
        record = Organisation.objects.filter(slug=self.random.choice(SLUGS)).first()
        if record:
            editor.slug = record.slug
            self.look(editor, editor.client.get(change_page(record)))

    def look(self, editor: Editor, page: Any) -> None:
        editor.form = filled(page)
        record = Organisation.objects.get(slug=editor.slug)
        editor.seen = {name: getattr(record, name) for name in FIELDS}

    def save(self) -> None:
        editor = self.random.choice(self.editors)
        record = Organisation.objects.filter(slug=editor.slug).first()
        if not editor.form or record is None:
            return
        name = self.random.choice(FIELDS)
        new = self.value(name)
        answer = editor.client.post(change_page(record), {**editor.form, name: new})
        if answer.status_code == 302:
            self.saved.append((record.slug, name, editor.seen[name], new, editor.name))
            editor.form = {}
        else:
            assert answer.status_code == 200
            assert answer.context["conflict"] is not None, answer.context["errors"]
            assert filled(answer)[name] == new, "what was typed is still there"
            self.look(editor, answer)
            shown = {item.saved for item in answer.context["conflict"]}
            differing = {other: seen for other, seen in editor.seen.items() if seen != editor.form[other]}
            for other, seen in differing.items():
                if other != name:
                    assert (seen or "nothing") in shown, "what saving would replace is shown"
                    editor.form[other] = seen
            if self.random.random() < 0.5:
                assert editor.client.post(change_page(record), editor.form).status_code == 302
                self.saved.append((record.slug, name, editor.seen[name], new, editor.name))
            editor.form = {}

    def change_fixture(self) -> None:
        slug = self.random.choice(SLUGS)
        name = self.random.choice(FIELDS)
        self.fixtures[slug][name] = self.value(name)
        self.load()

    def load(self) -> None:
        records = [
            {"model": "reference.organisation", "fields": {"slug": slug, **fields}}
            for slug, fields in self.fixtures.items()
        ]
        (self.folder / "organisations.yaml").write_text(yaml.safe_dump(records), encoding="utf-8")
        load(self.folder)

    def delete(self) -> None:
        editor = self.random.choice(self.editors)
        record = Organisation.objects.filter(slug=self.random.choice(SLUGS)).first()
        if record is None:
            return
        page = page_of(Organisation, "delete", record.pk)
        opened = editor.client.get(page).context["opened_revision"]
        if self.random.random() < 0.3:
            self.save()
        exists = Organisation.objects.filter(pk=record.pk).exists()
        editor.client.post(page, {"post": "yes", "opened_revision": opened})
        if exists and not Organisation.objects.filter(pk=record.pk).exists():
            self.deleted.add(record.slug)

    def check(self) -> None:
        there = set(Organisation.objects.values_list("slug", flat=True))
        assert there == set(SLUGS) - self.deleted, "what was deleted stays deleted, and nothing else is gone"
        changes = RecordChange.objects.select_related("revision").order_by("pk")
        typed = {new for _slug, _name, _seen, new, _by in self.saved}
        logged = [
            (change.key[0], name, before, after, change.revision.by_name)
            for change in changes
            if change.kind == "changed" and change.revision.how == Revision.How.FORM
            for name, (before, after) in change.fields.items()
        ]
        # Whoever saved had seen what was replaced; each accepted save is in the log, and no other.
        assert logged == self.saved
        state: dict[str, dict[str, str]] = {}
        for change in changes:
            slug = change.key[0]
            if change.revision.how == Revision.How.LOAD and change.kind == "changed":
                assert not {before for before, _after in change.fields.values()} & typed, (
                    "an edit was loaded over"
                )
            if change.kind == "removed":
                del state[slug]
                continue
            record = state.setdefault(slug, {})
            for name, (before, after) in change.fields.items():
                assert record.get(name) == before, "the log has no gap"
                record[name] = after
        stored = {
            record.slug: {name: value for name, value in plain_fields(record).items() if value is not None}
            for record in Organisation.objects.all()
        }
        assert state == stored, "the log tells how the records came to be what they are"


@pytest.mark.endurance
def test_no_edit_is_lost_in_any_order(sign_in: Callable[..., Client], tmp_path: Path) -> None:
    for model in reversed(published_models()):
        if has_natural_key(model):
            rows = model._default_manager.all()
            rows._raw_delete(rows.db)
    for model in (LoadedRecord, SearchEntry, RecordChange, Revision):
        rows = model._default_manager.all()
        rows._raw_delete(rows.db)
    clients = {name: sign_in(name) for name in ("ana", "ben")}
    # Both databases take turns in the same way: on PostgreSQL fewer are enough.
    divisor = 4 if connection.vendor == "postgresql" else 1
    number = repeats(24, 200, 3000) // divisor
    saved = 0
    for seed in range(number):
        with transaction.atomic():
            editors = [Editor(name, client) for name, client in clients.items()]
            story = Story(seed, editors, tmp_path / str(seed))
            try:
                story.run()
            except AssertionError as error:
                raise AssertionError(f"seed {seed}: {error}") from error
            saved += len(story.saved)
            transaction.set_rollback(True)
    assert saved > number, "the stories do save something"

"""What refers to a record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import models
from django.urls import reverse

from editions.serialization import owner_of, with_targets


@dataclass(frozen=True)
class Use:
    """A record that refers to another one, itself or in its rows."""

    name: str
    address: str
    """Its form."""
    how: str
    """By what kind of rows, and how many."""


def used_by(record: Any) -> list[Use]:
    """The records that keep this one from being deleted, by name."""
    owners: dict[models.Model, Counter[str]] = {}
    for relation in record._meta.related_objects:
        if relation.on_delete is models.PROTECT:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: record})
            for row in with_targets(rows):
                owners.setdefault(owner_of(row), Counter())[str(row._meta.verbose_name)] += 1
    uses = [Use(str(owner), form_address(owner), _counted(kinds)) for owner, kinds in owners.items()]
    return sorted(uses, key=lambda use: use.name.casefold())


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(f"{noun} × {count}" if count > 1 else noun for noun, count in kinds.items())


def form_address(record: models.Model) -> str:
    """The address of a record's form, "" for a kind that has none."""
    if not admin.site.is_registered(type(record)):
        return ""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])

"""Managers and querysets that records share. Each page's needs have one method here."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import CharField, F, Prefetch, QuerySet, Value
from django.db.models.functions import Cast, Concat


class RecordQuerySet(QuerySet):
    """Records as pages need them."""

    model: Any

    def strict(self) -> Self:
        """Refuse lazy loading: a query while rendering is an error, not a surprise."""
        return self.fetch_mode(models.FETCH_RAISE)

    def with_related(self, *lookups: str) -> Self:
        """Fetch these ahead, and refuse to load anything else, on the fetched records too.

        Django hands the fetch mode on along foreign keys, but not to what it prefetches backwards.
        """
        fetched: dict[str, Prefetch | str] = {}
        for lookup in lookups:
            model, path = self.model, ""
            for step in lookup.split("__"):
                path = f"{path}__{step}" if path else step
                field = model._meta.get_field(step)
                model = field.related_model
                if field.one_to_many or field.many_to_many:
                    records = model._default_manager.fetch_mode(models.FETCH_RAISE)
                    fetched.setdefault(path, Prefetch(path, records))
                else:
                    fetched.setdefault(path, path)
        return self.prefetch_related(*fetched.values()).strict()

    def get_by_natural_key(self, *key: Any) -> Any:
        """The record with this natural key; raises DoesNotExist."""
        return self.get(**dict(zip(self.model.natural_key_lookups, key, strict=True)))


NaturalKeyManager = models.Manager.from_queryset(RecordQuerySet)

ABOUT: dict[str, Any] = {
    "sectors": F("sector__slug"),
    "services": F("service__slug"),
    "organisations": Concat(F("organisation__slug"), Value(":"), F("role")),
    "supercomputers": Concat(F("supercomputer__slug"), Value(":"), F("relation")),
    "participating_countries": F("country__code"),
    "factories": F("factory__slug"),
    "audiences": F("user_group"),
    "user_groups": F("user_group"),
    "links": F("url"),
    "deadlines": Cast(F("date"), CharField()),
}
"""How a citation names the value of a row, as an expression over the row."""

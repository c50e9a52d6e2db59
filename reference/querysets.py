"""Managers and querysets that records share. Each page's needs have one method here."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import (
    Count,
    Exists,
    Expression,
    F,
    IntegerField,
    Model,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Concat, Lower, NullIf


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

    def with_citations(self) -> Self:
        """Records with their citations and the cited sources."""
        return self.with_related("citations__source")


NaturalKeyManager = models.Manager.from_queryset(RecordQuerySet)

ABOUT: dict[str, Any] = {
    "sectors": F("sector__slug"),
    "services": F("service__slug"),
    "organisations": Concat(F("organisation__slug"), Value(":"), F("role")),
    "supercomputers": Concat(F("supercomputer__slug"), Value(":"), F("relation")),
    "participating_countries": F("country__code"),
    "factories": F("factory__slug"),
}
"""How a citation names the value of a row, as an expression over the row."""


class SiteQuerySet(RecordQuerySet):
    """Factories or antennas: what lists, maps and detail pages ask."""

    def link_model(self, relation: str) -> type[Model]:
        """The model of the rows behind a relation such as `sector_links`."""
        return self.model._meta.get_field(relation).related_model

    def rows(self, fact: str, *, documents_only: bool = False) -> RecordQuerySet:
        """The rows that hold the values of a fact, such as `sectors`, of all sites."""
        rows: Any = self.link_model(self.model.cited_relations[fact])._default_manager.all()
        if documents_only:
            citations = self.link_model("citations")._default_manager.filter(
                record=OuterRef("site"),
                field=fact,
                about=OuterRef("about_key"),
                agrees=True,
                source__kind="document",
            )
            rows = rows.alias(about_key=ABOUT[fact]).filter(Exists(citations))
        return rows

    def milestone_rows(self, *, documents_only: bool = False) -> QuerySet:
        """The rows that tie milestones to sites."""
        rows = self.link_model("milestone_links")._default_manager.all()
        if documents_only:
            milestone = rows.model._meta.get_field("milestone").related_model
            citations = milestone._meta.get_field("citations").related_model._default_manager.filter(  # type: ignore[union-attr]
                record=OuterRef("milestone"), agrees=True, source__kind="document"
            )
            rows = rows.filter(Exists(citations))
        return rows

    def with_stage(self, *, documents_only: bool = False) -> Self:
        """Adds `stage`: the highest rung that something which *happened* reached; at least "selected"."""
        reached = (
            self.milestone_rows(documents_only=documents_only)
            .filter(site=OuterRef("pk"), milestone__status="happened", milestone__stage__isnull=False)
            .order_by("-milestone__stage")
            .values("milestone__stage")[:1]
        )
        return self.annotate(stage=Coalesce(Subquery(reached), Value(1), output_field=IntegerField()))

    def with_sector_count(self, *, documents_only: bool = False) -> Self:
        """Adds `sector_count`, null where no sector is stated."""
        count = (
            self.rows("sectors", documents_only=documents_only)
            .filter(site=OuterRef("pk"))
            .order_by()
            .values("site")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(sector_count=NullIf(Coalesce(Subquery(count), 0), 0))

    def with_city_stated(self, *, documents_only: bool = False) -> Self:
        """Adds `city_stated`: whether the reader's evidence says where the site is."""
        return self.annotate(city_stated=Exists(self._documented("city")) if documents_only else Value(True))

    def for_map(self, *, documents_only: bool = False) -> Self:
        """Sites with everything a map shows."""
        return self.with_city_stated(documents_only=documents_only).select_related("country").strict()

    def for_detail(self, *, documents_only: bool = False) -> Self:
        """Sites with everything their own page prints."""
        # Where only documents count, so do they for the country of an organisation.
        behind = ["organisation_links__organisation__citations__source"] if documents_only else []
        return (
            self.with_stage(documents_only=documents_only)
            .with_citations()
            .select_related("country", "cut_off")
            .with_related(
                "cut_off__citations__source",
                "organisation_links__organisation__country",
                *behind,
                "system_links__supercomputer",
                "sector_links__sector",
                "service_links__service",
                "milestone_links__milestone__citations__source",
                "figure_links__figure__citations__source",
            )
            .strict()
        )

    def sorted_by(self, key: str) -> Self:
        """In the order of a `sort` value; a leading minus reverses. Ties go by name."""
        descending = key.startswith("-")
        column: dict[str, Expression | F] = {
            "name": Lower("name"),
            "country": F("country__name"),
            "selected": F("cut_off__announced_on"),
            "sectors": F("sector_count"),
        }
        expression = column[key.removeprefix("-")]
        order = expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)
        return self.order_by(order, Lower("name"), "slug")

    def _documented(self, fact: str) -> QuerySet:
        return self.link_model("citations")._default_manager.filter(
            record=OuterRef("pk"), field=fact, agrees=True, source__kind="document"
        )

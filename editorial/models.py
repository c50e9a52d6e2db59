"""The log of changes and the checks of links. They stay in the editing database and are never published."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One act of writing: a saved form, a load, an undo; with everything it changed."""

    class How(models.TextChoices):
        FORM = "form", _("saved in the editors' pages")
        DELETION = "deletion", _("deleted in the editors' pages")
        UNDO = "undo", _("taken back")
        LOAD = "load", _("loaded from the reviewed fixtures")
        OTHER = "other", _("written by a program")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="revisions",
        verbose_name=_("who"),
    )
    by_name = models.CharField(
        _("name at that time"), max_length=150, blank=True, help_text=_("Stays when the account goes.")
    )
    how = models.CharField(_("how"), max_length=8, choices=How.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("log of changes")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.pk}: {self.by_name or self.get_how_display()}"

    @property
    def can_be_taken_back(self) -> bool:
        """A load is not one editor's act: fix the fixtures and load them again."""
        return self.how != self.How.LOAD


class RecordChange(models.Model):
    """What one revision did to one record, from what to what."""

    class Kind(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        REMOVED = "removed", _("removed")

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=80)
    key = models.JSONField()
    owner_model = models.CharField(max_length=80)
    owner_key = models.CharField(max_length=120)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    fields = models.JSONField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["owner_model", "owner_key"], name="editing_change_by_owner"),)

    def __str__(self) -> str:
        return f"{self.model} {self.key} {self.kind}"

    def as_change(self) -> dict[str, Any]:
        """In the form that comparisons use."""
        return {"model": self.model, "key": self.key, "kind": self.kind, "fields": self.fields}


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def broken(self) -> Self:
        """Not found, gone, failing or without an answer. 403 and 429 may be meant for programs alone."""
        return self.filter(
            models.Q(status=None) | models.Q(status__in=(404, 410)) | models.Q(status__gte=500)
        )


class LinkCheck(models.Model):
    """What a web address of the record answered when it was last asked for."""

    url = models.URLField(_("address"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("asked on"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ("url",)

    def __str__(self) -> str:
        return self.url

    @property
    def outcome(self) -> str:
        """The status of the answer, or why there was none."""
        return str(self.status) if self.status else self.problem

"""Editions as the editing database keeps them. None of this is published."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EditionQuerySet(models.QuerySet):
    """Editions with or without their bytes."""

    def light(self) -> Any:
        """Without the file: what lists need."""
        return self.defer("content")


class Edition(models.Model):
    """One published state of the directory: an immutable SQLite file and what is said about it."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    published_at = models.DateTimeField(_("published"))
    covers_until = models.DateTimeField(
        _("covers until"),
        null=True,
        help_text=_("What was written until then is in it, or does not show in public."),
    )
    published_by = models.CharField(_("published by"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    changes = models.JSONField(_("changes against the edition before"), default=list)
    content = models.BinaryField(_("the file, compressed"))
    current = models.BooleanField(_("current"), default=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-number",)
        default_permissions = ("view",)
        permissions = (("publish_edition", _("Can publish, roll back and prune editions")),)
        constraints = (
            models.UniqueConstraint(
                fields=["current"],
                condition=Q(current=True),
                name="editions_edition_one_current",
                violation_error_message=_("Only one edition is current."),
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"

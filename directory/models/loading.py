"""What the fixtures said at the last load: the common ancestor of the three-way merge."""

from __future__ import annotations

from django.db import models


class LoadedRecord(models.Model):
    """One fixture record as last loaded. Bookkeeping of `load_directory`, never published."""

    model = models.CharField(max_length=80)
    key = models.CharField(max_length=600)
    fields = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["model", "key"], name="reference_loadedrecord_unique_model_key"),
        )

    def __str__(self) -> str:
        return f"{self.model} {self.key}"

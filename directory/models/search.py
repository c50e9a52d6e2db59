"""The search index: one row a findable record, rebuilt from the records."""

from __future__ import annotations

from django.db import models


class SearchEntry(models.Model):
    """The folded words of one record. Rebuilt by `directory.text_search.rebuild`."""

    number = models.PositiveIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    names = models.TextField(help_text="Folded names and aliases, for ranking.")
    text = models.TextField(help_text="All folded words, each preceded by a space.")
    documents = models.TextField(help_text="The same, without what only later sources say.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "slug"], name="reference_searchentry_unique_kind_slug"),
        )

    def __str__(self) -> str:
        return self.title

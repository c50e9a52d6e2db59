"""The editors' page of an AI Factory."""

from django.contrib import admin

from directory.admin.citations import citations_of
from directory.admin.sites import SiteAdmin, rows_of, shared_rows
from factories.models import Factory


@admin.register(Factory)
class FactoryAdmin(SiteAdmin):
    inlines = (
        *shared_rows(Factory),
        rows_of(Factory, "country_links", "country", choose=("country",)),
        citations_of(Factory),
    )

"""The editors' page of an AI Factory."""

from django.contrib import admin

from factories.models import Factory
from reference.admin.base import citations_of
from reference.admin.sites import SiteAdmin, rows_of, shared_rows


@admin.register(Factory)
class FactoryAdmin(SiteAdmin):
    inlines = (
        *shared_rows(Factory),
        rows_of(Factory, "country_links", "country", choose=("country",)),
        citations_of(Factory),
    )

"""The editors' page of an AI Factory Antenna."""

from django.contrib import admin

from antennas.models import Antenna
from directory.admin.citations import citations_of
from directory.admin.sites import SiteAdmin, rows_of, shared_rows


@admin.register(Antenna)
class AntennaAdmin(SiteAdmin):
    inlines = (
        rows_of(Antenna, "factory_links", "factory", "kind", choose=("factory",)),
        *shared_rows(Antenna),
        citations_of(Antenna),
    )

"""What the files of an edition are called, and what they are good for, by media type."""

from django.utils.translation import gettext_lazy as _

from opendata import openapi

FILE_LABELS = {
    "application/vnd.sqlite3": (
        _("SQLite"),
        _(
            "The database that the site itself reads, with a view for each kind of record; its tables "
            "metadata and dictionary say what it is and what the columns mean."
        ),
    ),
    "application/zip": (
        _("CSV, in a zip"),
        _("A table a kind of record, one for every field with several values, and what the columns mean."),
    ),
    "application/json": (_("JSON"), _("Every record with every citation, as the API gives it.")),
    "application/geo+json": (
        _("GeoJSON"),
        _("All sites as points, for maps; without a city, without a point."),
    ),
    openapi.FORMAT: (
        _("OpenAPI"),
        _("The description of the API, with records of this edition as examples."),
    ),
}

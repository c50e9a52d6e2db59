from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    # Tables, kept editions and published changes name it so: see docs/adr/0023.
    label = "reference"
    verbose_name = _("Shared by sites")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from directory import search_entries

        search_entries.register()

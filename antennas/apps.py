from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AntennasConfig(AppConfig):
    name = "antennas"
    verbose_name = _("AI Factory Antennas")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from antennas import search_entries

        search_entries.register()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactoriesConfig(AppConfig):
    name = "factories"
    verbose_name = _("AI Factories")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from factories import search_entries

        search_entries.register()

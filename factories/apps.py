from django.apps import AppConfig


class FactoriesConfig(AppConfig):
    name = "factories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from factories import search_entries

        search_entries.register()

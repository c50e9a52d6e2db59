from django.apps import AppConfig


class AntennasConfig(AppConfig):
    name = "antennas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from antennas import search_entries

        search_entries.register()

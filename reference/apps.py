from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "reference"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reference import search

        search.register()

from django.apps import AppConfig


class ExploreConfig(AppConfig):
    name = "explore"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from explore import terms  # noqa: F401  # registers the check of the glossary

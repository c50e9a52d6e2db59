"""The project itself as an app, for its system checks."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "eurohpc_portal"

    def ready(self) -> None:
        from eurohpc_portal import checks  # noqa: F401

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "editorial"
    # Tables and permissions name it so: see docs/adr/0023.
    label = "editing"
    verbose_name = _("Checks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from editions import audit
        from editorial import history, roles, sessions

        audit.start()
        audit.recorded.connect(history.keep, dispatch_uid="editorial.history")
        user_logged_in.connect(sessions.begin, dispatch_uid="editorial.sessions")
        post_migrate.connect(roles.grant, dispatch_uid="editorial.roles")


class EditorsAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "editorial.admin_site.EditorsSite"

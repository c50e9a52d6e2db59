from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class EditingConfig(AppConfig):
    name = "editing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from editing import log, roles, sessions
        from records import journal

        journal.start()
        journal.recorded.connect(log.keep, dispatch_uid="editing.log")
        user_logged_in.connect(sessions.begin, dispatch_uid="editing.sessions")
        post_migrate.connect(roles.grant, dispatch_uid="editing.roles")


class EditorsAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "editing.site.EditorsSite"

"""The editors' site: who may enter, and the pages beside those of the records."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp import user_has_device

from editorial import roles
from editorial.forms import LoginForm
from editorial.models import Revision
from editorial.publishing import unpublished_revisions


class EditorsSite(admin.AdminSite):
    """The admin with a second factor, publishing and the log of changes."""

    site_header = settings.SITE_NAME
    site_title = gettext_lazy("Editors’ pages")
    index_title = gettext_lazy("Editors’ pages")
    login_form = LoginForm
    login_template = "admin/sign_in.html"
    index_template = "admin/desk.html"
    empty_value_display = "–"
    # Forms need the width, and the sidebar would keep its state in the browser.
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Accounts and devices come with admin classes of their own: they are made strict too."""
        from editorial.admin_base import StrictAdmin

        if getattr(model_or_iterable, "__name__", "") == "TOTPDevice":
            # Each account has one device, set up by its owner and forgotten by a command.
            return
        chosen = admin_class or admin.ModelAdmin
        if not issubclass(chosen, StrictAdmin):
            chosen = type(f"Strict{chosen.__name__}", (StrictAdmin, chosen), {})
        super().register(model_or_iterable, chosen, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff in a role, with the second factor given where the account has one."""
        if not super().has_permission(request) or not request.user.has_perm("editions.view_edition"):
            return False
        return bool(request.user.is_verified()) or not user_has_device(request.user)  # type: ignore[union-attr]

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        """Whether this person has to set up a second factor before anything else."""
        return settings.SECOND_FACTOR == "required" and not request.user.is_verified()  # type: ignore[union-attr]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page but signing out and the second factor's own waits for the second factor."""
        free = ("logout", "second_factor")

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.lacks_second_factor(request) and getattr(view, "__name__", "") not in free:
                return redirect("admin:second-factor")
            return view(request, *args, **kwargs)

        guarded.__name__ = getattr(view, "__name__", "view")
        return super().admin_view(guarded, cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from editorial import views

        own = (
            ("second-factor/", views.second_factor, "second-factor"),
            ("pending/", views.pending, "pending"),
            ("publish/", views.publish_now, "publish"),
            ("editions/", views.edition_list, "editions"),
            ("editions/prune/", views.prune_editions, "prune"),
            ("editions/<int:number>/rollback/", views.roll_back, "rollback"),
            ("log/", views.log_list, "log"),
            ("log/<int:number>/", views.revision_detail, "revision"),
            ("log/<int:number>/undo/", views.undo_revision, "undo"),
        )
        found = [path(route, self.admin_view(view), name=name) for route, view, name in own]
        return [*found, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The first page: what waits, what needs somebody, and all kinds of records."""
        needs = [
            need
            for model_admin in self._registry.values()
            if hasattr(model_admin, "needs_attention") and model_admin.has_view_permission(request)
            for need in model_admin.needs_attention()
        ]
        others = Revision.objects.exclude(by=request.user.pk).exclude(by=None)[:8]
        return super().index(request, {**(extra_context or {}), "needs": needs, "others": others})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Adds who one is, where one is, and how much waits to be published."""
        context = super().each_context(request)
        if not self.has_permission(request):
            return context
        names = {
            roles.EDITOR: _("editor"),
            roles.PUBLISHER: _("publisher"),
            roles.ADMINISTRATOR: _("administrator"),
        }
        return context | {
            "environment": settings.ENVIRONMENT or _("this machine"),
            "role": names.get(roles.role_of(request.user), _("no role")),  # type: ignore[arg-type]
            "may_publish": roles.may_publish(request.user),
            "publishes_by_itself": settings.PUBLISH == "automatic",
            "unpublished": unpublished_revisions().count(),
            "public_url": settings.PUBLIC_URL,
            "editors_menu": (
                (reverse("admin:pending"), _("Pending changes")),
                (reverse("admin:editions"), _("Editions")),
                (reverse("admin:log"), _("Log of changes")),
            ),
        }

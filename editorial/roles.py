"""What editors and publishers may do."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User

EDITOR = "editor"
PUBLISHER = "publisher"
ADMINISTRATOR = "administrator"
ROLES = (EDITOR, PUBLISHER, ADMINISTRATOR)


def grant(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """After each migration: both groups hold what their role needs, new kinds of records included.

    A migration makes the groups. Permissions exist only once an app is migrated and change with its
    models, so they are handed out here, each time.
    """
    label = app_config.label
    if label not in (*settings.EDITION_APPS, "editions", "editing"):
        return
    found = Permission.objects.using(using).filter(content_type__app_label=label)
    if label in settings.EDITION_APPS:
        both = list(found.exclude(content_type__model__in=_bookkeeping()))
    else:
        both = list(found.filter(codename__startswith="view_"))
    for group in Group.objects.using(using).filter(name__in=(EDITOR, PUBLISHER)):
        group.permissions.add(*both)
    for group in Group.objects.using(using).filter(name=PUBLISHER):
        group.permissions.add(*found.filter(codename="publish_edition"))


def _bookkeeping() -> list[str]:
    """Models of the published apps that no editor writes by hand."""
    return [*(label.split(".")[1].lower() for label in settings.EDITION_LEAVES_OUT), "searchentry"]


def role_of(user: User) -> str:
    """The highest role of an account, "" if it has none."""
    if user.is_superuser:
        return ADMINISTRATOR
    names = set(user.groups.values_list("name", flat=True))
    return next((role for role in (PUBLISHER, EDITOR) if role in names), "")


def may_publish(user: Any) -> bool:
    """Whether an account may publish and roll back."""
    return bool(user.has_perm("editions.publish_edition"))

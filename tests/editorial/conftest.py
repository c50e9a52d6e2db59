"""Editors, and their pages as the editors' process serves them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axes.utils import reset
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

PASSWORD = "a-long-enough-password"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def editors_process(settings: Any, db: None, without_exports: None) -> None:
    """The middleware of ROLE=editor."""
    settings.MIDDLEWARE = settings.EDITOR_MIDDLEWARE
    reset()


@pytest.fixture
def make_editor(db: None) -> Callable[..., User]:
    """Makes an account with a role, as the command does."""

    def make(name: str = "ana", role: str = "editor") -> User:
        call_command("editor", name, "--role", role, stdout=_Silent())
        user = User.objects.get(username=name)
        user.set_password(PASSWORD)
        user.save()
        return user

    return make


@pytest.fixture
def sign_in(editors_process: None, make_editor: Callable[..., User]) -> Callable[..., Client]:
    """A browser in which somebody is signed in."""

    def enter(name: str = "ana", role: str = "editor") -> Client:
        client = Client()
        user = User.objects.filter(username=name).first() or make_editor(name, role)
        client.force_login(user, BACKEND)
        return client

    return enter


@pytest.fixture
def ana(sign_in: Callable[..., Client]) -> Client:
    """An editor."""
    return sign_in("ana")


@pytest.fixture
def ben(sign_in: Callable[..., Client]) -> Client:
    """Another editor."""
    return sign_in("ben")


@pytest.fixture
def pia(sign_in: Callable[..., Client]) -> Client:
    """A publisher."""
    return sign_in("pia", "publisher")


class _Silent:
    def write(self, text: str) -> None:
        """Says nothing."""

"""System checks of the configuration: one sentence for each mistake. `manage.py check` prints all of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, SystemCheckError
from django.core.validators import validate_email
from django.http.request import validate_host

TAG = "configuration"
KEY_LENGTH, KEY_VARIETY = 50, 10
"""How many characters a secret key must have, and how many different ones."""
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
"""The default of ALLOWED_HOSTS."""


@register(TAG)
def check_configuration(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """All that can be wrong with the environment on any machine, and more where HTTPS is on."""
    found = [*_secret_key(), *_addresses(), *_contacts(), *_editions_dir()]
    if settings.HTTPS:
        found += _https()
        if settings.ROLE != "follower":
            found += _public_names()
    return found


def check_serving(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What a process needs to serve pages; other commands run without it."""
    root = Path(settings.STATIC_ROOT)
    if not settings.DEBUG and not (root / "staticfiles.json").exists():
        text = f"STATIC_ROOT holds no collected files ({root}): run `manage.py collectstatic`."
        return [Error(text, id="directory.E017")]
    return []


def exit_unless_servable() -> None:
    """Run the checks of the configuration, and end the process if pages could not be served.

    Django's own would load code that a public process does without, such as that of forms and accounts.
    """
    register(check_serving, TAG)
    try:
        BaseCommand().check(tags=[TAG])
    except SystemCheckError as error:
        sys.exit(str(error))


def _secret_key() -> Iterator[CheckMessage]:
    key = os.environ.get("SECRET_KEY", "")
    if key and (len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY):
        yield Error(
            f"SECRET_KEY can be guessed: it needs {KEY_LENGTH} characters, {KEY_VARIETY} of them different.",
            id="directory.E001",
        )


def _addresses() -> Iterator[CheckMessage]:
    for name in ("PUBLIC_URL", "EDITORS_URL"):
        url = getattr(settings, name)
        if url and not is_origin(url):
            yield Error(
                f"{name} must be https:// and a host name, with nothing after it.", id="directory.E003"
            )
        elif settings.HTTPS and url.startswith("http://"):
            yield Error(f"{name} must begin with https:// where HTTPS is on.", id="directory.E004")
    for host in settings.ALLOWED_HOSTS:
        if "/" in host or (":" in host and not host.startswith("[")):
            yield Error(
                f"ALLOWED_HOSTS holds “{host}”: write names only, without scheme, port or path.",
                id="directory.E005",
            )


def _contacts() -> Iterator[CheckMessage]:
    for name in ("CONTACT_EMAIL", "SECURITY_CONTACT"):
        contact = getattr(settings, name)
        if not contact or (name == "SECURITY_CONTACT" and contact.startswith("https://")):
            continue
        try:
            validate_email(contact)
        except ValidationError:
            yield Error(f"{name} is not an e-mail address.", id="directory.E006")


def _editions_dir() -> Iterator[CheckMessage]:
    """The folder may come later; then its nearest parent counts."""
    role, folder = settings.ROLE, Path(settings.EDITIONS_DIR)
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        yield Error(f"EDITIONS_DIR cannot be a folder: {there} is a file.", id="directory.E007")
    elif role in ("editor", "follower") and not os.access(there, os.W_OK | os.X_OK):
        yield Error(
            f"EDITIONS_DIR cannot be written: this process may not write to {there}.", id="directory.E008"
        )
    elif role == "public" and not os.access(there, os.R_OK | os.X_OK):
        yield Error(f"EDITIONS_DIR cannot be read: this process may not read {there}.", id="directory.E009")


def _https() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error(
            "DEBUG shows the insides of the program to everybody: unset it where HTTPS is on.",
            id="directory.E010",
        )
    # Refused, not ignored: a password that the process does not have cannot be stolen from it.
    if settings.ROLE == "public" and os.environ.get("DATABASE_URL"):
        yield Error(
            "DATABASE_URL has no place in a public process: unset it, the edition is all that is read.",
            id="directory.E011",
        )


def _public_names() -> Iterator[CheckMessage]:
    hosts, url = settings.ALLOWED_HOSTS, settings.PUBLIC_URL
    if not hosts or set(hosts) == LOCAL_HOSTS:
        yield Error(
            "ALLOWED_HOSTS is missing: name the hosts under which the site is reached.", id="directory.E013"
        )
    if "*" in hosts:
        yield Error(
            "ALLOWED_HOSTS allows every name (*): name the hosts under which the site is reached.",
            id="directory.E014",
        )
    if not url:
        yield Error(
            "PUBLIC_URL is missing: canonical addresses, feeds and the sitemap need https:// and the host.",
            id="directory.E015",
        )
    elif settings.ROLE == "public" and hosts and is_origin(url):
        host = urlsplit(url).hostname or ""
        if not validate_host(f"[{host}]" if ":" in host else host, hosts):
            yield Error(f"PUBLIC_URL names {host}, which is not among ALLOWED_HOSTS.", id="directory.E016")
    if settings.ROLE == "public":
        for number, name in enumerate(("KEEPER", "CONTACT_EMAIL"), 1):
            if not getattr(settings, name):
                text = f"{name} is empty: /privacy/ cannot say who is responsible."
                yield Warning(text, id=f"directory.W{number:03}")


def is_origin(url: str) -> bool:
    """Whether an address is a scheme and a host, perhaps with a port, and nothing else."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises ValueError for what is no port
    except ValueError:
        return False
    rest = (parts.path, parts.query, parts.fragment, parts.username)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(rest)

"""What can be wrong with the environment: each mistake one sentence, and all of them at once.

`python -m eurohpc_portal.configuration` says whether a site could be served with the environment as it is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host
from environs import Env, EnvValidationError
from rapidfuzz.distance import DamerauLevenshtein

Given = Mapping[str, Any]
"""Settings by their names, as they were read; None for one that could not be."""

STATUS = 3
"""The exit status. gunicorn gives up at a worker that ends with it, and starts no other."""
OWN_MACHINE = ["localhost", "127.0.0.1", "[::1]"]
KEY_LENGTH, KEY_VARIETY = 50, 10
"""How many characters a secret key has at least, and how many different ones."""
ELSEWHERE = (
    "DATABASE_URL",
    "COMMIT",
    "PORT",
    "VENV",
    "ENDURANCE",
    "CHROMIUM",
    "TEST_DATABASE_URL",
    "FAIL_AT",
)
"""Variables of ours that not every role reads, or that settings do not."""


def stop_at(mistakes: Iterable[str]) -> None:
    """End the process if there are any, saying each on a line of its own."""
    if found := list(mistakes):
        heading = "The site cannot start like this (docs/configuration.md describes every variable):"
        sys.stderr.write("\n- ".join([heading, *found]) + "\n")
        raise SystemExit(STATUS)


def check(env: Env, given: Given) -> None:
    """End the process if the environment holds a mistake; what may have been meant is said with it."""
    if found := list(mistakes(env, given)):
        stop_at([*found, *slips(env)])


def mistakes(env: Env, given: Given) -> Iterator[str]:
    """What cannot be read, what contradicts itself, and what has no place on the internet."""
    try:
        env.seal()
    except EnvValidationError as error:
        found: Any = error.error_messages
        yield from (unreadable(name, texts) for name, texts in sorted(found.items()))
    yield from badly_written(given)
    yield from badly_placed(given)
    if given["HTTPS"]:
        yield from unfit_for_the_internet(given)


def unreadable(name: str, texts: Collection[str]) -> str:
    """A variable whose value cannot be used. What is said of a database's address may hold its password."""
    if name == "DATABASE_URL":
        return "DATABASE_URL has to be the address of a database: postgres://user:password@host/name."
    return f"{name} cannot be used: {' '.join(texts)}"


def badly_written(given: Given) -> Iterator[str]:
    """Values that are not what they should be, on any machine."""
    key = given["SECRET_KEY"]
    if key and (len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY):
        yield (
            f"SECRET_KEY can be guessed: it needs at least {KEY_LENGTH} characters, "
            f"{KEY_VARIETY} different ones among them."
        )
    for name in ("PUBLIC_URL", "EDITORS_URL"):
        if given[name] and not is_origin(given[name]):
            yield f"{name} has to be https:// and a host’s name, with nothing after it."
    for host in given["ALLOWED_HOSTS"] or ():
        if "/" in host or (":" in host and not host.startswith("[")):
            yield f"ALLOWED_HOSTS holds “{host}”: write names only, without scheme, port or path."
    if email := given["CONTACT_EMAIL"]:
        try:
            validate_email(email)
        except ValidationError:
            yield "CONTACT_EMAIL is not an e-mail address."


def is_origin(url: str) -> bool:
    """Whether an address is a scheme and a host, perhaps with a port, and nothing else."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises ValueError for what is no port
    except ValueError:
        return False
    rest = (parts.path, parts.query, parts.fragment, parts.username)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(rest)


def badly_placed(given: Given) -> Iterator[str]:
    """A shelf of editions that this role could not use. One that is not there yet may come."""
    folder = Path(given["EDITIONS_DIR"])
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        yield f"EDITIONS_DIR cannot be a folder: {there} is a file."
    elif given["ROLE"] in ("editor", "follower") and not os.access(there, os.W_OK | os.X_OK):
        yield f"EDITIONS_DIR cannot be written: this process may not write to {there}."
    elif given["ROLE"] == "public" and not os.access(there, os.R_OK | os.X_OK):
        yield f"EDITIONS_DIR cannot be read: this process may not read {there}."


def unfit_for_the_internet(given: Given) -> Iterator[str]:
    """What is left of one's own machine, where HTTPS says that this is a public site."""
    role = given["ROLE"]
    if given["DEBUG"]:
        yield "DEBUG shows the insides of the program to everybody: unset it where HTTPS is on."
    if role == "follower":
        return
    yield from names_of_a_site(given)
    if role == "public" and os.environ.get("DATABASE_URL"):
        # Refused, not ignored: a password that the process does not have cannot be taken from it.
        yield "DATABASE_URL has no place in a public process: unset it, the edition is all that is read."
    if role == "editor" and not given["SECRET_KEY"]:
        yield f"SECRET_KEY is missing: set SECRET_KEY to at least {KEY_LENGTH} random characters."
    if role == "editor" and "sqlite3" in (given["DATABASES"]["default"] or {}).get("ENGINE", ""):
        yield "DATABASE_URL has to be that of a PostgreSQL database where HTTPS is on."


def names_of_a_site(given: Given) -> Iterator[str]:
    """The names under which a public site is reached, and the one it gives to others."""
    hosts, url = given["ALLOWED_HOSTS"] or [], given["PUBLIC_URL"]
    if not hosts or set(hosts) == set(OWN_MACHINE):
        yield "ALLOWED_HOSTS is missing: name the hosts under which the site is reached."
    if "*" in hosts:
        yield "ALLOWED_HOSTS allows every name (*): name the hosts under which the site is reached."
    if not url:
        yield "PUBLIC_URL is missing: canonical addresses, feeds and the sitemap need https:// and the host."
    for name in ("PUBLIC_URL", "EDITORS_URL"):
        if given[name].startswith("http://"):
            yield f"{name} has to begin with https:// where HTTPS is on."
    if given["ROLE"] == "public" and hosts and is_origin(url):
        host = urlsplit(url).netloc.rpartition(":")[0] if urlsplit(url).port else urlsplit(url).netloc
        if not validate_host(host.lower(), hosts):
            yield f"PUBLIC_URL names {host}, which is not among ALLOWED_HOSTS."


def unfit_to_serve(role: str, static_root: Path, debug: bool) -> Iterator[str]:
    """What a process that serves pages needs beyond a sound environment."""
    if role == "follower":
        yield "ROLE=follower serves no pages: it runs `manage.py follow`."
    elif not debug and not (static_root / "staticfiles.json").exists():
        yield f"STATIC_ROOT holds no collected files ({static_root}): run `manage.py collectstatic`."


def slips(env: Env) -> Iterator[str]:
    """Variables that nothing reads, but whose names are nearly those of ours."""
    known = {*env.dump(), *ELSEWHERE}
    for name in sorted(set(os.environ) - known):
        if near := nearest(name, known):
            yield f"{name} is set, and nothing reads it: is {near} meant?"


def nearest(name: str, known: Collection[str]) -> str | None:
    """The variable of ours that this one is a slip or two away from; None if it is another's."""

    def slips(other: str) -> int:
        return DamerauLevenshtein.distance(name.upper(), other)

    best = min(sorted(known), key=slips)
    return best if slips(best) <= (2 if len(best) > 7 else 1) else None


def warn() -> None:
    """Say what works, but is hardly meant."""
    from eurohpc_portal import settings

    doubts = list(slips(settings.env))
    if settings.HTTPS and settings.ROLE == "public":
        silent = [name for name in ("KEEPER", "CONTACT_EMAIL") if not getattr(settings, name)]
        doubts += [f"{name} is empty: /privacy/ cannot say who is responsible." for name in silent]
    for doubt in doubts:
        sys.stderr.write(f"Warning: {doubt}\n")


def main() -> None:
    """Ends with a list of what is wrong, or says nothing but doubts."""
    from eurohpc_portal import settings

    stop_at(unfit_to_serve(settings.ROLE, settings.STATIC_ROOT, settings.DEBUG))
    warn()


if __name__ == "__main__":
    main()

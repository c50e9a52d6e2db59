"""What tests share: the real record in the database, the real server, the real browser."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.db import connection
from django.template.backends.jinja2 import Template
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import override_settings, setup_databases, teardown_databases

from directory.loading import load
from editions.models import Edition
from tests.chromium import CHROMIUM_FLAGS, chromium
from tests.commands import run_manage
from tests.database_edition import reading_database
from tests.gunicorn import ROOT, serving
from tests.nginx import program as nginx_program
from tests.once import made_once
from tests.postgres import Server, own_cluster, own_programs, programs

# Playwright keeps an event loop running in its thread; Django would refuse to query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SMOKE = "test_visits"
"""The tests of a browser that every run has."""
OF_CI = ("postgres", "proxy", "endurance")
"""The marks of tests that are slow without saying so."""
CI = os.environ.get("CI", "").lower() in ("1", "true")


BESIDE_BLOCKS = re.compile(
    rb"\s*(</?(?:p|h[1-6]|dl|dt|dd|table|thead|tbody|t[hdr]|[uo]l|li|div|summary|legend|figcaption)\b[^<>]*>)\s*"
)


def pytest_configure() -> None:
    """Templates find static files without collecting them first."""
    Path(project_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    project_settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    # Public pages are tested as the public process serves them, on the editing database of the test.
    left_out = ("current_edition", "canonical_address")  # tests spell queries legibly
    project_settings.MIDDLEWARE = [
        name for name in project_settings.PUBLIC_MIDDLEWARE if not name.endswith(left_out)
    ]
    # One hash is as good as another here, and Argon2 is slow on purpose.
    project_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a machine lacks is skipped by name; in CI it is a failure."""
    lacking = {
        "browser": None if chromium() else "no Chromium found: install one, or name it in CHROMIUM",
        "postgres": None if programs() else "no PostgreSQL server programs found, and no TEST_DATABASE_URL",
        "proxy": None if nginx_program() else "no nginx found",
    }
    # What waits for a database first, so that the other worker has something to do meanwhile.
    items.sort(key=lambda item: not item.get_closest_marker("postgres"))
    for item in items:
        if item.path.parent.name == "browsing":
            item.add_marker(pytest.mark.browser)
            if item.path.stem != SMOKE:
                item.add_marker(pytest.mark.slow)
        if any(item.get_closest_marker(mark) for mark in OF_CI):
            item.add_marker(pytest.mark.slow)
        for mark, reason in lacking.items():
            if reason and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.missing(reason=reason) if CI else pytest.mark.skip(reason=reason))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if missing := item.get_closest_marker("missing"):
        pytest.fail(missing.kwargs["reason"])


@pytest.fixture(autouse=True)
def contexts_of_public_pages() -> Iterator[None]:
    """Let `page.context` hold what a view gave its template: Django tells its client of its own engine only."""
    render = Template.render

    def rendered(self: Any, context: dict[str, Any] | None = None, request: Any = None) -> str:
        template_rendered.send(sender=self, template=self, context=context or {})
        return render(self, context, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", rendered)
        yield


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path) -> Iterator[Path]:
    """A store of editions of the test's own, never the developer's."""
    with override_settings(EDITIONS_DIR=tmp_path / "editions"):
        yield tmp_path / "editions"


@pytest.fixture
def without_exports(settings: Any) -> None:
    """Editions published in this process have no files in other formats, which take a third of the time."""
    settings.EDITION_FILES = []


@pytest.fixture(autouse=True)
def edition_of_the_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages read the test's own database, without publishing it first."""
    marker = request.node.get_closest_marker("django_db")
    alone = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    plain = (
        "settings" not in request.fixturenames
        and "monkeypatch" not in inspect.signature(request.function).parameters
    )
    with reading_database(shared=not alone, plain=plain):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """The test database holds the reviewed record: a copy of `database_file`, or loaded where it is no SQLite."""
    made: list[Any] = []
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            copy_into_memory(request.getfixturevalue("database_file"))
        else:
            made = setup_databases(verbosity=0, interactive=False)
            load(ROOT / "fixtures")
    yield
    if made:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


def copy_into_memory(file: Path) -> None:
    """Make the test database a copy of a SQLite file, without its editions."""
    name = connection.creation._get_test_db_name()
    connection.close()
    connection.settings_dict["NAME"] = project_settings.DATABASES["default"]["NAME"] = name
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as source:
        source.backup(connection.connection)
    Edition.objects.all().delete()


@pytest.fixture
def get(client: Client, db: None) -> Callable[[str], Any]:
    """Opens an address as a visitor does. White space beside block elements, which no browser shows, is left out."""

    def open_address(address: str) -> Any:
        page = client.get(address)
        if page.headers.get("Content-Type", "").startswith("text/html"):
            page.content = BESIDE_BLOCKS.sub(rb"\1", page.content)
        return page

    return open_address


@pytest.fixture(scope="session")
def database_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the record, made by the command that `make run` uses; its edition lies beside it.

    All workers share it: tests read it, and change a copy (`place`).
    """

    def seed(folder: Path) -> None:
        editing = f"sqlite:///{folder}/editing.sqlite3"
        run_manage("seed", DATABASE_URL=editing, EDITIONS_DIR=str(folder / "editions"))

    return made_once(tmp_path_factory, "seeded", seed) / "editing.sqlite3"


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Collected static files, which all workers share."""

    def collect(folder: Path) -> None:
        run_manage("collectstatic", "--noinput", "--verbosity", "0", STATIC_ROOT=str(folder))

    return str(made_once(tmp_path_factory, "static", collect))


@pytest.fixture(scope="session")
def server(database_file: Path, static_root: str) -> Iterator[str]:
    """The address of the public process, with the settings of production except HTTPS."""
    editions = str(database_file.parent / "editions")
    people = {"CONTACT_EMAIL": "data@directory.example", "KEEPER": "Example Institute"}
    where = {"EDITIONS_DIR": editions, "STATIC_ROOT": static_root}
    with serving(ROLE="public", STYLEGUIDE="1", **where, **people) as base:
        yield base


def place_of_its_own(database_file: Path, folder: Path, static_root: str) -> dict[str, str]:
    """The environment of a copy of the editing database, with a store that holds its first edition."""
    editing, editions_dir = folder / "editing.sqlite3", folder / "editions"
    with closing(sqlite3.connect(database_file)) as source, closing(sqlite3.connect(editing)) as target:
        source.backup(target)
    shutil.copytree(database_file.parent / "editions", editions_dir, symlinks=True)
    return {
        "DATABASE_URL": f"sqlite:///{editing}",
        "EDITIONS_DIR": str(editions_dir),
        "STATIC_ROOT": static_root,
    }


@pytest.fixture
def place(database_file: Path, tmp_path: Path, static_root: str) -> dict[str, str]:
    """An editing database and a store of the test's own, with a first edition on it."""
    return place_of_its_own(database_file, tmp_path, static_root)


@pytest.fixture(scope="session")
def server_of_our_own() -> Iterator[Server]:
    """A PostgreSQL server that nobody else uses, so that it may be stopped, frozen and cluttered."""
    if own_programs() is None:
        pytest.skip(
            "no PostgreSQL server programs found, and the server of TEST_DATABASE_URL may not be stopped"
        )
    with own_cluster() as server:
        yield server


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium."""
    return {"executable_path": chromium(), "args": CHROMIUM_FLAGS}

"""Whether there is an edition to serve, and a database to edit, asked so that nobody waits for the answer."""

from __future__ import annotations

import sqlite3
from concurrent.futures import Future
from contextlib import closing
from functools import cache
from threading import Lock, Thread

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from editions import shelf
from editions.snapshot import published_models

OK = "ok"
LIMIT = 2.0
"""Seconds within which a database has to answer."""


def edition() -> str:
    """`ok`, or what is wrong with the current edition."""
    path = shelf.current_file()
    if path is None:
        return "There is no edition yet."
    try:
        if path.stat().st_size != shelf.read_card(path).size:
            return "The current edition is cut short or damaged."
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as file:
            for model in published_models():
                file.execute(f'SELECT * FROM "{model._meta.db_table}" LIMIT 1').fetchone()  # noqa: S608
    except (OSError, ValueError, TypeError, sqlite3.Error):
        return "The current edition cannot be read."
    return OK


def database() -> dict[str, str]:
    """`ok` or what is wrong, for the editing database and for its migrations, within the limit."""
    try:
        pending = _asking.pending().result(LIMIT)
    except TimeoutError:
        return {"database": "The editing database does not answer in time."}
    except DatabaseError:
        return {"database": "The editing database cannot be reached."}
    migrations = f"{pending} migration(s) are not applied." if pending else OK
    return {"database": OK, "migrations": migrations}


class Asking:
    """Asks a database in a thread of its own: a server that takes a question and says nothing holds up
    that thread alone. As long as one question is open, no other is asked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: Future[int] | None = None

    def pending(self) -> Future[int]:
        """How many migrations are not applied, as soon as that is known."""
        with self._lock:
            if self._open is None or self._open.done():
                self._open = Future()
                # A daemon: the process ends without waiting for it.
                Thread(target=_answer, args=(self._open,), daemon=True).start()
            return self._open


def _answer(question: Future[int]) -> None:
    try:
        question.set_result(count_pending())
    except Exception as error:
        question.set_exception(error)


_asking = Asking()


def count_pending() -> int:
    """The number of migrations that the code has and the database has not."""
    try:
        return len(migrations_of_code() - MigrationRecorder(connection).applied_migrations().keys())
    finally:
        # The thread's own: one that was kept might be lost without anybody noticing.
        connection.close()


@cache
def migrations_of_code() -> set[tuple[str, str]]:
    """App and name of each migration."""
    return set(MigrationLoader(None).graph.nodes)

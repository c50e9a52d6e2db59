"""One writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction

LOCK = 7_305_921
"""An arbitrary number that names the lock of writers in PostgreSQL."""
PATIENCE = 20
"""Seconds to wait for one's turn; SQLite's `timeout` in the settings is the same."""


class WriteLockTimeoutError(Exception):
    """Somebody else has been writing for too long. Nothing was written here."""


@contextmanager
def write_lock(*, repeatable_read: bool = False) -> Iterator[None]:
    """Hold the one lock of writers, in one transaction. Raises WriteLockTimeoutError after 20 seconds.

    Editors are few and their writes short: waiting for each other costs nothing, and what was compared
    before a write is still true while it is written. On SQLite the transaction's own lock is enough. On
    PostgreSQL the lock is taken before the transaction begins: a transaction that sees one moment of the
    database must not see the moment before it had to wait.

    repeatable_read: see one state of the database throughout, whatever is written past this lock.
    """
    with ExitStack() as turn:
        try:
            if connection.vendor == "postgresql":
                turn.enter_context(_advisory_lock())
            turn.enter_context(transaction.atomic())
        except OperationalError as error:
            raise WriteLockTimeoutError(str(error)) from error
        if repeatable_read and connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def _advisory_lock() -> Iterator[None]:
    """Held by the connection: it ends with its holder, however that ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [f"{PATIENCE}s"])
        try:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        finally:
            if not connection.needs_rollback:
                cursor.execute("RESET lock_timeout")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

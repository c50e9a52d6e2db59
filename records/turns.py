"""One writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

LOCK = 7_305_921
"""An arbitrary number that names the lock of writers in PostgreSQL."""


@contextmanager
def one_writer(*, one_moment: bool = False) -> Iterator[None]:
    """Inside, in one transaction: nobody else saves, loads or publishes.

    Editors are few and their writes short: waiting for each other costs nothing, and what was compared
    before a write is still true while it is written. On SQLite the transaction's own lock is enough. On
    PostgreSQL the lock is taken before the transaction begins: a transaction that sees one moment of the
    database must not see the moment before it had to wait.

    one_moment: see one state of the database throughout, whatever is written past this lock.
    """
    if connection.vendor != "postgresql":
        with transaction.atomic():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            with transaction.atomic():
                if one_moment and not connection.savepoint_ids:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

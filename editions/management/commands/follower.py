"""Let followers read editions from the editing database, and nothing else."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg import sql

from editions.models import Edition

PASSWORD = "NODE_PASSWORD"  # noqa: S105  # a variable's name
"""The variable of the environment that holds the password."""


class Command(BaseCommand):
    help = (
        "Makes a PostgreSQL user for followers, or gives it a new password: it may read the table of "
        f"editions. The password is read from {PASSWORD}. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the user's name in the database")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        password = os.environ.get(PASSWORD)
        if connection.vendor != "postgresql":
            raise CommandError("Only a PostgreSQL database has users.")
        if not password:
            raise CommandError(f"Set {PASSWORD} to the password that the followers will use.")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
            words = "ALTER" if cursor.fetchone() else "CREATE"
            user, table = sql.Identifier(name), sql.Identifier(Edition._meta.db_table)
            # Its rights are few, and its connections say so too.
            cursor.execute(sql.SQL(words + " ROLE {} LOGIN PASSWORD {}").format(user, sql.Literal(password)))
            cursor.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(user))
            cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(table, user))
        self.stdout.write(f"{name} may read editions.")

"""What tests of editions share: a database server that may be stopped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import Server, own_cluster, own_programs


@pytest.fixture(scope="session")
def server_of_our_own() -> Iterator[Server]:
    """A PostgreSQL server that nobody else uses, so that it may be stopped, frozen and cluttered."""
    if own_programs() is None:
        pytest.skip(
            "no PostgreSQL server programs found, and the server of TEST_DATABASE_URL may not be stopped"
        )
    with own_cluster() as server:
        yield server

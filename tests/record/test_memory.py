"""What an edition's memory keeps, and for whom."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import set_script_prefix

from editions.reading import reading
from records import memory as memories
from records.days import as_of
from records.memory import EDITIONS, Memory, memory
from tests.test_queries import PAGES, SITES

LISTS = [
    "/factories/?country=DE&country=PL&sector=health",
    "/factories/?sector=health&emphasis=focus",
    "/factories/?emphasis=use-case",
    "/factories/?sector=none&evidence=documents",
    "/factories/?participant=EE&sort=-country&view=table",
    "/factories/?stage=contracted&q=ai",
    "/factories/?country=XX",
    "/antennas/?factory=jaif",
    "/antennas/?factory=jaif&link=linked",
    "/antennas/?link=collaborates",
    "/antennas/?sector=health&view=table",
    "/factories/jaif/?evidence=documents",
    "/api/v1/factories/?sector=health",
    "/api/v1/factories/?sector=health&evidence=documents",
    "/api/v1/factories/?page_size=3&page=2&sort=-name",
    "/api/v1/sources/?page_size=2",
    "/search/?q=<b>",
    "/nowhere/",
]


@pytest.fixture
def edition(db: None, database_file: Path) -> Path:
    """The file of a published edition of the real record."""
    return next((database_file.parent / "editions").glob("edition-*.sqlite3"))


def test_a_page_is_the_same_whatever_was_drawn_before(client: Any, edition: Path) -> None:
    addresses = [*PAGES, *SITES, *LISTS]
    with reading(edition):
        alone = {}
        for address in addresses:
            memories.forget()
            alone[address] = client.get(address).content
        memories.forget()
        for _ in range(2):
            Random(1).shuffle(addresses)
            for address in addresses:
                assert client.get(address).content == alone[address], address


def test_an_edition_is_remembered_and_a_database_that_changes_is_not(edition: Path) -> None:
    assert memory() is not memory()
    with reading(edition):
        kept = memory()
        assert memory() is kept
        with as_of(datetime.date(2026, 1, 1)):
            assert memory() is not kept
        with patch("records.memory.get_language", return_value="de"):
            assert memory() is not kept
        try:
            set_script_prefix("/below/")
            assert memory() is not memory()
        finally:
            set_script_prefix("/")
        assert memory() is kept
        for day in range(1, EDITIONS + 1):
            with as_of(datetime.date(2026, 2, day)):
                memory()
        assert memory() is not kept, "the longest unused one left"


def test_a_value_is_made_once_however_many_ask() -> None:
    shared, made = Memory(), []
    gate = threading.Barrier(8)

    def ask() -> None:
        gate.wait()
        shared.get("name", lambda: made.append(1) or "value")  # type: ignore[func-returns-value]

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
    assert shared.get("name", lambda: "another") == "value"

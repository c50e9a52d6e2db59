"""security.txt says whom to tell of a weakness, and is never out of date (RFC 9116)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from opendata.well_known import expiry

ADDRESS = "/.well-known/security.txt"


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_it_names_a_contact(get: Callable[[str], Any], settings: Any) -> None:
    settings.CONTACT_EMAIL, settings.PUBLIC_URL = "data@directory.example", "https://directory.example"
    answer = get(ADDRESS)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    found = fields(answer.content.decode())
    expires = datetime.fromisoformat(found.pop("Expires"))
    assert timedelta(days=80) < expires - datetime.now(UTC) < timedelta(days=365)
    assert found == {
        "Contact": "mailto:data@directory.example",
        "Preferred-Languages": "en",
        "Canonical": f"https://directory.example{ADDRESS}",
    }
    settings.SECURITY_CONTACT = "https://directory.example/report"
    assert fields(get(ADDRESS).content.decode())["Contact"] == "https://directory.example/report"


def test_without_a_contact_there_is_none(get: Callable[[str], Any], settings: Any) -> None:
    settings.CONTACT_EMAIL = settings.SECURITY_CONTACT = ""
    assert get(ADDRESS).status_code == 404


def test_it_is_of_today_also_where_an_old_edition_is_shown(server: str, get: Callable[[str], Any]) -> None:
    import urllib.request

    with urllib.request.urlopen(f"{server}{ADDRESS}?edition=1") as answer:
        assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("age", [0, 1, 90, 91, 92, 181, 182, 183, 364, 365, 1000, 5000])
def test_it_never_expires_in_the_past_or_after_a_year(age: int) -> None:
    now = datetime(2031, 3, 1, 12, tzinfo=UTC)
    left = expiry(now - timedelta(days=age), now) - now
    assert timedelta(days=90) < left < timedelta(days=274)
    tomorrow = expiry(now - timedelta(days=age), now + timedelta(days=1)) - now
    assert tomorrow in (left, left + timedelta(days=182)), "the same for half a year"

"""What the privacy page says the server notes is what it notes."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.gunicorn import serving


def ask(address: str, **headers: str) -> int:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def send(server: str, data: bytes) -> None:
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        connection.sendall(data)
        connection.recv(1000)


def test_visits_leave_no_trace(
    database_file: Path, static_root: str, capfd: pytest.CaptureFixture[str]
) -> None:
    editions = str(database_file.parent / "editions")

    def noted() -> str:
        time.sleep(0.3)
        out, err = capfd.readouterr()
        return out + err

    with serving(ROLE="public", EDITIONS_DIR=editions, STATIC_ROOT=static_root) as server:
        noted()
        for page in ("/", "/factories/jaif/", "/search/?q=jupiter", "/factories/?country=DE", "/privacy/"):
            assert ask(server + page) == 200
        assert noted() == "", "a page that is found and sent leaves no line"

        assert ask(f"{server}/nowhere/?q=secret") == 404
        assert ask(f"{server}/factories/?country=SECRET") == 400
        assert noted().splitlines() == ["Not Found: /nowhere/", "Bad Request: /factories/"]

        assert ask(f"{server}/sectors/?strange=secret") == 400
        refused = noted()
        assert "strange" in refused, "the reason repeats a part of what was asked"
        assert "secret" not in refused
        assert "127.0.0.1" not in refused

        assert ask(f"{server}/", Host="elsewhere.example") == 400
        refused = noted()
        assert "elsewhere.example" in refused
        assert "127.0.0.1" not in refused

        send(server, b"no request at all\r\n\r\n")
        assert "Invalid request from ip=127.0.0.1" in noted()


def test_the_level_of_the_log_is_that_of_every_line(
    database_file: Path, static_root: str, capfd: pytest.CaptureFixture[str]
) -> None:
    editions = str(database_file.parent / "editions")
    with serving(ROLE="public", EDITIONS_DIR=editions, STATIC_ROOT=static_root, LOG_LEVEL="ERROR") as server:
        assert ask(f"{server}/nowhere/") == 404
        time.sleep(0.3)
    assert capfd.readouterr() == ("", "")

"""What the privacy page says the server notes is what it notes."""

from __future__ import annotations

import json
import logging
import re
import socket
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from eurohpc_portal.logs import TextLines, without_messages
from tests.asking import ask
from tests.conftest import place_of_its_own
from tests.gunicorn import serving


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

    place = {"EDITIONS_DIR": editions, "STATIC_ROOT": static_root, "SLOW_REQUEST_MS": "60000"}
    with serving(ROLE="public", **place) as server:
        noted()
        for page in ("/", "/factories/jaif/", "/search/?q=jupiter", "/factories/?country=DE", "/privacy/"):
            assert ask(server + page)[0] == 200
        assert noted() == "", "a page that is found and sent leaves no line"

        assert ask(f"{server}/nowhere/?q=secret")[0] == 404
        assert ask(f"{server}/factories/?country=SECRET")[0] == 400
        assert noted().splitlines() == ["Not Found: /nowhere/", "Bad Request: /factories/"]

        assert ask(f"{server}/sectors/?strange=secret")[0] == 400
        assert noted() == "Bad Request: /sectors/\n", "the reason would repeat what was asked"

        assert ask(f"{server}/", Host="elsewhere.example")[0] == 400
        refused = noted()
        assert "elsewhere.example" in refused
        assert "127.0.0.1" not in refused

        send(server, b"GET /?q=secret words HTTP/1.1\r\n\r\n")
        send(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie secret\r\n\r\n")
        assert noted().splitlines() == [
            "Invalid request: Invalid HTTP Version",
            "Invalid request: Invalid HTTP Header",
        ]


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What was logged so far, one object a line."""
    time.sleep(0.3)
    return [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_a_line_of_json_says_what_and_where_but_not_who(
    database_file: Path, tmp_path: Path, static_root: str, capfd: pytest.CaptureFixture[str]
) -> None:
    place = place_of_its_own(database_file, tmp_path, static_root)
    shelf = {name: place[name] for name in ("EDITIONS_DIR", "STATIC_ROOT")}
    with serving(ROLE="public", LOG_FORMAT="json", SLOW_REQUEST_MS="60000", **shelf) as server:
        lines(capfd)
        ask(f"{server}/nowhere/%0a%22x/?q=secret", **{"X-Request-ID": "from-the-proxy-1"})
        (line,) = lines(capfd)
        datetime.fromisoformat(line.pop("time"))
        assert line == {
            "level": "WARNING",
            "logger": "django.request",
            "message": 'Not Found: /nowhere/\\n"x/',
            "role": "public",
            "edition": 1,
            "request_id": "from-the-proxy-1",
            "method": "GET",
            "path": '/nowhere/\n"x/',
            "status": 404,
        }
        (Path(place["EDITIONS_DIR"]) / "current").resolve().write_bytes(b"damaged" * 1000)
        assert ask(f"{server}/factories/?q=secret", Cookie="a=secret")[0] == 503
        (line,) = lines(capfd)
        assert line["message"] == "Service Unavailable: /factories/"
        assert "factories/views.py" in line["exception"]
        assert "DatabaseError" in line["exception"]
        assert len(line["request_id"]) == 32
        ask(f"{server}/", Host="elsewhere.example")
        send(server, b"GET /?q=secret words HTTP/1.1\r\n\r\n")
        host, invalid = lines(capfd)
        assert (host["logger"], host["status"]) == ("django.security.DisallowedHost", 400)
        assert (invalid["logger"], invalid["role"], invalid["edition"]) == ("gunicorn.error", "public", 1)
        said = json.dumps([line, host, invalid])
        assert not [word for word in ("secret", "127.0.0.1", "Cookie") if word in said]


def test_the_number_of_a_request_is_the_proxys_if_it_is_one(server: str) -> None:
    def number(given: str) -> str:
        request = urllib.request.Request(f"{server}/factories/", headers={"X-Request-ID": given})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return str(answer.headers["X-Request-ID"])

    assert number("0123abcd-4567") == "0123abcd-4567"
    made = [number(given) for given in ("short", "x" * 65, "no words please", "semi;colons;99", "<script>x")]
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in made)
    assert len(set(made)) == len(made), "also where the page is kept"


def test_slow_requests_are_logged_all_of_them_if_asked(
    database_file: Path, static_root: str, capfd: pytest.CaptureFixture[str]
) -> None:
    place = {"EDITIONS_DIR": str(database_file.parent / "editions"), "STATIC_ROOT": static_root}
    with serving(ROLE="public", LOG_FORMAT="json", SLOW_REQUEST_MS="0", **place) as server:
        lines(capfd)
        for _again in range(2):
            ask(f"{server}/factories/?q=j%C3%BClich")
        made, kept = lines(capfd)
        for line in (made, kept):
            assert (line["message"], line["path"], line["status"]) == (
                "Slow request: /factories/",
                "/factories/",
                200,
            )
            assert line["bytes"] > 10_000
        assert kept["milliseconds"] <= made["milliseconds"]


def test_a_line_of_text_says_how_slow() -> None:
    told = {"msg": "Slow request: %s", "args": ("/map/",), "milliseconds": 1234}
    assert TextLines("public", "").format(logging.makeLogRecord(told)) == "Slow request: /map/ (1234 ms)"


def test_lock_outs_name_nobody(
    database_file: Path, tmp_path: Path, static_root: str, capfd: pytest.CaptureFixture[str]
) -> None:
    place = place_of_its_own(database_file, tmp_path, static_root)
    with serving(ROLE="editor", LOG_FORMAT="json", SLOW_REQUEST_MS="60000", **place) as server:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = browser.open(f"{server}/admin/login/").read().decode()
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"csrfmiddlewaretoken": token, "username": "somebody", "password": "secret"}
        statuses = []
        for _again in range(11):
            try:
                statuses.append(browser.open(f"{server}/admin/login/", urlencode(form).encode()).status)
            except urllib.error.HTTPError as error:
                statuses.append(error.code)
        assert statuses[-1] == 429
        said = lines(capfd)
    assert "Signing in failed, or is locked for a while." in {line["message"] for line in said}
    assert not [word for word in ("somebody", "secret", "127.0.0.1") if word in json.dumps(said)]


def test_an_error_is_told_without_what_it_quotes() -> None:
    def told(error: Exception) -> str:
        raised = (type(error), error, error.__traceback__)
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "", None, raised)
        return without_messages(record) or ""

    typed = "sec" + "ret"
    try:
        try:
            int(typed)
        except ValueError as error:
            raise LookupError(typed) from error
    except LookupError as error:
        said = told(error)
    assert typed not in said
    assert [kind in said for kind in ("ValueError", "LookupError", "test_log.py")] == [True] * 3
    assert told(FileNotFoundError(2, "gone", "edition-1")).endswith("gone: 'edition-1'")


def test_the_level_of_the_log_is_that_of_every_line(
    database_file: Path, static_root: str, capfd: pytest.CaptureFixture[str]
) -> None:
    editions = str(database_file.parent / "editions")
    with serving(ROLE="public", EDITIONS_DIR=editions, STATIC_ROOT=static_root, LOG_LEVEL="ERROR") as server:
        assert ask(f"{server}/nowhere/")[0] == 404
        time.sleep(0.3)
    assert capfd.readouterr() == ("", "")

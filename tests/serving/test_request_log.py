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

from eurohpc_portal.logs import WithoutVisitorText
from tests.asking import ask
from tests.conftest import place_of_its_own
from tests.gunicorn import serving
from tests.processes import wait_until

pytestmark = pytest.mark.slow


def send(server: str, data: bytes) -> None:
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port), timeout=120) as connection:
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
        assert ask(f"{server}/", Host="elsewhere.example")[0] == 400
        assert ask(f"{server}/", "POST")[0] == 405
        send(server, b"GET /?q=secret words HTTP/1.1\r\n\r\n")
        send(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie secret\r\n\r\n")
        assert noted() == "", "what is refused is the proxy's to log: a scanner must not fill this log"


def lines(capfd: pytest.CaptureFixture[str], number: int = 0) -> list[dict[str, Any]]:
    """What was logged since the last time, one object a line, once there are so many lines."""
    said = [""]

    def all_there() -> bool:
        said[0] += capfd.readouterr().err
        return said[0].count("\n") >= number

    time.sleep(0.3)  # for what should not be there
    wait_until(all_there, told=lambda: said[0])
    return [json.loads(line) for line in said[0].splitlines()]


def test_a_line_of_json_says_what_and_where_but_not_who(
    database_file: Path, tmp_path: Path, static_root: str, capfd: pytest.CaptureFixture[str]
) -> None:
    place = place_of_its_own(database_file, tmp_path, static_root)
    where = {name: place[name] for name in ("EDITIONS_DIR", "STATIC_ROOT")}
    with serving(ROLE="public", LOG_FORMAT="json", SLOW_REQUEST_MS="60000", **where) as server:
        (Path(place["EDITIONS_DIR"]) / "current").resolve().write_bytes(b"damaged" * 1000)
        lines(capfd)
        headers = {"Cookie": "a=secret", "X-Request-ID": "from-the-proxy-1"}
        assert ask(f"{server}/factories/?q=secret", **headers)[0] == 503
        (line,) = lines(capfd, 1)
        assert "secret" not in json.dumps(line)
        datetime.fromisoformat(line.pop("time"))
        exception = line.pop("exception")
        assert "factories/views.py" in exception
        assert "BadEditionError" in exception
        assert line == {
            "level": "ERROR",
            "logger": "django.request",
            "message": "Service Unavailable: /factories/",
            "role": "public",
            "request_id": "from-the-proxy-1",
            "method": "GET",
            "path": "/factories/",
            "status": 503,
        }


def test_the_number_of_a_request_is_the_proxys_if_it_is_one(server: str) -> None:
    def number(given: str) -> str:
        request = urllib.request.Request(f"{server}/factories/", headers={"X-Request-ID": given})
        with urllib.request.urlopen(request, timeout=120) as answer:
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
        made, cached = lines(capfd, 2)
        for line in (made, cached):
            assert (line["path"], line["status"], len(line["request_id"])) == ("/factories/", 200, 32)
            assert line["message"] == f"Slow request: /factories/ took {line['milliseconds']} ms"
        ask(f"{server}/nowhere/%0A%22x/")
        (line,) = lines(capfd, 1)
        assert line["message"].startswith('Slow request: /nowhere/\\n"x/ took ')


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
        said = lines(capfd, 1)
    assert "Signing in is locked for an address: too many wrong passwords." in {
        line["message"] for line in said
    }
    assert not [word for word in ("somebody", "secret", "127.0.0.1") if word in json.dumps(said)]


def test_an_error_is_logged_without_what_it_quotes() -> None:
    def logged(error: Exception, *args: str) -> logging.LogRecord:
        raised = (type(error), error, error.__traceback__)
        record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "Error: %s", args, raised)
        assert WithoutVisitorText().filter(record)
        return record

    typed = "sec" + "ret"
    try:
        try:
            int(typed)
        except ValueError as error:
            raise LookupError(typed) from error
    except LookupError as error:
        record = logged(error, f"/search/?q={typed}")
    said = logging.Formatter().format(record)
    assert said.startswith("Error: /search/\n")
    assert typed not in said
    assert [kind in said for kind in ("ValueError", "LookupError", "test_request_log.py")] == [True] * 3
    record = logged(FileNotFoundError(2, "gone", "edition-1"))
    assert logging.Formatter().format(record).endswith("gone: 'edition-1'")


def test_the_level_of_the_log_is_that_of_every_line(
    database_file: Path, static_root: str, capfd: pytest.CaptureFixture[str]
) -> None:
    place = {"EDITIONS_DIR": str(database_file.parent / "editions"), "STATIC_ROOT": static_root}
    with serving(ROLE="public", LOG_LEVEL="ERROR", SLOW_REQUEST_MS="0", **place) as server:
        assert ask(f"{server}/factories/")[0] == 200
        time.sleep(0.3)
    assert capfd.readouterr() == ("", "")

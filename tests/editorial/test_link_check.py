"""Whether addresses in the record still answer, and how an editor learns of it."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from directory.models import Source
from editorial.link_check import records_by_address
from editorial.models import LinkCheck
from tests.builders import make_source
from tests.editorial.test_forms import change_page

pytestmark = pytest.mark.django_db


class OutsideWorld(BaseHTTPRequestHandler):
    """Answers with the status that the path names."""

    def do_GET(self) -> None:
        self.send_response(int(self.path.rpartition("/")[2]))
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def outside() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), OutsideWorld) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(autouse=True)
def only_what_the_tests_add(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record at large has addresses of the real web."""

    def local() -> dict[str, Any]:
        return {url: records for url, records in records_by_address().items() if "127.0.0.1" in url}

    monkeypatch.setattr("editorial.management.commands.check_links.records_by_address", local)


def check_links(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("check_links", pause=0)
    return capsys.readouterr().out


def test_broken_links_are_kept_and_stand_on_the_desk(
    outside: str, ana: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = make_source(slug="gone", title="A page that went", url=f"{outside}/404")
    for status in (200, 403, 500):
        make_source(slug=f"s{status}", url=f"{outside}/{status}")
    said = check_links(capsys)
    assert f"{outside}/404 (404): A page that went" in said
    assert "4 addresses asked for, 2 broken." in said
    assert "Broken links: 2" in ana.get("/admin/").content.decode()
    page = ana.get("/admin/editing/linkcheck/?broken=yes").content.decode()
    assert f'<a href="{change_page(gone)}">' in page
    assert (f"{outside}/500" in page, f"{outside}/403" in page) == (True, False)
    assert ana.get("/admin/editing/linkcheck/?broken=perhaps").status_code == 400


def test_a_check_without_a_network_keeps_the_earlier_results(
    outside: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(slug="page", url=f"{outside}/200")
    check_links(capsys)
    # A port that nobody listens on.
    Source.objects.filter(slug="page").update(url="http://127.0.0.1:9/")
    LinkCheck.objects.update(url="http://127.0.0.1:9/")
    assert "No address answered" in check_links(capsys)
    assert LinkCheck.objects.get().status == 200


def test_results_of_addresses_that_left_the_record_go(
    outside: str, capsys: pytest.CaptureFixture[str]
) -> None:
    LinkCheck.objects.create(url="https://example.org/", checked_at="2026-01-01T00:00Z", status=404)
    make_source(slug="page", url=f"{outside}/200")
    check_links(capsys)
    assert [check.url for check in LinkCheck.objects.all()] == [f"{outside}/200"]

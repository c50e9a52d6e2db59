"""`make rehearsal`: the site of deploy/large/compose.yaml, visited by a browser through nginx over HTTPS."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django_otp.oath import totp
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing.test_editing import Place, open_energy
from tests.chromium import CHROMIUM_FLAGS, chromium
from tests.image import engine
from tests.image.bases import POSTGRES
from tests.image.site import EDITORS, PUBLIC, Site, container, site, up, wait_for_database
from tests.operations.test_restore import blocks
from tests.processes import wait_until

SEEN = ["/", "/factories/", "/factories/jaif/", "/map/", "/sectors/energy/"]
"""Pages that somebody looked at before the database stopped."""
UNSEEN = [
    *(f"/factories/?country={code}" for code in ("DE", "FR", "IT", "ES", "PL", "FI", "GR", "SE")),
    *(f"/antennas/?sector={sector}" for sector in ("health", "energy", "manufacturing-industry")),
    "/factories/?country=DE&sector=health",
    "/search/?q=jupiter",
    "/find/",
    "/timeline/",
    "/network/",
    "/countries/de/",
    "/api/v1/factories/?country=IT",
    "/changes/",
    "/data/",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium, which finds the names of the site here."""
    names = f"--host-resolver-rules=MAP {PUBLIC} 127.0.0.1,MAP {EDITORS} 127.0.0.1"
    return {"executable_path": chromium(), "args": [*CHROMIUM_FLAGS, names]}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, up."""
    with site(tmp_path_factory.mktemp("site")) as place:
        yield place


def test_edit_publish_and_go_on_without_a_database(running: Site, browser: Browser) -> None:
    with (
        browser.new_context(ignore_https_errors=True) as visits,
        browser.new_context(ignore_https_errors=True) as desk,
    ):
        look(visits, running, SEEN)
        ana = signed_in(desk, running)

        rename(ana, running, "Power and energy")
        took = publish(ana, browser, running, "Power and energy")
        print(f"public after {took:.1f} s; ", end="")

        change("stop", "database")
        began = time.monotonic()
        look(visits, running, [*SEEN, *UNSEEN])
        change("stop", "public-1")
        look(visits, running, [f"{address}{'&' if '?' in address else '?'}edition=1" for address in UNSEEN])
        print(f"{time.monotonic() - began:.0f} s without a database, half of it on one node; ", end="")

        change("start", "database", "public-1")
        wait_for_database()
        rename(ana, running, "Energy again")
        took = publish(ana, browser, running, "Energy again")
        print(f"public after {took:.1f} s")
        # The follower of a node may still wait before it tries the database again.
        wait_until(lambda: all('"number": 3' in version(running, node) for node in ("public-1", "public-2")))


def test_a_new_major_version_gets_what_was_saved_and_the_old_one_stays(running: Site, tmp_path: Path) -> None:
    """The documented lines; on this machine both versions may be the same stand-in."""
    backup, restore = blocks("Backup: the large way")
    running.carry_out(backup, BACKUP=str(tmp_path))
    running.compose("down")
    # Podman without systemd keeps no watch over health, on which the last line waits.
    lines = restore.splitlines(keepends=True)
    with running.settings.open("a") as settings:
        settings.write("\nPOSTGRES_VERSION=18\n")
    if not engine.works("image", "inspect", POSTGRES.replace("17", "18")):
        engine.run("tag", POSTGRES, POSTGRES.replace("17", "18"))
    running.carry_out("".join(lines[:-1]), BACKUP=str(tmp_path))
    up(running)
    assert '"number": 3' in version(running, "public-1")
    told = running.inside("editor", "python", "manage.py", "editor", "ana")
    assert "ana is publisher" in told


VERSION = (
    "from urllib.request import urlopen; print(urlopen('http://127.0.0.1:8000/version').read().decode())"
)


def version(running: Site, node: str) -> str:
    """What a node says of itself, and of the edition it shows."""
    return running.inside(node, "python", "-c", VERSION)


def change(action: str, *services: str) -> None:
    """Stop or start containers, and wait: a browser drops what it is doing when network devices come and go."""
    engine.run(action, *map(container, services))
    time.sleep(3)


def look(context: BrowserContext, running: Site, addresses: list[str]) -> None:
    """Visit pages; each is there, whole, and looks like one."""
    page = context.new_page()
    for address in addresses:
        answer = page.goto(running.public + address)
        assert answer is not None
        assert answer.status == 200, address
    page.close()


def signed_in(context: BrowserContext, running: Site) -> Page:
    """The editors' pages, after making an account and setting its second factor up."""
    told = running.inside("editor", "python", "manage.py", "editor", "ana", "--role", "publisher")
    password = re.search(r"password of ana: (\S+)", told)
    assert password, told
    page = context.new_page()
    page.goto(f"{running.editors}/admin/")
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill(password[1])
    page.get_by_role("button", name="Sign in").click()
    key = page.locator("code").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(f"{totp(b32decode(key)):06d}")
    page.get_by_role("button", name="Confirm").click()
    page.goto(f"{running.editors}/admin/")
    expect(page.get_by_role("heading", name="Editors’ pages")).to_be_visible()
    assert all(cookie["secure"] and cookie["name"].startswith("__Host-") for cookie in context.cookies())
    return page


def rename(page: Page, running: Site, name: str) -> None:
    """Give a sector another name, and see it in the preview."""
    open_energy(page, Place(running.public, running.editors))
    page.get_by_label("Name:", exact=True).fill(name)
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.goto(f"{running.editors}/sectors/energy/")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def publish(page: Page, browser: Browser, running: Site, name: str) -> float:
    """Publish, and wait until a new visitor sees the name; the seconds that took."""
    page.goto(f"{running.editors}/admin/")
    page.get_by_role("link", name="Pending changes").first.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is public.")).to_be_visible()
    began = time.monotonic()
    while True:
        with browser.new_context(ignore_https_errors=True) as visitor:
            visit = visitor.new_page()
            visit.goto(f"{running.public}/sectors/energy/")
            if visit.get_by_role("heading", level=1).inner_text() == name:
                return time.monotonic() - began
        assert time.monotonic() - began < 10

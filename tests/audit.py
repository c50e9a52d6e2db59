"""Proves what is promised of every public page: no broken link, sound markup, nothing that axe or the HTML checker finds.

`make audit` looks at everything. `python -m tests.audit links axe` runs these parts alone, and with addresses
(`/map/ /find/`) axe and the checker look at these pages only.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPConnection
from urllib.parse import urlsplit

import django
from django.test import RequestFactory

from tests.auditing import axe, markup, nu
from tests.auditing.crawl import ORIGIN, Answer, Crawl, Fetch, crawl
from tests.gunicorn import ROOT, serving
from tests.pages import PAGES, WORKSHOP

PARTS = ("links", "markup", "axe", "html")
ENVIRONMENT = {
    "ROLE": "public",
    "STYLEGUIDE": "1",
    "PUBLIC_URL": ORIGIN,
    "CONTACT_EMAIL": "data@directory.example",
    "KEEPER": "Example Institute",
    "LOG_LEVEL": "ERROR",
}
KINDS = {
    "text/html": "pages",
    "text/csv": "CSV files",
    "text/calendar": "calendars",
    "image/png": "pictures",
    "application/json": "JSON files",
    "application/geo+json": "GeoJSON files",
    "application/ld+json": "JSON-LD files",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX files",
    "application/vnd.sqlite3": "editions",
}


def main() -> int:
    """Runs the parts that are asked for; 0 if none of them finds anything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("asked", nargs="*", help="parts or addresses; everything if left out")
    asked = parser.parse_args().asked
    addresses = [word for word in asked if word not in PARTS]
    if strange := [word for word in addresses if not word.startswith("/")]:
        parser.error(f"neither a part ({', '.join(PARTS)}) nor an address: {', '.join(strange)}")
    parts = [part for part in PARTS if part in asked] or PARTS[bool(addresses) :]
    with serving(**ENVIRONMENT) as base:
        found = gathered(base, addresses)
        return 1 if sum([_run(part, base, found) for part in parts]) else 0


def gathered(base: str, addresses: Sequence[str]) -> Crawl:
    """These addresses; without any, all that the site links to, and pages it does not link to."""
    fetch = asking(base)
    if addresses:
        return Crawl({address: fetch(address) for address in addresses})
    found = crawl(fetch)
    found.add(fetch, (*PAGES, WORKSHOP))
    found.unlinked[markup.BARE] = broken()
    return found


def asking(base: str) -> Fetch:
    """Asks a server, over one connection, and follows nothing."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=60)

    def fetch(address: str) -> Answer:
        connection.request("GET", address)
        response = connection.getresponse()
        kind, location = response.headers.get_content_type(), response.headers.get("Location", "")
        return Answer(response.status, kind, response.read(), location)

    return fetch


def broken() -> Answer:
    """The page for a fault of ours. No address gives it while all is well."""
    os.environ.update(ENVIRONMENT, DJANGO_SETTINGS_MODULE="eurohpc_portal.settings")
    django.setup()
    from eurohpc_portal.errors import server_error

    return Answer(500, "text/html", server_error(RequestFactory().get("/")).content)


def _run(part: str, base: str, found: Crawl) -> int:
    """One part: prints what it looked at and what it found, and says how much that was."""
    pages, more = found.pages, list[str]()
    match part:
        case "links":
            looked, faults, more = f"{len(found.answers):,} addresses", found.problems, _kinds(found)
        case "markup":
            looked, faults = f"{len(pages)} pages", list(markup.faults(pages))
        case "axe":
            looked, faults = f"{len(pages)} pages, each in two looks", list(axe.faults(base, pages))
        case _:
            answers = {**found.answers, **found.unlinked}
            looked = f"{len(nu.readable(answers))} pages, style sheets and drawings"
            faults, more = nu.check(answers, ROOT / "var" / "audit")
    print(f"{part}: {len(faults) or 'no'} faults in {looked}")
    print("".join(f"  {line}\n" for line in (*more, *faults)), end="", flush=True)
    return len(faults)


def _kinds(found: Crawl) -> list[str]:
    """How many addresses there are of each kind."""
    kinds: Counter[str] = Counter()
    for address, answer in found.answers.items():
        kinds[KINDS.get(answer.type, "static files") + (" with a query" if "?" in address else "")] += 1
    kinds["places inside pages that links lead to"] = len(found.fragments)
    kinds["filters of a filtered page, not asked for"] = len(found.beyond)
    kinds["addresses elsewhere, not asked for"] = len(found.outside)
    return [f"{count:6,} {kind}" for kind, count in kinds.items()]


if __name__ == "__main__":
    sys.exit(main())

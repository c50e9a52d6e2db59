"""What docs/operations.md says is done as it says: its own lines, on a database and a store that are then lost."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.conftest import run_manage
from tests.follower import follow_once
from tests.gunicorn import ROOT, serving
from tests.postgres import Server, own_cluster

TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
PAGES = ("/factories/", "/sectors/energy/", "/changes/", "/factories.json", "/data/editions/1.sqlite3")


def blocks(heading: str) -> list[str]:
    """The commands under a heading."""
    section = re.split(r"^## ", TEXT.split(f"\n## {heading}\n")[1], flags=re.M)[0]
    return re.findall(r"^ *```console\n(.*?)^ *```", section, flags=re.M | re.S)


def carry_out(lines: str, **environment: str) -> str:
    """Run lines of the document as an operator would; what they print."""
    programs = f"{Path(sys.executable).parent}:{own_programs_first()}"
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", lines],
        cwd=ROOT,
        env={**os.environ, "PATH": programs, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def own_programs_first() -> str:
    """The search path, the server's own version of pg_dump before others."""
    from tests.postgres import own_programs

    return f"{own_programs()}:{os.environ['PATH']}"


def rows(server: Server) -> dict[str, tuple[int, str]]:
    """Every table of the editing database: how many rows it has, and a checksum of them all."""
    with psycopg.connect(server.url("editing")) as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        found = {}
        for (table,) in tables:
            query = (
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {table} t"
            )
            found[table] = database.execute(query).fetchone()  # type: ignore[call-overload]
    return found


def files(editions_dir: Path) -> dict[str, str]:
    """Every file of the store and its checksum; of the link, where it leads."""
    return {
        str(path.relative_to(editions_dir)): str(path.readlink())
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in editions_dir.rglob("*")
        if not path.is_dir() or path.is_symlink()
    }


def pages(editions_dir: Path, static_root: str) -> dict[str, str]:
    """What visitors get, and its tags."""
    with serving(ROLE="public", EDITIONS_DIR=str(editions_dir), STATIC_ROOT=static_root) as base:
        found = {}
        for page in PAGES:
            with urllib.request.urlopen(base + page, timeout=120) as answer:
                found[page] = answer.headers["ETag"] + hashlib.sha256(answer.read()).hexdigest()
    return found


@pytest.mark.postgres
@pytest.mark.skipif(
    bool(os.environ.get("TEST_DATABASE_URL")), reason="drops a database: needs a server of its own"
)
def test_what_is_lost_is_restored(tmp_path: Path, static_root: str) -> None:
    editions_dir, backup = tmp_path / "editions", tmp_path / "backup"
    backup.mkdir()
    where = {"EDITIONS_DIR": str(editions_dir), "BACKUP": str(backup), "NODE_PASSWORD": "of-the-followers"}
    with own_cluster() as server:
        server.execute("CREATE DATABASE editing")
        where["DATABASE_URL"] = server.url("editing")
        run_manage("seed", **where)
        run_manage("follower", "node", **where)
        run_manage("editor", "ana", **where)
        run_manage("shell", "-v0", "-c", CHANGE, **where)
        run_manage("publish", **where)
        before = rows(server), files(editions_dir), pages(editions_dir, static_root)
        assert before[0]["editions_edition"][0] == 2
        assert (
            min(before[0][table][0] for table in ("factories_factory", "editing_revision", "auth_user")) > 0
        )

        (copy,) = blocks("Backup: any PostgreSQL")
        carry_out(copy, **where)

    shutil.rmtree(editions_dir)
    # Another server, which knows none of the first one's users.
    with own_cluster() as server:
        server.execute("CREATE DATABASE editing")
        where["DATABASE_URL"] = server.url("editing")
        restore, store_alone = blocks("Restore: any PostgreSQL")
        carry_out(restore, **where)
        assert (rows(server), files(editions_dir), pages(editions_dir, static_root)) == before
        follower = follow_once(server.url("editing", "node"), tmp_path / "node")
        assert follower.returncode == 0, follower.stderr

        shutil.rmtree(editions_dir)
        editions_dir.mkdir()
        carry_out(store_alone, **where)
        assert (files(editions_dir), pages(editions_dir, static_root)) == before[1:]

        other_lines(where, server, editions_dir)


def other_lines(where: dict[str, str], server: Server, editions_dir: Path) -> None:
    """The document's other lines do what it says, on the same database."""
    (upgrade,) = blocks("Upgrade")
    assert "Nothing changed" in carry_out(upgrade, **where)
    (back,) = blocks("Rollback")
    assert "Edition 1 is current." in carry_out(back, **where)
    prune, follow, account = blocks("Incidents")
    damaged = (editions_dir / "current").resolve()
    sound = damaged.read_bytes()
    damaged.write_bytes(b"damaged")
    carry_out(follow, **where)
    assert damaged.read_bytes() == sound
    assert "0 edition(s) forgotten." in carry_out(prune, **where)
    before = rows(server)["auth_user"]
    assert "ana is" in carry_out(account, **where)
    assert rows(server)["auth_user"] != before


CHANGE = """
from django.contrib.auth.models import User
from editorial.models import Revision
from directory.models import Sector
sector = Sector.objects.get(slug="energy")
sector.name = "Power"
sector.save()
"""


def test_every_alert_is_explained() -> None:
    rules = (ROOT / "deploy" / "alerts.yaml").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([A-Z]\w+)` \|", TEXT, flags=re.M)
    assert explained == re.findall(r"alert: (\w+)", rules)

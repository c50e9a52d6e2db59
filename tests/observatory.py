"""MDN's HTTP Observatory, without the internet: both sites behind the shipped proxy, and their scores.

`make observatory`. The public site has to reach 130 points, the editors' page for signing in 135.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from eurohpc_portal.secret_keys import random_key
from tests.auditing.tools import node_modules
from tests.commands import run_manage
from tests.gunicorn import ROOT, serving
from tests.nginx import Front, nginx
from tests.postgres import own_cluster

PACKAGE = "@mdn/mdn-http-observatory@1.4.8"
WANTED = {"public": 130, "editors": 135}
HERE, ELSEWHERE = "localhost", "elsewhere.localhost"
"""Node finds the first name only: each site has it in its turn."""


def main() -> int:
    """Prints the points of each test on both sites; 0 if both have enough."""
    with tempfile.TemporaryDirectory() as folder, own_cluster() as database:
        where = {"EDITIONS_DIR": f"{folder}/editions"}
        editing = {**where, "DATABASE_URL": database.url()}
        run_manage("seed", **editing)
        names = {"HTTPS": "1", "ALLOWED_HOSTS": HERE, "PUBLIC_URL": f"https://{HERE}", "LOG_LEVEL": "ERROR"}
        with serving(ROLE="public", **where, **names) as public, nginx([public]) as front:
            short = _judged("public", front, "/")
        key = random_key()
        with (
            serving(ROLE="editor", SECRET_KEY=key, **editing, **names) as editors,
            nginx(["127.0.0.1:1"], editors, PUBLIC_NAME=ELSEWHERE, EDITORS_NAME=HERE) as front,
        ):
            return _judged("editors", front, "/admin/login/") or short


def _judged(name: str, front: Front, path: str) -> int:
    told = _asked(front, path)
    print(f"{name}: {told['score']} points, {told['grade']} (wanted: {WANTED[name]})")
    for test in told["found"]:
        print(f"  {test['points']:+4} {test['result']}")
    return int(told["score"] < WANTED[name] or told["status"] != 200)


def _asked(front: Front, path: str) -> dict[str, Any]:
    folder = node_modules(PACKAGE) / "@mdn" / "mdn-http-observatory"
    # Which sites browsers know to be HTTPS only is a list from the internet: ours is on none.
    (folder / "conf" / "hsts-preload.json").write_text("{}")
    script = ROOT / "tests" / "auditing" / "observatory.mjs"
    done = subprocess.run(
        ["node", script, folder, HERE, str(front.port + 1), str(front.port), path],
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(front.folder / "certificate.pem")},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"The Observatory failed:\n{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


if __name__ == "__main__":
    sys.exit(main())

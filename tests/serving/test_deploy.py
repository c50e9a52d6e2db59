"""What is shipped besides the proxies: manifests, units, and the way without a database."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.asking import ask
from tests.commands import run_manage
from tests.gunicorn import ROOT, serving

KUBERNETES = ROOT / "deploy" / "kubernetes"
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def manifests() -> list[dict[str, Any]]:
    kustomization = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())
    return [
        manifest
        for name in kustomization["resources"]
        for manifest in yaml.safe_load_all((KUBERNETES / name).read_text())
    ]


def test_the_manifests_fit_the_schemas_of_kubernetes() -> None:
    validate = [Path(sys.executable).parent / "kubernetes-validate", "--strict", "--quiet"]
    names = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    files = [KUBERNETES / name for name in names]
    assert {file.name for file in files} == {file.name for file in KUBERNETES.iterdir()} - {
        "kustomization.yaml"
    }
    done = subprocess.run([*validate, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_pod_is_a_node_and_the_public_process_has_no_secret() -> None:
    (node,) = (m for m in manifests() if m["kind"] == "Deployment" and m["metadata"]["name"] == "public")
    public, follower = node["spec"]["template"]["spec"]["containers"]
    assert "secretKeyRef" not in str(public)
    assert [mount["name"] for mount in public["volumeMounts"] if mount.get("readOnly")] == ["editions"]
    assert "editions" in [mount["name"] for mount in follower["volumeMounts"]]
    services = {m["metadata"]["name"]: m["spec"]["selector"] for m in manifests() if m["kind"] == "Service"}
    (ingress,) = (m for m in manifests() if m["kind"] == "Ingress")
    backends = set(re.findall(r"'service': {'name': '(\w+)'", str(ingress)))
    assert backends == set(services) == {"public", "editors"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_the_units_hold_what_systemd_knows(unit: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze found")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    # The programs are not installed here.
    complaints = [line for line in done.stderr.splitlines() if unit.name in line and "/opt/" not in line]
    assert complaints == []


def test_every_setting_of_the_units_is_one() -> None:
    settings = (ROOT / "docs" / "configuration.md").read_text()
    environment = (ROOT / "deploy" / "systemd" / "directory.env").read_text()
    for name in re.findall(r"^([A-Z_]+)=", environment, flags=re.M):
        assert f"`{name}`" in settings, name


@pytest.mark.slow
def test_a_copied_folder_is_served_without_anything_else(
    database_file: Path, tmp_path: Path, static_root: str
) -> None:
    """Edit here, copy the folder of editions there: files first, then the link."""
    here, there = tmp_path / "here", tmp_path / "there"
    shutil.copytree(database_file.parent / "editions", here, symlinks=True)
    shutil.copy(database_file, tmp_path / "editing.sqlite3")
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/editing.sqlite3", "EDITIONS_DIR": str(here)}

    def copy() -> None:
        shutil.copytree(
            here, there, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("current")
        )
        aside = there / "aside"
        aside.symlink_to((here / "current").readlink())
        aside.replace(there / "current")

    copy()
    site = {"HTTPS": "1", "ALLOWED_HOSTS": "directory.example", "PUBLIC_URL": "https://directory.example"}
    behind = {"Host": "directory.example", "X-Forwarded-Proto": "https"}
    with serving(ROLE="public", EDITIONS_DIR=str(there), STATIC_ROOT=static_root, **site) as base:
        assert ask(f"{base}/sectors/energy/", **behind)[0] == 200
        change = (
            "from directory.models import Sector; Sector.objects.filter(slug='energy').update(name='Power')"
        )
        run_manage("shell", "-v0", "-c", change, **database)
        run_manage("publish", **database)
        assert b"Power" not in ask(f"{base}/sectors/energy/", **behind)[2]
        copy()
        assert b"Power" in ask(f"{base}/sectors/energy/", **behind)[2]


@pytest.mark.parametrize("role", ["editor", "publisher", "administrator"])
def test_make_editor_knows_every_role(tmp_path: Path, role: str) -> None:
    """`ROLE` is that of the account, not of the process: make would export it."""
    program = tmp_path / "manage"
    program.write_text('#!/bin/sh\necho "$* ROLE=${ROLE:-}"\n')
    program.chmod(0o755)
    words = ["make", "--old-file", ".venv/.run", "editor", "NAME=zed", f"ROLE={role}", f"MANAGE={program}"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert f"editor zed --role {role} ROLE=" in told
    assert "migrate --verbosity 0 ROLE=" in told


def test_the_image_gets_every_room() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "scripts"}
    named = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines()}
    assert rooms <= named
    missing = [name for name in named if name.isidentifier() and not (ROOT / name).exists()]
    assert missing in ([], ["locale"]), "compiled translations may come later"

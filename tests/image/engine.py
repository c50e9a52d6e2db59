"""Docker where its daemon answers, else podman; and what podman needs on a machine without systemd."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.gunicorn import ROOT

WITHOUT_SYSTEMD = """\
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
"""


@cache
def program() -> str:
    """`docker` or `podman`. Ends the program where there is neither."""
    if shutil.which("docker") and _answers("docker"):
        return "docker"
    if shutil.which("podman"):
        if not Path("/run/systemd/system").exists():
            told = ROOT / "var" / "image" / "containers.conf"
            told.parent.mkdir(parents=True, exist_ok=True)
            told.write_text(WITHOUT_SYSTEMD)
            os.environ["CONTAINERS_CONF"] = str(told)
        return "podman"
    raise SystemExit("This needs Docker or podman.")


def run(*words: str | Path, check: bool = True) -> str:
    """Run a command of the engine and return what it prints; ends the program with what it says if it fails."""
    done = subprocess.run([program(), *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise SystemExit(f"{program()} {' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def works(*words: str | Path) -> bool:
    """Whether a command of the engine succeeds."""
    return not subprocess.run([program(), *words], cwd=ROOT, capture_output=True, check=False).returncode


def build(tag: str, *options: str | Path) -> None:
    """Build the image of this repository."""
    way = ["--isolation", "chroot", "--format", "docker", "--pull=never"] if program() == "podman" else []
    run("build", *way, *options, "--tag", tag, ".")


def _answers(engine: str) -> bool:
    return not subprocess.run([engine, "info"], capture_output=True, check=False).returncode

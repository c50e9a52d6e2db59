"""Tools that only npm has. They are kept in var/, each on its own and at the version its user names."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.gunicorn import ROOT


def node_modules(package: str) -> Path:
    """The folder that holds `name@version`, installed if it is not there yet."""
    folder = ROOT / "var" / "npm" / package
    if not (folder / ".installed").exists():
        if not shutil.which("npm"):
            raise SystemExit(f"This needs npm, to install {package}.")
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Installing {package} …", flush=True)
        flags = ["--silent", "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(["npm", "install", *flags, "--prefix", folder, package], check=True)
        (folder / ".installed").touch()
    return folder / "node_modules"

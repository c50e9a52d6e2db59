"""The API against its own description: Schemathesis, with every check and every phase, on a server of its own.

`make contract`, or `python -m tests.contract 60` for a minute.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.gunicorn import ROOT, serving


def main() -> int:
    """Runs for as many seconds as the command line says, ten minutes unless told; 0 if nothing is found."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "600"
    program = str(Path(sys.executable).parent / "schemathesis")
    with serving(ROLE="public", LOG_LEVEL="ERROR") as base:
        options = ["--url", base, "--max-time", seconds, "--continue-on-failure"]
        command = [program, "run", f"{base}/api/v1/schema/", *options]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

"""How gunicorn serves the site, on one's own machine and in production alike."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from environs import Env
from gunicorn.arbiter import Arbiter

# What cannot be read is said when the whole configuration is checked.
env = Env(eager=False)

worker_class = "gthread"
workers = env.int("WEB_CONCURRENCY", 2) or 2
threads = env.int("WEB_THREADS", 4) or 4
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# A read-only container has no $HOME to put a socket in, and nobody here asks for one.
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def on_starting(server: Arbiter) -> None:
    """Mistakes in the configuration end the start here, said once and not by every worker."""
    # In a process of its own: what this one imports, its workers would keep through every reload.
    command = [sys.executable, "-m", "eurohpc_portal.configuration"]
    if status := subprocess.run(command, cwd=Path(__file__).parent, check=False).returncode:
        sys.exit(status)

"""How gunicorn serves the site, on one's own machine and in production alike."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from environs import Env
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

PLACE = Path(__file__).resolve().parent
sys.path.insert(0, str(PLACE))
from eurohpc_portal import logs  # noqa: E402

# What cannot be read is said when the whole configuration is checked.
env = Env(eager=False)

worker_class = "eurohpc_portal.worker.Worker"
workers = env.int("WEB_CONCURRENCY", 2) or 2
threads = env.int("WEB_THREADS", 4) or 4
timeout = 30
graceful_timeout = 20
keepalive = 5
# A worker that leaks is replaced some day; to start one costs as much as thousands of kept pages.
max_requests = 200_000
max_requests_jitter = 20_000
# A read-only container has no $HOME to put a socket in, and nobody here asks for one.
control_socket_disable = True


class WithoutVisits(Logger):
    """Who asked for what is the proxy's to note, if anybody's; what fails or is slow is in our own log.

    Where logging is configured, gunicorn puts a line together for every request, even if nobody takes it.
    """

    access_log_enabled = False


logger_class = WithoutVisits
form = env.str("LOG_FORMAT", "json" if env.bool("HTTPS", False) else "text")
editions = Path(env.str("EDITIONS_DIR", "") or PLACE / "var" / "editions")
lines = logs.configuration(
    form if form in logs.FORMS else "text", logging.INFO, env.str("ROLE", "editor"), editions
)
logconfig_dict = logs.of_gunicorn(lines)


def on_starting(server: Arbiter) -> None:
    """Mistakes in the configuration end the start here, said once and not by every worker."""
    # In a process of its own: what this one imports, its workers would keep through every reload.
    command = [sys.executable, "-m", "eurohpc_portal.configuration"]
    if status := subprocess.run(command, cwd=PLACE, check=False).returncode:
        sys.exit(status)


if port := env.int("METRICS_PORT", 0):
    from eurohpc_portal import exporter

    pre_fork, post_fork, child_exit = exporter.give_place, exporter.take_place, exporter.leave_place

    def when_ready(server: Arbiter) -> None:
        """Metrics have a port of their own, which the world never sees."""
        exporter.serve(server, port)

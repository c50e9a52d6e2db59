"""gunicorn's settings, on a developer's machine and in production. The command line says where to bind."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

from gunicorn.glogging import Logger

from eurohpc_portal import settings


class ErrorLog(Logger):
    """gunicorn's logger without the access log, which `logconfig_dict` switches on: the proxy logs visits."""

    def access(self, *args: Any) -> None:
        pass


worker_class = "gthread"
workers = settings.WEB_CONCURRENCY
threads = settings.WEB_THREADS
# The master loads the code and checks the configuration once; workers are forks of it.
preload_app = True
timeout = 30
graceful_timeout = 20
keepalive = 5
# The site is always at the root of its name; a proxy's SCRIPT_NAME would be an error of gunicorn.
forwarder_headers = ""
max_requests = 200_000
max_requests_jitter = 20_000
# A read-only container has no $HOME to put the socket in.
control_socket_disable = True
logger_class = ErrorLog
logconfig_dict = settings.LOGGING

if settings.METRICS_PORT:
    # prometheus_client reads it when it is imported; after SIGHUP this file is read again.
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="directory-metrics-")

    def when_ready(server: Any) -> None:
        from eurohpc_portal import metrics

        metrics.serve(settings.METRICS_PORT, server.log)

    def child_exit(server: Any, worker: Any) -> None:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)

    def on_exit(server: Any) -> None:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)

"""How gunicorn serves the site, on one's own machine and in production alike."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
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

"""An application that hands out one page's bytes and does nothing else: what gunicorn itself costs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

BODY = Path(os.environ["BARE_BODY"]).read_bytes()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "gzip"),
    ("Content-Length", str(len(BODY))),
]


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The same answer to everything."""
    start_response("200 OK", HEADERS)
    return [BODY]

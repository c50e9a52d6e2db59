"""Asking a real server, as any client would."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any


def ask(address: str, method: str = "GET", **headers: str) -> tuple[int, Any, bytes]:
    """Status, headers and body of an answer, whatever its status. Redirections are followed."""
    request = urllib.request.Request(address, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()

"""Sending bytes as they are, and reading what comes back."""

from __future__ import annotations

import socket
from contextlib import suppress


def status(port: int, request: bytes, *, patience: float = 60) -> int:
    """The status of the first answer; 0 where the server closed without a word. Raises TimeoutError."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        answer = b""
        # It may refuse before everything is sent.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
            # Nothing more will come: who waits for a body that was announced need not wait.
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError, OSError):
            while b"\r\n" not in answer and (part := connection.recv(4096)):
                answer += part
    words = answer.split(b" ", 2)
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0

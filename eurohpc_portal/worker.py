"""gunicorn's worker with threads, which sends answers whole and shares connections with the others."""

from __future__ import annotations

import socket
import time
from typing import Any

from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

HESITATION = 0.0001
"""Seconds that a worker lets others go first for each connection it has."""
MANY = 10
"""Connections from which on it hesitates no longer: all have enough to do."""


class Together:
    """A socket that holds back what is sent first, the head of an answer, until more comes or `flush`."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._held = b""
        self._begun = False

    def sendall(self, data: bytes) -> None:
        """Sends all, what was held back first."""
        if self._begun:
            held, self._held = self._held, b""
            self._sock.sendall(held + data)
        else:
            self._begun, self._held = True, data

    def flush(self) -> None:
        """Sends what is held back."""
        if self._held:
            self.sendall(b"")

    def sendfile(self, *given: Any, **named: Any) -> int:
        """Sends from a file, what was held back first."""
        self.flush()
        return self._sock.sendfile(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Worker(ThreadWorker):
    """One send for each answer, and connections for every worker.

    Whoever is killed between the head and the body leaves half an answer behind, which a proxy has begun to
    pass on and can no longer ask another node for. Threads made that moment long: a send lets others go on.

    Connections stay open, and with the worker that took them. All workers hear of a new one; where the
    quickest takes it, one may end up with all of them, and the other processors have nothing to do.
    """

    def accept(self, listener: socket.socket) -> None:
        """Takes a new connection in, unless a worker that has fewer did meanwhile."""
        if self.nr_conns and self.cfg.workers > 1:
            time.sleep(HESITATION * min(self.nr_conns, MANY))
        super().accept(listener)

    def handle_request(self, req: Request, conn: TConn) -> bool:
        """Answers; whether the connection stays open."""
        sock = conn.sock
        together = conn.sock = Together(sock)
        try:
            stays: bool = super().handle_request(req, conn)
            together.flush()
        finally:
            conn.sock = sock
        return stays

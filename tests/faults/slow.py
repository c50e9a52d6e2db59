"""Clients who take their time."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.nginx import PUBLIC, Front

MODES = {
    "say nothing": b"",
    "send headers slowly": f"GET / HTTP/1.1\r\nHost: {PUBLIC}\r\nX-Slow: ".encode(),
    "send a body slowly": f"GET / HTTP/1.1\r\nHost: {PUBLIC}\r\nContent-Length: 1000\r\n\r\n".encode(),
    "read slowly": f"GET /factories/ HTTP/1.1\r\nHost: {PUBLIC}\r\n\r\n".encode() * 4,
}
"""What each of them sends at first."""


class Slow:
    """So many connections in one mode; whoever is thrown out comes again."""

    def __init__(self, front: Front, mode: str, number: int) -> None:
        self._front, self._mode, self._number = front, mode, number
        self._over = threading.Event()
        self.come = 0

    @contextmanager
    def around(self) -> Iterator[None]:
        """Inside, they are there."""
        thread = threading.Thread(target=self._stay)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _stay(self) -> None:
        connections: list[socket.socket] = []
        while not self._over.is_set():
            while len(connections) < self._number and not self._over.is_set():
                with suppress(OSError):
                    connections.append(self._arrive())
            connections = [connection for connection in connections if self._dawdle(connection)]
            time.sleep(0.5)
        for connection in connections:
            connection.close()

    def _arrive(self) -> socket.socket:
        bare = socket.socket()
        bare.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        bare.settimeout(10)
        bare.connect(("127.0.0.1", self._front.port))
        connection = self._front.trust.wrap_socket(bare, server_hostname=PUBLIC)
        connection.sendall(MODES[self._mode])
        connection.setblocking(False)
        self.come += 1
        return connection

    def _dawdle(self, connection: socket.socket) -> bool:
        """One byte more; whether the connection still stands."""
        try:
            if self._mode in ("say nothing", "read slowly"):
                stands = bool(connection.recv(1))
            else:
                stands = bool(connection.send(b"x"))
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            stands = True
        except OSError:
            stands = False
        if not stands:
            connection.close()
        return stands

"""A road between a client and a server that can be closed in the middle of an answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Proxy:
    """Forwards connections to a port; `stall_after` bytes of one answer it stands still until `release`."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._stall_after: int | None = None
        self._open = threading.Event()
        self.stalled = threading.Event()
        self.accepted = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stall(self, after: int) -> None:
        """From now on an answer stops after so many bytes."""
        self.stalled.clear()
        self._open.clear()
        self._stall_after = after

    def release(self) -> None:
        """Everything flows again."""
        self._stall_after = None
        self._open.set()

    def close(self) -> None:
        """Accept nothing more."""
        self.release()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                self.accepted += 1
                server = socket.create_connection(("127.0.0.1", self._target))
                threading.Thread(target=self._pump, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._pump, args=(server, client, True), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        passed = 0
        with suppress(OSError):
            while part := source.recv(16384):
                passed += len(part)
                if answers and self._stall_after is not None and passed > self._stall_after:
                    self.stalled.set()
                    self._open.wait()
                sink.sendall(part)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def proxy(target: int) -> Iterator[Proxy]:
    """A proxy in front of a port, for as long as a test needs it."""
    road = Proxy(target)
    try:
        yield road
    finally:
        road.close()

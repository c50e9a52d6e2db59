"""A node that answers what a test tells it, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    path: str
    headers: Message
    body: bytes


@dataclass
class Stub:
    """What it answers may be changed at any time."""

    server: ThreadingHTTPServer
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"body"
    echo: bool = False
    """Whether the body is the address and the coding that were asked for."""
    asked: list[Asked] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        """Answer nobody any more."""
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def stub(port: int = 0) -> Iterator[Stub]:
    """Starts one, on a free port if none is given."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            node.asked.append(Asked(self.path, self.headers, self.rfile.read(length)))
            coding = self.headers.get("Accept-Encoding", "")
            body = f"{self.path} {coding}".encode() if node.echo else node.body
            self.send_response(node.status)
            for name, value in {**node.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Tests look at `asked`."""

    node = Stub(ThreadingHTTPServer(("127.0.0.1", port), Handler))
    threading.Thread(target=node.server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield node
    finally:
        node.close()

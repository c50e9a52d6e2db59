"""The proxy of the small way as it is shipped: `deploy/Caddyfile`, on high ports."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.gunicorn import ROOT, free_port
from tests.nginx import EDITORS, PUBLIC, Front
from tests.processes import wait_until

PROGRAM = Path(sys.executable).parent / "caddy"


@contextmanager
def caddy(
    public: str,
    editors: str,
    options: str = "local_certs",
    port: int = 0,
    names: tuple[str, str] = (PUBLIC, EDITORS),
) -> Iterator[Front]:
    """Starts Caddy before both processes, each `host:port`; by default with an authority of its own.

    `options` are further global options of the Caddyfile. Plain HTTP has the port after that of HTTPS.
    """
    folder = Path(tempfile.mkdtemp(prefix="directory-caddy-"))
    port = port or free_port(2)
    environment = {
        **os.environ,
        "PUBLIC_NAME": names[0],
        "EDITORS_NAME": names[1],
        "PUBLIC_NODE": public.removeprefix("http://"),
        "EDITORS_NODE": editors.removeprefix("http://"),
        "ERRORS": str(ROOT / "deploy"),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "CADDY_OPTIONS": f"https_port {port}\nhttp_port {port + 1}\nadmin off\nskip_install_trust\n{options}",
    }
    shipped = ["run", "--config", ROOT / "deploy" / "Caddyfile", "--adapter", "caddyfile"]
    try:
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([PROGRAM, *shipped], env=environment, stdout=log, stderr=log)
        try:
            _wait(port, folder, process, names)
            yield Front(port, folder, process)
        finally:
            process.terminate()
            process.wait(timeout=120)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, folder: Path, process: subprocess.Popen, names: tuple[str, str]) -> None:
    """Until there are certificates for both names; that of its own authority is where `Front` looks for it."""

    def ready() -> bool:
        assert process.poll() is None, (folder / "log").read_text()
        with suppress(OSError):
            for name in names:
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                    context.wrap_socket(connection, server_hostname=name).close()
            return True
        return False

    wait_until(ready, told=lambda: (folder / "log").read_text())
    root = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    if root.exists():
        shutil.copy(root, folder / "certificate.pem")

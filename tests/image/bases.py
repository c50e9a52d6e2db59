"""The images that ours stand on: from their registry, or stand-ins made on this machine where there is none.

A stand-in is Debian by debootstrap with what the official image holds that we use: the same paths, users,
ports and variables. It is made once, in a few minutes, and kept by the engine.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import tests.nginx
from tests.image.engine import program, run, works

PYTHON = "docker.io/library/python:3.13-slim-bookworm"
POSTGRES = "docker.io/library/postgres:17"
NGINX = "docker.io/library/nginx:1.31"
CADDY = "docker.io/library/caddy:2"

POSTGRES_ENTRY = """\
#!/bin/sh
set -eu
export PATH="$(echo /usr/lib/postgresql/*/bin):$PATH" PGDATA="${PGDATA:-/var/lib/postgresql/data}"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s' "$POSTGRES_PASSWORD" > /tmp/password
  initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile=/tmp/password -E UTF8 --auth-local=trust --auth-host=scram-sha-256 >/dev/null
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=" -w start >/dev/null
  PGPASSWORD="$POSTGRES_PASSWORD" createdb -h /var/run/postgresql -U "$POSTGRES_USER" "$POSTGRES_DB"
  pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null
fi
exec "$@" -c listen_addresses=*
"""
NGINX_ENTRY = """\
#!/bin/sh
set -eu
export NGINX_LOCAL_RESOLVERS=$(awk '$1 == "nameserver" { print $2; exit }' /etc/resolv.conf)
names=$(awk "END { for (name in ENVIRON) print \\"\\${\\" name \\"}\\" }" </dev/null)
for template in /etc/nginx/templates/*.template; do
  envsubst "$names" <"$template" >"$NGINX_ENVSUBST_OUTPUT_DIR/$(basename "$template" .template)"
done
exec "$@"
"""


def have(*wanted: str) -> None:
    """See that these images are here."""
    for name in wanted:
        if works("image", "inspect", name) or works("pull", "--quiet", name):
            continue
        print(f"{name} cannot be had: making a stand-in …", flush=True)
        if name != CADDY and not shutil.which("debootstrap"):
            raise SystemExit("This needs debootstrap, or a registry.")
        with tempfile.TemporaryDirectory(prefix="base-") as folder:
            place = Path(folder) / "root"
            MADE[name](place)
            _import(place, name)


def python(place: Path) -> None:
    """This machine's Python in /usr/local, with the libraries it needs, and whom it believes."""
    _debian(place, "ca-certificates", "netbase", "tzdata")
    home = Path(sys.base_prefix)
    if sys.version_info[:2] != (3, 13):
        raise SystemExit("A stand-in for that image needs Python 3.13.")
    for part in ("bin", "lib"):
        subprocess.run(["cp", "-a", f"{home}/{part}/.", place / "usr/local" / part], check=True)
    lib = place / "usr/local/lib/python3.13"
    for unused in (lib / "test", *lib.glob("config-*"), lib / "site-packages"):
        shutil.rmtree(unused)
    _with_pip(place, home)
    extensions = [str(path) for path in (home / "lib/python3.13/lib-dynload").glob("*.so")]
    linked = subprocess.run(
        ["ldd", home / "bin/python3.13", *extensions], capture_output=True, text=True, check=True
    )
    for library in sorted({line.split()[2] for line in linked.stdout.splitlines() if "=> /lib/" in line}):
        if not (place / library.removeprefix("/")).exists():
            shutil.copy(library, place / "usr/lib/x86_64-linux-gnu")
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", place / "etc/ssl/certs/ca-certificates.crt")
    subprocess.run(["chroot", place, "ldconfig"], check=True)


def _with_pip(place: Path, home: Path) -> None:
    site = place / "usr/local/lib/python3.13/site-packages"
    site.mkdir()
    for pip in (home / "lib/python3.13/site-packages").glob("pip*"):
        shutil.copytree(pip, site / pip.name)


def postgres(place: Path) -> None:
    """Debian's PostgreSQL, with an entry point that makes a cluster where there is none."""
    _debian(place, "postgresql", "postgresql-client")
    commands = (
        "rm -r /var/lib/postgresql/* /etc/postgresql/*",
        "usermod -u 999 postgres",
        "groupmod -g 999 postgres",
        "install -d -o postgres -g postgres -m 1777 /var/lib/postgresql/data /run/postgresql",
        "ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/",
    )
    subprocess.run(["chroot", place, "sh", "-ec", "; ".join(commands)], check=True)
    _entry(place, POSTGRES_ENTRY)


def nginx(place: Path) -> None:
    """The version for which the configuration is, with an entry point that fills templates in."""
    _debian(place, "gettext-base", "curl")
    program = tests.nginx.program()
    assert program
    shutil.copy(program, place / "usr/sbin/nginx")
    _entry(place, NGINX_ENTRY)


def caddy(place: Path) -> None:
    """The program alone, which needs nothing else."""
    for folder in ("usr/bin", "etc/caddy", "data", "config", "tmp"):
        (place / folder).mkdir(parents=True)
    shutil.copy(Path(sys.executable).parent / "caddy", place / "usr/bin/caddy")


def _debian(place: Path, *packages: str) -> None:
    """A minimal Debian with these packages, without what only installing them needs."""
    named = [f"--include={','.join(packages)}"]
    command = ["debootstrap", "--variant=minbase", *named, "bookworm", place, "http://deb.debian.org/debian"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for unused in (
        "var/cache/apt",
        "var/lib/apt/lists",
        "usr/share/doc",
        "usr/share/man",
        "usr/share/locale",
    ):
        shutil.rmtree(place / unused, ignore_errors=True)


def _entry(place: Path, text: str) -> None:
    path = place / "docker-entrypoint.sh"
    path.write_text(text)
    path.chmod(0o755)


def _import(place: Path, name: str) -> None:
    changes = {
        PYTHON: ["CMD python3"],
        POSTGRES: ['ENTRYPOINT ["/docker-entrypoint.sh"]', 'CMD ["postgres"]', "STOPSIGNAL SIGINT"],
        CADDY: [
            "ENV XDG_DATA_HOME=/data",
            "ENV XDG_CONFIG_HOME=/config",
            'CMD ["/usr/bin/caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]',
        ],
        NGINX: ['ENTRYPOINT ["/docker-entrypoint.sh"]', "STOPSIGNAL SIGQUIT"],
    }[name]
    # Changed content is a new layer: device files are the engine's to make.
    options = [word for change in changes for word in ("--change", change)]
    pack = ["tar", "-C", str(place), "--exclude=./dev/*", "-c", "."]
    with subprocess.Popen(pack, stdout=subprocess.PIPE) as packed:
        subprocess.run(
            [program(), "import", *options, "-", name], stdin=packed.stdout, check=True, capture_output=True
        )
    if packed.returncode:
        raise SystemExit(f"{name} could not be packed.")


MADE: dict[str, Callable[[Path], None]] = {PYTHON: python, POSTGRES: postgres, NGINX: nginx, CADDY: caddy}

if __name__ == "__main__":
    run("version")
    have(PYTHON, POSTGRES, NGINX, CADDY)

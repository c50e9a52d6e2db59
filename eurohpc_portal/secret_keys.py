"""Secret keys for where none was set, and files that only their owner may read."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def random_key() -> str:
    """A key that is as good as any and known to nobody."""
    return secrets.token_urlsafe(60)


def kept_key(path: Path) -> str:
    """A random key, made at the first start and kept in a file that only its owner can read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(random_key())
        try:
            # Two processes may start at once: the first key stays.
            Path(path).hardlink_to(aside)
        except FileExistsError:
            pass
        finally:
            Path(aside).unlink()
    return path.read_text(encoding="ascii")


def make_private(path: Path) -> None:
    """Make a file that only its owner may read, with its folders; one that is there becomes so.

    SQLite gives its journals the same mode. Another user's file, or one on a read-only disk, stays as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        path.touch(mode=0o600)
        path.chmod(0o600)

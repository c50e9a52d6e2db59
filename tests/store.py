"""Editions that tests change after they were published."""

from __future__ import annotations

import json
from pathlib import Path

from editions.integrity import sha256


def renamed_for_its_checksum(file: Path) -> Path:
    """Give a changed edition the name and the manifest that it would have had, were it published so."""
    checksum = sha256(file)
    manifest = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    file.with_suffix(".json").unlink()
    renamed = file.rename(file.with_name(f"{file.stem.rpartition('-')[0]}-{checksum[:12]}.sqlite3"))
    changed = {**manifest, "sha256": checksum, "size": renamed.stat().st_size}
    renamed.with_suffix(".json").write_text(json.dumps(changed), encoding="utf-8")
    return renamed

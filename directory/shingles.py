"""Fingerprints of every eight words in a row of the source documents.

They let forms and tests notice copied words without keeping the documents in this repository. Made by
`python -m directory.shingles FOLDER`, where FOLDER holds the documents as text files.
"""

from __future__ import annotations

import functools
import hashlib
import re
import sys
import unicodedata
from pathlib import Path

LENGTH = 8
FILE = Path(__file__).with_name("source_shingles.txt")


def words(text: str) -> list[str]:
    """Words without case, accents or punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(char for char in decomposed if not unicodedata.combining(char)))


def shingles(text: str) -> set[str]:
    """A fingerprint for each eight words in a row."""
    found = words(text)
    rows = (" ".join(found[i : i + LENGTH]) for i in range(len(found) - LENGTH + 1))
    return {hashlib.sha256(row.encode()).hexdigest()[:12] for row in rows}


@functools.cache
def known_shingles() -> frozenset[str]:
    """The fingerprints of the source documents."""
    return frozenset(FILE.read_text(encoding="ascii").split())


def main() -> None:
    """Write the fingerprints of all text files in a folder."""
    found: set[str] = set()
    for path in sorted(Path(sys.argv[1]).glob("*.txt")):
        found |= shingles(path.read_text(encoding="utf-8"))
    FILE.write_text("\n".join(sorted(found)) + "\n", encoding="ascii")
    sys.stdout.write(f"{len(found)} fingerprints in {FILE.name}\n")


if __name__ == "__main__":
    main()

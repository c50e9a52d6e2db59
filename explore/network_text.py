"""Text that has to fit where nothing wraps it: how wide it is about, and where it is broken."""

from __future__ import annotations

import re

BOLD = 1.1
"""How much wider bold letters are."""
WIDTHS = {
    **dict.fromkeys("iljI.,:;!|'’ ", 0.28),
    **dict.fromkeys("tf()[]-/J", 0.38),
    "r": 0.43,
    **dict.fromkeys("sczkvxy", 0.54),
    **dict.fromkeys("aeFLESTZ", 0.58),
    **dict.fromkeys("bdghnopqu0123456789", 0.63),
    **dict.fromkeys("mwMW@%…", 0.94),
}
"""Widths in em of letters as wide sans-serif fonts have them; any other letter is taken for a capital."""
OTHER = 0.73


def width(text: str, *, bold: bool = False) -> float:
    """About how wide `text` is, in em; rather more than less."""
    return sum(WIDTHS.get(char, OTHER) for char in text) * (BOLD if bold else 1)


def wrapped(text: str, limit: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """The text in at most `lines` lines of at most `limit` em, broken at spaces, and a word that is too
    long after its hyphens; what does not fit ends in “…”."""
    rows: list[str] = []
    pieces: list[str] = []
    for word in text.split():
        fits = width(word, bold=bold) <= limit
        first, *more = [word] if fits else re.findall(r"[^-]*-+|[^-]+", word)
        pieces += [f" {first}", *more]
    for place, piece in enumerate(pieces):
        if rows and width(rows[-1] + piece, bold=bold) <= limit:
            rows[-1] += piece
        elif len(rows) < lines:
            word = piece.strip()
            rows.append(word if width(word, bold=bold) <= limit else cut(word, limit, bold=bold))
        else:
            rows[-1] = cut("".join([rows[-1], *pieces[place:]]), limit, bold=bold)
            break
    return tuple(rows)


def cut(text: str, limit: float, *, bold: bool = False) -> str:
    """As much of the beginning as fits before “…”."""
    while text and width(f"{text}…", bold=bold) > limit:
        text = text[:-1].rstrip()
    return f"{text}…"

"""What is derived from an edition once and used as long as it is read: indexes, choices, drawn pieces."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path
from threading import Lock, RLock
from typing import Any

from django.db import connection
from django.db.models import Model
from django.urls import get_script_prefix
from django.utils.translation import get_language

from records.bounded import Bounded
from records.days import today

EDITIONS = 3
"""So many states are remembered: the current one, the one before, and one that somebody asked for."""
ROOM = 16 * 2**20
"""Bytes of drawn pieces that are kept of each."""


class Memory:
    """Values by name, each made when it is first asked for."""

    def __init__(self) -> None:
        self.pieces: Bounded[Any] = Bounded(ROOM)
        """Drawn pieces, such as cards. The longest unused leave where there is no more room."""
        self._values: dict[Hashable, Any] = {}
        self._lock = RLock()

    def get[T](self, name: Hashable, make: Callable[[], T]) -> T:
        """The value of this name, made once, however many threads ask."""
        try:
            value: T = self._values[name]
        except KeyError:
            with self._lock:
                if name not in self._values:
                    self._values[name] = make()
                value = self._values[name]
        return value

    def all_of(self, model: type[Model]) -> list[Any]:
        """All records of a model that every page may name: a controlled list, organisations, systems."""
        return self.get(("all", model), lambda: list(model._default_manager.all()))

    def piece[T](self, name: Hashable, draw: Callable[[], T], size: Callable[[T], int] = len) -> T:  # type: ignore[assignment]
        """The piece of this name, drawn now if it is not there. Whoever needs it meanwhile draws it too."""
        found: T | None = self.pieces.get(name)
        if found is None:
            found = draw()
            self.pieces.put(name, found, size(found))
        return found

    def several[K, T](
        self,
        names: Mapping[K, Hashable],
        draw: Callable[[list[K]], Iterable[T]],
        size: Callable[[T], int] = len,  # type: ignore[assignment]
    ) -> list[T]:
        """The pieces of these names, in order; `draw` is given the keys of those that are not there, once."""
        found: dict[K, Any] = {key: self.pieces.get(name) for key, name in names.items()}
        missing = [key for key, piece in found.items() if piece is None]
        for key, piece in zip(missing, draw(missing), strict=True):
            found[key] = piece
            self.pieces.put(names[key], piece, size(piece))
        return list(found.values())


_memories: OrderedDict[tuple[tuple[Path, int], datetime.date, str | None], Memory] = OrderedDict()
_lock = Lock()


def forget() -> None:
    """Forgets every edition, as a new process would."""
    with _lock:
        _memories.clear()


def memory() -> Memory:
    """The memory of the edition that is being read, on the day and in the language in which it is read.

    A database that can change is not remembered: each caller gets a memory of its own. So does who reaches
    the site under a path of its own, for that is part of every address.
    """
    edition = getattr(connection, "remembered", None)
    if edition is None or get_script_prefix() != "/":
        return Memory()
    key = (edition, today(), get_language())
    with _lock:
        if key not in _memories:
            _memories[key] = Memory()
        _memories.move_to_end(key)
        found = _memories[key]
        while len(_memories) > EDITIONS:
            _memories.popitem(last=False)
    return found

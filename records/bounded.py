"""A store bounded in bytes, in which those who come once cannot push out those who come often."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

PROTECTED = 0.8
"""The part of the room that protected values may take up."""
LARGEST = 16
"""No value may take more than one part in so many."""


class Segment[V]:
    """Values and their sizes, the longest unused first."""

    def __init__(self) -> None:
        self.used = 0
        self._values: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._values

    def add(self, key: Hashable, value: V, size: int) -> None:
        """Take a value in, as the latest used."""
        self._values[key] = (value, size)
        self.used += size

    def touch(self, key: Hashable) -> V:
        """A value, which is now the latest used."""
        self._values.move_to_end(key)
        return self._values[key][0]

    def remove(self, key: Hashable) -> tuple[Hashable, V, int]:
        """Take a value out, and return what `add` would need to take it in again."""
        value, size = self._values.pop(key)
        self.used -= size
        return key, value, size

    def remove_oldest(self) -> tuple[Hashable, V, int]:
        """Take out what nobody used for longest."""
        return self.remove(next(iter(self._values)))


class Bounded[V]:
    """Keeps values within a number of bytes; threads may share it.

    A newcomer is on probation: where room is short, the oldest on probation leaves. Who is asked for again
    is protected; what the protected have no more room for gets another probation.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._probation: Segment[V] = Segment()
        self._protected: Segment[V] = Segment()
        self._lock = Lock()

    @property
    def used(self) -> int:
        """The bytes in use, as the callers of `put` gave them."""
        return self._probation.used + self._protected.used

    def get(self, key: Hashable) -> V | None:
        """The value kept under a key, or None."""
        with self._lock:
            if key in self._protected:
                return self._protected.touch(key)
            if key not in self._probation:
                return None
            found = self._probation.remove(key)
            self._protected.add(*found)
            while self._protected.used > self._room * PROTECTED:
                self._probation.add(*self._protected.remove_oldest())
            return found[1]

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Keep a value of so many bytes, if it is not too large and nobody else was quicker."""
        with self._lock:
            if size * LARGEST > self._room or key in self._protected or key in self._probation:
                return
            self._probation.add(key, value, size)
            while self.used > self._room:
                self._probation.remove_oldest()

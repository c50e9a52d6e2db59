"""The edition that is being read, loaded into memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import Lock, RLock

from django.core.exceptions import ImproperlyConfigured
from django.urls import get_script_prefix
from django.utils.translation import get_language

from editions.clock import today
from editions.integrity import check
from editions.records import Records

LOADED = 3
"""Editions in memory at most: the current one, the one before, and an older one that is viewed."""
CACHES = 4


class EditionCache:
    """What is derived from an edition: indexes, choices, finished HTML. Each value is made once."""

    def __init__(self) -> None:
        self._values: dict[Hashable, object] = {}
        self._lock = RLock()

    def get_or_set[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of this key, made on the first call. Other threads wait for it."""
        if key not in self._values:
            with self._lock:
                if key not in self._values:
                    self._values[key] = make()
        return self._values[key]  # type: ignore[return-value]


class LoadedEdition:
    """The records of an edition, and what was derived from them."""

    def __init__(self, load: Callable[[], Records] = Records.load) -> None:
        self._load = load
        self._records: Records | None = None
        self._caches: dict[Hashable, EditionCache] = {}
        self._lock = RLock()

    @property
    def records(self) -> Records:
        """All published records, loaded on first use."""
        if self._records is None:
            with self._lock:
                self._records = self._records or self._load()
        return self._records

    @property
    def cache(self) -> EditionCache:
        """The cache for today and the reader's language: pages say what is overdue, and hold addresses."""
        key = (today(), get_language(), get_script_prefix())
        with self._lock:
            if key not in self._caches:
                while len(self._caches) >= CACHES:
                    self._caches.pop(next(iter(self._caches)))
                self._caches[key] = EditionCache()
            return self._caches[key]


_current: ContextVar[LoadedEdition | None] = ContextVar("loaded_edition", default=None)


class NoEditionError(ImproperlyConfigured):
    """Nothing was published yet, so there is nothing to serve."""


def current() -> LoadedEdition | None:
    """The edition that is being read, None where there is none."""
    return _current.get()


def edition() -> LoadedEdition:
    """The same. Raises NoEditionError where there is none."""
    loaded = current()
    if loaded is None:
        raise NoEditionError("There is no edition yet: publish one first (manage.py publish).")
    return loaded


def records() -> Records:
    """The records of the edition that is being read."""
    return edition().records


def edition_cache() -> EditionCache:
    """The cache of the edition that is being read."""
    return edition().cache


@contextmanager
def using(loaded: LoadedEdition | None) -> Iterator[None]:
    """Read this edition inside the block, in this thread."""
    token = _current.set(loaded)
    try:
        yield
    finally:
        _current.reset(token)


def of_file(path: Path) -> LoadedEdition:
    """The edition in a file, read and checked when its records are first needed."""

    def read() -> Records:
        check(path)
        return Records.read(path)

    return LoadedEdition(read)


_loaded: OrderedDict[Path, LoadedEdition] = OrderedDict()
_lock = Lock()


def load(path: Path) -> LoadedEdition:
    """The same, kept in memory.

    A file's name says what it holds. So an edition that was read stays right, whatever happens to its file,
    and one that could not be read is tried again each time.
    """
    with _lock:
        found = _loaded.setdefault(path, of_file(path))
        _loaded.move_to_end(path)
        while len(_loaded) > LOADED:
            _loaded.popitem(last=False)
        return found

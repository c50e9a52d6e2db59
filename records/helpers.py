"""Work shared out among other processes, in which Django is set up as in this one."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import django
from django.utils.module_loading import import_string

PROCESSES = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Helpers:
    """Processes that are there for work."""

    pool: ProcessPoolExecutor

    def each(self, work: str, tasks: Iterable[tuple]) -> Iterator[Any]:
        """What a function, named by its dotted path, gives for each of these arguments, in their order.

        They are some steps ahead of who takes the results, and no more: memory stays flat.
        """
        waiting: deque[Future] = deque()
        for task in tasks:
            waiting.append(self.pool.submit(_do, work, *task))
            if len(waiting) > 2 * PROCESSES:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def helpers() -> Iterator[Helpers]:
    """Inside, there are as many as this machine has use for."""
    # Not forked: whoever asks may have other threads, and open connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=_begin) as pool:
        yield Helpers(pool)


def _begin() -> None:
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    django.setup()


def _end_with_the_parent() -> None:
    """Without it, who is left behind by a parent that was killed would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _do(work: str, *task: Any) -> Any:
    # By its name: a function could not be found before Django is set up.
    return import_string(work)(*task)

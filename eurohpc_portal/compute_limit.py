"""A limit on computing pages, for each visitor's address and for all together.

The page cache stands in front: a page in memory costs nothing here. What counts is processor time, so a
visitor may ask for many cheap pages or a few expensive ones. Each worker counts for itself. In the editors'
process it holds for those who are not signed in.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from eurohpc_portal.client_address import client_address, network
from eurohpc_portal.errors import too_many_requests

Handler = Callable[[HttpRequest], HttpResponseBase]

BURST_SECONDS = 10
"""A visitor who has been quiet may use the allowance of so many seconds at once."""
SHARE_OF_ALL = 0.9
"""Of a worker's processor time: the rest is for pages in memory."""
HASHING = 0.25
"""Seconds that a password costs, in threads of the hasher: strangers send nothing else."""
VISITORS = 10_000
"""How many addresses are remembered; the one seen longest ago is forgotten first."""


class Allowance:
    """Seconds of computing by key: `share` of a second comes back each second."""

    def __init__(self, share: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._share = share
        self._clock = clock
        self._lock = Lock()
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def is_left(self, key: str) -> bool:
        """Whether there is anything left of the allowance."""
        with self._lock:
            return self._now_used(key) < self._share * BURST_SECONDS

    def use(self, key: str, seconds: float) -> None:
        """Count what was used, which may be more than was left."""
        with self._lock:
            self._used[key] = (self._now_used(key) + seconds, self._clock())
            self._used.move_to_end(key)
            if len(self._used) > VISITORS:
                self._used.popitem(last=False)

    def _now_used(self, key: str) -> float:
        used, when = self._used.get(key, (0.0, 0.0))
        return max(0.0, used - (self._clock() - when) * self._share)


def compute_limit(get_response: Handler) -> Handler:
    """Middleware that answers 429 where an address, or all together, have used their allowance."""
    if not settings.COMPUTE_SHARE:
        return get_response
    by_address, for_all = Allowance(settings.COMPUTE_SHARE), Allowance(SHARE_OF_ALL)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = getattr(request, "user", None)
        if user and user.is_authenticated:
            return get_response(request)
        visitor = network(client_address(request))
        if not (by_address.is_left(visitor) and for_all.is_left("")):
            return too_many_requests(request)
        began = time.thread_time()
        try:
            return get_response(request)
        finally:
            seconds = time.thread_time() - began + (HASHING if request.method == "POST" else 0)
            by_address.use(visitor, seconds)
            for_all.use("", seconds)

    return middleware

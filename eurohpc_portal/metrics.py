"""What Prometheus is told of requests."""

from __future__ import annotations

from wsgiref.types import WSGIEnvironment

from prometheus_client import Counter, Gauge, Histogram

from editions.middleware import KEPT, ROUTE
from editions.response_cache import ResponseCache

REQUESTS = Counter("directory_requests", "Requests.", ["route", "method", "status", "cache"])
SECONDS = Histogram(
    "directory_request_seconds",
    "Seconds until an answer begins.",
    ["cache"],
    buckets=(0.0005, 0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
CACHE_BYTES = Gauge(
    "directory_cache_bytes", "Bytes of whole pages in memory, all workers.", multiprocess_mode="livesum"
)

METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Telling:
    """Counts a request: its route by name, its method, the class of its status, and whether memory had it."""

    def __init__(self, cache: ResponseCache | None) -> None:
        self._cache = cache
        self._counted: dict[tuple[str, ...], tuple[Counter, Histogram]] = {}

    def __call__(self, environ: WSGIEnvironment, status: str, seconds: float) -> None:
        kept, method = environ.get(KEPT, "none"), environ["REQUEST_METHOD"]
        labels = (environ.get(ROUTE, "none"), method if method in METHODS else "other", status[0], kept)
        counted = self._counted.get(labels)
        if counted is None:
            # Found once: looking a label up costs more than counting.
            route, method, of_status, kept = labels
            counter = REQUESTS.labels(route=route, method=method, status=f"{of_status}xx", cache=kept)
            counted = self._counted[labels] = counter, SECONDS.labels(cache=kept)
        counter, histogram = counted
        counter.inc()
        histogram.observe(seconds)
        if kept == "miss" and self._cache:
            CACHE_BYTES.set(self._cache.used)

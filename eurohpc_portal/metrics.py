"""Metrics for Prometheus: workers write them to files, gunicorn's master adds them up and serves them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from wsgiref.types import WSGIEnvironment

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, multiprocess, start_http_server

from editions.middleware import KEPT, ROUTE
from editions.page_cache import PageCache
from editions.store import Manifest

REQUESTS = Counter("directory_requests", "Requests.", ["route", "method", "status", "cache"])
SECONDS = Histogram(
    "directory_request_seconds",
    "Seconds until an answer begins.",
    ["cache"],
    buckets=(0.0005, 0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
CACHE_BYTES = Gauge(
    "directory_cache_bytes", "Bytes of cached pages, all workers.", multiprocess_mode="livesum"
)
BUILD = Gauge(
    "directory_build_info", "The code and its role.", ["version", "commit", "role"], multiprocess_mode="max"
)
CHECK = Gauge(
    "directory_check", "Each check of the last /readyz: 1 is ok.", ["check"], multiprocess_mode="mostrecent"
)
CHECKED = Gauge(
    "directory_checked_seconds", "When /readyz was last answered.", multiprocess_mode="mostrecent"
)
EDITION = Gauge("directory_edition", "The current edition's number.", multiprocess_mode="mostrecent")
PUBLISHED = Gauge(
    "directory_edition_published_seconds", "When it was published.", multiprocess_mode="mostrecent"
)

METHODS = ("GET", "HEAD", "POST", "OPTIONS")


def record_request(
    page_cache: PageCache | None, environ: WSGIEnvironment, status: str, seconds: float
) -> None:
    """Count a request. The label values are a closed set, whatever a visitor sends."""
    method, cache = environ["REQUEST_METHOD"], environ.get(KEPT, "none")
    REQUESTS.labels(
        route=environ.get(ROUTE, "none"),
        method=method if method in METHODS else "other",
        status=f"{status[0]}xx",
        cache=cache,
    ).inc()
    SECONDS.labels(cache=cache).observe(seconds)
    if page_cache and cache == "miss":
        CACHE_BYTES.set(page_cache.used)


def record_readiness(checks: Mapping[str, bool], edition: Manifest | None) -> None:
    """Keep the result of /readyz for the next scrape."""
    for name, well in checks.items():
        CHECK.labels(check=name).set(well)
    CHECKED.set_to_current_time()
    if edition:
        EDITION.set(edition.number)
        PUBLISHED.set(datetime.fromisoformat(edition.published_at).timestamp())


def serve(port: int, log: logging.Logger) -> None:
    """Answer scrapes from a thread of this process. If the port is taken, pages are served without."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    try:
        start_http_server(port, registry=registry)
    except OSError as error:
        log.error("There are no metrics: port %s: %s", port, error.strerror)

"""Whether the web addresses in the record still answer."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import models
from django.utils import timezone

from editions.diff import published_models
from editions.serialization import owner_of
from editorial.models import LinkCheck

TIMEOUT = 15
PAUSE = 1.0
"""Seconds to wait for an answer, and between two requests to one host."""


def records_by_address() -> dict[str, list[models.Model]]:
    """Every web address in the record, with the records that hold it. One query per model with addresses."""
    found: dict[str, list[models.Model]] = defaultdict(list)
    for model in published_models():
        fields = [field.name for field in model._meta.fields if isinstance(field, models.URLField)]
        for row in model._base_manager.all() if fields else ():
            for address in {getattr(row, name) for name in fields} - {""}:
                owner = owner_of(row)
                if owner not in found[address]:
                    found[address].append(owner)
    return dict(found)


def check_addresses(addresses: Iterable[str], *, pause: float = PAUSE) -> list[LinkCheck]:
    """Ask for each address once, some hosts at a time, and keep the results.

    Takes minutes: `pause` seconds lie between two requests to one host. Where nothing answers at all, the
    network is down, and nothing is kept.
    """
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[urlsplit(address).netloc].append(address)

    def of_host(host: str) -> list[LinkCheck]:
        return list(_one_after_another(by_host[host], pause))

    with ThreadPoolExecutor(max_workers=8) as pool:
        results = [result for found in pool.map(of_host, sorted(by_host)) for result in found]
    if any(result.status for result in results):
        LinkCheck.objects.bulk_create(
            results,
            update_conflicts=True,
            unique_fields=["url"],
            update_fields=["checked_at", "status", "problem"],
        )
    return results


def _one_after_another(addresses: list[str], pause: float) -> Iterator[LinkCheck]:
    for number, address in enumerate(addresses):
        if number:
            time.sleep(pause)
        status, problem = _ask(address)
        yield LinkCheck(url=address, checked_at=timezone.now(), status=status, problem=problem)


def _ask(address: str) -> tuple[int | None, str]:
    """The status of the answer, or None and why there is none."""
    agent = f"{settings.SITE_NAME} link check (+{settings.PUBLIC_URL})"
    try:
        # A GET whose body is not read: many servers answer HEAD wrongly.
        # The database lets in addresses of the web only.
        request = Request(address, headers={"User-Agent": agent})  # noqa: S310
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return answer.status, ""
    except HTTPError as error:
        error.close()
        return error.code, ""
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        return None, str(reason)[:300] or type(error).__name__

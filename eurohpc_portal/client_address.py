"""Which address a request comes from, behind proxies of our own."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)


def client_address(request: HttpRequest) -> str | None:
    """The address that asks, as the outermost proxy of our own saw it; None where nobody says.

    What a visitor writes into X-Forwarded-For himself stands further left, and is not believed.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = hops[-settings.PROXIES :][:1] if 0 < settings.PROXIES <= len(hops) else []
    address = next(filter(None, map(_address, [*trusted, request.META.get("REMOTE_ADDR", "")])), None)
    if settings.HTTPS and address and ip_address(address).is_private:
        _warn_of_shared_address()
    return address


def network(address: str | None) -> str:
    """What stands for one visitor: an IPv4 address, or the /64 network of an IPv6 customer; "" for None."""
    if not address:
        return ""
    ip = ip_address(address)
    if ip.version == 4 or ip.ipv4_mapped:
        return address
    return str(ip_network(f"{address}/64", strict=False))


@cache
def _warn_of_shared_address() -> None:
    """Once per process. The address itself is not logged."""
    logger.warning(
        "A request comes from a private address. If the site is public, a proxy hides the addresses of its "
        "visitors, and limits hold for all of them together: see “Visitors' addresses” in docs/deployment.md."
    )


def _address(text: str) -> str | None:
    """An address without the port that some proxies add, or None if it is none."""
    bare = text.removeprefix("[").split("]")[0] if text.startswith("[") else text
    for candidate in (bare, bare.rpartition(":")[0]):
        with suppress(ValueError):
            return str(ip_address(candidate))
    return None

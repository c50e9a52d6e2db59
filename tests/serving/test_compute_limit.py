"""The limit on computing pages: who is refused, when, and who is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from eurohpc_portal import client_address
from eurohpc_portal.client_address import network
from eurohpc_portal.compute_limit import BURST_SECONDS, VISITORS, Allowance


def test_an_allowance_is_used_up_and_comes_back() -> None:
    now = [0.0]
    allowance = Allowance(0.2, clock=lambda: now[0])
    assert allowance.is_left("ana")
    allowance.use("ana", 0.2 * BURST_SECONDS + 0.2)
    assert not allowance.is_left("ana")
    assert allowance.is_left("ben"), "another visitor has one of his own"
    now[0] = 1.1
    assert allowance.is_left("ana")


def test_it_remembers_a_bounded_number_of_visitors() -> None:
    allowance = Allowance(0.2)
    for number in range(VISITORS + 50):
        allowance.use(str(number), 100)
    assert not allowance.is_left(str(VISITORS))
    assert allowance.is_left("0")


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, ""),
    ],
)
def test_an_ipv6_customer_is_one_visitor(address: str | None, visitor: str) -> None:
    assert network(address) == visitor


@pytest.mark.parametrize(
    ("https", "address", "warned"), [(True, "10.89.0.1", 1), (True, "8.8.8.8", 0), (False, "10.89.0.1", 0)]
)
def test_a_shared_address_is_warned_of_once(
    rf: RequestFactory, settings: Any, caplog: Any, https: bool, address: str, warned: int
) -> None:
    settings.HTTPS, settings.PROXIES = https, 1
    client_address._warn_of_shared_address.cache_clear()
    for _again in range(3):
        client_address.client_address(rf.get("/", HTTP_X_FORWARDED_FOR=address))
    assert caplog.text.count("comes from a private address") == warned
    assert address not in caplog.text

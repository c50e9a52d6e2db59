"""No address makes the editors' pages fail."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.endurance import repeats

LOOKUPS = (
    "",
    "__exact",
    "__range",
    "__regex",
    "__in",
    "__isnull",
    "__id__exact",
    "__year",
    "__slug__contains",
    "____",
)
VALUES = ("", "0", "-1", "x", "(((", "\x00", "1,2,x", "9" * 40, "é" * 300, "%s", "' OR 1=1 --")
OWN = (
    "q",
    "p",
    "o",
    "all",
    "e",
    "_to_field",
    "_popup",
    "_facets",
    "_source_model",
    "evidence",
    "page",
    "unknown",
)


def addresses() -> list[str]:
    """Every list with every parameter it might be asked for, and then some."""
    found = []
    for model in admin.site._registry:
        base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        names = [field.name for field in model._meta.get_fields()][:12]
        for place, name in enumerate(names):
            for lookup, value in itertools.islice(
                itertools.cycle(itertools.product(LOOKUPS, VALUES)), place * 7, place * 7 + 16
            ):
                found.append(f"{base}?{name}{lookup}={quote(value)}")
        found += [f"{base}?{name}={quote(value)}" for name in OWN for value in VALUES]
        found += [
            f"{base}{pk}/change/?_to_field={name}"
            for pk in ("1", "x", "%00", "9" * 40)
            for name in ("", "id", "x")
        ]
        found += [
            f"{base}{pk}/{page}/"
            for pk in ("0", "x", "%00", "_5F")
            for page in ("delete", "history", "change")
        ]
    return found


@pytest.mark.endurance
def test_hostile_addresses_are_refused_not_broken(sign_in: Callable[..., Client]) -> None:
    root = sign_in("root", "administrator")
    everything = addresses()
    assert len(everything) > 3000
    tried = random.Random(20261121).sample(everything, repeats(100, 300, len(everything)))
    broken = []
    for address in tried:
        status = root.get(address).status_code
        if status >= 500:
            broken.append((status, address))
    assert broken == []


@pytest.mark.parametrize(
    "address",
    [
        "/admin/factories/factory/?cuontry=DE",
        "/admin/factories/factory/?country__code__exact=DE",
        "/admin/factories/factory/?evidence=none",
        "/admin/reference/milestone/?date__range=junk",
        "/admin/reference/country/?name__regex=(((",
        "/admin/reference/country/?code__exact=%00",
    ],
)
def test_a_filter_that_does_not_exist_is_a_400(ana: Client, address: str) -> None:
    assert ana.get(address).status_code == 400


def test_every_filter_that_a_list_offers_works(sign_in: Callable[..., Client]) -> None:
    root = sign_in("root", "administrator")
    followed = 0
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for spec in root.get(address).context["cl"].filter_specs:
            for choice in spec.choices(root.get(address).context["cl"]):
                assert root.get(address + choice["query_string"]).status_code == 200
                followed += 1
    assert followed > 20


@pytest.mark.parametrize(
    "query",
    [
        "",
        "term=x",
        "app_label=factories&model_name=factory&field_name=nothing",
        "app_label=auth&model_name=user&field_name=groups",
        "term=%00&app_label=factories&model_name=factory&field_name=country",
        "term=a&app_label=factories&model_name=factory&field_name=country&page=x",
        "term=a&app_label=reference&model_name=organisation&field_name=country&page=99999999999999999999",
    ],
)
def test_junk_to_the_choices_is_refused(ana: Client, query: str) -> None:
    assert 400 <= ana.get(f"/admin/autocomplete/?{query}").status_code < 500


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"citations-TOTAL_FORMS": "x"},
        {"citations-TOTAL_FORMS": "9" * 30, "citations-INITIAL_FORMS": "-1"},
        {"name": "\x00", "country": "x", "cut_off": "9" * 40, "latitude": "nan", "opened_revision": "\x00"},
        {"_saveasnew": "1"},
    ],
)
def test_junk_in_a_form_is_told_not_followed(ana: Client, fields: dict[str, str]) -> None:
    from factories.models import Factory

    before = list(Factory.objects.values())
    factory = Factory.objects.first()
    for address in (f"/admin/factories/factory/{factory.pk}/change/", "/admin/factories/factory/add/"):
        assert ana.post(address, fields).status_code < 500
    assert list(Factory.objects.values()) == before


@pytest.mark.parametrize("digits", ["9" * 5000, "²", "٣", "-1", "1.5", ""])
def test_numbers_that_are_none(pia: Client, digits: str) -> None:
    assert pia.get("/admin/log/", {"page": digits}).status_code == 404
    assert pia.get("/admin/reference/sector/", {"p": digits}).status_code == 200
    assert pia.post("/admin/editions/prune/", {"keep": digits}).status_code == 302


def test_nul_is_refused_everywhere(pia: Client) -> None:
    assert pia.post("/admin/publish/", {"note": "a\x00b"}).status_code == 400
    assert pia.post("/admin/reference/sector/1/change/", {"aliases": "a\x00b"}).status_code == 400


def test_methods_that_make_no_sense_are_refused(ana: Client) -> None:
    for method in ("put", "delete", "patch", "trace"):
        assert getattr(ana, method)("/factories/").status_code == 405

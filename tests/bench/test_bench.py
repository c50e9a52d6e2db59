"""The sites that the bench makes up are sound, and the bench itself runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from antennas.models import Antenna
from editions.build import build
from editions.publishing import check
from factories.models import Factory
from reference import textsearch
from tests.bench import report, synthetic
from tests.bench.measure import Costs, Load, in_turn
from tests.bench.report import at_least, at_most, table
from tests.bench.stale import Reader

pytestmark = pytest.mark.django_db

MADE = ("reference", "factories", "antennas")


def records() -> list[Any]:
    """Every record that has rules of its own."""
    models = [model for app in MADE for model in apps.get_app_config(app).get_models()]
    return [
        record
        for model in models
        if hasattr(model, "natural_key_lookups")
        for record in model._default_manager.order_by("-pk")[:40]
    ]


def test_there_are_as_many_as_were_asked_for() -> None:
    synthetic.fill(92)
    assert Factory.objects.count() + Antenna.objects.count() == 92
    synthetic.fill(92)
    assert Factory.objects.count() + Antenna.objects.count() == 92


def test_they_may_be_published_and_saved_in_a_form() -> None:
    synthetic.fill(92)
    assert check() == []
    for record in records():
        record.full_clean()


@pytest.mark.once
def test_the_same_number_makes_the_same_bytes(tmp_path: Path) -> None:
    def made(name: str) -> str:
        synthetic.fill(62)
        textsearch.rebuild()
        return build(tmp_path / name)

    checksums = []
    for name in ("first", "second"):
        with transaction.atomic():
            checksums.append(made(f"{name}.sqlite3"))
            transaction.set_rollback(True)
    assert checksums[0] == checksums[1]
    synthetic.fill(62, seed=2)
    textsearch.rebuild()
    assert build(tmp_path / "other.sqlite3") != checksums[0]


class Pretended:
    """A server that takes so long a request."""

    def __init__(self, cost: float) -> None:
        self.cost, self.used, self.asked = cost, 0.0, []  # type: ignore[var-annotated]

    def get(self, address: str) -> tuple[int, bytes]:
        self.used += self.cost
        self.asked.append(address)
        return 200, b""

    def processor(self) -> float:
        return self.used


def test_two_servers_are_asked_in_turn_and_compared() -> None:
    slow, fast = Pretended(0.02), Pretended(0.001)
    costs = in_turn((Load(slow, ["/a", "/b"]), 2), (Load(fast, ["/c"]), 10), rounds=3)  # type: ignore[arg-type]
    assert [round(value) for value in costs.values] == [20, 1]
    assert round(costs.ratio()) == 20
    assert slow.asked.count("/a") in (4, 5)


def test_a_target_is_met_or_not() -> None:
    assert at_least("", 0.8, 0.8).passed
    assert not at_least("", 0.79, 0.8).passed
    assert at_most("", Costs((1.0, 10.0)).ratio(), 0.1).passed
    assert not at_most("", 0.11, 0.1).passed
    assert "**no**" in table([at_most("", 0.11, 0.1)])


def test_a_page_is_stale_where_a_newer_edition_was_complete_before() -> None:
    reader = Reader(0, None, seen=[(1.0, 1), (2.5, 1), (3.5, 1), (3.6, 2)])
    assert reader.stale([(2, 2.0)], 0.0) == 2
    assert reader.stale([(2, 2.0)], 1.0) == 1
    assert reader.stale([(2, 2.0), (3, 3.0)], 0.5) == 2
    assert reader.stale([(2, 2.0), (3, 3.0)], 0.4) == 3


def test_the_page_holds_every_number_beside_its_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "PAGE", tmp_path / "benchmarks.md")
    monkeypatch.setattr(report, "versions", lambda: ["Python 3"])
    titles = ["A part", "Another", "A third"]
    lines = [at_least("a list", 0.9, 0.8, "9 beside 10"), at_most("a page", 2, 1)]
    report.write({"Another": lines}, titles)
    report.write({"A part": [at_most("a file", 0.5, 1)]}, titles)
    report.write({"A part": [at_most("a file", 0.6, 1)]}, titles)
    text = report.PAGE.read_text(encoding="utf-8")
    assert "| a list | 0.9 × (9 beside 10) | ≥ 0.8 × | yes    |" in text
    assert "| a page | 2 ×                 | ≤ 1 ×   | **no** |" in text
    assert "| a file | 0.6 ×" in text
    assert "0.5 ×" not in text, "measured anew"
    assert text.index("## A part") < text.index("## Another") < text.index("## What is compared")
    assert text.count("## ") == 3


def test_the_locked_list_of_datasette_has_hashes() -> None:
    text = report.datasette.LOCK.read_text(encoding="utf-8")
    assert "datasette==" in text
    assert text.count("--hash=sha256:") > 20
    assert "://" not in text

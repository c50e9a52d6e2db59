"""The list of systems says where each is, what it has, and through whom it can be used now."""

from __future__ import annotations

from typing import Any

from directory.models import Supercomputer


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def row(page: Any, slug: str) -> str:
    return text(page).split(f'<a href="/supercomputers/{slug}/">')[1].split("</tr>")[0]


def test_every_system_is_there_once(get: Any) -> None:
    rows = get("/supercomputers/").context["rows"]
    assert {item["system"].slug for item in rows} == set(Supercomputer.objects.values_list("slug", flat=True))
    assert len(rows) == Supercomputer.objects.count()


def test_it_says_operator_place_accelerators_and_rank(get: Any) -> None:
    jupiter = row(get("/supercomputers/"), "jupiter")
    assert 'href="/organisations/' in jupiter
    assert "Jülich, Germany" in jupiter
    assert "about 24,000 NVIDIA Grace Hopper GPUs" in jupiter
    assert "No. 4" in jupiter
    assert "planned" in row(get("/supercomputers/"), "meluxina-ai")


def test_who_may_use_it_now_comes_before_who_may_later(get: Any) -> None:
    page = get("/supercomputers/")
    leonardo = row(page, "leonardo").split("Usable now through")[1]
    assert 'href="/factories/it4lia/"' in leonardo
    assert 'href="/factories/ai-at/"' in leonardo
    lumi_ai = row(page, "lumi-ai")
    assert "Usable now" not in lumi_ai
    assert 'href="/factories/lumi-ai-factory/"' in lumi_ai

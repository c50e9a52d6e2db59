"""The first page: the question, the map, what happened and what is next."""

from __future__ import annotations

from typing import Any

from antennas.models import Antenna
from factories.models import Factory


def test_it_opens_with_the_question_and_every_site_on_the_map(get: Any) -> None:
    page = " ".join(get("/").content.decode().split())
    assert page.index("Where are you?") < page.index('class="map"')
    for site in [*Factory.objects.all(), *Antenna.objects.all()]:
        assert f'href="{site.get_absolute_url()}" transform=' in page


def test_it_says_what_happened_last_what_is_next_and_what_is_late(get: Any) -> None:
    context = get("/").context["news"]
    assert [moment.item.happened for moment in context.last] == [True] * 3
    assert context.last[0].place >= context.last[1].place >= context.last[2].place
    assert not any(moment.item.happened or moment.item.overdue for moment in context.next)
    late = get("/timeline/?status=overdue")
    assert len(late.context["page"].moments) == context.overdue > 0
    assert all(moment.item.overdue for moment in late.context["page"].moments)
    assert f"{context.overdue} expected dates have passed unconfirmed" in get("/").content.decode()


def test_each_entry_leads_to_its_place_on_the_timeline(get: Any) -> None:
    timeline = get("/timeline/").content.decode()
    news = get("/").context["news"]
    for moment in (*news.last, *news.next):
        assert f'id="{moment.id}"' in timeline


def test_a_withdrawn_edition_is_not_what_changed_last(get: Any) -> None:
    assert "What changed in this directory" not in get("/").content.decode(), "nothing is published here"


def test_it_shows_every_factory_promised_and_now(get: Any) -> None:
    strip = get("/").content.decode().split('<div class="lanes">')[1].split("</section>\n<section")[0]
    for factory in Factory.objects.all():
        assert f'href="{factory.get_absolute_url()}"' in strip
    assert "All facilities enter service: by mid-2026" in " ".join(strip.split())


def test_an_empty_directory_has_a_first_page(get: Any) -> None:
    Antenna.objects.all().delete()
    Factory.objects.all().delete()
    assert get("/").status_code == 200

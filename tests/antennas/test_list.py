"""The list of Antennas shows exactly what was asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from antennas.filters import AntennaFilter
from antennas.models import Antenna
from antennas.validation import sites_have_their_own_slug
from tests.listed import listed, sites

LIST = "/antennas/"


def slugs(page: Any) -> set[str]:
    return {site.slug for site in sites(listed(page))}


def test_it_shows_all_thirteen(get: Any) -> None:
    assert len(slugs(get(LIST))) == 13


def test_the_table_leads_to_the_factories_of_each(get: Any) -> None:
    row = get(f"{LIST}?view=table&q=irl").content.decode().partition("<tbody>")[2].partition("</tr>")[0]
    assert '<a href="/factories/luxembourg-ai-factory/">Luxembourg AI Factory</a>' in row
    assert "Tie(" not in row


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("factory=pharos", {"pharos-cy", "calypso", "vezilka", "saifa"}),
        ("factory=it4lia&link=collaborates", {"hearts"}),
        ("factory=it4lia&link=linked", {"saifa"}),
        ("factory=it4lia", {"saifa", "hearts"}),
        ("link=collaborates", {"hearts"}),
        ("factory=lumi-ai-factory", {"be-aifa", "aifa-ice", "aifa-lat", "hearts"}),
        ("factory=luxembourg-ai-factory", {"aif-irl"}),
        ("country=UK", {"ukaifa"}),
        ("country=uk&country=ch", {"ukaifa", "hearts"}),
        ("sector=none", {"aif-irl", "aifa-lat", "skaiat"}),
        ("emphasis=use-case", {"hearts"}),
        ("cutoff=factories-1", None),
        ("participant=DK", None),
        ("system=new", None),
        ("link=other", None),
    ],
)
def test_filters_keep_the_right_antennas(get: Any, query: str, expected: set[str] | None) -> None:
    page = get(f"{LIST}?{query}")
    if expected is None:
        assert page.status_code == 400
        assert not listed(page).sites
    else:
        assert page.status_code == 200
        assert slugs(page) == expected


def test_the_sentence_tells_linked_from_collaborating(get: Any) -> None:
    def sentence(query: str) -> str:
        return listed(get(f"{LIST}?{query}")).sentence

    assert sentence("factory=pharos") == "linked to or collaborating with Pharos"
    assert sentence("factory=pharos&link=linked") == "linked to Pharos"
    assert sentence("factory=it4lia&link=collaborates") == "collaborating with IT4LIA"


def test_every_count_is_what_choosing_it_gives(get: Any) -> None:
    for query in ("", "link=linked&", "sector=health&"):
        page = get(f"{LIST}?{query.rstrip('&')}")
        for view in listed(page).facets:
            if f"{view.name}=" in query:
                continue
            for option in view.options:
                chosen = QueryDict(f"{query}{view.name}={option.value}")
                answer = AntennaFilter(chosen).count
                assert answer == option.count, (query, view.name, option.value)


def test_an_antenna_may_not_share_its_slug_with_a_factory(db: None) -> None:
    assert sites_have_their_own_slug() == []
    Antenna.objects.filter(slug="calypso").update(slug="pharos")
    assert [name for name, _message in sites_have_their_own_slug()] == ["CALYPSO"]

"""The record says what the documents say, in numbers."""

from __future__ import annotations

from collections import Counter

import pytest

from antennas.models import Antenna, AntennaFactory
from directory.models import (
    Country,
    CutOff,
    KeyFigure,
    Milestone,
    Organisation,
    Sector,
    Source,
    Supercomputer,
)
from factories.models import Factory

pytestmark = pytest.mark.django_db


def test_seven_then_six_then_six_factories_in_sixteen_countries() -> None:
    rounds = Counter(Factory.objects.values_list("cut_off__slug", flat=True))
    assert rounds == {"factories-1": 7, "factories-2": 6, "factories-3": 6}
    assert Factory.objects.values("country").distinct().count() == 16


def test_thirteen_antennas_with_sixteen_links_and_three_collaborations() -> None:
    assert Antenna.objects.count() == 13
    assert Counter(AntennaFactory.objects.values_list("kind", flat=True)) == {"linked": 16, "collaborates": 3}
    collaborating = AntennaFactory.objects.filter(kind="collaborates")
    assert set(collaborating.values_list("site__slug", flat=True)) == {"hearts"}


def test_eight_sites_state_no_sector() -> None:
    silent = set(Factory.objects.filter(sector_links=None).values_list("slug", flat=True))
    assert silent == {"lumi-ai-factory", "hammerhai", "slaif", "czai", "ro-ai-factory"}
    assert set(Antenna.objects.filter(sector_links=None).values_list("slug", flat=True)) == {
        "aif-irl",
        "aifa-lat",
        "skaiat",
    }


def test_thirty_nine_systems_of_which_sixteen_have_no_name() -> None:
    assert Supercomputer.objects.count() == 39
    assert Supercomputer.objects.filter(name="").count() == 16


def test_every_sector_of_the_vocabulary_is_there() -> None:
    assert Sector.objects.count() == 25
    assert not Sector.objects.filter(factories_links=None, antennas_links=None).exists()


def test_the_rest_of_the_documents_is_there_too() -> None:
    assert Source.objects.filter(kind="document").count() == 5
    assert CutOff.objects.count() == 4
    assert Country.objects.count() >= 38
    assert Organisation.objects.count() >= 70
    assert Milestone.objects.count() >= 25
    assert KeyFigure.objects.count() >= 50


@pytest.mark.parametrize("code", ["DK", "EE", "NO", "PT", "TR"])
def test_countries_that_only_take_part_host_nothing(code: str) -> None:
    country = Country.objects.get(code=code)
    assert not country.factories.exists()
    assert not country.antennas.exists()
    assert country.factories_links.exists()


def test_the_addresses_are_those_of_the_contract() -> None:
    factories = """lumi-ai-factory hammerhai pharos it4lia luxembourg-ai-factory bsc-ai-factory mimer ai-at brainpp
        ai2f jaif piast-ai-factory slaif czai litai nlaif gaia-ai-factory ro-ai-factory 1healthai"""
    antennas = """be-aifa pharos-cy hunaifa aifa-ice aif-irl aifa-lat calypso faima vezilka saifa skaiat hearts
        ukaifa"""
    assert set(Factory.objects.values_list("slug", flat=True)) == set(factories.split())
    assert set(Antenna.objects.values_list("slug", flat=True)) == set(antennas.split())

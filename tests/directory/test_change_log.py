"""Changes in sentences: what a reader is told of each thing that an edition changed."""

from __future__ import annotations

from typing import Any

import pytest

from directory.change_log import by_record
from directory.models import Milestone, Sector, Source
from editions import store
from editions.publishing import publish
from factories.models import Factory, FactoryCitation, FactorySector

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brainpp")]


@pytest.fixture
def brainpp(settings: Any) -> Factory:
    """BRAIN++ without the sector that tests add; the first edition is published."""
    settings.EDITION_FILES = ()
    site = Factory.objects.get(slug="brainpp")
    site.sector_links.filter(sector__slug="energy").delete()
    site.citations.filter(field="sectors", about="energy").delete()
    publish()
    return site


def told() -> dict[str, list[str]]:
    """The lines of the edition that publishing now makes, under the names of the records."""
    publish()
    return {change.name: change.lines for change in by_record(store.manifests()[0].changes)}


def add_sector(site: Factory) -> None:
    FactorySector.objects.create(site=site, sector=Sector.objects.get(slug="energy"))
    source = Source.objects.get(slug="analysis-2025")
    FactoryCitation.objects.create(record=site, field="sectors", about="energy", source=source, locator="x")


def test_a_value_comes_with_its_source_and_goes(brainpp: Factory) -> None:
    add_sector(brainpp)
    source = Source.objects.get(slug="analysis-2025")
    assert told() == {"BRAIN++": [f"Sector Energy added (source: {source})"]}
    brainpp.citations.filter(about="energy").delete()
    brainpp.sector_links.filter(sector__slug="energy").delete()
    assert told() == {"BRAIN++": ["Sector Energy removed"]}


def test_a_text_is_told_word_by_word_and_a_choice_by_its_label(brainpp: Factory) -> None:
    before, word, after = brainpp.summary.partition(" virtual ")
    assert word
    Factory.objects.filter(pk=brainpp.pk).update(summary=f"{before} entire {after}")
    row = brainpp.sector_links.first()
    other = {"focus": "use-case", "use-case": "focus"}[row.emphasis]
    FactorySector.objects.filter(pk=row.pk).update(emphasis=other)
    (lines,) = told().values()
    assert lines[0].startswith("Summary: ")
    assert "<del>virtual </del><ins>entire </ins>" in lines[0]
    assert lines[1].startswith(f"Sector {row.sector.name}: emphasis: ")
    assert "use-case" not in lines[1]


def test_evidence_of_a_fact_that_stays_is_a_line_of_its_own(brainpp: Factory) -> None:
    source = Source.objects.exclude(factorycitations__record=brainpp).first()
    assert source
    FactoryCitation.objects.create(record=brainpp, field="city", source=source, locator="x")
    assert told() == {"BRAIN++": [f"City: source added: {source}"]}


def test_a_date_is_told_as_precisely_as_it_is_stated() -> None:
    milestone = Milestone.objects.filter(step="", until=None).first()
    assert milestone
    Milestone.objects.filter(pk=milestone.pk).update(date="2027-01-01", precision="year", qualifier="")
    told()
    Milestone.objects.filter(pk=milestone.pk).update(date="2026-07-01", precision="half", qualifier="by")
    lines = told()[milestone.title]
    (line,) = lines
    assert "2027" in line
    assert "by the end of 2026" in line


def test_what_came_and_went_is_one_line() -> None:
    Sector.objects.create(slug="passing", name="Passing", scope="s")
    assert told() == {"Passing": ["New in the directory"]}
    Sector.objects.get(slug="passing").delete()
    assert told() == {"Passing": ["No longer in the directory"]}


def test_markup_in_values_is_only_text(brainpp: Factory) -> None:
    Sector.objects.filter(slug="energy").update(name="<b>Power</b>")
    assert "&lt;b&gt;Power&lt;/b&gt;" in told()["<b>Power</b>"][0]
    add_sector(brainpp)
    assert told()["BRAIN++"][0].startswith("Sector &lt;b&gt;Power&lt;/b&gt; added (source: ")

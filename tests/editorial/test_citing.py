"""Citing on a record's form: facts by their visible names, unsaved rows included."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from directory.models import Source
from factories.models import Factory
from tests.builders import make_factory, make_sector, make_source
from tests.editorial.forms import filled, row_of
from tests.editorial.test_forms import change_page, page_of


@pytest.fixture
def factory(db: None) -> Factory:
    return make_factory(sectors=(make_sector(slug="sleep", name="Sleep research"),))


def new_citation(fields: dict[str, Any], fact: str, **values: Any) -> dict[str, Any]:
    """The fields of a form with one more citation."""
    number = int(fields["citations-TOTAL_FORMS"])
    row = {"field": fact, "source": make_source().pk, "agrees": "on", **values}
    more = {f"citations-{number}-{name}": value for name, value in row.items()}
    return {**fields, "citations-TOTAL_FORMS": str(number + 1), **more}


def test_facts_are_listed_once_and_by_their_visible_names(ana: Client, factory: Factory) -> None:
    page = ana.get(change_page(factory)).content.decode()
    [listed] = re.findall(r'<select name="citations-__prefix__-field".*?</select>', page, re.DOTALL)
    assert '<option value="city">City</option>' in listed
    assert '<option value="sectors:sleep">Sector: Sleep research</option>' in listed
    assert page.count("Sector: Sleep research</option>") == 1


def test_a_value_of_several_is_cited_by_one_choice(ana: Client, factory: Factory) -> None:
    fields = new_citation(filled(ana.get(change_page(factory))), "sectors:sleep")
    assert ana.post(change_page(factory), fields).status_code == 302
    citation = factory.citations.get()
    assert (citation.field, citation.about) == ("sectors", "sleep")
    page = ana.get(change_page(factory))
    assert ana.post(change_page(factory), filled(page)).status_code == 302
    start = row_of(filled(page), "field", "sectors:sleep")
    assert ana.post(change_page(factory), {**filled(page), f"{start}field": "name"}).status_code == 302
    citation = factory.citations.get()
    assert (citation.field, citation.about) == ("name", "")


def test_a_row_is_cited_in_the_form_that_adds_it(ana: Client, factory: Factory) -> None:
    fields = filled(ana.get(change_page(factory)))
    sector = make_sector(slug="dreams")
    fields |= {"sector_links-TOTAL_FORMS": "2", "sector_links-1-sector": sector.pk}
    fields |= {"sector_links-1-emphasis": "focus"}
    fields = new_citation(fields, "sectors:@sector_links-1")
    assert ana.post(change_page(factory), fields).status_code == 302
    assert factory.citations.get().about == "dreams"


def test_a_row_that_says_nothing_yet_cannot_be_cited(ana: Client, factory: Factory) -> None:
    for fact in ("sectors:@sector_links-7", "sectors:@", "organisations:@sector_links-0"):
        fields = new_citation(filled(ana.get(change_page(factory))), fact)
        answer = ana.post(change_page(factory), fields)
        assert answer.status_code == 200
        assert "Fill in the row that this citation is about." in answer.content.decode()


@pytest.mark.parametrize("fact", ["nonsense", "sectors", "name:x", ":", "sectors:"])
def test_what_is_no_fact_is_refused(ana: Client, factory: Factory, fact: str) -> None:
    answer = ana.post(change_page(factory), new_citation(filled(ana.get(change_page(factory))), fact))
    assert answer.status_code == 200
    assert not factory.citations.exists()


def test_the_same_place_is_not_cited_twice(ana: Client, factory: Factory) -> None:
    source = make_source()
    fields = filled(ana.get(change_page(factory)))
    for _ in range(2):
        fields = new_citation(fields, "sectors:sleep", source=source.pk)
    answer = ana.post(change_page(factory), fields)
    assert answer.status_code == 200
    fields = new_citation(filled(ana.get(change_page(factory))), "sectors:sleep", source=source.pk)
    assert ana.post(change_page(factory), fields).status_code == 302
    fields = new_citation(filled(ana.get(change_page(factory))), "sectors:sleep", source=source.pk)
    assert "already cited for this fact" in ana.post(change_page(factory), fields).content.decode()


def test_an_uncited_fact_leads_to_its_place_and_can_be_cited_there(ana: Client, factory: Factory) -> None:
    page = ana.get(change_page(factory)).content.decode()
    assert '<a href="#id_summary">Summary</a>' in page
    assert '<a href="#sector_links-group">Sector: Sleep research</a>' in page
    assert 'id="sector_links-group"' in page
    values = [json.loads(value.replace("&quot;", '"')) for value in re.findall(r'data-cite="(.*?)"', page)]
    assert ["sectors:sleep"] in values
    assert sorted(values[-1]) == sorted(value for [value] in values[:-1]), "all at once"


def test_a_citation_of_what_is_gone_is_shown_on_the_form(ana: Client, factory: Factory) -> None:
    ana.post(change_page(factory), new_citation(filled(ana.get(change_page(factory))), "sectors:absent"))
    page = ana.get(change_page(factory)).content.decode()
    assert "Citations of what the record does not have" in page
    assert "Sector: absent" in page


def test_the_source_added_last_is_offered_first_and_by_its_title(ana: Client) -> None:
    source = make_source(title="A fresh page", publisher="Somebody")
    asked = {"app_label": "factories", "model_name": "factorycitation", "field_name": "source", "term": ""}
    first = ana.get("/admin/autocomplete/", asked).json()["results"][0]
    assert first == {"id": str(source.pk), "text": "A fresh page (Somebody)"}


def test_a_slug_is_suggested_for_a_new_record_only(ana: Client) -> None:
    add = ana.get(page_of(Source, "add")).content.decode()
    assert "&quot;dependency_list&quot;: [&quot;title&quot;]" in add
    change = ana.get(change_page(Source.objects.first())).content.decode()
    assert "dependency_list" not in change

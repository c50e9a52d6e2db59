"""Every record can be edited, and what nobody touched stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from antennas.models import Antenna
from directory.models import AccessRoute, Country, Milestone, Organisation, Sector, Source, Supercomputer
from directory.validation import uncited, with_everything
from editions.diff import take
from editorial.models import Revision
from editorial.record_admin import RecordAdmin
from factories.models import Factory, FactorySector
from tests.builders import make_sector
from tests.editorial.forms import filled, row_of

RECORDS = [model for model, page in admin.site._registry.items() if isinstance(page, RecordAdmin)]


def page_of(model: Any, name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def change_page(record: Any) -> str:
    return page_of(type(record), "change", record.pk)


def test_every_kind_of_record_has_its_page(ana: Client) -> None:
    kinds = {model.__name__ for model in RECORDS}
    assert kinds == {
        *("Factory", "Antenna", "Country", "Sector", "Service", "Organisation", "Supercomputer"),
        *("CutOff", "Milestone", "KeyFigure", "Audience", "Source", "AccessRoute"),
    }


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_list_form_and_story_open(ana: Client, model: Any) -> None:
    record = model.objects.order_by("pk").first()
    for name, args in (
        ("changelist", ()),
        ("add", ()),
        ("change", (record.pk,)),
        ("history", (record.pk,)),
        ("delete", (record.pk,)),
    ):
        assert ana.get(page_of(model, name, *args)).status_code == 200, name


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_saving_what_nobody_touched_changes_nothing(ana: Client, model: Any) -> None:
    before, log = take("default"), Revision.objects.count()
    record = model.objects.order_by("-pk").first()
    page = ana.get(change_page(record))
    assert ana.post(change_page(record), filled(page)).status_code == 302
    assert take("default") == before
    assert Revision.objects.count() == log


def test_a_record_with_many_rows_is_saved_whole(ana: Client) -> None:
    factory = Factory.objects.get(slug="jaif")
    before = take("default")
    page = ana.get(change_page(factory))
    fields = filled(page)
    assert len(fields) > 400, "rows and citations are on the page"
    assert (
        ana.post(change_page(factory), {**fields, "city": "Aachen", "confirmed": "city"}).status_code == 302
    )
    after = take("default")
    changed = {
        identity for identity in before.keys() | after.keys() if before.get(identity) != after.get(identity)
    }
    assert changed == {("factories.factory", ("jaif",))}


def test_a_new_record_with_its_rows(ana: Client) -> None:
    germany, cut_off = Country.objects.get(code="DE"), Factory.objects.first().cut_off
    fields = filled(ana.get(page_of(Factory, "add")))
    sector, source = make_sector(), Source.objects.first()
    fields |= {"name": "New Factory", "slug": "new-factory", "aliases": "Neu\r\nNF"}
    fields |= {"summary": " ".join(["word"] * 40)}
    fields |= {"country": germany.pk, "cut_off": cut_off.pk}
    fields |= {
        "sector_links-TOTAL_FORMS": "1",
        "sector_links-0-sector": sector.pk,
        "sector_links-0-emphasis": "focus",
    }
    fields |= {"citations-TOTAL_FORMS": "1", "citations-0-field": "name", "citations-0-source": source.pk}
    fields |= {"citations-0-agrees": "on"}
    answer = ana.post(page_of(Factory, "add"), fields)
    assert answer.status_code == 302, answer.context["errors"]
    factory = Factory.objects.get(slug="new-factory")
    assert factory.aliases == ["Neu", "NF"]
    assert [link.sector for link in factory.sector_links.all()] == [sector]
    form = ana.get(change_page(factory))
    assert b"3 facts lack a citation" in form.content or b"facts lack a citation" in form.content
    listed = ana.get(page_of(Factory, "changelist") + "?evidence=lacking")
    assert [record.slug for record in listed.context["cl"].result_list] == ["new-factory"]
    assert b"AI Factories with a fact that lacks a citation: 1" in ana.get("/admin/").content


def rows(prefix: str, *given: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """The fields of new rows of an inline, behind those that are there."""
    fields = {
        f"{prefix}-{position}-{name}": value
        for position, row in enumerate(given, initial)
        for name, value in row.items()
    }
    return {**fields, f"{prefix}-TOTAL_FORMS": str(initial + len(given))}


def more_rows(fields: dict[str, Any], prefix: str, *given: dict[str, Any]) -> dict[str, Any]:
    return {**fields, **rows(prefix, *given, initial=int(fields[f"{prefix}-TOTAL_FORMS"]))}


def saved(answer: Any) -> None:
    assert answer.status_code == 302, answer.context and (
        answer.context["errors"],
        [formset.formset.errors for formset in answer.context["inline_admin_formsets"]],
    )


def test_a_site_gets_a_link_a_user_group_and_a_route_with_their_sources(ana: Client) -> None:
    factory, source = Factory.objects.get(slug="ai2f"), Source.objects.first()
    route = AccessRoute.objects.filter(scope="sites").first()
    factory.route_links.all().delete()
    factory.audience_links.all().delete()
    factory.citations.filter(field="audiences").delete()
    url = "https://apply.example.org/"
    fields = filled(ana.get(change_page(factory)))
    fields = more_rows(fields, "web_links", {"kind": "apply", "url": url, "language": "fr", "label": "Apply"})
    fields = more_rows(fields, "audience_links", {"user_group": "students"})
    fields = more_rows(fields, "route_links", {"route": route.pk})
    fields = more_rows(
        fields,
        "citations",
        {"field": f"links:{url}", "source": source.pk, "agrees": "on"},
        {"field": "audiences:students", "source": source.pk, "agrees": "on"},
    )
    saved(ana.post(change_page(factory), fields))
    assert [(link.url, link.language) for link in factory.web_links.filter(kind="apply")] == [(url, "fr")]
    assert [row.user_group for row in factory.audience_links.all()] == ["students"]
    assert [row.route for row in factory.route_links.all()] == [route]
    assert uncited(with_everything(Factory).get(pk=factory.pk)) == []
    data = ana.get("/api/v1/factories/ai2f/").json()
    assert data["audiences"] == ["students"]
    assert [item["slug"] for item in data["access_routes"]] == [route.slug]
    assert (url, "apply", "Apply") in {(item["url"], item["kind"], item["label"]) for item in data["links"]}
    factory.citations.filter(about__in=[url, "students"]).delete()
    page = ana.get(change_page(factory))
    assert url in str(page.context["evidence"]["uncited"]), "what lacks a source is named"


def test_an_access_route_with_user_groups_and_deadlines(ana: Client) -> None:
    source, provider = Source.objects.first(), Organisation.objects.first()
    fields = filled(ana.get(page_of(AccessRoute, "add")))
    fields |= {"name": "New route", "slug": "new-route", "scope": "factories", "provider": provider.pk}
    fields |= {"summary": "What it is.", "cost": "free", "is_continuous": "false", "duration": "3 months"}
    fields |= {"apply_url": "https://apply.example.org/new"}
    fields |= rows("user_group_rows", {"user_group": "smes"}, {"user_group": "startups"})
    fields |= rows("deadline_rows", {"date": "2031-05-06"}, {"date": "2031-02-03"})
    facts = ["summary", "cost", "is_continuous", "duration", "apply_url"]
    about = [("user_groups", "smes"), ("user_groups", "startups"), ("deadlines", "2031-02-03")]
    cited = [{"field": name} for name in facts]
    cited += [{"field": f"{name}:{value}"} for name, value in about]
    fields |= rows("citations", *({**row, "source": source.pk, "agrees": "on"} for row in cited))
    saved(ana.post(page_of(AccessRoute, "add"), fields))
    route = AccessRoute.objects.get(slug="new-route")
    assert route.user_groups == ["startups", "smes"]
    assert [day.isoformat() for day in route.deadlines] == ["2031-02-03", "2031-05-06"]
    assert uncited(with_everything(AccessRoute).get(pk=route.pk)) == [("deadlines", "2031-05-06")]
    page = ana.get(change_page(route))
    assert "2031-05-06" in str(page.context["evidence"]["uncited"])
    listed = ana.get(page_of(AccessRoute, "changelist") + "?evidence=lacking").context["cl"].result_list
    assert [record.slug for record in listed] == ["new-route"]
    fields = more_rows(
        filled(page),
        "citations",
        {"field": "deadlines:2031-05-06", "source": source.pk, "agrees": "on"},
    )
    saved(ana.post(change_page(route), fields))
    assert uncited(with_everything(AccessRoute).get(pk=route.pk)) == []
    shown = ana.get("/access/").content.decode().split('id="new-route"')[1].split("</article>")[0]
    assert "New route" in shown
    assert "At cut-off dates only" in shown
    assert "All year" not in shown
    assert ana.get("/api/v1/access-routes/new-route/").json()["is_continuous"] is False


def test_a_milestone_is_a_step_of_a_machine_or_of_a_service(ana: Client) -> None:
    source = Source.objects.first()
    system = Supercomputer.objects.get(slug="psnc-hpc")
    assert system.status() is None
    address = page_of(Milestone, "add")
    given = {"title": "It runs", "slug": "it-runs", "kind": "deployment", "status": "happened"}
    given |= {"step": "in-service", "date": "2026-03-01", "precision": "month", "qualifier": "as-of"}
    fields = {**filled(ana.get(address)), **given}
    cited = ({"field": name, "source": source.pk, "agrees": "on"} for name in ("title", "date"))
    fields |= rows("citations", *cited)
    refused = ana.post(address, fields)
    assert refused.status_code == 200
    told = str(refused.context["adminform"].form.errors)
    assert "A step of a machine needs the system that it is about" in told
    saved(ana.post(address, {**fields, "supercomputer": system.pk}))
    milestone = Milestone.objects.get(slug="it-runs")
    assert (milestone.is_state, uncited(with_everything(Milestone).get(pk=milestone.pk))) == (True, [])
    assert system.status() == "in-service"
    step = {"title": "Open", "slug": "it-opens", "step": "open-to-users", "kind": "service", "qualifier": ""}
    refused = ana.post(address, {**fields, **step, "supercomputer": system.pk})
    assert refused.status_code == 200, "a step of a service has no system"
    saved(ana.post(address, {**fields, **step}))
    factory = next(site for site in Factory.objects.all() if not site.is_open())
    fields = filled(ana.get(change_page(factory)))
    opened = Milestone.objects.get(slug="it-opens")
    saved(ana.post(change_page(factory), more_rows(fields, "milestone_links", {"milestone": opened.pk})))
    assert Factory.objects.get(pk=factory.pk).is_open()


def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(ana: Client) -> None:
    system = Supercomputer.objects.exclude(name="").first()
    fields = filled(ana.get(change_page(system)))
    answer = ana.post(change_page(system), {**fields, "label": "also a label", "description": "typed long"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert answer.context["adminform"].form.errors == {
        "name": ["A system has either a name or a description in its place."]
    }
    assert "typed long" in text
    cited = Organisation.objects.filter(citations__isnull=False).first()
    fields = filled(ana.get(change_page(cited)))
    del fields["citations-0-agrees"]
    answer = ana.post(change_page(cited), fields)
    assert "as_stated" in answer.context["inline_admin_formsets"][0].formset.errors[0], "rows too"
    source = Source.objects.exclude(url="").first()
    fields = filled(ana.get(change_page(source)))
    answer = ana.post(change_page(source), {**fields, "url": "ftp//nowhere"})
    assert answer.context["adminform"].form.errors["url"]


def test_a_slug_is_set_once(ana: Client) -> None:
    sector = Sector.objects.get(slug="energy")
    fields = filled(ana.get(change_page(sector)))
    assert "slug" not in fields
    ana.post(change_page(sector), {**fields, "slug": "power", "scope": "another scope"})
    sector.refresh_from_db()
    assert (sector.slug, sector.scope) == ("energy", "another scope")


def test_an_empty_field_says_what_that_means(ana: Client) -> None:
    page = ana.get(change_page(Organisation.objects.first())).content.decode()
    assert "Empty where no source says." in page
    assert "nothing is inferred from a name" in page


def test_a_row_is_taken_out_by_its_box(ana: Client) -> None:
    link = FactorySector.objects.first()
    fields = filled(ana.get(change_page(link.site)))
    start = row_of(fields, "sector", link.sector_id)
    assert ana.post(change_page(link.site), {**fields, f"{start}DELETE": "on"}).status_code == 302
    assert not FactorySector.objects.filter(pk=link.pk).exists()


@pytest.mark.parametrize(
    ("model", "words", "found"),
    [
        (Organisation, "julich", "fzj"),
        (Factory, "poznan", "piast-ai-factory"),
        (Factory, "BRAIN++", "brainpp"),
        (Antenna, "iceland", "aifa-ice"),
        (Milestone, "JUPITER", None),
    ],
)
def test_search_does_not_mind_accents(ana: Client, model: Any, words: str, found: str | None) -> None:
    rows = ana.get(page_of(model, "changelist"), {"q": words}).context["cl"].result_list
    slugs = [record.slug for record in rows]
    assert slugs, words
    assert 0 < len(slugs) < model.objects.count()
    if found and found in set(model.objects.values_list("slug", flat=True)):
        assert found in slugs


def test_choices_are_found_by_typing(ana: Client) -> None:
    answer = ana.get(
        "/admin/autocomplete/",
        {
            "term": "julich",
            "app_label": "factories",
            "model_name": "factoryorganisation",
            "field_name": "organisation",
        },
    )
    assert answer.status_code == 200
    assert any("Jülich" in result["text"] for result in answer.json()["results"])


def test_disputed_and_uncited_facts_are_listed(ana: Client) -> None:
    listed = ana.get(page_of(Factory, "changelist") + "?evidence=disputed").context["cl"].result_list
    slugs = {record.slug for record in listed}
    assert slugs == set(Factory.objects.filter(citations__agrees=False).values_list("slug", flat=True))
    factory = Factory.objects.filter(citations__agrees=False).first()
    assert b"otherwise about:" in ana.get(change_page(factory)).content


def test_view_on_site_leads_to_the_preview(ana: Client) -> None:
    page = ana.get(change_page(Factory.objects.get(slug="jaif"))).content.decode()
    assert 'href="/factories/jaif/"' in page


def test_deleting_what_others_refer_to_is_refused_with_the_list(ana: Client) -> None:
    sector = FactorySector.objects.first().sector
    page = ana.get(page_of(Sector, "delete", sector.pk))
    text = page.content.decode()
    assert "cannot be deleted while something refers to it" in text
    assert str(FactorySector.objects.filter(sector=sector).first()) in text
    ana.post(page_of(Sector, "delete", sector.pk), {"post": "yes"})
    assert Sector.objects.filter(pk=sector.pk).exists()


def test_a_form_asks_as_often_for_many_rows_as_for_few(ana: Client) -> None:
    rows = {factory.slug: factory.citations.count() for factory in Factory.objects.all()}
    few, many = min(rows, key=lambda slug: rows[slug]), max(rows, key=lambda slug: rows[slug])
    assert rows[many] > rows[few] + 10
    asked = []
    for slug in (few, many):
        address = change_page(Factory.objects.get(slug=slug))
        ana.get(address)
        with CaptureQueriesContext(connection) as captured:
            ana.get(address)
        asked.append(len(captured))
    assert abs(asked[0] - asked[1]) <= 3, "an empty table of rows spares its own question"

"""The page of a factory shows each fact with its source, and says where there is none."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from markupsafe import escape

from antennas.models import Antenna
from directory.models import Milestone, MilestoneCitation, Supercomputer
from editions.current import records
from factories.detail import factory_detail_page
from factories.models import Factory, FactoryMilestone, FactoryWebLink
from tests import builders

pytestmark = pytest.mark.django_db


def page_of(factory: Factory, **options: Any) -> Any:
    return factory_detail_page(records().get(Factory, "pk", factory.pk), **options)


def fact(page: Any, name: str) -> Any:
    return next(fact for section in page.sections for fact in section.facts if fact.name == name)


def text(page: Any) -> str:
    return page.content.decode()


def row_of(page: str, name: str) -> str:
    """The row of a fact with its evidence."""
    return page.split(f'data-fact="{name}"')[1].split("</dd>")[0]


def test_silence_reads_as_silence(get: Any) -> None:
    factory = builders.make_factory(slug="silent")
    page = text(get(f"/factories/{factory.slug}/"))
    silent = [line.split("</p>")[0] for line in page.split('<p class="facts__silent">')[1:]]
    assert "Not stated in the sources:" in silent[0]
    assert len(silent) == 1, "all of it in one line"
    for label in ("who may use it", "links", "sectors", "systems", "services"):
        assert re.search(rf"\b{label}[,.]", silent[0]), label


def test_a_fact_carries_its_references_in_the_order_of_the_page() -> None:
    factory = builders.make_factory(city="Bonn")
    first, second = builders.make_source(kind="document"), builders.make_source(kind="primary")
    builders.cite(factory, "summary", first, locator="paragraph 1")
    builders.cite(factory, "city", second)
    builders.cite(factory, "city", first, locator="paragraph 2")
    page = page_of(factory)
    of_the_site = [entry for entry in page.references if entry.source in (first, second)]
    assert [entry.source for entry in of_the_site] == [first, second], "each source once, in the page's order"
    assert [entry.number for entry in page.references] == list(range(1, len(page.references) + 1))
    assert [place.locator for place in of_the_site[0].passages] == ["paragraph 1", "paragraph 2"]
    city = fact(page, "city").values[0].cite
    assert [backing.entry.source for backing in city.backings] == [first, second], "documents come first"


def test_a_source_opens_what_it_says_and_leads_back_to_the_fact(get: Any) -> None:
    factory = builders.make_factory(city="Bonn")
    source = builders.make_source(kind="document", title="A report", publisher="The Paper")
    builders.cite(factory, "city", source, locator="table 2", as_stated="Bonn am Rhein", note="Of 2025.")
    page = text(get(f"/factories/{factory.slug}/"))
    row = row_of(page, "place")
    (target,) = re.findall(r'popovertarget="([^"]+)"', row)
    says = row.split(f'id="{target}" popover>')[1]
    for words in ("A report", "The Paper", "Source document", "Table 2.", "“Bonn am Rhein”", "Of 2025."):
        assert words in says
    (anchor,) = re.findall(r'id="(fact-\d+)"', row)
    listed = page.split('class="references"')[1]
    assert f'href="#{anchor}"' in listed
    assert "Table 2." in listed


def test_the_page_for_fact_checkers_prints_all_evidence(get: Any) -> None:
    assert "page--full" in text(get("/factories/jaif/?evidence=full"))
    assert "page--full" not in text(get("/factories/jaif/"))


def test_a_later_fact_says_so(get: Any) -> None:
    factory = builders.make_factory(city="Bonn")
    source = builders.make_source(
        kind="secondary",
        publisher="The Paper",
        published_on="2026-03-01",
        published_precision="month",
        checked_on="2026-11-28",
    )
    builders.cite(factory, "city", source)
    row = row_of(text(get(f"/factories/{factory.slug}/")), "place")
    assert 'class="ref ref--later"' in row
    assert re.search(r"The Paper, March 2026\.\s+Secondary source\.", row)


def test_a_disagreement_shows_both_values_and_the_reason(get: Any) -> None:
    factory = builders.make_factory(city="Bonn")
    builders.cite(factory, "city", builders.make_source())
    other = builders.make_source(kind="document")
    builders.cite(
        factory, "city", other, as_stated="Cologne", agrees=False, note="Bonn is what the operator says."
    )
    page = text(get(f"/factories/{factory.slug}/"))
    row = row_of(page, "place")
    assert "Bonn" in row
    assert 'class="ref ref--disputed"' in row
    assert "States something else:" in row
    assert "“Cologne”" in row
    assert "Bonn is what the operator says." in row


@pytest.mark.parametrize(
    ("kind", "verbatim", "shown"),
    [
        ("document", False, "“an upgrade”"),
        ("primary", True, "“an upgrade”"),
        ("primary", False, "an upgrade"),
        ("secondary", False, "an upgrade"),
    ],
)
def test_only_exact_words_stand_in_quotation_marks(get: Any, kind: str, verbatim: bool, shown: str) -> None:
    factory = builders.make_factory(city="Bonn")
    source = builders.make_source(kind=kind)
    builders.cite(factory, "city", source, as_stated="an upgrade", verbatim=verbatim)
    page = text(get(f"/factories/{factory.slug}/"))
    assert re.search(rf'<span class="fact__term">(Bonn: )?{shown}</span>', page)


def test_a_page_that_nobody_opened_yet_says_so(get: Any) -> None:
    factory = builders.make_factory(city="Bonn")
    for kind, checked_on in (("primary", None), ("secondary", None), ("primary", "2026-11-28")):
        builders.cite(factory, "city", builders.make_source(kind=kind, checked_on=checked_on))
    row = row_of(text(get(f"/factories/{factory.slug}/")), "place")
    assert row.count("Official page, not yet opened by us") == 1
    assert row.count("Page not yet opened by us") == 1


def test_the_documents_alone_show_only_what_they_say() -> None:
    sector, later_sector = builders.make_sector(), builders.make_sector()
    factory = builders.make_factory(sectors=(sector, later_sector), city="Bonn")
    FactoryWebLink.objects.create(site=factory, kind="website", url="https://example.org/")
    document, later = builders.make_source(kind="document"), builders.make_source(kind="primary")
    for about, source in ((sector.slug, document), (later_sector.slug, later)):
        builders.cite(factory, "sectors", source, about)
    builders.cite(factory, "links", later, "https://example.org/")
    builders.cite(factory, "city", later)
    builders.cite(
        factory, "city", document, as_stated="Cologne", agrees=False, note="The later source corrects it."
    )
    builders.cite(factory, "summary", document)
    builders.cite(factory, "summary", later)
    everything, documents = page_of(factory), page_of(factory, documents_only=True)
    assert len(fact(everything, "sectors").values) == 2
    assert [value.text for value in fact(documents, "sectors").values] == [sector.name]
    assert [value.url for value in fact(everything, "web_links").values] == ["https://example.org/"]
    assert fact(documents, "web_links").values == []
    assert documents.ways_in.values == []
    assert [value.text for value in fact(documents, "city").values] == ["Cologne"]
    assert everything.lead is not None
    assert documents.lead is None, "a summary that draws on later sources is not the documents'"
    assert all(ref.source.is_document for ref in documents.references)


def with_a_machine(factory: Factory, *steps: tuple[str, str], **fields: Any) -> Supercomputer:
    """A new system of the factory, and what is said of its steps."""
    system = builders.make_supercomputer()
    factory.system_links.create(supercomputer=system, relation="new")
    for status, step in steps:
        builders.make_milestone(status=status, step=step, supercomputer=system, **fields)
    return system


def states(track: Any) -> dict[str, str]:
    return {step.label: step.state for step in track.steps}


def test_the_steps_of_a_machine_keep_plans_apart_from_what_happened() -> None:
    factory = builders.make_factory()
    with_a_machine(
        factory,
        *(("happened", "contracted"), ("expected", "in-service")),
        *(("expected", "contracted"), ("expected", "in-procurement")),
    )
    page = page_of(factory)
    (machine,) = page.machines
    assert states(machine) == {
        "announced": "not-stated",
        "in procurement": "expected",
        "contracted": "reached",
        "being installed": "not-stated",
        "in service": "expected",
        "retired": "not-stated",
    }, "no step follows from one after it"
    assert machine.status == "contracted", "a plan is no status"
    assert page.usable_now == []
    assert len(page.other_happenings) == 1, "what was expected of a step that is reached is history"


def test_the_service_of_a_site_has_steps_of_its_own() -> None:
    factory = builders.make_factory()
    with_a_machine(factory, ("happened", "in-service"))
    page = page_of(factory)
    assert states(page.service) == {
        "selected": "reached",
        "agreement signed": "not-stated",
        "open to users": "not-stated",
    }, "a machine in service opens no site, and the cut-off selects it"
    planned = builders.make_milestone(status="expected", step="open-to-users")
    FactoryMilestone.objects.create(site=factory, milestone=planned)
    page = page_of(factory)
    assert (states(page.service)["open to users"], page.service.status) == ("expected", "selected")


def test_each_machine_of_a_site_has_steps_of_its_own() -> None:
    factory = builders.make_factory()
    first = with_a_machine(factory, ("happened", "in-service"))
    second = with_a_machine(factory, ("expected", "in-service"))
    page = page_of(factory)
    assert {track.label: track.status for track in page.machines} == {
        first.name: "in service",
        second.name: "",
    }
    assert [value.text for value in page.usable_now] == [first.name]


def test_an_expectation_that_came_true_is_not_overdue() -> None:
    factory = builders.make_factory()
    long_ago = {"date": datetime.date(2020, 1, 1), "precision": "year"}
    with_a_machine(factory, ("happened", "contracted"), ("expected", "contracted"), **long_ago)
    (history,) = [item for item in page_of(factory).other_happenings if item.step == "contracted"]
    assert not history.happened
    assert not history.overdue


def test_an_expectation_that_no_source_confirms_is_overdue_when_its_date_has_passed(get: Any) -> None:
    factory = builders.make_factory()
    long_ago = {"date": datetime.date(2020, 1, 1), "precision": "year"}
    with_a_machine(factory, ("happened", "in-service"))
    system = with_a_machine(factory, ("happened", "contracted"), ("expected", "in-service"), **long_ago)
    track = next(track for track in page_of(factory).machines if track.label == system.name)
    (waiting,) = [item for step in track.steps for item in step.happenings if step.label == "in service"]
    assert waiting.overdue, "that another machine runs confirms nothing, nor does the contract"
    for address in (f"/factories/{factory.slug}/", f"/supercomputers/{system.slug}/"):
        assert text(get(address)).count("Overdue: no confirmation found.") == 1, address


def test_a_state_of_a_machine_says_as_of_when_and_is_no_date_of_the_site(get: Any) -> None:
    factory = builders.make_factory()
    when = {"date": datetime.date(2024, 5, 1), "precision": "month", "qualifier": "as-of"}
    system = with_a_machine(factory, ("happened", "in-service"), **when)
    for address in (f"/factories/{factory.slug}/", f"/supercomputers/{system.slug}/"):
        page = text(get(address))
        assert page.count('<time datetime="2024-05">as of May 2024</time>') == 1, address
    assert page_of(factory).other_happenings == []


@pytest.mark.parametrize("query", ["", "?evidence=documents"])
def test_the_new_machine_of_luxembourg_is_contracted_and_neither_installed_nor_in_service(
    get: Any, query: str
) -> None:
    """Its users are served on another machine: no step of MeluXina-AI follows from that."""
    page = get(f"/factories/luxembourg-ai-factory/{query}").context["page"]
    (machine,) = page.machines
    assert machine.label == "MeluXina-AI"
    assert machine.status == ("announced" if query else "contracted"), "the contract is no document's"
    assert not {"being installed", "in service"} & {step.label for step in machine.reached}
    assert page.service.status == "open to users"
    assert [value.text for value in page.usable_now] == ["MeluXina"]


def test_the_page_of_a_machine_shows_its_steps_and_what_no_source_states(get: Any) -> None:
    shown = text(get("/supercomputers/meluxina-ai/"))
    (track,) = get("/supercomputers/meluxina-ai/").context["page"].machines
    assert track.status == "contracted"
    assert states(track)["being installed"] == states(track)["in service"] == "expected"
    assert "Not stated: in procurement, retired" in shown


USABLE_NOW = {
    "jaif": ["JUPITER"],
    "lumi-ai-factory": ["LUMI"],
    "it4lia": ["Leonardo"],
    "bsc-ai-factory": ["MareNostrum 5"],
    "luxembourg-ai-factory": ["MeluXina"],
    "slaif": ["VEGA"],
}


@pytest.mark.parametrize("slug", USABLE_NOW)
def test_a_site_shows_what_can_be_used_now(get: Any, slug: str) -> None:
    page = get(f"/factories/{slug}/")
    names = USABLE_NOW[slug]
    shown = page.context["page"].usable_now
    assert [value.text for value in shown] == names
    assert all(value.detail and value.cite.references for value in shown), "how, and who says so"
    row = row_of(text(page), "usable")
    assert all(name in row for name in names)
    systems = get(f"/api/v1/factories/{slug}/").json()["usable_now"]
    assert [system["name"] for system in systems] == names


def test_a_site_without_a_running_machine_promises_none(get: Any) -> None:
    for slug in ("hammerhai", "litai", "nlaif"):
        assert "Usable now" not in text(get(f"/factories/{slug}/")), slug


@pytest.mark.parametrize("kind", ["factories", "antennas"])
def test_the_documents_alone_show_only_steps_that_documents_state(get: Any, kind: str) -> None:
    documented = set(
        MilestoneCitation.objects.filter(field="title", agrees=True, source__kind="document").values_list(
            "record__slug", flat=True
        )
    )
    seen = 0
    for site in get(f"/api/v1/{kind}/?page_size=200").json()["results"]:
        address = f"/{kind}/{site['slug']}/?evidence=documents"
        page = get(address).context["page"]
        for item in page.on_tracks:
            assert item.cite.references, (address, item.title)
            assert all(reference.source.is_document for reference in item.cite.references), item.title
        for value in page.usable_now:
            assert all(reference.source.is_document for reference in value.cite.references), value.text
        told = get(f"/api/v1{address}").json()
        steps = [milestone for milestone in told["milestones"] if milestone["step"]]
        assert {step["slug"] for step in steps} <= documented, address
        labels = {step.label.replace(" ", "-") for track in page.machines for step in track.reached[-1:]}
        assert set(told["machine_status"]) == labels, address
        assert told["service_status"] == page.service.status.replace(" ", "-")
        seen += len(steps)
    assert seen > 15 or kind == "antennas"


def test_what_was_expected_of_the_whole_network_is_on_no_page_of_a_site(get: Any) -> None:
    network = Milestone.objects.filter(status="expected", supercomputer=None, step="")
    titles = [escape(milestone.title) for milestone in network]
    assert len(titles) == 6
    timeline = text(get("/timeline/"))
    assert all(title in timeline for title in titles)
    for kind, model in (("factories", Factory), ("antennas", Antenna)):
        for slug in model.objects.values_list("slug", flat=True):
            page = text(get(f"/{kind}/{slug}/"))
            assert [title for title in titles if title in page] == [], slug
    for title, round_ in (
        ("Antennas and their linked AI Factories sign memoranda", "antennas-1"),
        ("First seven AI Factories deployed", "factories-1"),
        ("Factories of the third cut-off deployed", "factories-3"),
    ):
        assert title in text(get(f"/cut-offs/{round_}/")), "the page of the round has it"


def test_no_expectation_hangs_on_more_than_one_site() -> None:
    for milestone in Milestone.objects.filter(status="expected"):
        links = [*milestone.factories_links.all(), *milestone.antennas_links.all()]
        assert len(links) <= 1, milestone.slug


def test_an_unknown_choice_of_evidence_is_a_400(get: Any) -> None:
    assert get("/factories/jaif/?evidence=documents").status_code == 200
    assert get("/factories/jaif/?evidence=full").status_code == 200
    assert get("/factories/jaif/?evidence=").url == "/factories/jaif/"
    for query in ("evidence=all", "evidence=documents&evidence=documents", "evidence=%00"):
        page = get(f"/factories/jaif/?{query}")
        assert page.status_code == 400
        assert "“evidence”:" in text(page)


def disputes(page: Any) -> str:
    parts = text(page).split("backing__passage--disputed")[1:]
    return " ".join(part.split("</span>")[0] for part in parts)


@pytest.mark.parametrize(
    ("address", "stated"),
    [
        ("/factories/it4lia/", "upgrade"),
        ("/factories/luxembourg-ai-factory/", "Luxinnovation"),
        ("/factories/luxembourg-ai-factory/", "Tier IV"),
        ("/factories/czai/", "new"),
        ("/antennas/saifa/", "energy"),
        ("/supercomputers/daedalus/", "Athens"),
        ("/cut-offs/antennas-1/", "HORIZON-JU-EUROHPC-2025-AIFA-01"),
    ],
)
def test_known_disagreements_are_marked_on_the_page(get: Any, address: str, stated: str) -> None:
    assert stated in disputes(get(address))


def test_every_stored_disagreement_of_a_site_is_on_its_page_and_in_its_count(get: Any) -> None:
    for factory in Factory.objects.prefetch_related("citations"):
        page = get(f"/factories/{factory.slug}/")
        for citation in factory.citations.filter(agrees=False):
            assert escape(citation.note) in text(page), citation
        disputed = page.context["page"].disputed
        assert bool(disputed) == ("ref--disputed" in text(page))
        for _label, anchor in disputed:
            numbers = text(page).split(f'class="refs" id="{anchor}"')[1].split("</button>")[0]
            assert "ref--disputed" in numbers


def test_a_date_that_a_document_disputes_is_not_shown_as_the_documents(get: Any) -> None:
    MilestoneCitation.objects.get(record__slug="scynergy-2026", field="date", agrees=True).delete()
    everything = text(get("/factories/luxembourg-ai-factory/"))
    documents = text(get("/factories/luxembourg-ai-factory/?evidence=documents"))
    panel = "Panel on the Luxembourg AI Factory at SCynergy 2026"
    assert panel in everything
    assert panel not in documents


def test_a_date_that_a_document_also_supports_stays_with_documents_alone(get: Any) -> None:
    page = text(get("/factories/luxembourg-ai-factory/?evidence=documents"))
    assert "Panel on the Luxembourg AI Factory at SCynergy 2026" in page
    assert "first half of 2026" in page


def test_a_factory_that_no_source_links_to_an_antenna_says_so() -> None:
    assert "linked Antennas" in page_of(builders.make_factory()).silent


def test_a_note_stands_at_the_reference_it_is_about() -> None:
    sectors = (builders.make_sector(name="A sector"), builders.make_sector(name="B sector"))
    factory = builders.make_factory(sectors=sectors)
    general, own = builders.make_source(kind="document"), builders.make_source(kind="document")
    for sector in sectors:
        builders.cite(factory, "sectors", general, sector.slug, note="Said of all.")
    builders.cite(factory, "sectors", own, sectors[0].slug)
    first, second = fact(page_of(factory), "sectors").values
    assert [note.text for note in first.cite.particular_notes] == ["Said of all."]
    assert first.cite.general_notes == []
    assert second.cite.general_notes == ["Said of all."]


def test_figures_are_shown_with_their_scope(get: Any) -> None:
    page = text(get("/factories/it4lia/"))
    assert "EUR 430 million" in page


@pytest.mark.parametrize(
    "address",
    [
        "/factories/jaif/?evidnce=documents",
        "/supercomputers/jupiter/?evidence=documents",
        "/organisations/?country=DE",
    ],
)
def test_a_parameter_that_a_page_does_not_know_is_a_400(get: Any, address: str) -> None:
    assert get(address).status_code == 400


def test_an_address_to_apply_at_comes_first_and_once() -> None:
    urls = [value.url for value in page_of(Factory.objects.get(slug="lumi-ai-factory")).ways_in.values]
    assert urls[0] == "https://lumi-ai-factory.eu/services/super-desk-ai/"
    assert len(urls) == len(set(urls))


@pytest.mark.parametrize(("slug", "listed"), [("luxembourg-ai-factory", True), ("litai", False)])
def test_a_long_page_begins_with_its_contents(get: Any, slug: str, listed: bool) -> None:
    page = text(get(f"/factories/{slug}/"))
    assert ('class="on-page"' in page) == listed
    assert not listed or '<a href="#access">How to apply</a>' in page

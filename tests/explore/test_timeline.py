"""The timeline keeps what happened apart from what is expected, and every date as vague as its source."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone

from antennas.models import Antenna, AntennaMilestone
from directory.evidence import References
from directory.models import CutOff, Milestone
from explore.site_choices import sites_by_kind
from explore.timeline_events import moments
from explore.timeline_lanes import Chart, Lane, lane_chart
from factories.models import Factory, FactoryMilestone
from tests import builders
from tests.superscripts import numbers

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 10, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch: Any) -> None:
    """The day on which the record was reviewed."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def entry(page: Any, id: str) -> str:
    """One entry of the list."""
    return text(page).split(f'id="{id}"')[1].split('<li class="moment ')[0].split("</ol>")[0]


def ids(page: Any) -> list[str]:
    return re.findall(r'<li class="moment [^"]*" id="([^"]+)"', text(page))


def test_every_round_and_milestone_is_there_once(get: Any) -> None:
    wanted = {f"round-{slug}" for slug in CutOff.objects.values_list("slug", flat=True)}
    dated = Milestone.objects.exclude(qualifier="as-of")
    wanted |= {f"milestone-{slug}" for slug in dated.values_list("slug", flat=True)}
    shown = ids(get("/timeline/"))
    assert set(shown) == wanted
    assert len(shown) == len(wanted)


def test_how_things_stood_on_a_day_is_no_event(get: Any) -> None:
    states = Milestone.objects.filter(qualifier="as-of")
    assert states.exists()
    page = text(get("/timeline/"))
    for slug in states.values_list("slug", flat=True):
        assert f'id="milestone-{slug}"' not in page


def test_a_round_says_how_many_it_selected_and_leads_there(get: Any) -> None:
    page = get("/timeline/")
    for cut_off in CutOff.objects.all():
        count = cut_off.factories.count() + cut_off.antennas.count()
        shown = entry(page, f"round-{cut_off.slug}")
        assert f'href="/cut-offs/{cut_off.slug}/"' in shown
        assert re.search(rf'href="/(factories|antennas)/\?cutoff={cut_off.slug}">{count} AI Factor', shown)


def test_expected_and_happened_differ_in_words_and_in_shape(get: Any) -> None:
    page = get("/timeline/")
    expected = entry(page, "milestone-jupiter-acceptance-2026")
    assert 'tag--expected">expected<' in expected
    assert "tag--expected" not in entry(page, "milestone-jupiter-inaugurated-2025")
    content = text(page)
    assert (
        content.count('class="moment moment--expected"')
        == Milestone.objects.filter(status="expected").count()
    )


def test_a_date_keeps_its_precision_and_its_qualifier(get: Any) -> None:
    page = get("/timeline/")
    for slug, words in [
        ("facilities-in-service-mid-2026", "by mid-2026"),
        ("hearts-memorandum-2026", "by 21 November 2026"),
        ("first-seven-deployed-2025-2026", "2025 to 2026"),
        ("eurohpc-procurement-starts-2018", "2018"),
        ("jupiter-inaugurated-2025", "5 September 2025"),
    ]:
        when = entry(page, f"milestone-{slug}").split('<span class="when')[1].split("</span>")[0]
        assert " ".join(re.sub("<[^>]*>", "", when.split(">", 1)[1]).split()) == words


def test_what_concerns_all_sites_says_so_in_words(get: Any) -> None:
    milestone = builders.make_milestone(slug="all-meet")
    for factory in Factory.objects.all():
        FactoryMilestone.objects.create(site=factory, milestone=milestone)
    for antenna in Antenna.objects.all():
        AntennaMilestone.objects.create(site=antenna, milestone=milestone)
    shown = entry(get("/timeline/"), "milestone-all-meet")
    assert f"all {Factory.objects.count()} AI Factories" in shown
    assert f"all {Antenna.objects.count()} AI Factory Antennas" in shown
    assert "/factories/jaif/" not in shown
    FactoryMilestone.objects.get(site__slug="jaif", milestone=milestone).delete()
    shown = entry(get("/timeline/"), "milestone-all-meet")
    assert "AI Factories" not in shown
    assert "/factories/hammerhai/" in shown
    assert "/factories/jaif/" not in shown


def test_an_expectation_of_the_network_names_no_site(get: Any) -> None:
    page = get("/timeline/")
    network = Milestone.objects.filter(status="expected", supercomputer=None, step="")
    assert network.count() == 6
    for slug in network.values_list("slug", flat=True):
        shown = entry(page, f"milestone-{slug}")
        assert 'class="moment__sites"' not in shown
        assert "/factories/" not in shown


def test_a_step_of_a_machine_concerns_the_sites_that_get_it(get: Any) -> None:
    page = get("/timeline/")
    assert 'href="/factories/luxembourg-ai-factory/"' in entry(page, "milestone-meluxina-ai-in-service-2026")
    served = entry(page, "milestone-vega-end-2027")
    assert "/factories/" not in served, "SLAIF offers VEGA; it is not SLAIF's own machine"
    assert "milestone-meluxina-ai-in-service-2026" in ids(get("/timeline/?site=luxembourg-ai-factory"))


@pytest.mark.parametrize("day", [TODAY, datetime.date(2027, 1, 1), datetime.date(2040, 1, 1)])
def test_every_expectation_past_its_date_and_not_confirmed_is_overdue(
    get: Any, monkeypatch: Any, day: datetime.date
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: day)

    def whose(milestone: Milestone) -> set[tuple[str, str]]:
        """The steps that it is about: of a machine, or of each site."""
        if milestone.supercomputer:
            return {(milestone.step, milestone.supercomputer.slug)}
        return {(milestone.step, row.site.slug) for row in milestone.site_rows()}

    steps = Milestone.objects.exclude(step="")
    reached = {step for milestone in steps.filter(status="happened") for step in whose(milestone)}
    late = {
        f"milestone-{expected.slug}"
        for expected in Milestone.objects.filter(status="expected")
        if (expected.end or expected.when).last_day < day and not whose(expected) & reached
    }
    assert set(ids(get("/timeline/?status=overdue"))) == late
    page = get("/timeline/")
    assert text(page).count("Overdue: no confirmation found.") == len(late) > 4
    assert all("Overdue: no confirmation found." in entry(page, id) for id in late)


def test_an_expected_step_that_was_reached_is_not_overdue(get: Any) -> None:
    system, other = builders.make_supercomputer(), builders.make_supercomputer()
    long_ago = {"date": datetime.date(2020, 1, 1), "precision": "year"}
    plan = {"slug": "plan", "status": "expected", "step": "in-service", "supercomputer": system, **long_ago}
    builders.make_milestone(**plan)
    builders.make_milestone(step="in-service", supercomputer=other)
    assert "Overdue" in entry(get("/timeline/"), "milestone-plan"), "another machine confirms nothing"
    builders.make_milestone(step="in-service", supercomputer=system)
    assert "Overdue" not in entry(get("/timeline/"), "milestone-plan")
    assert "milestone-plan" not in ids(get("/timeline/?status=overdue"))


def test_that_one_site_opened_does_not_confirm_the_plan_of_another(get: Any) -> None:
    first, second = Factory.objects.get(slug="nlaif"), Factory.objects.get(slug="jaif")
    second.milestone_links.create(milestone=builders.make_milestone(step="open-to-users"))
    assert "Overdue" in entry(get("/timeline/"), "milestone-nlaif-expertise-centre-2026")
    first.milestone_links.create(milestone=builders.make_milestone(step="open-to-users"))
    assert "Overdue" not in entry(get("/timeline/"), "milestone-nlaif-expertise-centre-2026")


def test_a_date_that_has_passed_is_no_status(get: Any) -> None:
    shown = entry(get("/timeline/"), "milestone-jupiter-acceptance-2026")
    assert "Overdue: no confirmation found." in shown
    assert "expected" in shown


def test_the_line_parts_what_lies_behind_from_what_lies_ahead(get: Any) -> None:
    page = text(get("/timeline/"))
    assert page.count('class="timeline__today"') == 1
    behind, ahead = page.split('class="timeline__today"')
    assert '<time datetime="2026-10-10">As of 10 October 2026</time>' in ahead
    assert "Overdue: no" not in ahead
    assert 'id="milestone-jupiter-acceptance-2026"' in behind
    assert 'id="milestone-hearts-memorandum-2026"' in behind, "it happened, in some month of this year"
    assert 'id="milestone-mn5-upgrade-installed-2026"' in ahead, "the year is not over"
    assert 'moment moment--happened"' not in ahead


def test_the_line_moves_with_the_day(get: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2027, 1, 1))
    behind, ahead = text(get("/timeline/")).split('class="timeline__today"')
    assert 'id="milestone-mn5-upgrade-installed-2026"' in behind
    assert 'id="y2027"' in behind
    assert 'id="milestone-slaif-system-2027"' in ahead
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2040, 1, 1))
    assert 'class="timeline__today"' not in text(get("/timeline/")), "nothing lies ahead"


def test_years_come_in_order_and_so_does_what_is_in_them(get: Any) -> None:
    years = [int(year) for year in re.findall(r'<h2 id="y(\d+)"', text(get("/timeline/")))]
    assert years == sorted(years)
    found = moments(sites_by_kind(), References())
    behind = [moment.place for moment in found if not moment.ahead]
    ahead = [moment.place for moment in found if moment.ahead]
    assert behind == sorted(behind)
    assert ahead == sorted(ahead)
    assert found == [m for m in found if not m.ahead] + [m for m in found if m.ahead]


def test_references_are_numbered_in_the_order_of_the_page(get: Any) -> None:
    page = text(get("/timeline/"))
    entries = re.findall(r'<li id="ref-(\d+)"', page)
    assert entries == [str(n) for n in range(1, len(entries) + 1)]
    buttons = list(dict.fromkeys(numbers(page)))
    assert buttons == entries, "each number for the first time in their order"
    assert set(re.findall(r'href="#ref-(\d+)"', page)) == set(entries)
    assert "States something else:" in entry(get("/timeline/"), "milestone-antenna-call-2025")


@pytest.mark.parametrize(
    ("query", "there", "away"),
    [
        ("kind=selection", "round-factories-1", "milestone-scynergy-2026"),
        ("kind=call&kind=event", "milestone-scynergy-2026", "round-factories-1"),
        ("status=expected", "milestone-slaif-system-2027", "milestone-slaif-launch-2026"),
        ("status=happened", "milestone-slaif-launch-2026", "milestone-slaif-system-2027"),
        ("site=slaif", "milestone-slaif-launch-2026", "milestone-scynergy-2026"),
        ("site=slaif", "round-factories-2", "round-factories-1"),
        ("site=slaif&site=hearts", "milestone-hearts-memorandum-2026", "milestone-scynergy-2026"),
        ("kind=event&site=slaif", "milestone-slaif-launch-2026", "milestone-slaif-system-2027"),
    ],
)
def test_filters(get: Any, query: str, there: str, away: str) -> None:
    page = get(f"/timeline/?{query}")
    assert there in ids(page)
    assert away not in ids(page)
    assert '<meta name="robots" content="noindex,follow">' in text(page)
    assert f'href="/timeline.ics?{query.replace("&", "&amp;")}"' in text(page)


def test_filters_are_chips_with_an_address_without_each(get: Any) -> None:
    page = text(get("/timeline/?status=expected&site=jaif"))
    chips = page.split('<ul class="chips"')[1].split("</ul>")[0]
    assert 'href="/timeline/?site=jaif"' in chips
    assert 'href="/timeline/?status=expected"' in chips
    form = page.split('<form class="timeline-filters"')[1].split("</form>")[0]
    assert '<option value="expected" selected>' in form
    assert '<input type="hidden" name="site" value="jaif">' in form


def test_entries_stand_under_their_quarter_or_under_none(get: Any) -> None:
    def heading(id: str) -> str:
        before = text(get("/timeline/")).split(f'id="{id}"')[0]
        return re.findall(r"<h3>([^<]+)</h3>", before)[-1]

    assert heading("milestone-jupiter-inaugurated-2025") == "Quarter 3"
    assert heading("milestone-facilities-in-service-mid-2026") == "Quarter not stated"
    assert heading("milestone-slaif-system-2027") == "Quarter not stated"


def test_years_that_are_over_are_folded_until_something_is_chosen(get: Any) -> None:
    folded, rest = (
        text(get("/timeline/")).split('<details class="timeline__before">')[1].split("</details>", 1)
    )
    assert 'id="y2016"' in folded
    assert 'id="y2025"' in folded
    assert 'id="y2026"' in rest
    assert "timeline__before" not in text(get("/timeline/?site=jaif"))


def test_nothing_found_says_so(get: Any) -> None:
    page = get("/timeline/?kind=policy&status=expected")
    assert page.status_code == 200
    assert "No entries match these filters." in text(page)
    assert 'class="lanes"' not in text(page)


@pytest.mark.parametrize("address", ["/timeline/", "/timeline.ics"])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("kind=party", "“kind”: “party” is not a value of this parameter. Allowed: policy, call, selection"),
        ("status=late", "Allowed: happened, expected, overdue."),
        ("status=happened&status=expected", "“status”: This may be given once"),
        ("site=nobody", "“site”: “nobody” is not a value"),
        ("site=%00", "“site”: “�” is not a value"),
        ("year=2026", "There is no parameter called “year”. Allowed: kind, status, site."),
    ],
)
def test_what_does_not_exist_is_a_400(get: Any, address: str, query: str, message: str) -> None:
    page = get(f"{address}?{query}")
    assert page.status_code == 400
    assert message in text(page)


def test_an_empty_value_is_as_if_absent(get: Any) -> None:
    page = get("/timeline/?site=&kind=event&status=&site=jaif")
    assert (page.status_code, page.headers["Location"]) == (302, "/timeline/?kind=event&site=jaif")
    assert get("/timeline.ics?status=").headers["Location"] == "/timeline.ics"


def drawn() -> Chart:
    chart = lane_chart(Factory.objects.all(), TODAY)
    assert chart
    return chart


def lane(slug: str) -> Lane:
    return next(lane for group in drawn().groups for lane in group.lanes if lane.standing.site.slug == slug)


def looks(lane: Lane) -> list[list[str]]:
    return [[mark.look for mark in row.marks] for row in lane.rows]


def test_every_factory_has_a_lane_under_its_round() -> None:
    found = {
        lane.standing.site.slug: group.cut_off.slug
        for group in drawn().groups
        for lane in group.lanes
        if group.cut_off
    }
    assert found == dict(Factory.objects.values_list("slug", "cut_off__slug"))


def test_a_promise_is_hollow_and_what_happened_is_solid() -> None:
    it4lia, lumi, pharos = lane("it4lia"), lane("lumi-ai-factory"), lane("pharos")
    assert it4lia.opened
    assert it4lia.opened.dated == "5 September 2025"
    assert [row.bar.look for row in it4lia.rows if row.bar] == ["open", "system"]
    assert lumi.opened is None
    assert [row.bar.label for row in lumi.rows if row.bar] == ["LUMI"]
    assert looks(lumi)[-1] == ["step", "step", "expected"]
    assert looks(pharos)[-1][-1] == "overdue"
    assert [(system.slug, bool(promise)) for system, promise in lumi.promises] == [("lumi-ai", True)]


def test_the_drawing_places_marks_by_day_and_draws_vague_dates_longer() -> None:
    chart = drawn()
    assert [year for _x, year in chart.years] == [2024, 2025, 2026, 2027]
    assert [number for _x, number in chart.quarters] == [4, *range(1, 5), *range(1, 5), *range(1, 5)]
    contract = lane("lumi-ai-factory").rows[-1].marks[1]
    assert (contract.title, contract.width) == ("31 August 2026: Contract for LUMI-AI", "")
    assert float(contract.x.rstrip("%")) == pytest.approx(100 * 699 / 1187, abs=0.01)
    year = lane("slaif").rows[-1].marks[-1]
    assert (year.x, year.width) == ("69.25%", "30.75%")
    vague = lane("bsc-ai-factory").rows[0].bar
    assert vague
    assert vague.vague_width == "30.75%", "opened some day in 2025"


def test_what_is_promised_of_all_stands_above_the_lanes(get: Any) -> None:
    first = drawn().groups[0]
    assert first.cut_off is None
    assert {item.title: item.overdue for item in first.promises} == {
        "All facilities enter service": True,
        "All AI Factories and Antennas work together": True,
        "All sites finish buying their systems": False,
    }
    page = text(get("/timeline/"))
    assert "All facilities enter service: by mid-2026" in page


def test_the_title_of_the_drawing_is_counted(get: Any) -> None:
    count = sum(factory.is_open() for factory in Factory.objects.all())
    assert f"{count} of 19 AI Factories are known to serve users" in text(get("/timeline/"))
    assert "What happened and what is promised" in text(get("/timeline/?site=slaif"))
    assert 'class="lanes"' not in text(get("/timeline/?site=hearts")), "no AI Factory is chosen"
    assert 'class="lanes"' not in text(get("/timeline/?kind=event"))


def test_a_milestone_of_antennas_counts_antennas_alone(get: Any) -> None:
    milestone = builders.make_milestone(slug="antennas-meet")
    for antenna in Antenna.objects.all():
        AntennaMilestone.objects.create(site=antenna, milestone=milestone)
    shown = entry(get("/timeline/"), "milestone-antennas-meet")
    assert f"all {Antenna.objects.count()} AI Factory Antennas" in shown
    assert "AI Factories" not in shown

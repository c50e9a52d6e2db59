"""The calendar file is what RFC 5545 asks for, and says no day that a source does not."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from directory.models import CutOff, Milestone
from explore.calendar_file import Event, calendar
from tests import builders


def unfolded(content: bytes) -> list[str]:
    """The lines as they were before folding; every physical line is checked on the way."""
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    for line in physical:
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no character is torn
    return content[:-2].replace(b"\r\n ", b"").decode().split("\r\n")


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def events(content: bytes) -> list[dict[str, str]]:
    """Each event's properties by name, parameters included in the name."""
    lines = unfolded(content)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    found: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            assert not inside
            inside = True
            found.append({})
        elif line == "END:VEVENT":
            inside = False
        elif inside:
            assert name not in found[-1]
            found[-1][name] = unescaped(value)
    assert not inside
    return found


def day(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%Y%m%d").replace(tzinfo=datetime.UTC).date()


def test_it_holds_every_day_and_nothing_vaguer(get: Any) -> None:
    page = get("/timeline.ics")
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = unfolded(page.content)
    assert "VERSION:2.0" in lines
    assert any(line.startswith("PRODID:") for line in lines)
    wanted = {
        f"round-{slug}@ai-factories-directory" for slug in CutOff.objects.values_list("slug", flat=True)
    }
    events_of_the_record = Milestone.objects.exclude(qualifier="as-of")
    with_days = events_of_the_record.filter(precision="day")
    wanted |= {
        f"milestone-{slug}@ai-factories-directory" for slug in with_days.values_list("slug", flat=True)
    }
    found = events(page.content)
    assert {event["UID"] for event in found} == wanted
    assert len(found) == len(wanted)
    html = " ".join(get("/timeline/").content.decode().split())
    total = CutOff.objects.count() + events_of_the_record.count()
    assert f"{len(found)} of {total} entries: only exact days fit a calendar" in html


def test_a_state_that_a_source_describes_on_a_day_is_no_event_of_that_day(get: Any) -> None:
    system = builders.make_supercomputer()
    builders.make_milestone(slug="a-state", step="in-service", supercomputer=system, qualifier="as-of")
    builders.make_milestone(slug="a-start", step="in-service", supercomputer=system)
    found = {event["UID"].split("@")[0] for event in events(get("/timeline.ics").content)}
    assert "milestone-a-start" in found
    assert "milestone-a-state" not in found


def test_an_event_is_whole_days_and_ends_before_its_end(get: Any) -> None:
    found = {event["UID"].split("@")[0]: event for event in events(get("/timeline.ics").content)}
    inaugurated = found["milestone-jupiter-inaugurated-2025"]
    assert inaugurated["SUMMARY"] == "JUPITER inaugurated"
    assert day(inaugurated["DTSTART;VALUE=DATE"]) == datetime.date(2025, 9, 5)
    assert day(inaugurated["DTEND;VALUE=DATE"]) == datetime.date(2025, 9, 6)
    assert "Concerns: JUPITER AI Factory (JAIF)" in inaugurated["DESCRIPTION"]
    assert "Source: " in inaugurated["DESCRIPTION"]
    assert inaugurated["STATUS"] == "CONFIRMED"
    by = found["milestone-hearts-memorandum-2026"]
    assert by["SUMMARY"].endswith("(by this day)")


def test_an_event_of_several_days_ends_after_the_last(get: Any) -> None:
    builders.make_milestone(
        slug="two-days", date=datetime.date(2026, 4, 14), until=datetime.date(2026, 4, 15)
    )
    found = {event["UID"].split("@")[0]: event for event in events(get("/timeline.ics").content)}
    two_days = found["milestone-two-days"]
    assert day(two_days["DTEND;VALUE=DATE"]) - day(two_days["DTSTART;VALUE=DATE"]) == datetime.timedelta(2)


def test_what_is_expected_says_so(get: Any) -> None:
    milestone = builders.make_milestone(status="expected", slug="soon", title="Opening")
    found = {event["UID"].split("@")[0]: event for event in events(get("/timeline.ics").content)}
    assert found[f"milestone-{milestone.slug}"]["SUMMARY"] == "Expected: Opening"
    assert found["milestone-soon"]["STATUS"] == "TENTATIVE"


def test_it_takes_the_filters_of_the_page(get: Any) -> None:
    found = {
        event["UID"].split("@")[0] for event in events(get("/timeline.ics?site=jaif&kind=deployment").content)
    }
    assert found == {"milestone-jupiter-inaugurated-2025"}
    assert (
        'href="/timeline.ics?kind=deployment&amp;site=jaif"'
        in get("/timeline/?site=jaif&kind=deployment").content.decode()
    )


def test_nothing_found_is_a_calendar_without_events(get: Any) -> None:
    page = get("/timeline.ics?kind=policy&status=expected")
    assert page.status_code == 200
    assert events(page.content) == []


def test_addresses_are_whole_or_absent(get: Any, settings: Any) -> None:
    assert not any("URL" in event for event in events(get("/timeline.ics").content))
    settings.PUBLIC_URL = "https://directory.example"
    found = {event["UID"].split("@")[0]: event for event in events(get("/timeline.ics").content)}
    assert found["round-factories-1"]["URL"] == "https://directory.example/cut-offs/factories-1/"
    url = found["milestone-jupiter-inaugurated-2025"]["URL"]
    assert url == "https://directory.example/timeline/#milestone-jupiter-inaugurated-2025"


def test_the_stamp_is_the_editions() -> None:
    published = datetime.datetime(2026, 10, 10, 14, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    event = Event("a", datetime.date(2026, 1, 1), datetime.date(2026, 1, 1), "A")
    assert events(calendar([event], name="C", stamp=published))[0]["DTSTAMP"] == "20261010T120000Z"
    assert events(calendar([event], name="C"))[0]["DTSTAMP"] == "20000101T000000Z"


@pytest.mark.parametrize(
    "text",
    [
        "Comma, semicolon; colon: backslash \\ and \\n as typed",
        "Two\nlines",
        "Poznań, Jülich, Ostrava " * 12,
        "😀" * 60,
        "x" * 200,
        "no\u00a0break",
        "",
    ],
)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    event = Event("a", datetime.date(2026, 1, 1), datetime.date(2026, 1, 1), f"S{text}")
    assert events(calendar([event], name=text or "C"))[0]["SUMMARY"] == f"S{text}"


def test_control_characters_go() -> None:
    event = Event("a", datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), "A\x00\rB")
    found = events(calendar([event], name="C"))[0]
    assert found["SUMMARY"] == "AB"
    assert found["DTEND;VALUE=DATE"] == "20270101"

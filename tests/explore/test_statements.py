"""What the statements on accessibility and privacy claim is what is tested."""

from __future__ import annotations

import ast
import datetime
import html
import re
from pathlib import Path
from typing import Any

from django.conf import settings as project_settings

from explore import accessibility
from tests.auditing.axe import BOTH_LOOKS
from tests.gunicorn import ROOT
from tests.pages import SHOWN

TESTS = ROOT / "tests" / "browsing" / "test_accessibility.py"
MODEL_HEADINGS = [
    "Compliance status",
    "Non-accessible content",
    "Preparation of this accessibility statement",
    "Feedback and contact information",
    "Enforcement procedure",
]
"""Of the annex to Commission Implementing Decision (EU) 2018/1523."""


def words(page: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.content.decode())).split())


def constants(path: Path) -> set[object]:
    """Every literal number and text in a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_it_has_the_headings_of_the_model(get: Any, settings: Any) -> None:
    settings.CONTACT_EMAIL = "data@directory.example"
    page = get("/accessibility/").content.decode()
    headings = re.findall(r'<h2 id="\w+">([^<]+)</h2>', page)
    assert headings == MODEL_HEADINGS


def test_it_says_its_status_date_and_limits(get: Any) -> None:
    page = words(get("/accessibility/"))
    assert "This website is partially compliant with" in page
    prepared_on = accessibility.PREPARED_ON
    assert prepared_on == datetime.date(2026, 11, 21)
    assert "prepared on 21 November 2026" in page
    assert "No person with a disability and no independent auditor has tested this site." in page
    assert "scroll sideways inside a frame" in page


def test_it_claims_the_rules_and_widths_that_are_tested(get: Any) -> None:
    wide, phone = BOTH_LOOKS
    assert wide.rules["runOnly"] == ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    assert phone.rules["runOnly"]["values"] == ["color-contrast", "target-size", "link-in-text-block"]
    assert (wide.width, phone.width) == (accessibility.WIDE, accessibility.PHONE)
    assert {accessibility.NARROWEST, accessibility.STOPS} <= constants(TESTS)
    page = words(get("/accessibility/"))
    for number in (
        accessibility.WIDE,
        accessibility.PHONE,
        accessibility.NARROWEST,
        accessibility.STOPS,
    ):
        assert f"{number} " in page, number


def test_every_text_page_is_among_the_pages_that_axe_reads() -> None:
    assert set(SHOWN) >= {"/about/", "/glossary/", "/accessibility/", "/privacy/"}


def test_privacy_claims_what_the_software_does(get: Any, settings: Any) -> None:
    page = words(get("/privacy/"))
    for claim in (
        "No cookies are set.",
        "Nothing is put into your browser’s storage.",
        "asks no other host for anything",
        "no analytics",
        "no accounts for visitors",
        "leaves no line in any log",
    ):
        assert claim in page, claim
    assert not [name for name in project_settings.PUBLIC_MIDDLEWARE if "session" in name or "auth" in name]
    assert project_settings.SECURE_REFERRER_POLICY == "strict-origin-when-cross-origin"
    assert "opens a message" not in page, "without a contact there is no such link"
    settings.CONTACT_EMAIL = "data@directory.example"
    assert "opens a message in your own mail program" in words(get("/privacy/"))

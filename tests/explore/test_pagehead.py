"""What search engines and people who share a link are told about a page."""

from __future__ import annotations

from typing import Any


def head(page: Any) -> str:
    content: str = page.content.decode()
    return content.partition("</head>")[0]


def test_a_page_says_its_title_description_and_address_once_for_all(get: Any, settings: Any) -> None:
    settings.PUBLIC_URL = "https://directory.example"
    told = head(get("/factories/litai/"))
    assert "<title>LitAI Factory, AI Factory – AI Factories Directory</title>" in told
    assert 'property="og:title" content="LitAI Factory, AI Factory"' in told
    assert 'rel="canonical" href="https://directory.example/factories/litai/"' in told
    assert 'property="og:url" content="https://directory.example/factories/litai/"' in told
    descriptions = [
        line.split('content="')[1] for line in told.splitlines() if 'description"' in line and "<meta" in line
    ]
    assert len(descriptions) == 2
    assert descriptions[0] == descriptions[1]


def test_without_a_public_address_nothing_pretends_to_know_the_host(get: Any) -> None:
    told = head(get("/factories/litai/"))
    assert 'rel="canonical" href="/factories/litai/"' in told
    assert "og:url" not in told
    assert "testserver" not in told


def test_what_a_visitor_typed_cannot_leave_the_title(get: Any) -> None:
    told = head(get("/search/?q=%22%3E%3Cscript%3E"))
    assert "<script>" not in told
    assert "&#34;&gt;&lt;script&gt;" in told

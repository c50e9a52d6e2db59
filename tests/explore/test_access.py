"""The access routes, and how to reach each on a long page."""

from __future__ import annotations

import re
from typing import Any


def test_every_route_is_reached_from_the_list_of_contents(get: Any) -> None:
    page = get("/access/").content.decode()
    contents = page.partition('<nav class="jump"')[2].partition("</nav>")[0]
    targets = re.findall(r'href="#([^"]+)"', contents)
    routes = re.findall(r'<article class="route" id="([^"]+)"', page)
    assert len(routes) == 20
    assert [target for target in targets if not target.startswith("scope-")] == routes
    assert all(f'id="{target}"' in page for target in targets)


def test_the_portal_says_how_long_each_route_takes(get: Any) -> None:
    page = " ".join(re.sub(r"<[^>]+>", " ", get("/countries/dk/").content.decode()).split())
    assert "Playground (access within 2 working days once the checks are done)" in page

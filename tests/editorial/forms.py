"""What a browser would send back from a page, read from its HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.fields: dict[str, Any] = {}
        self.area: str | None = None
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id", "").endswith(self.form_id)
        name = given.get("name") or ""
        if not self.inside or "__prefix__" in name:
            return
        if tag == "input" and name and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") != "checkbox" or "checked" in given:
                self.fields[name] = given.get("value") or ("on" if given.get("type") == "checkbox" else "")
        elif tag == "textarea" and name:
            self.area, self.fields[name] = name, ""
        elif tag == "select" and name:
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((given.get("value") or "", "selected" in given))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            # A browser drops the first line end of a text, and sends every other one as CR LF.
            self.fields[self.area] = self.fields[self.area].removeprefix("\n").replace("\n", "\r\n")
            self.area = None
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected]
            first = self.options[0][0] if self.options else ""
            self.fields[self.select] = chosen[0] if chosen else first
            self.select = None
        elif tag == "form":
            self.inside = False


def filled(page: Any, form_id: str = "_form") -> dict[str, Any]:
    """The fields of the form whose id ends in `form_id`, as they stand on the page."""
    reader = _Reader(form_id)
    reader.feed(page.content.decode())
    assert reader.fields, "there is no such form on this page"
    reader.fields.pop("csrfmiddlewaretoken", None)
    return reader.fields


def row_of(fields: dict[str, Any], name: str, value: Any) -> str:
    """The start of the field names of the row whose field `name` has a value, such as `sector_links-2-`."""
    for key, found in fields.items():
        prefix, _dash, field = key.rpartition("-")
        if field == name and str(found) == str(value):
            return f"{prefix}-"
    raise AssertionError(f"no row with {name} = {value}")

"""What an HTML page says of itself: its head, its headings, its ids, and everything it points at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

POINTING = {"href", "src", "action", "poster", "data", "xlink:href"}
"""Attributes that hold an address."""
NAMING = {
    *("aria-activedescendant", "aria-controls", "aria-describedby", "aria-details", "aria-errormessage"),
    *("aria-flowto", "aria-labelledby", "aria-owns", "for", "form", "headers", "list", "popovertarget"),
}
"""Attributes that name elements of the same page by their ids."""


@dataclass
class Document:
    """One page, read once."""

    lang: str = ""
    titles: list[str] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    canonical: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Every address it points at, as written."""
    choices: list[tuple[str, str, str]] = field(default_factory=list)
    """What its forms offer: where to, name, value."""
    ids: list[str] = field(default_factory=list)
    named: list[tuple[str, str]] = field(default_factory=list)
    """Attribute and id, for each element it names."""
    headings: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """What its `nav` elements are called."""

    @property
    def title(self) -> str:
        return self.titles[0] if self.titles else ""

    @property
    def hidden(self) -> bool:
        """Whether search engines are asked to leave it out."""
        return "noindex" in self.metas.get("robots", "")


def read(text: str) -> Document:
    """The page as a document; SVG is read the same way."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.document


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self._open: list[str] = []
        self._form = ""
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        document = self.document
        self._open.append(tag)
        if "id" in values:
            document.ids.append(values["id"])
        for name in POINTING & values.keys():
            document.links.append(values[name])
        if "srcset" in values:
            document.links += [part.split()[0] for part in values["srcset"].split(",")]
        for name in NAMING & values.keys():
            document.named += [(name, target) for target in values[name].split()]
        if re.fullmatch(r"h[1-6]", tag):
            document.headings.append(int(tag[1]))
        match tag:
            case "html":
                document.lang = values.get("lang", "")
            case "title" if "svg" not in self._open:
                document.titles.append("")
            case "meta":
                self._meta(values)
            case "link" if values.get("rel") == "canonical":
                document.canonical.append(values.get("href", ""))
            case "nav":
                document.labels.append(values.get("aria-label", ""))
            case "form" | "select" | "input" | "option":
                self._control(tag, values)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        # Elements without an end tag, and those whose end tag is left out, close with what is around them.
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and "svg" not in self._open:
            self.document.titles[-1] += data

    def _meta(self, values: dict[str, str]) -> None:
        name = values.get("name") or values.get("property") or ""
        self.document.metas[name] = values.get("content", "")
        if name in ("og:url", "og:image"):
            self.document.links.append(values.get("content", ""))

    def _control(self, tag: str, values: dict[str, str]) -> None:
        if tag == "form":
            self._form = values.get("action", "")
        elif tag == "select":
            self._select = values.get("name", "")
        elif tag == "option" and values.get("value"):
            self.document.choices.append((self._form, self._select, values["value"]))
        elif tag == "input" and values.get("type") in ("checkbox", "radio") and values.get("value"):
            self.document.choices.append((self._form, values.get("name", ""), values["value"]))

"""Feeds: Atom after RFC 4287, and JSON Feed 1.1."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from opendata.formats.text import as_json

NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Item:
    """An entry, with addresses as they are sent."""

    id: str
    title: str
    url: str
    content: str
    updated: datetime.datetime


@dataclass(frozen=True)
class Feed:
    """A feed and what it says of itself."""

    id: str
    title: str
    description: str
    page: str
    here: str
    author: str
    home: str
    language: str
    rights: str
    updated: datetime.datetime
    items: Sequence[Item]


class Atom(Atom1Feed):
    """Django's Atom, which says when it last changed though it is empty, and holds whole contents."""

    def latest_post_date(self) -> datetime.datetime:
        updated: datetime.datetime = self.feed["updated"]
        return updated

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def as_atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    atom = Atom(
        clean(feed.title),
        feed.page,
        "",
        language=feed.language,
        author_name=clean(feed.author),
        author_link=feed.home or None,
        subtitle=clean(feed.description),
        feed_url=feed.here,
        feed_guid=feed.id,
        feed_copyright=feed.rights,
        updated=feed.updated,
    )
    for item in feed.items:
        atom.add_item(
            clean(item.title),
            item.url,
            None,  # type: ignore[arg-type]
            unique_id=item.id,
            updateddate=item.updated,
            content=clean(item.content),
        )
    written = io.StringIO()
    atom.write(written, "utf-8")
    return written.getvalue().encode()


def as_json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed."""
    author = {"name": feed.author} | ({"url": feed.home} if feed.home else {})
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.here,
        "description": feed.description,
        "language": feed.language,
        "authors": [author],
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": item.title,
                "content_html": item.content,
                "date_published": rfc3339_date(item.updated),
            }
            for item in feed.items
        ],
    }
    return f"{as_json(content)}\n".encode()


def clean(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return NOT_IN_XML.sub("", text)

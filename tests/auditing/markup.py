"""What must hold of the markup of every page, and between pages, that neither axe nor the HTML checker asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from tests.auditing.crawl import ORIGIN, Answer
from tests.auditing.documents import Document

BARE = "/500/"
"""The page of a broken server: it asks nothing of anything, and so has no way back but one link."""


def faults(pages: Mapping[str, Answer]) -> Iterator[str]:
    """Everything wrong with these pages, each with its address."""
    for address, answer in pages.items():
        document = answer.document
        assert document is not None
        for fault in (*_structure(address, document), *_names(document), *_head(answer, document)):
            yield f"{address} {fault}"
    yield from _filtered(pages)
    yield from _shared(pages)


def _structure(address: str, document: Document) -> Iterator[str]:
    if document.lang != "en":
        yield f"is in the language “{document.lang}”"
    if document.headings.count(1) != 1:
        yield f"has {document.headings.count(1)} first headings"
    # The first page has none, and neither has what stands alone: an error, a chart for other pages.
    bare = address in ("/", BARE) or address.startswith("/charts/")
    if bare == ("Breadcrumb" in document.labels):
        yield "has a breadcrumb" if bare else "has no breadcrumb"


def _names(document: Document) -> Iterator[str]:
    for name, count in Counter(document.ids).items():
        if count > 1 or not name:
            yield f"has the id “{name}” {count} times"
    for attribute, target in document.named:
        if target not in document.ids:
            yield f"has {attribute}={target}, which names nothing"


def _head(answer: Answer, document: Document) -> Iterator[str]:
    if len(document.titles) != 1 or not document.title.strip():
        yield f"has the titles {document.titles}"
    if answer.status != 200:
        if not document.hidden:
            yield "is an error that search engines may list"
    elif not document.hidden and not document.metas.get("description"):
        yield "has no description"
    if len(document.canonical) > 1 or not (document.canonical or document.hidden):
        yield f"has the canonical addresses {document.canonical}"


def _filtered(pages: Mapping[str, Answer]) -> Iterator[str]:
    """Filters combine without end: with a query, only the next page of a list may be listed."""
    for address, answer in pages.items():
        query = address.partition("?")[2]
        if query and not query.startswith("page=") and canonical(address, answer):
            yield f"{address} is a filtered page that search engines may list"


def _shared(pages: Mapping[str, Answer]) -> Iterator[str]:
    """What only one page may have: of those that search engines may list, its title and description."""
    listed = {
        at: document
        for at, answer in pages.items()
        if (document := answer.document) and canonical(at, answer)
    }
    for what in ("title", "description"):
        having: dict[str, list[str]] = defaultdict(list)
        for address, document in listed.items():
            having[document.title if what == "title" else document.metas.get(what, "")].append(address)
        for text, addresses in having.items():
            if len(addresses) > 1:
                yield f"{', '.join(addresses[:6])} ({len(addresses)} pages) have the same {what}: “{text}”"
    for address, answer in pages.items():
        target = "" if answer.document and answer.document.hidden else _canonical(answer)
        if target and target != address and target in pages and not canonical(target, pages[target]):
            yield f"{address} says that {target} is canonical, which is not"


def canonical(address: str, answer: Answer) -> bool:
    """Whether the page is one that search engines may list: it is canonical, and not hidden."""
    document = answer.document
    return bool(document and answer.status == 200 and not document.hidden and _canonical(answer) == address)


def _canonical(answer: Answer) -> str:
    return (
        answer.document.canonical[0].removeprefix(ORIGIN)
        if answer.document and answer.document.canonical
        else ""
    )

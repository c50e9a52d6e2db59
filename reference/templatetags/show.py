"""Tags that print plain data. None of them asks the database anything."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError
from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reference.coverage import Coverage
from reference.evidence import Cite, Reference

register = template.Library()


@register.simple_tag
def stylesheets() -> SafeString:
    """Links to the stylesheets: one file where static files were collected, else each."""
    files = ((static(name),) for name in settings.STYLESHEETS)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', files)


@register.simple_tag
def mark(kind: str) -> SafeString:
    """The shape of a site: a filled square for a factory, a ring for an antenna. Decoration only."""
    if kind not in ("factory", "antenna"):
        return SafeString("")
    return format_html('<span class="mark mark--{}" aria-hidden="true"></span>', kind)


def _ref(reference: Reference) -> SafeString:
    document = reference.source.is_document
    label = _("Reference {n}") if document else _("Reference {n}, later source")
    return format_html(
        '<a class="ref{}" href="#{}" aria-label="{}">{}</a>',
        "" if document else " ref--later",
        reference.anchor,
        label.format(n=reference.number),
        reference.number,
    )


@register.simple_tag
def ref(reference: Reference) -> SafeString:
    """The number of one reference."""
    return _ref(reference)


@register.simple_tag
def refs(cite: Cite) -> SafeString:
    """The numbered references of a value, each followed by the source's own term."""
    parts = []
    for reference in cite.references:
        parts.append(_ref(reference))
        terms = ((term,) for term in cite.terms_of(reference))
        parts.append(format_html_join("", ' <span class="fact__term">{}</span>', terms))
    return format_html_join("", "{}", ((part,) for part in parts))


SIGNS = {Coverage.DOCUMENTS: "✓", Coverage.LATER: "+", Coverage.DISPUTED: "!", Coverage.SILENT: "–"}


@register.simple_tag
def covered(state: Coverage) -> SafeString:
    """How a fact is covered: a sign for the eye, words for the ear."""
    return format_html(
        '<span class="covered covered--{}" aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span>',
        state.value,
        SIGNS[state],
        state.label,
    )


FORMATS = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "geojson": "GeoJSON", "jsonld": "JSON-LD"}


@register.simple_tag
def files(address: str, *endings: str) -> SafeString:
    """Links to the files beside a page, by their endings."""
    links = (
        f'<a href="{file}" rel="nofollow">{FORMATS[ending]}</a>'
        for file, ending in zip(_as_files(address, endings), endings, strict=True)
    )
    label = escape(_("Take this as data:"))
    return SafeString(f'<p class="take"><span>{label}</span> {" ".join(links)}</p>')


TYPES = {"csv": "text/csv", "json": "application/json"}


@register.simple_tag
def file_links(address: str) -> SafeString:
    """The same for a page's head, for programs."""
    found = zip(_as_files(address, TYPES), TYPES.values(), strict=True)
    links = (f'<link rel="alternate" type="{kind}" href="{file}">' for file, kind in found)
    return SafeString("".join(links))


def _as_files(address: str, endings: Iterable[str]) -> list[str]:
    """Where the files beside a page are, as markup: `/factories/?country=DE` as csv is
    `/factories.csv?country=DE`.
    """
    path, mark, query = escape(address).partition("?")
    return [f"{path.rstrip('/')}.{ending}{mark}{query}" for ending in endings]


@register.filter
def lang_attribute(code: str) -> SafeString:
    """` lang="fr"` for a name in another language, nothing for English."""
    return format_html(' lang="{}"', code) if code else SafeString("")


@register.filter
def foreign(code: str) -> str:
    """A language code unless it is the one of the page."""
    return "" if code.startswith(get_language() or "en") else code


@register.filter
def language_name(code: str) -> str:
    """A language's name in the reader's language; the code itself where nobody knows it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(get_language() or "en") or code
    except (UnknownLocaleError, ValueError):
        return code

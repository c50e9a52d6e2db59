"""What machines that browse ask for first: sitemap, robots.txt, llms.txt, and how to search here."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.absolute_url import absolute_url
from directory.query_params import allow_params
from opendata.page_citations import contributors
from opendata.resources import RESOURCES
from opendata.sitemap import LISTS, PublicPages

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SHORT_NAME = 16
"""Characters of a short name, as OpenSearch counts them."""
TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"
HALF_YEAR = timedelta(days=182)
DESCRIPTION = "application/opensearchdescription+xml"


@require_safe
@allow_params()
def sitemap(request: HttpRequest) -> HttpResponse:
    """All canonical pages."""
    _needs_an_address()
    return sitemap_view(request, {"pages": PublicPages}, content_type=XML)


def _needs_an_address() -> None:
    """A 404 where addresses cannot be made absolute, as these formats want them."""
    if not settings.PUBLIC_URL:
        raise Http404(_("This installation does not know its public address (PUBLIC_URL), which this needs."))


@require_safe
@allow_params()
def robots(request: HttpRequest) -> HttpResponse:
    """Every page and every file, but no filters: they combine without end. The next page of a list is one."""
    lines = ["User-agent: *", "Allow: /*/?page=", "Disallow: /*?"]
    if settings.PUBLIC_URL:
        lines += ["", f"Sitemap: {absolute_url(reverse('sitemap'))}"]
    return HttpResponse("\n".join([*lines, ""]), content_type=TEXT)


@require_safe
@allow_params()
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches here."""
    _needs_an_address()
    search = f"{absolute_url(reverse('search'))}?q={{searchTerms}}"
    tree = Element("OpenSearchDescription", xmlns=OPENSEARCH)
    SubElement(tree, "ShortName").text = _short(settings.SITE_NAME)
    SubElement(tree, "LongName").text = Truncator(settings.SITE_NAME).chars(48)
    SubElement(tree, "Description").text = _("EuroHPC AI Factories and Antennas, fact by fact.")
    SubElement(tree, "Url", type="text/html", template=search)
    SubElement(tree, "Url", type=DESCRIPTION, rel="self", template=absolute_url(reverse("opensearch")))
    SubElement(tree, "Language").text = settings.LANGUAGE_CODE
    SubElement(tree, "InputEncoding").text = "UTF-8"
    return HttpResponse(tostring(tree, "utf-8", xml_declaration=True), content_type=DESCRIPTION)


def _short(name: str) -> str:
    """As many whole words of a name as OpenSearch shows."""
    if len(name) <= SHORT_NAME:
        return name
    return name[: SHORT_NAME + 1].rpartition(" ")[0] or name[:SHORT_NAME]


@require_safe
@allow_params()
def llms(request: HttpRequest) -> HttpResponse:
    """The directory for language models, after llmstxt.org: what it is, where things are, how to cite."""
    edition = getattr(request, "edition", None)
    told = _("The current edition is {n}, published on {date}.")
    number = told.format(n=edition.number, date=edition.day.date()) if edition else ""
    parts = [
        f"# {settings.SITE_NAME}",
        "> " + _("EuroHPC AI Factories and AI Factory Antennas, fact by fact: every fact names its sources."),
        " ".join(
            filter(
                None,
                (
                    _("An independent reference work. It is not a service of the European Union."),
                    _("Where sources disagree, pages and data give every value; “not stated” is not “no”."),
                    number,
                ),
            )
        ),
        _section(_("Pages"), _pages()),
        _section(_("Data"), _data()),
        _section(_("Reuse"), _reuse()),
    ]
    return HttpResponse("\n\n".join(parts) + "\n", content_type=TEXT)


def _section(heading: str, links: list[tuple[str, str, str]]) -> str:
    lines = [f"- [{label}]({absolute_url(path)}): {said}" for label, path, said in links]
    return "\n".join([f"## {heading}", "", *lines])


def _pages() -> list[tuple[str, str, str]]:
    counted = [
        (
            str(resource.heading),
            reverse(LISTS.get(name, name)),
            _("{n} records, a page of each").format(n=len(resource.everything()))
            if resource.page
            else _("{n} records").format(n=len(resource.everything())),
        )
        for name, resource in RESOURCES.items()
        if resource.listed
    ]
    return [
        *counted,
        (_("Network"), reverse("network"), _("which Antenna leads to which AI Factory")),
        (_("Timeline"), reverse("timeline"), _("what happened and what is expected")),
        (_("Disagreements"), reverse("disagreements"), _("where sources state different values")),
        (_("Glossary"), reverse("glossary"), _("the words of the programme")),
        (_("About"), reverse("about"), _("sources, rules of evidence, editions")),
    ]


def _data() -> list[tuple[str, str, str]]:
    same = _("the page as data: the same filters, with this ending")
    return [
        (_("API"), reverse("api"), _("Reading, without a key; described as OpenAPI 3.1")),
        (_("AI Factories as JSON"), reverse("list-file", args=["factories", "json"]), same),
        (_("Antennas as CSV"), reverse("list-file", args=["antennas", "csv"]), same),
        (_("Changes as Atom"), reverse("changes-feed", args=["atom"]), _("what each edition changed")),
        (_("Editions"), reverse("data"), _("each as SQLite, CSV, JSON and GeoJSON, with checksums")),
    ]


def _reuse() -> list[tuple[str, str, str]]:
    licence = _("data under {name}; credit “{who}”, with the edition and its date")
    return [
        (
            _("Licence"),
            reverse("data"),
            licence.format(name=settings.DATA_LICENCE["name"], who=contributors()),
        ),
        (
            _("How to cite a page"),
            f"{reverse('cite', args=['bib'])}?page={reverse('factories:list')}",
            _("BibTeX of the page at “page”; cite.json gives CSL-JSON"),
        ),
    ]


@require_safe
@allow_params()
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116)."""
    contact = settings.SECURITY_CONTACT or settings.CONTACT_EMAIL
    if not contact:
        raise Http404(_("This installation names no contact (SECURITY_CONTACT or CONTACT_EMAIL)."))
    edition = getattr(request, "edition", None)
    lines = [
        f"Contact: {contact if contact.startswith('https://') else f'mailto:{contact}'}",
        f"Expires: {expiry(edition and edition.day, timezone.now()):%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en",
    ]
    if settings.PUBLIC_URL:
        lines.append(f"Canonical: {absolute_url(request.path)}")
    return HttpResponse("\n".join([*lines, ""]), content_type=TEXT)


def expiry(published: datetime | None, now: datetime) -> datetime:
    """A day three to nine months from now, the same until it comes near: half-years after an edition."""
    day = published or now
    while day < now + HALF_YEAR / 2:
        day += HALF_YEAR
    return day

"""How to cite a page: as a sentence, as BibTeX, as CSL-JSON, each with the edition and its date."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from directory.absolute_url import absolute_url
from directory.query_params import ParamField, allow_params, read_param, shortened
from editions.store import Manifest
from opendata.formats.text import as_json
from opendata.problem_details import is_for_programs, with_problem_details

TITLE = re.compile('<meta property="og:title" content="([^"]*)">')
PATH = re.compile('<link rel="canonical" href="([^"]*)">')
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""As BibTeX names them, in every language."""
SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}#$%&_"},
}


def contributors() -> str:
    """Who made the directory, where nobody else is named."""
    return _("Contributors of the {site}").format(site=settings.SITE_NAME)


def licence_line() -> str:
    """The licence of the data, in a line."""
    return _("{name}, {url}").format(**settings.DATA_LICENCE)


@dataclass(frozen=True)
class Citation:
    """A page of an edition."""

    title: str
    path: str
    """The canonical one."""
    manifest: Manifest

    @property
    def key(self) -> str:
        """A name for it in a bibliography."""
        return f"{slugify(self.path.replace('/', '-'))[:60] or 'directory'}-{self.manifest.number}"

    @property
    def url(self) -> str:
        """Its address; "" where PUBLIC_URL does not say it."""
        return settings.PUBLIC_URL and absolute_url(self.path)

    @property
    def edition(self) -> str:
        return _("edition {n}").format(n=self.manifest.number)

    @property
    def text(self) -> str:
        """As a sentence for a list of references."""
        day = date_format(self.manifest.day, "j F Y")
        where = f"{settings.SITE_NAME}, {self.edition}, {day}"
        parts = (f"“{self.title}”", where, settings.KEEPER.rstrip("."), self.url)
        return ". ".join(part for part in parts if part)

    @property
    def bibtex(self) -> str:
        """As BibTeX, readable by BibLaTeX too."""
        day = self.manifest.day
        fields = {
            "author": f"{{{tex(contributors())}}}",
            "title": f"{{{tex(self.title)}}}",
            "howpublished": tex(f"{settings.SITE_NAME}, {self.edition}"),
            "publisher": tex(settings.KEEPER),
            "year": str(day.year),
            "date": f"{day:%Y-%m-%d}",
            "url": self.url,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        month = f"  month = {MONTHS[day.month - 1]},"
        return "\n".join([f"@misc{{{self.key},", *lines, month, "}"])

    @property
    def csl(self) -> dict[str, Any]:
        """As an item of CSL-JSON."""
        day = self.manifest.day
        item = {
            "id": self.key,
            "type": "webpage",
            "title": self.title,
            "container-title": settings.SITE_NAME,
            "author": [{"literal": contributors()}],
            "publisher": settings.KEEPER,
            "edition": str(self.manifest.number),
            "issued": {"date-parts": [[day.year, day.month, day.day]]},
            "URL": self.url,
        }
        return {name: value for name, value in item.items() if value}


def tex(text: str) -> str:
    """A text that TeX prints as it is."""
    return "".join(SPECIAL.get(sign, sign) for sign in text)


def citation(title: str, path: str, manifest: Manifest | None) -> Citation | None:
    """The citation of a page, whose title and path are given as its head shows them: as escaped text.

    None where there is no edition, and for a page without a canonical path: an error or a search.
    """
    return Citation(unescape(title), unescape(path), manifest) if path and manifest else None


@with_problem_details
@allow_params("page")
def cite(request: HttpRequest, form: str) -> HttpResponse:
    """A page's citation as a file for reference managers."""
    path = read_param(request.GET, "page", ParamField())
    if not path:
        raise BadRequest(_("“page” is the path of one page of this directory, such as /factories/."))
    manifest = None if getattr(request, "preview", None) else getattr(request, "edition", None)
    cited = citation(*_head(_drawn(request, path)), manifest)
    if cited is None:
        raise Http404(_("There is nothing to cite at “{page}”.").format(page=shortened(path)))
    if form == "bib":
        content, media_type = f"{cited.bibtex}\n", "application/x-bibtex; charset=utf-8"
    else:
        content, media_type = f"{as_json([cited.csl])}\n", "application/vnd.citationstyles.csl+json"
    headers = {"Content-Disposition": f'attachment; filename="{cited.key}.{form}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _head(page: str) -> tuple[str, str]:
    """The title and the canonical path of a page; "" for what it does not say."""
    title, path = TITLE.search(page), PATH.search(page)
    return title[1] if title else "", path[1].removeprefix(settings.PUBLIC_URL) if path else ""


def _drawn(request: HttpRequest, address: str) -> str:
    """A page of ours: only the page knows its title."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadRequest(_("“{page}” is no address.").format(page=shortened(address))) from error
    # Pages end with a slash; files and pictures do not, and have no title to be found out.
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or not parts.path.endswith("/"):
        raise BadRequest(
            _("“page” is the path of a page of this directory; “{page}” is none.").format(
                page=shortened(address)
            )
        )
    try:
        found = resolve(parts.path)
    except Resolver404:
        raise Http404(_("There is no page at “{page}”.").format(page=shortened(address))) from None
    asked = copy.copy(request)
    asked.path = asked.path_info = parts.path
    asked.GET = QueryDict(parts.query)
    if is_for_programs(parts.path) or "admin" in found.app_names:
        return ""
    response = found.func(asked, *found.args, **found.kwargs)
    if response.status_code != 200:
        raise Http404(_("There is no page at “{page}”.").format(page=shortened(address)))
    return "" if response.streaming else response.content.decode()

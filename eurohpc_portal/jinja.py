"""The Jinja2 environment of the public pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from directory.error_report import report_address
from directory.languages import foreign, language_name
from opendata import jsonld, schema_org
from opendata.page_citations import citation


def environment(**options: Any) -> Environment:
    """Escapes everything, and fails on a name that is not there."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701  # Django sets autoescape
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=static,
        url=url,
        file_address=file_address,
        feed_address=feed_address,
        language=get_language,
        data_licence=lambda: settings.DATA_LICENCE,
        report_address=report_address,
        citation=citation,
        record_as_data=jsonld.linked_record,
        crumbs_as_data=schema_org.breadcrumbs,
        site_as_data=schema_org.website,
        dataset_as_data=schema_org.dataset,
    )
    env.filters.update(
        capfirst=defaultfilters.capfirst,
        date=defaultfilters.date,
        filesizeformat=defaultfilters.filesizeformat,
        foreign=foreign,
        json_ld=jsonld.inside_html,
        language_name=language_name,
        one_line=one_line,
        truncatewords=truncatewords,
        urlencode=defaultfilters.urlencode,
    )
    return env


def url(name: str, *args: Any) -> str:
    """The address of a view."""
    return reverse(name, args=args) if args else _page(name, get_script_prefix())


@cache
def _page(name: str, _prefix: str) -> str:
    # The head and the foot of every page link to some forty pages.
    return reverse(name)


def file_address(address: str, ending: str) -> str:
    """A file beside a page: `/factories/?country=DE` as csv is `/factories.csv?country=DE`."""
    path, mark, query = address.partition("?")
    return f"{path.rstrip('/')}.{ending}{mark}{query}"


def feed_address(form: str, name: str | None = None, key: str | None = None) -> str:
    """The feed of one record, of a list, or of all changes."""
    if key:
        return reverse("record-feed", args=(name, key, form))
    return reverse("list-feed", args=(name, form)) if name else reverse("changes-feed", args=(form,))


def one_line(text: str) -> Markup:
    """A text that a block gave, which is escaped already, without its line breaks."""
    return Markup(" ".join(text.split()))  # noqa: S704


def truncatewords(text: str, words: int) -> str:
    """The first words of a text."""
    return Truncator(text).words(words, truncate=" …")

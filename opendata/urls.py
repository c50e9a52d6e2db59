"""Addresses of the directory as data."""

import re

from django.urls import include, path, register_converter

from opendata import api, beside, catalogue, citing, data, dictionary, feeds, guide, machines, twins
from opendata.nouns import NOUNS


class PagedNoun:
    """A noun whose list has a page, and so files beside it."""

    regex = "|".join(name for name, noun in NOUNS.items() if noun.listed)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FileEnding(PagedNoun):
    """The end of the address of a file."""

    regex = "csv|json|xlsx|geojson|jsonld"


class PageWithFiles(PagedNoun):
    """A page that lists no noun, with files beside it."""

    regex = "|".join(beside.PAGES)


class SiteNoun(PagedNoun):
    """A noun of sites, whose changes can be followed."""

    regex = "|".join(name for name, noun in NOUNS.items() if noun.filters)


class FeedEnding(PagedNoun):
    """The end of the address of a feed."""

    regex = "|".join(map(re.escape, feeds.WRITERS))


class CitationEnding(PagedNoun):
    """The end of the address of a citation."""

    regex = "bib|json"


register_converter(PagedNoun, "noun")
register_converter(SiteNoun, "sites")
register_converter(FeedEnding, "feed")
register_converter(CitationEnding, "citation")
register_converter(FileEnding, "ending")
register_converter(PageWithFiles, "page")

urlpatterns = [
    path("data/", data.data, name="data"),
    path("data/dictionary/", dictionary.dictionary, name="data-dictionary"),
    path("api/", guide.guide, name="api"),
    path("api/v1/", include(api.urls())),
    path("data/catalogue.ttl", catalogue.catalogue, {"form": "ttl"}, name="catalogue-ttl"),
    path("data/catalogue.jsonld", catalogue.catalogue, {"form": "jsonld"}, name="catalogue"),
    path("changes.<feed:form>", feeds.changes_feed, name="changes-feed"),
    path("<sites:name>.<feed:form>", feeds.list_feed, name="list-feed"),
    path("<sites:name>/<slug:key>.<feed:form>", feeds.record_feed, name="record-feed"),
    path("cite.<citation:form>", citing.cite, name="cite"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", machines.sitemap_part, name="sitemap-part"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("llms.txt", machines.llms, name="llms"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path("<noun:name>.<ending:form>", twins.list_file, name="list-file"),
    path("<page:name>.<ending:form>", beside.page_file, name="page-file"),
    path("<noun:name>/<slug:key>.<ending:form>", twins.record_file, name="record-file"),
]

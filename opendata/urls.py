"""Addresses of the data: API, files, feeds, catalogue, and what programs that browse ask for first."""

import re

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from opendata import (
    api,
    api_guide,
    data_dictionary,
    data_page,
    dcat,
    feeds,
    page_citations,
    page_files,
    page_tables,
    record_files,
    well_known,
)
from opendata.resources import RESOURCES


class ListedResource(StringConverter):
    """A resource whose list has a page, and so files beside it."""

    regex = "|".join(name for name, resource in RESOURCES.items() if resource.listed)


class SiteResource(StringConverter):
    """A resource of sites, whose changes can be followed."""

    regex = "|".join(name for name, resource in RESOURCES.items() if resource.filters)


class PageWithFiles(StringConverter):
    """A page that lists no resource, with files beside it."""

    regex = "|".join(page_tables.PAGES)


class FileEnding(StringConverter):
    """The end of the address of a file."""

    regex = "csv|json|xlsx|geojson|jsonld"


class FeedEnding(StringConverter):
    """The end of the address of a feed."""

    regex = "|".join(map(re.escape, feeds.WRITERS))


class CitationEnding(StringConverter):
    """The end of the address of a citation."""

    regex = "bib|json"


register_converter(ListedResource, "resource")
register_converter(SiteResource, "sites")
register_converter(PageWithFiles, "page")
register_converter(FileEnding, "ending")
register_converter(FeedEnding, "feed")
register_converter(CitationEnding, "citation")

urlpatterns = [
    path("data/", data_page.data, name="data"),
    path("data/dictionary/", data_dictionary.dictionary, name="data-dictionary"),
    path("api/", api_guide.guide, name="api"),
    path("api/v1/", include(api)),
    path("data/catalogue.ttl", dcat.catalogue, {"form": "ttl"}, name="catalogue-ttl"),
    path("data/catalogue.jsonld", dcat.catalogue, {"form": "jsonld"}, name="catalogue"),
    path("changes.<feed:form>", feeds.changes_feed, name="changes-feed"),
    path("<sites:name>.<feed:form>", feeds.list_feed, name="list-feed"),
    path("<sites:name>/<slug:key>.<feed:form>", feeds.record_feed, name="record-feed"),
    path("cite.<citation:form>", page_citations.cite, name="cite"),
    path("sitemap.xml", well_known.sitemap, name="sitemap"),
    path("robots.txt", well_known.robots, name="robots"),
    path(".well-known/security.txt", well_known.security, name="security"),
    path("llms.txt", well_known.llms, name="llms"),
    path("opensearch.xml", well_known.opensearch, name="opensearch"),
    path("charts/<slug:id>.csv", page_files.chart_file, name="chart-csv"),
    path("<resource:name>.<ending:form>", record_files.list_file, name="list-file"),
    path("<page:name>.<ending:form>", page_files.page_file, name="page-file"),
    path("<resource:name>/<slug:key>.<ending:form>", record_files.record_file, name="record-file"),
]

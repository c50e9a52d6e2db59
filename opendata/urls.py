"""Addresses of the directory as data."""

from django.urls import include, path, register_converter
from drf_spectacular.views import SpectacularJSONAPIView

from opendata import api, beside, catalogue, data, dictionary, twins
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


register_converter(PagedNoun, "noun")
register_converter(FileEnding, "ending")
register_converter(PageWithFiles, "page")

urlpatterns = [
    path("data/", data.data, name="data"),
    path("data/dictionary/", dictionary.dictionary, name="data-dictionary"),
    path("api/v1/schema/", SpectacularJSONAPIView.as_view(api_version=None), name="api-schema"),
    path("api/v1/", include(api.urls())),
    path("data/catalogue.ttl", catalogue.catalogue, {"form": "ttl"}, name="catalogue-ttl"),
    path("data/catalogue.jsonld", catalogue.catalogue, {"form": "jsonld"}, name="catalogue"),
    path("<noun:name>.<ending:form>", twins.list_file, name="list-file"),
    path("<page:name>.<ending:form>", beside.page_file, name="page-file"),
    path("<noun:name>/<slug:key>.<ending:form>", twins.record_file, name="record-file"),
]

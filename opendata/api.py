"""The API: every resource as a list and record by record, in JSON, described by its own schema."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from directory.absolute_url import absolute_url
from directory.filterset import SiteFilter
from directory.query_params import PageForm, StrictForm, allow_params, country_code, get_or_404
from editions.archive import with_edition
from opendata import openapi
from opendata.edition_data import changes, editions
from opendata.list_filters import list_form, matching
from opendata.problem_details import allow_cors, with_problem_details
from opendata.queries import API_FILTERS, ChangesForm, check, page_of, record_form
from opendata.resources import RESOURCES, Resource
from opendata.responses import edition_of
from opendata.serializers.published import ChangeSerializer, EditionSerializer


class IgnoreClientContentNegotiation(BaseContentNegotiation):
    """There is one format here, whatever the client accepts: an answer depends on its address alone."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class EditionPagination(PageNumberPagination):
    """The envelope of every list. Its addresses are canonical, and stay in the edition that was asked for."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request, self.form = request, view.form
        self.page = page_of(self.form, queryset)
        return list(self.page)

    def _address(self, number: int) -> str:
        address = self.form.address(self.request.path, page=number)
        return absolute_url(with_edition(address, getattr(self.request, "archived", None)))

    def get_next_link(self) -> str | None:
        return self._address(self.page.next_page_number()) if self.page.has_next() else None

    def get_previous_link(self) -> str | None:
        return self._address(self.page.previous_page_number()) if self.page.has_previous() else None

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with the addresses of the pages around it in a `Link` header (RFC 8288) as well."""
        around = {
            "first": self._address(1),
            "prev": self.get_previous_link(),
            "next": self.get_next_link(),
            "last": self._address(self.page.paginator.num_pages),
            "describedby": absolute_url(reverse("api-schema")),
        }
        content = {
            "count": self.page.paginator.count,
            "next": around["next"],
            "previous": around["prev"],
            "edition": edition_of(self.request),
            "results": data,
        }
        links = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in around.items() if url)
        return Response(content, headers={"Link": links})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return openapi.page_schema(schema)


class PublicView(APIView):
    """A view that any site may read."""

    http_method_names = ("get", "head", "options")
    content_negotiation_class = IgnoreClientContentNegotiation

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = allow_cors(super().finalize_response(request, response, *args, **kwargs))
        return answer


class Index(PublicView):
    """Where everything is: the address of each list, and of the description."""

    schema = None

    @method_decorator(allow_params())
    def get(self, request: Request) -> Response:
        names = [*RESOURCES, "editions", "changes", "schema"]
        return Response({name: absolute_url(reverse(f"api-{name}")) for name in names})


class DataView(PublicView, GenericAPIView):
    """A view of data under the parameters of a form, which are checked before anything is read."""

    pagination_class = EditionPagination
    schema = openapi.DataSchema()
    name: str
    """As in addresses."""
    summary: Any
    description: Any
    form: StrictForm

    def get_form(self, query: QueryDict | None = None) -> StrictForm:
        """The form of the parameters, with what an address says."""
        raise NotImplementedError

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.form = self.get_form(request.GET)
        check(self.form, request.path)

    def get_serializer_context(self) -> dict[str, Any]:
        return {"edition": edition_of(self.request), "documents_only": self.form.documents_only}


class ResourceView(DataView):
    """A view of one resource, which is an argument of `as_view`."""

    resource: Resource = None  # type: ignore[assignment]

    @property
    def name(self) -> str:  # type: ignore[override]
        return self.resource.name

    @property
    def description(self) -> str:
        return self.resource.meaning


class ResourceList(ResourceView, ListAPIView):
    """The records of a resource that match the parameters."""

    filters: SiteFilter | None = None

    @property
    def summary(self) -> str:
        return str(self.resource.heading)

    def get_form(self, query: QueryDict | None = None) -> StrictForm:
        if self.resource.filters is None:
            return list_form(self.resource.name)(query)
        self.filters = API_FILTERS[self.resource.filters](query)
        form: StrictForm = self.filters.form
        return form

    def get_queryset(self) -> list[Any]:
        return self.filters.qs if self.filters else matching(self.resource, self.form)

    def get_serializer_class(self) -> type[Serializer]:
        return self.resource.serializer


class ResourceRecord(ResourceView, RetrieveAPIView):
    """One record of a resource."""

    @property
    def summary(self) -> str:
        return f"{self.resource.heading}: one record"

    def get_form(self, query: QueryDict | None = None) -> StrictForm:
        return record_form(self.resource)(query)

    def get_object(self) -> Any:
        key = self.kwargs[self.resource.key]
        if self.resource.key == "code":
            key = country_code(key)
        return get_or_404(self.resource.model, **{self.resource.key: key})

    def get_serializer_class(self) -> type[Serializer]:
        return self.resource.detail


class EditionList(DataView, ListAPIView):
    name, summary = "editions", "Kept editions"
    description = "The editions that are kept, newest first."
    serializer_class = EditionSerializer

    def get_form(self, query: QueryDict | None = None) -> StrictForm:
        return PageForm(query)

    def get_queryset(self) -> list[dict[str, Any]]:
        return editions()


class ChangeList(DataView, ListAPIView):
    name, summary = "changes", "Changes, edition by edition"
    description = "What the kept editions changed, newest first."
    serializer_class = ChangeSerializer

    def get_form(self, query: QueryDict | None = None) -> StrictForm:
        return ChangesForm(query)

    def get_queryset(self) -> list[dict[str, Any]]:
        return changes(self.form.values["site"], self.form.values["since"])


@with_problem_details
@allow_params()
def description(request: HttpRequest) -> HttpResponse:
    """The description of the API."""
    content = openapi.of_edition(getattr(request, "edition", None))
    return HttpResponse(content, content_type=openapi.FORMAT)


urlpatterns = [
    path("", Index.as_view(), name="api-index"),
    path("schema/", description, name="api-schema"),
    path("editions/", EditionList.as_view(), name="api-editions"),
    path("changes/", ChangeList.as_view(), name="api-changes"),
]
for resource in RESOURCES.values():
    urlpatterns += [
        path(f"{resource.name}/", ResourceList.as_view(resource=resource), name=f"api-{resource.name}"),
        path(
            f"{resource.name}/<slug:{resource.key}>/",
            ResourceRecord.as_view(resource=resource),
            name=f"api-{resource.name}-record",
        ),
    ]

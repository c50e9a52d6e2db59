"""The API: every resource as a list and record by record, in JSON, described by its own schema."""

from __future__ import annotations

from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.query_params import PageForm, StrictForm, allow_params, country_code
from editions.archive import with_edition
from editions.current import edition_cache
from editions.store import Manifest
from opendata.edition_data import changes, editions
from opendata.openapi import DataSchema
from opendata.problem_details import opened, problem
from opendata.queries import ChangesForm, Part, Refused, Selection, part, refuse_problems, select, single
from opendata.resources import RESOURCES, Resource
from opendata.responses import edition_of
from opendata.serializers.published import ChangeSerializer, EditionSerializer

VERSION = "v1"
_describing = Lock()


class OnlyJSON(BaseContentNegotiation):
    """There is one format here, whatever the client accepts: an answer depends on its address alone."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


def explained(error: Exception, context: Any) -> HttpResponseBase | None:
    """What goes wrong in a view, as problem details; anything unforeseen is raised further."""
    if isinstance(error, Refused):
        return problem(400, str(error), error.problems)
    if isinstance(error, BadRequest):
        return problem(400, str(error))
    if isinstance(error, Http404):
        return problem(404, str(error))
    if isinstance(error, APIException) and error.status_code < 500:
        return problem(400, str(error.detail))
    return None


class DataView(APIView):
    """What all views share: reading, open to all, and the edition that was read."""

    http_method_names = ("get", "head", "options")
    content_negotiation_class = OnlyJSON
    schema = DataSchema()
    for_programs = True
    resource: Resource | None = None
    many = True

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        answer: HttpResponseBase = opened(super().finalize_response(request, response, *args, **kwargs))
        return answer


class Description(SpectacularAPIView):
    """The description of all this: one document, whatever a client accepts."""

    http_method_names = ("get", "head", "options")
    content_negotiation_class = OnlyJSON
    renderer_classes = [OpenApiJsonRenderer]  # as its base has it
    for_programs = True
    api_version = None

    @method_decorator(allow_params())
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # What describes a view keeps that view with itself, and would mix up two that are described at once.
        with _describing:
            content = edition_cache().get_or_set(Description, lambda: self._written(request))
        return HttpResponse(content, content_type=OpenApiJsonRenderer.media_type)

    def _written(self, request: Request) -> bytes:
        described = self._get_schema_response(request)
        content: bytes = OpenApiJsonRenderer().render(described.data, renderer_context={})
        return content

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        return opened(super().finalize_response(request, response, *args, **kwargs))


class Index(DataView):
    """Where everything is: the address of each list, and of the description."""

    schema = None  # type: ignore[assignment]

    @method_decorator(allow_params())
    def get(self, request: Request) -> HttpResponseBase:
        names = [*RESOURCES, "editions", "changes", "schema"]
        return Response({name: f"{settings.PUBLIC_URL}{reverse(f'api-{name}')}" for name in names})


class NounView(DataView):
    """A view of one resource."""

    resource: Resource


class ResourceList(NounView):
    """A page of records."""

    def get(self, request: Request) -> HttpResponseBase:
        selection = select(self.resource, request.GET, paged=True)
        here = reverse(f"api-{self.resource.name}")
        if selection.form.has_empty_values:
            return redirect(selection.form.address(here))
        return paged(request, selection, here)


class Links:
    """The addresses of the pages around a page."""

    def __init__(self, selection: Selection | Part, here: str, kept: Manifest | None) -> None:
        self._selection, self._here, self._kept = selection, here, kept
        page, pages = selection.page, selection.pages
        self.next = self._to(page + 1) if page < pages else None
        self.previous = self._to(page - 1) if page > 1 else None

    def _to(self, number: int) -> str:
        address = self._selection.form.address(self._here, page=number)
        return f"{settings.PUBLIC_URL}{with_edition(address, self._kept)}"

    @property
    def header(self) -> str:
        """The same as a `Link` header after RFC 8288."""
        around = {
            "first": self._to(1),
            "prev": self.previous,
            "next": self.next,
            "last": self._to(self._selection.pages),
            "describedby": f"{settings.PUBLIC_URL}{reverse('api-schema')}",
        }
        return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in around.items() if url)


class NounRecord(NounView):
    """One record."""

    many = False

    def get(self, request: Request, key: str) -> HttpResponseBase:
        if self.resource.key == "code":
            key = country_code(key)
        asked = single(self.resource, key, request.GET)
        if asked.form.has_empty_values:
            return redirect(request.path)
        return Response(asked.data(edition_of(request)))


class PublishedList(DataView):
    """A page of what was published: editions, or changes."""

    form: type[StrictForm] = PageForm

    def found(self, form: StrictForm) -> list[dict[str, Any]]:
        """All rows that are asked for."""
        raise NotImplementedError

    def get(self, request: Request) -> HttpResponseBase:
        form = self.form(request.GET)
        refuse_problems(form)
        if form.has_empty_values:
            return redirect(form.address(request.path))
        return paged(request, part(form, self.found(form)), request.path)


class EditionList(PublishedList):
    """The editions that are kept, newest first."""

    tag, summary, shape = "editions", "Kept editions", EditionSerializer

    def found(self, form: StrictForm) -> list[dict[str, Any]]:
        return editions()


class ChangeList(PublishedList):
    """What the kept editions changed, newest first."""

    tag, summary, shape = "changes", "Changes, edition by edition", ChangeSerializer
    form = ChangesForm

    def found(self, form: StrictForm) -> list[dict[str, Any]]:
        return changes(form.values["site"])


def paged(request: Request, part: Selection | Part, here: str) -> HttpResponse:
    """A page of a list with its surroundings."""
    edition = edition_of(request)
    links = Links(part, here, getattr(request, "kept", None))
    around = {"count": part.count, "next": links.next, "previous": links.previous, "edition": edition}
    write = JSONRenderer().render
    rows = part.pieces(edition) if isinstance(part, Selection) else map(write, part.rows)
    content = b'%s,"results":[%s]}' % (write(around)[:-1], b",".join(rows))
    return HttpResponse(content, content_type="application/json", headers={"Link": links.header})


def _views() -> dict[str, tuple[type[NounView], type[NounView]]]:
    """The views of each resource: a class each, because the schema tells views apart by their classes."""
    return {
        name: (
            type(f"{name.title()}List", (ResourceList,), {"resource": resource, "__doc__": None}),
            type(f"{name.title()}Record", (NounRecord,), {"resource": resource, "__doc__": None}),
        )
        for name, resource in RESOURCES.items()
    }


def urls() -> list[URLPattern]:
    """The addresses below the version."""
    found = [
        path("", Index.as_view(), name="api-index"),
        path("schema/", Description.as_view(), name="api-schema"),
        path("editions/", EditionList.as_view(), name="api-editions"),
        path("changes/", ChangeList.as_view(), name="api-changes"),
    ]
    for name, (many, one) in _views().items():
        found.append(path(f"{name}/", many.as_view(), name=f"api-{name}"))
        found.append(path(f"{name}/<slug:key>/", one.as_view(), name=f"api-{name}-record"))
    return found

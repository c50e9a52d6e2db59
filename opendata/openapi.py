"""The description of the API as OpenAPI 3.1: every parameter, answer and status, with real examples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from threading import Lock
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.mixins import RetrieveModelMixin

from directory import text_search
from directory.query_params import (
    LARGEST_PAGE,
    PAGE_SIZE,
    ChoicesField,
    NumberField,
    ParamField,
)
from editions import exports, store
from editions.current import edition_cache
from editions.integrity import has_checksum
from opendata.problem_details import MEDIA_TYPE
from opendata.resources import RESOURCES, Resource

ENDING = "openapi.json"
"""Of the name of the edition's file."""
FORMAT = OpenApiJsonRenderer.media_type


class ProblemSerializer(serializers.Serializer):
    """What went wrong, after RFC 9457."""

    type = serializers.CharField(help_text="Always about:blank: the status says what kind of problem it is.")
    title = serializers.CharField(help_text="What kind of problem it is, in words.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What was wrong with this request.")


class ParameterProblem(serializers.Serializer):
    """What was wrong with one parameter."""

    parameter = serializers.CharField(help_text="Name of the parameter.")
    message = serializers.CharField(help_text="What was wrong.")
    allowed = serializers.ListField(
        child=serializers.CharField(),
        help_text="What is allowed: the values, or a rule in words; null where that cannot be listed.",
        allow_null=True,
    )
    suggestion = serializers.CharField(help_text="What was probably meant.", allow_null=True)


class RefusalSerializer(ProblemSerializer):
    """A request whose parameters cannot be answered."""

    errors = ParameterProblem(many=True, required=False, help_text="What was wrong, parameter by parameter.")


def page_schema(results: dict[str, Any]) -> dict[str, Any]:
    """The schema of a page of a list."""
    address = {"type": ["string", "null"]}
    properties = {
        "count": {"type": "integer", "description": "How many records there are on all pages."},
        "next": {**address, "description": "Address of the next page."},
        "previous": {**address, "description": "Address of the page before."},
        "edition": {"type": ["integer", "null"], "description": "Number of the edition."},
        "results": {**results, "description": "The records of this page."},
    }
    return {
        "type": "object",
        "description": "A page of records.",
        "properties": properties,
        "required": sorted(properties),
    }


DESCRIPTIONS = {
    "q": "Words that must all be found in names, places, organisations, systems, sectors or the summary; "
    "case, accents and punctuation do not matter.",
    "country": "ISO code of the host country; EL and UK are accepted. Several are joined by OR.",
    "participant": "ISO code of a country that hosts or takes part in the consortium. Several: OR.",
    "sector": "Slug of a sector, or `none` for sites that state none. Several: OR.",
    "emphasis": "Narrows `sector` to those that are a focus, or a use case.",
    "cutoff": "Slug of a selection cut-off. Several: OR.",
    "system": "How a system relates to the site. Several: OR.",
    "service": "Slug of a service. Several: OR.",
    "machine": "Last step that the site's machine has reached. Several: OR.",
    "open": "`yes`: a source says that users are served now.",
    "usable": "`now`: a system that its users may work with is in service; see `usable_now`.",
    "audience": "Slug of a user group that sources name for the site. Several: OR.",
    "organisation": "Slug of an organisation, in any role.",
    "factory": "Slug of a linked or collaborating AI Factory. Several: OR.",
    "link": "Narrows `factory` to formal links, or to collaborations.",
    "evidence": "`documents`: only what the five source documents say counts.",
    "site": "Slug of a factory or an antenna.",
    "since": "The day from which on editions count, as year-month-day.",
    "sort": "Order of the list; a minus reverses it.",
    "page": "Page of the list, from 1.",
    "page_size": f"Records a page, {PAGE_SIZE} unless told, at most {LARGEST_PAGE}.",
    "edition": "Number of a kept edition to answer from; the current one unless told.",
}
FIXED = ("emphasis", "system", "machine", "open", "usable", "audience", "link", "evidence", "sort")
"""Parameters whose values belong to this version of the API; those of the others are records."""


def parameters(fields: Mapping[str, ParamField]) -> list[OpenApiParameter]:
    """The description of all parameters of a list or a record."""
    described = []
    for name, field in fields.items():
        kind: Any = {"type": "integer", "minimum": 1} if isinstance(field, NumberField) else str
        if name == "since":
            kind = {"type": "string", "format": "date"}
        if name == "q":
            kind = {"type": "string", "maxLength": text_search.MAX_QUERY_LENGTH}
        if name == "page_size":
            kind = {**kind, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        described.append(
            OpenApiParameter(
                name,
                kind,
                description=str(field.help_text or DESCRIPTIONS[name]),
                many=field.many,
                enum=_enum(name, field),
                explode=True if field.many else None,
            )
        )
    described.append(
        OpenApiParameter("edition", {"type": "integer", "minimum": 1}, description=DESCRIPTIONS["edition"])
    )
    return described


def _enum(name: str, field: ParamField) -> list[str] | None:
    """The values of a parameter, where they are words of the code."""
    if isinstance(field, ChoicesField) and (field.fixed or name in FIXED):
        return list(field.choices)
    return None


_PROBLEMS = {
    (400, MEDIA_TYPE): OpenApiResponse(
        RefusalSerializer, description="A parameter or a value that does not exist, or that is given twice."
    ),
    (404, MEDIA_TYPE): OpenApiResponse(
        ProblemSerializer, description="No record of this name, or no such edition."
    ),
    (405, MEDIA_TYPE): OpenApiResponse(
        ProblemSerializer, description="Another method than GET, HEAD or OPTIONS."
    ),
    (414, "text/html"): OpenApiResponse(str, description="An address of over 4,094 characters."),
}


class DataSchema(AutoSchema):
    """Describes a view of data by what the view says of itself."""

    def get_operation_id(self) -> str:
        kind = "read" if isinstance(self.view, RetrieveModelMixin) else "list"
        return f"{self.view.name.replace('-', '_')}_{kind}"

    def get_tags(self) -> list[str]:
        return [self.view.name]

    def get_summary(self) -> str:
        return str(self.view.summary)

    def get_description(self) -> str:
        return str(self.view.description)

    def get_auth(self) -> list[Any]:
        return []

    def get_override_parameters(self) -> list[Any]:
        described = parameters(self.view.get_form().fields)
        if not isinstance(self.view, RetrieveModelMixin):
            return described
        pattern = {"type": "string", "pattern": r"^[-a-zA-Z0-9_]+$"}
        of_country = self.view.resource.key == "code"
        meaning = "ISO code of the country." if of_country else "Slug of the record."
        name = self.view.resource.key
        return [OpenApiParameter(name, pattern, OpenApiParameter.PATH, description=meaning), *described]

    def get_response_serializers(self) -> dict[Any, OpenApiResponse]:
        return {
            200: OpenApiResponse(self.view.get_serializer_class(), description="What was asked for."),
            302: OpenApiResponse(description="A parameter has no value: this is the address without it."),
            304: OpenApiResponse(description="What the client has (If-None-Match) is what there is."),
            **_PROBLEMS,
        }

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}List"


def of_edition(manifest: store.Manifest | None) -> bytes:
    """The description as the edition's file has it. For a draft, or an edition without the file, it is
    written now.
    """
    for file in (manifest and manifest.files) or ():
        if manifest and file.ending == ENDING:
            path = exports.path_of(manifest.path, file)
            if has_checksum(path, file.sha256):
                return path.read_bytes()
    number = manifest.number if manifest else None
    return edition_cache().get_or_set((document, number), partial(document, number))


_writing = Lock()


def document(edition: int | None = None) -> bytes:
    """The description of the API, with real records of the edition as examples.

    It is a file of the edition, and says nothing of where it was written: addresses are paths.
    """
    # The instances of a view share one schema object, which holds the view that is being described.
    with _writing:
        content = SchemaGenerator().get_schema(public=True)
    content["info"] |= {
        "description": "Every EuroHPC AI Factory and AI Factory Antenna, with the source behind each fact. "
        "Read only, without a key, open to scripts of any site.",
        "contact": {"name": content["info"]["title"]},
        "license": settings.DATA_LICENCE,
    }
    content["servers"] = [{"url": "/", "description": "The site that this description is from."}]
    content["security"] = []
    content["tags"] = [
        *({"name": item.name, "description": item.meaning} for item in RESOURCES.values()),
        {"name": "editions", "description": "The editions that are kept."},
        {"name": "changes", "description": "What the kept editions changed."},
    ]
    for resource in RESOURCES.values():
        _add_examples(content["paths"], resource, edition)
    written: bytes = OpenApiJsonRenderer().render(content, renderer_context={})
    return written


def _add_examples(paths: dict[str, Any], resource: Resource, edition: int | None) -> None:
    """The first record of a resource, as the API answers it; nothing where there is none."""
    found = resource.everything()
    if not found:
        return
    (row,) = resource.as_data(found[:1], relative_urls=True, edition=edition)
    (record,) = resource.as_data(found[:1], in_detail=True, relative_urls=True, edition=edition)
    page = {"count": len(found), "next": None, "previous": None, "edition": edition, "results": [row]}
    here = reverse(f"api-{resource.name}")
    one = paths[f"{here}{{{resource.key}}}/"]["get"]
    for operation, value in ((paths[here]["get"], page), (one, record)):
        operation["responses"]["200"]["content"]["application/json"]["examples"] = _example(value)
    (key,) = (parameter for parameter in one["parameters"] if parameter["in"] == "path")
    key["examples"] = _example(record[resource.key])


def _example(value: Any) -> dict[str, Any]:
    return {"ARecordOfTheDirectory": {"value": value, "summary": "A record of the directory"}}

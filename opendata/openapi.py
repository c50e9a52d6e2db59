"""The description of the API as OpenAPI 3.1: every parameter, answer and status, with real examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from directory import text_search
from directory.query_params import (
    LARGEST_PAGE,
    PAGE_SIZE,
    ChoicesField,
    NumberField,
    PageForm,
    ParamField,
    StrictForm,
)
from opendata.problem_details import MEDIA_TYPE
from opendata.queries import OF_DATA, record_form
from opendata.resources import Resource


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
    allowed = serializers.CharField(help_text="What is allowed, where that can be listed.", allow_null=True)
    suggestion = serializers.CharField(help_text="What was probably meant.", allow_null=True)


class RefusalSerializer(ProblemSerializer):
    """A request whose parameters cannot be answered."""

    errors = ParameterProblem(many=True, required=False, help_text="What was wrong, parameter by parameter.")


def envelope(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The envelope of a list."""
    fields = {
        "count": serializers.IntegerField(help_text="How many records there are on all pages."),
        "next": serializers.CharField(help_text="Address of the next page.", allow_null=True),
        "previous": serializers.CharField(help_text="Address of the page before.", allow_null=True),
        "edition": serializers.IntegerField(help_text="Number of the edition.", allow_null=True),
        "results": shape(many=True, help_text="The records of this page."),
    }
    name = shape.__name__.removesuffix("Serializer")
    return type(
        f"{name}ListSerializer", (serializers.Serializer,), {**fields, "__doc__": "A page of records."}
    )


EXPLAINED = {
    "q": "Words that must all be found in names, places, organisations, systems, sectors or the summary; "
    "case, accents and punctuation do not matter.",
    "country": "ISO code of the host country; EL and UK are accepted. Several are joined by OR.",
    "participant": "ISO code of a country that hosts or takes part in the consortium. Several: OR.",
    "sector": "Slug of a sector, or `none` for sites that state none. Several: OR.",
    "emphasis": "Narrows `sector` to those that are a focus, or a use case.",
    "cutoff": "Slug of a selection cut-off. Several: OR.",
    "system": "How a system relates to the site. Several: OR.",
    "service": "Slug of a service. Several: OR.",
    "stage": "Rung of the ladder reached. Several: OR.",
    "organisation": "Slug of an organisation, in any role.",
    "factory": "Slug of a linked or collaborating AI Factory. Several: OR.",
    "link": "Narrows `factory` to formal links, or to collaborations.",
    "evidence": "`documents`: only what the five source documents say counts.",
    "site": "Slug of a factory or an antenna.",
    "sort": "Order of the list; a minus reverses it.",
    "page": "Page of the list, from 1.",
    "page_size": f"Records a page, {PAGE_SIZE} unless told, at most {LARGEST_PAGE}.",
    "edition": "Number of a kept edition to answer from; the current one unless told.",
}
FIXED = ("emphasis", "system", "stage", "link", "evidence", "sort")
"""Parameters whose values belong to this version of the API; those of the others are records."""


def parameters(fields: Mapping[str, ParamField]) -> list[OpenApiParameter]:
    """The description of all parameters of a list or a record."""
    described = []
    for name, field in fields.items():
        kind: Any = {"type": "integer", "minimum": 1} if isinstance(field, NumberField) else str
        if name == "q":
            kind = {"type": "string", "maxLength": text_search.MAX_QUERY_LENGTH}
        if name == "page_size":
            kind = {**kind, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        described.append(
            OpenApiParameter(
                name,
                kind,
                description=EXPLAINED[name],
                many=field.many,
                enum=list(field.choices) if name in FIXED and isinstance(field, ChoicesField) else None,
                explode=True if field.many else None,
            )
        )
    described.append(
        OpenApiParameter("edition", {"type": "integer", "minimum": 1}, description=EXPLAINED["edition"])
    )
    return described


def list_fields(resource: Resource) -> Mapping[str, ParamField]:
    """The parameters of a resource's list."""
    form: StrictForm = OF_DATA[resource.filters]().form if resource.filters else PageForm()
    return form.fields


REFUSED = OpenApiResponse(
    RefusalSerializer, description="A parameter or a value that does not exist, or that is given twice."
)
NOT_THERE = OpenApiResponse(ProblemSerializer, description="No record of this name, or no such edition.")
NOT_ALLOWED = OpenApiResponse(ProblemSerializer, description="Another method than GET, HEAD or OPTIONS.")


class DataSchema(AutoSchema):
    """Describes a view by its resource, or by the serializer of what it lists."""

    def get_operation_id(self) -> str:
        return f"{self._tag.replace('-', '_')}_{'list' if self.view.many else 'read'}"

    @property
    def _tag(self) -> str:
        return str(self.view.resource.name if self.view.resource else self.view.tag)

    def get_tags(self) -> list[str]:
        return [self._tag]

    def get_summary(self) -> str:
        resource = self.view.resource
        if resource is None:
            return str(self.view.summary)
        return str(resource.heading) if self.view.many else f"{resource.heading}: one record"

    def get_description(self) -> str:
        return self.view.resource.meaning if self.view.resource else type(self.view).__doc__ or ""

    def get_auth(self) -> list[Any]:
        return []

    def get_override_parameters(self) -> list[Any]:
        resource = self.view.resource
        if resource is None:
            return parameters(self.view.form().fields)
        if self.view.many:
            return parameters(list_fields(resource))
        key = OpenApiParameter(
            "key",
            {"type": "string", "pattern": r"^[-a-zA-Z0-9_]+$"},
            OpenApiParameter.PATH,
            description="ISO code of the country." if resource.key == "code" else "Slug of the record.",
            examples=[OpenApiExample("A record of the directory", getattr(self._first, resource.key))]
            if self._first
            else [],
        )
        return [key, *parameters(record_form(resource)().fields)]

    def get_response_serializers(self) -> dict[Any, Any]:
        resource = self.view.resource
        shape: Any = (
            envelope(resource.serializer if resource else self.view.shape)
            if self.view.many
            else resource.detail
        )
        return {
            200: OpenApiResponse(shape, description="What was asked for."),
            302: OpenApiResponse(description="A parameter has no value: this is the address without it."),
            304: OpenApiResponse(description="What the client has (If-None-Match) is what there is."),
            (400, MEDIA_TYPE): REFUSED,
            (404, MEDIA_TYPE): NOT_THERE,
            (405, MEDIA_TYPE): NOT_ALLOWED,
            (414, "text/html"): OpenApiResponse(str, description="An address of over 4,094 characters."),
        }

    @property
    def _first(self) -> Any:
        """A record to show, None where there is none."""
        resource = self.view.resource
        return next(iter(resource.everything()), None) if resource else None

    def get_examples(self) -> list[OpenApiExample]:
        """A real record, as the API answers it now."""
        if self._first is None:
            return []
        (data,) = self.view.resource.as_data([self._first], in_detail=not self.view.many)
        if self.view.many:
            data = {
                "count": len(self.view.resource.everything()),
                "next": None,
                "previous": None,
                "edition": None,
                "results": [data],
            }
        return [OpenApiExample("A record of the directory", data, response_only=True, status_codes=["200"])]

"""What each resource is as data: names, types and meanings of its fields, declared once for every format.

The API and its description, the files beside the pages and the files of an edition are all written from
these serializers; `help_text` is what the data dictionary prints. What no source states is null.
"""

from opendata.serializers.fields import ReadSerializer, RecordSerializer
from opendata.serializers.parts import CitationSerializer, detailed
from opendata.serializers.published import ChangeSerializer, EditionFile, EditionSerializer
from opendata.serializers.records import (
    AudienceSerializer,
    CountrySerializer,
    CutOffSerializer,
    FigureSerializer,
    MilestoneSerializer,
    OrganisationSerializer,
    SectorSerializer,
    ServiceSerializer,
    SourceSerializer,
    SupercomputerSerializer,
)
from opendata.serializers.sites import AntennaSerializer, FactorySerializer, SiteSerializer

__all__ = [
    "AntennaSerializer",
    "AudienceSerializer",
    "ChangeSerializer",
    "CitationSerializer",
    "CountrySerializer",
    "CutOffSerializer",
    "EditionFile",
    "EditionSerializer",
    "FactorySerializer",
    "FigureSerializer",
    "MilestoneSerializer",
    "OrganisationSerializer",
    "ReadSerializer",
    "RecordSerializer",
    "SectorSerializer",
    "ServiceSerializer",
    "SiteSerializer",
    "SourceSerializer",
    "SupercomputerSerializer",
    "detailed",
]

"""What each noun is as data: names, types and meanings of its fields, declared once for every format.

The API and its description, the files beside the pages and the files of an edition are all written from
these serializers; `help_text` is what the data dictionary prints. What no source states is null.
"""

from opendata.shapes.fields import RecordShape, Shape
from opendata.shapes.parts import CitationShape, detailed
from opendata.shapes.published import ChangeShape, EditionFile, EditionShape
from opendata.shapes.records import (
    AudienceShape,
    CountryShape,
    CutOffShape,
    FigureShape,
    MilestoneShape,
    OrganisationShape,
    SectorShape,
    ServiceShape,
    SourceShape,
    SupercomputerShape,
)
from opendata.shapes.sites import AntennaShape, FactoryShape, SiteShape

__all__ = [
    "AntennaShape",
    "AudienceShape",
    "ChangeShape",
    "CitationShape",
    "CountryShape",
    "CutOffShape",
    "EditionFile",
    "EditionShape",
    "FactoryShape",
    "FigureShape",
    "MilestoneShape",
    "OrganisationShape",
    "RecordShape",
    "SectorShape",
    "ServiceShape",
    "Shape",
    "SiteShape",
    "SourceShape",
    "SupercomputerShape",
    "detailed",
]

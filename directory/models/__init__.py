"""Nouns that would exist without the programme, and the proof."""

from directory.models.base import NamedRecord, NaturalKeyModel, Record
from directory.models.loading import LoadedRecord
from directory.models.organisations import (
    Organisation,
    OrganisationCitation,
    Supercomputer,
    SupercomputerCitation,
)
from directory.models.programme import (
    Audience,
    AudienceCitation,
    CutOff,
    CutOffCitation,
    KeyFigure,
    KeyFigureCitation,
    Milestone,
    MilestoneCitation,
    Stage,
)
from directory.models.search import SearchEntry
from directory.models.sites import (
    Site,
    SiteFigure,
    SiteLink,
    SiteMilestone,
    SiteOrganisation,
    SiteSector,
    SiteService,
    SiteSystem,
)
from directory.models.sources import Citation, Source
from directory.models.vocabulary import Country, Sector, Service

__all__ = [
    "Audience",
    "AudienceCitation",
    "Citation",
    "Country",
    "CutOff",
    "CutOffCitation",
    "KeyFigure",
    "KeyFigureCitation",
    "LoadedRecord",
    "Milestone",
    "MilestoneCitation",
    "NamedRecord",
    "NaturalKeyModel",
    "Organisation",
    "OrganisationCitation",
    "Record",
    "SearchEntry",
    "Sector",
    "Service",
    "Site",
    "SiteFigure",
    "SiteLink",
    "SiteMilestone",
    "SiteOrganisation",
    "SiteSector",
    "SiteService",
    "SiteSystem",
    "Source",
    "Stage",
    "Supercomputer",
    "SupercomputerCitation",
]

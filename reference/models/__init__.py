"""Nouns that would exist without the programme, and the proof."""

from reference.models.base import NamedRecord, NaturalKeyModel, Record
from reference.models.loading import LoadedRecord
from reference.models.organisations import (
    Organisation,
    OrganisationCitation,
    Supercomputer,
    SupercomputerCitation,
)
from reference.models.programme import (
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
from reference.models.search import SearchEntry
from reference.models.sites import (
    Site,
    SiteFigure,
    SiteLink,
    SiteMilestone,
    SiteOrganisation,
    SiteSector,
    SiteService,
    SiteSystem,
)
from reference.models.sources import Citation, Source
from reference.models.vocabulary import Country, Sector, Service

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

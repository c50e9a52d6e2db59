"""Nouns that would exist without the programme, and the proof."""

from directory.models.access import (
    AccessRoute,
    AccessRouteCitation,
    AccessRouteDeadline,
    AccessRouteUserGroup,
    UserGroup,
)
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
)
from directory.models.search import SearchEntry
from directory.models.site_rows import (
    SiteAccessRoute,
    SiteFigure,
    SiteLink,
    SiteMilestone,
    SiteOrganisation,
    SiteSector,
    SiteService,
    SiteSystem,
    SiteUserGroup,
    WebLink,
)
from directory.models.sites import Site
from directory.models.sources import Citation, Source
from directory.models.steps import MachineStep, ServiceStep
from directory.models.vocabulary import Country, Sector, Service

__all__ = [
    "AccessRoute",
    "AccessRouteCitation",
    "AccessRouteDeadline",
    "AccessRouteUserGroup",
    "Audience",
    "AudienceCitation",
    "Citation",
    "Country",
    "CutOff",
    "CutOffCitation",
    "KeyFigure",
    "KeyFigureCitation",
    "LoadedRecord",
    "MachineStep",
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
    "ServiceStep",
    "Site",
    "SiteAccessRoute",
    "SiteFigure",
    "SiteLink",
    "SiteMilestone",
    "SiteOrganisation",
    "SiteSector",
    "SiteService",
    "SiteSystem",
    "SiteUserGroup",
    "Source",
    "Supercomputer",
    "SupercomputerCitation",
    "UserGroup",
    "WebLink",
]

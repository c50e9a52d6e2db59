"""Records as their shapes read them: what is stated, or, where only documents count, what they state."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from antennas.models import Antenna
from factories.models import Factory
from reference.evidence import Evidence, References
from reference.models import Citation, Milestone, Site, SiteLink, Stage


class Reading:
    """A record with what its shape asks for and its model does not have."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def __getattr__(self, name: str) -> Any:
        """Whatever the record itself has."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.record, name)

    @property
    def site_links(self) -> list[Any]:
        """The rows that tie the record to factories and antennas, in the order of the sites' names."""
        rows = [*self.record.factories_links.all(), *self.record.antennas_links.all()]
        return sorted(rows, key=lambda row: (row.site.name.lower(), row.site.slug))


class CountryReading(Reading):
    """A country."""

    @property
    def takes_part_in(self) -> list[Factory]:
        """Factories of which it is a consortium partner without hosting."""
        sites = [link.site for link in self.record.factories_links.all()]
        return sorted(sites, key=lambda site: site.name.lower())


class OrganisationReading(Reading):
    """An organisation in one role for a site."""

    def __init__(self, link: Any, *, documents_only: bool) -> None:
        super().__init__(link)
        self._documents_only = documents_only

    @property
    def slug(self) -> str:
        return str(self.record.organisation.slug)

    @property
    def name(self) -> str:
        return str(self.record.organisation.name)

    @property
    def country(self) -> str:
        """The code of its country, where a source that counts states it."""
        organisation = self.record.organisation
        if organisation.country is None:
            return ""
        if self._documents_only:
            evidence = Evidence(organisation.citations.all(), References(), documents_only=True)
            if not evidence.supports("country"):
                return ""
        return str(organisation.country.code)


class SiteReading(Reading):
    """A site fetched by `for_detail`, read fact by fact under the chosen evidence."""

    def __init__(self, site: Site, *, documents_only: bool = False) -> None:
        super().__init__(site)
        self._documents_only = documents_only
        self._evidence = Evidence(self._all("citations"), References(), documents_only=documents_only)

    def _all(self, relation: str) -> list[Any]:
        return list(getattr(self.record, relation).all())

    def _one(self, fact: str) -> str:
        return self._evidence.stated(fact, str(getattr(self.record, fact) or ""))

    def _whole(self, fact: str) -> str:
        return str(getattr(self.record, fact)) if self._evidence.whole(fact) else ""

    def _links(self, fact: str, relation: str) -> list[SiteLink]:
        return [link for link in self._all(relation) if self._evidence.supports(fact, link.about)]

    @property
    def city(self) -> str:
        return self._one("city")

    @property
    def website(self) -> str:
        return self._one("website")

    @property
    def summary(self) -> str:
        return self._whole("summary")

    @property
    def access(self) -> str:
        return self._whole("access")

    @property
    def aliases(self) -> list[str]:
        return [name for name in self.record.aliases if self._evidence.names(name)]

    @property
    def latitude(self) -> Any:
        """Coordinates are those of the city: they stand and fall with it."""
        return self.record.latitude if self._evidence.supports("city") else None

    @property
    def longitude(self) -> Any:
        return self.record.longitude if self._evidence.supports("city") else None

    @property
    def stage(self) -> str:
        """The highest rung of the ladder that something which happened reached."""
        return Stage(self.record.stage).slug

    @property
    def organisations(self) -> list[OrganisationReading]:
        """Who is behind it, one entry a role."""
        links = self._links("organisations", "organisation_links")
        return [OrganisationReading(link, documents_only=self._documents_only) for link in links]

    @property
    def system_links(self) -> list[SiteLink]:
        return self._links("supercomputers", "system_links")

    @property
    def sector_links(self) -> list[SiteLink]:
        return self._links("sectors", "sector_links")

    @property
    def service_links(self) -> list[SiteLink]:
        return self._links("services", "service_links")

    @property
    def participating_countries(self) -> list[str]:
        """The codes of the countries that take part without hosting."""
        links: list[Any] = self._links("participating_countries", "country_links")
        return [link.country.code for link in links]

    @property
    def factory_links(self) -> list[SiteLink]:
        """An antenna's links to factories."""
        return self._links("factories", "factory_links")

    @property
    def antenna_links(self) -> list[Any]:
        """A factory's links, for which the antennas' own citations stand."""
        links = sorted(self._all("antenna_links"), key=lambda link: link.site.name.lower())
        return [link for link in links if self._antenna_says_so(link)]

    def _antenna_says_so(self, link: Any) -> bool:
        citations = link.site.citations.all()
        evidence = Evidence(citations, References(), documents_only=self._documents_only)
        return evidence.supports("factories", self.record.slug)

    @cached_property
    def milestones(self) -> list[Milestone]:
        """What is dated, in order of time."""
        found = [link.milestone for link in self._all("milestone_links")]
        return [milestone for milestone in found if self._stands(milestone)]

    def _stands(self, milestone: Any) -> bool:
        evidence = Evidence(milestone.citations.all(), References(), documents_only=self._documents_only)
        return evidence.supports("title") and evidence.settled("date")

    @property
    def citations(self) -> list[Citation]:
        """What stands behind the facts, source by source."""
        return [
            citation
            for citation in self._all("citations")
            if citation.source.is_document or not self._documents_only
        ]


def site_kind(site: Site) -> str:
    """What a site is called where both kinds are mixed."""
    return {Factory: "factory", Antenna: "antenna"}[type(site)]

"""Records as their serializers read them: what is stated, or, where only documents count, what they state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from directory.evidence import Evidence, References
from directory.models import Milestone, Site

LINKS = ("factories_links", "antennas_links")
"""The relations by which other records belong to sites."""


class Reading:
    """A record with what its serializer asks for and its model does not have."""

    def __init__(self, record: Any, *, documents_only: bool = False) -> None:
        self.record = record
        self._documents_only = documents_only

    def __getattr__(self, name: str) -> Any:
        """Whatever the record itself has."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.record, name)

    @property
    def site_links(self) -> list[Any]:
        """The rows that tie it to factories and antennas, in the order of the sites' names."""
        relations = [getattr(self.record, name) for name in LINKS if hasattr(self.record, name)]
        return sorted((row for rows in relations for row in rows.all()), key=_by_site)

    @property
    def citations(self) -> Sequence[Any]:
        """What stands behind the facts, source by source."""
        found = self.record.citations.all()
        return [item for item in found if item.source.is_document] if self._documents_only else found


def _by_site(row: Any) -> tuple[str, ...]:
    how = (getattr(row, name, "") for name in ("role", "relation", "emphasis"))
    return (row.site.name.lower(), row.site.slug, *how)


class CountryReading(Reading):
    """A country."""

    @property
    def takes_part_in(self) -> list[Site]:
        """Factories of which it is a consortium partner without hosting."""
        return [row.site for row in self.site_links]


class OrganisationReading(Reading):
    """An organisation in one role for a site."""

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
    """A site, read fact by fact under the chosen evidence."""

    def __init__(self, site: Site, *, documents_only: bool = False) -> None:
        super().__init__(site, documents_only=documents_only)
        self._evidence = Evidence(site.citations.all(), References(), documents_only=documents_only)  # type: ignore[attr-defined]

    def _one(self, fact: str) -> str:
        return self._evidence.stated(fact, str(getattr(self.record, fact) or ""))

    def _whole(self, fact: str) -> str:
        return str(getattr(self.record, fact)) if self._evidence.whole(fact) else ""

    def _rows(self, fact: str) -> list[Any]:
        rows: list[Any] = self.record.rows(fact, documents_only=self._documents_only)
        return rows

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
        """The highest step that something which happened has reached."""
        return str(self.record.stage(documents_only=self._documents_only).slug)

    @property
    def organisations(self) -> list[OrganisationReading]:
        """Who is behind it, one entry a role."""
        rows = self._rows("organisations")
        return [OrganisationReading(row, documents_only=self._documents_only) for row in rows]

    @property
    def system_links(self) -> list[Any]:
        return self._rows("supercomputers")

    @property
    def sector_links(self) -> list[Any]:
        return self._rows("sectors")

    @property
    def service_links(self) -> list[Any]:
        return self._rows("services")

    @property
    def participating_countries(self) -> list[str]:
        """The codes of the countries that take part without hosting."""
        return [link.country.code for link in self._rows("participating_countries")]

    @property
    def factory_links(self) -> list[Any]:
        """An antenna's links to factories."""
        return self._rows("factories")

    @property
    def antenna_links(self) -> list[Any]:
        """A factory's links, for which the antennas' own citations stand."""
        links = sorted(self.record.antenna_links.all(), key=lambda link: link.site.name.lower())
        only = self._documents_only
        return [link for link in links if link in link.site.rows("factories", documents_only=only)]

    @cached_property
    def milestones(self) -> list[Milestone]:
        """What is dated, in order of time."""
        found = [link.milestone for link in self.record.milestone_links.all()]
        return [item for item in found if not self._documents_only or item.is_documented]

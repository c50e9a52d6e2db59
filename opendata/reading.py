"""Records as their shapes read them: what is stated, or, where only documents count, what they state."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from reference.evidence import Evidence, References
from reference.models import Milestone, Site, Source, Stage

LINKED = {"factories_links": "factory", "antennas_links": "antenna"}
"""What the sites are called to which these relations lead."""


class SiteName(NamedTuple):
    """What a record says of a site that it belongs to."""

    kind: str
    slug: str
    name: str


class SiteRow(NamedTuple):
    """A row that ties a record to a site, and how."""

    site: SiteName
    role: str = ""
    relation: str = ""
    emphasis: str = ""


HOW = ("role", "relation", "emphasis")


def rows_of_sites(records: Sequence[Any]) -> dict[int, list[SiteRow]]:
    """The rows that tie records of one model to sites, by the record's number, in order of the sites' names.

    They are read as plain values: a sector may have as many as there are sites.
    """
    found: dict[int, list[SiteRow]] = defaultdict(list)
    for relation in type(records[0])._meta.related_objects:
        kind = LINKED.get(relation.get_accessor_name())
        rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": records})
        if kind:
            how = [field.name for field in relation.related_model._meta.fields if field.name in HOW]
            values = rows.order_by().values_list(relation.field.attname, "site__slug", "site__name", *how)
            for record, slug, name, *ways in values.iterator():
                found[record].append(SiteRow(SiteName(kind, slug, name), **dict(zip(how, ways, strict=True))))
    for rows in found.values():
        rows.sort(key=lambda row: (row.site.name.lower(), row.site.slug, row[1:]))
    return found


RELATIONS = {
    "organisation_links": ("organisation", "role"),
    "system_links": ("supercomputer", "relation"),
    "sector_links": ("sector", "emphasis"),
    "service_links": ("service", "detail"),
    "milestone_links": ("milestone",),
    "country_links": ("country",),
    "antenna_links": ("site", "kind"),
    "factory_links": ("factory", "kind"),
}
"""What ties a site to other records: the field that leads there, and how."""
ROWS = {relation: namedtuple(relation, columns) for relation, columns in RELATIONS.items()}
Rows = dict[str, list[Any]]


def rows_of(sites: Sequence[Any]) -> dict[int, Rows]:
    """The rows that tie sites of one kind to other records, by the site's number and the relation.

    A row is plain values but for the record to which it leads, which is read once: there are very many.
    """
    found: dict[int, Rows] = {site.pk: {} for site in sites}
    there = {relation.get_accessor_name(): relation for relation in type(sites[0])._meta.related_objects}
    for name in RELATIONS.keys() & there.keys():
        field, (leads, *how) = there[name].field, RELATIONS[name]
        rows = field.model._default_manager.filter(**{f"{field.name}__in": sites})
        values = list(rows.values_list(field.attname, f"{leads}_id", *how))
        others = field.model._meta.get_field(leads).related_model._default_manager.strict()
        read = others.select_related("country") if leads == "organisation" else others
        read = others.only("slug", "name") if leads in ("site", "factory") else read
        records = read.in_bulk({other for _site, other, *_how in values})
        for rows_of_site in found.values():
            rows_of_site[name] = []
        for site, other, *ways in values:
            found[site][name].append(ROWS[name](records[other], *ways))
    return found


class SourceName(NamedTuple):
    """What a citation says of its source."""

    slug: str
    is_document: bool


class CitationRow(NamedTuple):
    """What a source says of a fact."""

    field: str
    about: str
    source: SourceName
    locator: str
    as_stated: str
    is_quotation: bool
    agrees: bool
    note: str


def citations_of(records: Sequence[Any]) -> dict[int, list[CitationRow]]:
    """The citations of records of one model by the record's number, as plain values: there are very many."""
    found: dict[int, list[CitationRow]] = defaultdict(list)
    citations = type(records[0])._meta.get_field("citations").related_model
    values = citations._default_manager.filter(record__in=records).values_list(
        "record_id",
        "field",
        "about",
        "source__slug",
        "source__kind",
        "locator",
        "as_stated",
        "verbatim",
        "agrees",
        "note",
    )
    for record, fact, about, slug, kind, locator, as_stated, verbatim, agrees, note in values.iterator():
        source = SourceName(slug, kind == Source.Kind.DOCUMENT)
        quotation = bool(as_stated) and (verbatim or source.is_document)
        found[record].append(CitationRow(fact, about, source, locator, as_stated, quotation, agrees, note))
    return found


class Reading:
    """A record with what its shape asks for and its model does not have."""

    def __init__(
        self, record: Any, site_links: Sequence[SiteRow] = (), citations: Sequence[CitationRow] = ()
    ) -> None:
        self.record = record
        self.site_links = site_links
        """The rows that tie it to factories and antennas, in the order of the sites' names."""
        self.citations: Sequence[Any] = citations
        """What stands behind the facts, source by source."""

    def __getattr__(self, name: str) -> Any:
        """Whatever the record itself has."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.record, name)


class CountryReading(Reading):
    """A country."""

    @property
    def takes_part_in(self) -> list[SiteName]:
        """Factories of which it is a consortium partner without hosting."""
        return [row.site for row in self.site_links]


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
    """A site, read fact by fact under the chosen evidence; with its rows, or fetched by `for_detail`."""

    def __init__(
        self,
        site: Site,
        rows: Rows | None = None,
        citations: Sequence[CitationRow] = (),
        *,
        documents_only: bool = False,
    ) -> None:
        super().__init__(site, citations=citations)
        self._rows = rows or {}
        self._documents_only = documents_only
        self._evidence = self._behind(site)
        if documents_only:
            self.citations = [item for item in self._all("citations") if item.source.is_document]

    def _behind(self, record: Any) -> Evidence:
        """What stands behind a record; where every source counts all stands, and nobody need look."""
        counting = record.citations.all() if self._documents_only else ()
        return Evidence(counting, References(), documents_only=self._documents_only)

    def _all(self, relation: str) -> list[Any]:
        return self._rows[relation] if self._rows else list(getattr(self.record, relation).all())

    def _one(self, fact: str) -> str:
        return self._evidence.stated(fact, str(getattr(self.record, fact) or ""))

    def _whole(self, fact: str) -> str:
        return str(getattr(self.record, fact)) if self._evidence.whole(fact) else ""

    def _links(self, fact: str, relation: str) -> list[Any]:
        links = self._all(relation)
        if not self._documents_only:
            return links
        return [link for link in links if self._evidence.supports(fact, link.about)]

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
    def system_links(self) -> list[Any]:
        return self._links("supercomputers", "system_links")

    @property
    def sector_links(self) -> list[Any]:
        return self._links("sectors", "sector_links")

    @property
    def service_links(self) -> list[Any]:
        return self._links("services", "service_links")

    @property
    def participating_countries(self) -> list[str]:
        """The codes of the countries that take part without hosting."""
        return [link.country.code for link in self._links("participating_countries", "country_links")]

    @property
    def factory_links(self) -> list[Any]:
        """An antenna's links to factories."""
        return self._links("factories", "factory_links")

    @property
    def antenna_links(self) -> list[Any]:
        """A factory's links, for which the antennas' own citations stand."""
        links = sorted(self._all("antenna_links"), key=lambda link: link.site.name.lower())
        return [link for link in links if self._antenna_says_so(link)]

    def _antenna_says_so(self, link: Any) -> bool:
        return self._behind(link.site).supports("factories", self.record.slug)

    @cached_property
    def milestones(self) -> list[Milestone]:
        """What is dated, in order of time."""
        found = [link.milestone for link in self._all("milestone_links")]
        return [milestone for milestone in found if self._stands(milestone)]

    def _stands(self, milestone: Any) -> bool:
        evidence = self._behind(milestone)
        return evidence.supports("title") and evidence.settled("date")

"""The page of an AI Factory Antenna as plain data."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from antennas.models import Antenna, AntennaFactory
from directory.detail import DetailPage, Section
from directory.evidence import Evidence, References
from directory.facts import Fact, Value
from directory.map.site_map import site_pin
from directory.site_page import add_map, site_detail_page


def antenna_detail_page(
    antenna: Antenna, *, documents_only: bool = False, shared: References | None = None
) -> DetailPage:
    """The site's page with the factories that the antenna is linked to or collaborates with.

    Two sites on one page (compare) share their references, so that each source has one number.
    """
    references = References() if shared is None else shared
    page = site_detail_page(antenna, "antenna", documents_only=documents_only, references=references)
    page.crumbs = [(_("AI Factory Antennas"), reverse("antennas:list"))]
    evidence = Evidence(antenna.citations.all(), page.references, documents_only=documents_only)
    offer = next(section for section in page.sections if section.id == "offer")
    links = Section("links", _("Linked AI Factories"), _factories(antenna, evidence))
    page.sections.insert(page.sections.index(offer) + 1, links)
    factories = [
        site_pin(link.factory, "factory", documents_only=documents_only, city_stated=not documents_only)
        for link in antenna.factory_links.all()
        if evidence.supports("factories", link.about)
    ]
    add_map(page, antenna, evidence, factories)
    return page.numbered() if shared is None else page


def _factories(antenna: Antenna, evidence: Evidence) -> list[Fact]:
    """One fact a kind of link."""
    labels = {
        AntennaFactory.Kind.LINKED: _("Linked to"),
        AntennaFactory.Kind.COLLABORATES: _("Collaborates with"),
    }
    facts = []
    for kind, label in labels.items():
        values = [
            Value(
                link.factory.name,
                url=link.factory.get_absolute_url(),
                detail=link.factory.country.display_name,
                mark="factory",
                cite=evidence.cite("factories", link.about),
            )
            for link in antenna.factory_links.all()
            if link.kind == kind and evidence.supports("factories", link.about)
        ]
        if values or kind == AntennaFactory.Kind.LINKED:
            facts.append(Fact(label, values, "factories"))
    return facts

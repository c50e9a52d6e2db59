"""The page of an AI Factory Antenna as plain data."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from antennas.models import Antenna, AntennaFactory
from reference.evidence import Evidence, References
from reference.facts import Fact, Value
from reference.maps import site_pin
from reference.sheets import Section, Sheet, put_on_map, site_sheet


def antenna_sheet(
    antenna: Antenna, *, documents_only: bool = False, shared: References | None = None
) -> Sheet:
    """The site's sheet with the factories that the antenna is linked to or collaborates with.

    Sheets that stand on one page share their references: whoever gives them out numbers them.
    """
    references = References() if shared is None else shared
    sheet = site_sheet(antenna, "antenna", documents_only=documents_only, references=references)
    sheet.crumbs = [(_("AI Factory Antennas"), reverse("antennas:list"))]
    evidence = Evidence(antenna.citations.all(), sheet.references, documents_only=documents_only)
    glance = next(section for section in sheet.sections if section.id == "glance")
    links = Section("links", _("Linked AI Factories"), _factories(antenna, evidence))
    sheet.sections.insert(sheet.sections.index(glance) + 1, links)
    factories = [
        site_pin(link.factory, "factory", documents_only=documents_only, city_stated=not documents_only)
        for link in antenna.factory_links.all()
        if evidence.supports("factories", link.about)
    ]
    put_on_map(sheet, antenna, evidence, factories)
    return sheet.numbered() if shared is None else sheet


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

"""The page of an AI Factory as plain data."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from factories.models import Factory
from reference.evidence import Evidence, References
from reference.facts import Fact, Value
from reference.maps import Pin, site_pin
from reference.sheets import Section, Sheet, put_on_map, site_sheet


def factory_sheet(
    factory: Factory, *, documents_only: bool = False, shared: References | None = None
) -> Sheet:
    """The site's sheet with the countries that take part and the antennas linked to the factory.

    Sheets that stand on one page share their references: whoever gives them out numbers them.
    """
    references = References() if shared is None else shared
    sheet = site_sheet(factory, "factory", documents_only=documents_only, references=references)
    sheet.crumbs = [(_("AI Factories"), reverse("factories:list"))]
    evidence = Evidence(factory.citations.all(), sheet.references, documents_only=documents_only)
    people = next(section for section in sheet.sections if section.id == "organisations")
    people.facts.append(_countries(factory, evidence))
    antennas = Section("links", _("Linked Antennas"), _antennas(factory, sheet, documents_only))
    sheet.sections.insert(sheet.sections.index(people) + 1, antennas)
    put_on_map(sheet, factory, evidence, _pins(factory, sheet), _partners(factory, evidence))
    return sheet.numbered() if shared is None else sheet


def _pins(factory: Factory, sheet: Sheet) -> list[Pin]:
    """The antennas that the antennas' own citations tie to the factory."""
    only = sheet.documents_only
    pins = []
    for link in factory.antenna_links.all():
        evidence = Evidence(link.site.citations.all(), References(), documents_only=only)
        if evidence.supports("factories", factory.slug):
            city_stated = evidence.supports("city")
            pins.append(site_pin(link.site, "antenna", documents_only=only, city_stated=city_stated))
    return sorted(pins, key=lambda pin: pin.name.lower())


def _partners(factory: Factory, evidence: Evidence) -> list[str]:
    return [
        link.country.code
        for link in factory.country_links.all()
        if evidence.supports("participating_countries", link.about)
    ]


def _countries(factory: Factory, evidence: Evidence) -> Fact:
    values = [
        Value(
            link.country.display_name,
            url=link.country.get_absolute_url(),
            cite=evidence.cite("participating_countries", link.about),
        )
        for link in factory.country_links.all()
        if evidence.supports("participating_countries", link.about)
    ]
    return Fact(_("Participating countries"), values, "participating_countries")


def _antennas(factory: Factory, sheet: Sheet, documents_only: bool) -> list[Fact]:
    """One fact a kind of link. The antennas' own citations stand behind them."""
    facts = []
    labels = {"linked": _("Linked to this factory"), "collaborates": _("Collaborates with this factory")}
    links = sorted(factory.antenna_links.all(), key=lambda link: link.site.name.lower())
    for kind, label in labels.items():
        values = []
        for link in links:
            evidence = Evidence(link.site.citations.all(), sheet.references, documents_only=documents_only)
            if link.kind == kind and evidence.supports("factories", factory.slug):
                values.append(
                    Value(
                        link.site.name,
                        url=link.site.get_absolute_url(),
                        detail=link.site.country.display_name,
                        mark="antenna",
                        cite=evidence.cite("factories", factory.slug),
                    )
                )
        if values:
            facts.append(Fact(label, values, "antennas"))
        elif kind == "linked":
            note = "" if any(link.kind == kind for link in links) else _("The sources link no Antenna to it.")
            facts.append(Fact(label, [], "antennas", note=note))
    return facts

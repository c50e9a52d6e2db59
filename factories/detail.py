"""The page of an AI Factory as plain data."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.detail import DetailPage, Section
from directory.evidence import Evidence, References
from directory.facts import Fact, Value
from directory.map.site_map import Pin, site_pin
from directory.site_page import add_map, site_detail_page
from factories.models import Factory


def factory_detail_page(
    factory: Factory, *, documents_only: bool = False, shared: References | None = None
) -> DetailPage:
    """The site's page with the countries that take part and the antennas linked to the factory.

    Two sites on one page (compare) share their references, so that each source has one number.
    """
    references = References() if shared is None else shared
    page = site_detail_page(factory, "factory", documents_only=documents_only, references=references)
    page.crumbs = [(_("AI Factories"), reverse("factories:list"))]
    evidence = Evidence(factory.citations.all(), page.references, documents_only=documents_only)
    people = next(section for section in page.sections if section.id == "organisations")
    countries = _countries(factory, evidence)
    for facts in (people.facts, people.printed):
        facts.append(countries)
    antennas = Section("links", _("Linked Antennas"), _antennas(factory, page, documents_only))
    page.sections.insert(page.sections.index(people) + 1, antennas)
    add_map(page, factory, evidence, _pins(factory, page), _partners(factory, evidence))
    return page.numbered() if shared is None else page


def _pins(factory: Factory, page: DetailPage) -> list[Pin]:
    """The antennas that the antennas' own citations tie to the factory."""
    only = page.documents_only
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
    return Fact(_("Partner countries"), values, "participating_countries")


def _antennas(factory: Factory, page: DetailPage, documents_only: bool) -> list[Fact]:
    """One fact a kind of link. The antennas' own citations stand behind them."""
    facts = []
    labels = {"linked": _("Linked Antennas"), "collaborates": _("Collaborates with")}
    links = sorted(factory.antenna_links.all(), key=lambda link: link.site.name.lower())
    for kind, label in labels.items():
        values = []
        for link in links:
            evidence = Evidence(link.site.citations.all(), page.references, documents_only=documents_only)
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
        if values or kind == "linked":
            facts.append(Fact(label, values, "antennas"))
    return facts

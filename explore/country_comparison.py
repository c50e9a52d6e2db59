"""A country as a column of a comparison: its sites, and what they offer together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from antennas.detail import antenna_detail_page
from directory.detail import DetailPage, Section
from directory.evidence import References
from directory.facts import Fact, Value
from directory.models import Country, Site
from explore.comparison import track_value
from explore.countries import ways_in
from explore.site_links import by_name, row_values, site_value
from factories.detail import factory_detail_page


def compared_country(country: Country, references: References) -> DetailPage:
    """The country with the values of its sites, each once. Its references are not numbered yet."""
    factories, antennas = country.factories.all(), country.antennas.all()
    pages = [factory_detail_page(site, shared=references) for site in factories]
    pages += [antenna_detail_page(site, shared=references) for site in antennas]

    def sites(found: Iterable[Site]) -> Iterable[Value]:
        return (replace(site_value(site, "country", "", references), detail="") for site in by_name(found))

    def fact(label: str, name: str, values: Iterable[Value]) -> Fact:
        return Fact(label, _merged(values), name)

    def of_pages(name: str) -> Iterable[Value]:
        facts = [item for page in pages for section in page.sections for item in section.facts]
        return (value for item in facts if item.name == name for value in item.values)

    services = [(page, track_value(page.service)) for page in pages if page.service]
    opened = [
        replace(value, text=page.title, url=page.path, lang=page.lang, mark=page.kind, detail=value.text)
        for page, value in services
    ]
    facts = [
        fact(
            _("AI Factories"),
            "factories",
            (site_value(site, "country", "", references) for site in factories),
        ),
        fact(_("Antennas"), "antennas", (site_value(site, "country", "", references) for site in antennas)),
        fact(
            _("Partner in"),
            "takes_part",
            row_values(country.factories_links.all(), "participating_countries", references),
        ),
        fact(_("Service"), "service", opened),
        fact(_("Who may use it"), "audiences", of_pages("audiences")),
        fact(_("Sectors"), "sectors", (replace(value, detail="") for value in of_pages("sectors"))),
        fact(_("Services"), "services", of_pages("services")),
    ]
    return DetailPage(
        kind="country",
        noun=_("Country"),
        title=country.display_name,
        path=country.get_absolute_url(),
        sections=[Section("country", "", facts)],
        machines=[track for page in pages for track in page.machines],
        usable_now=_merged(value for page in pages for value in page.usable_now),
        ways_in=Fact(_("Apply or ask"), ways_in(country, references), "ways_in"),
        references=references,
    )


def _merged(values: Iterable[Value]) -> list[Value]:
    """Each value once, with everything that stands behind it."""
    found: dict[str, Value] = {}
    for value in values:
        key = value.url or value.text
        if earlier := found.get(key):
            value = replace(earlier, cite=earlier.cite.merged(value.cite))
        found[key] = value
    return list(found.values())

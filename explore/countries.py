"""Countries: the list, and for each its sites and the ways in from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from directory import text_search
from directory.cites import Cite
from directory.detail import DetailPage, Section, stated
from directory.evidence import References, record_evidence
from directory.facts import Fact, Value
from directory.models import Country, Source
from directory.query_params import allow_params, country_code, get_or_404
from directory.ways_in import portals, routes_for_all, short_name, ways_of_its_own
from editions.current import records
from explore.site_links import by_name, row_values, site_value


def countries_with_counts() -> list[dict[str, Any]]:
    """Every country with what it hosts and takes part in, in the order of the reader's names."""
    rows = [
        {
            "country": country,
            "url": country.get_absolute_url(),
            "factories": len(country.factories.all()),
            "antennas": len(country.antennas.all()),
            "takes_part": len(country.factories_links.all()),
        }
        for country in records().all(Country)
    ]
    return sorted(rows, key=lambda row: text_search.fold(row["country"].display_name))


@require_safe
@allow_params()
def country_list(request: HttpRequest) -> HttpResponse:
    """Every country, those with nothing included."""
    rows = countries_with_counts()
    present = [row for row in rows if row["factories"] or row["antennas"] or row["takes_part"]]
    absent = [row for row in rows if row not in present]
    return render(request, "explore/countries.html", {"present": present, "absent": absent})


@require_safe
@allow_params()
def country_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One country: hosted here, antenna here, consortium partner, or none, and what then."""
    canonical = country_code(code).lower()
    if canonical != code:
        return redirect("country", code=canonical, permanent=True)
    country = get_or_404(Country, code=canonical.upper())
    return render(request, "explore/country.html", _page(country))


def _page(country: Country) -> dict[str, Any]:
    references = References()
    name = country.display_name
    code = country.code
    page = DetailPage(
        kind="country",
        noun=_("Country"),
        title=name,
        path=reverse("country", args=[code.lower()]),
        aliases=country.aliases,
        references=references,
        crumbs=[(_("Countries"), reverse("countries"))],
    )
    factories = _hosted(country, "factories", references)
    antennas = _hosted(country, "antennas", references)
    partner = row_values(country.factories_links.all(), "participating_countries", references)
    partnership = _("A partner country is a member of the consortium that runs the AI Factory.")
    sites = [
        Fact(_("AI Factories"), factories, "factories"),
        Fact(_("Antennas"), antennas, "antennas"),
        Fact(_("Partner in"), partner, "takes_part", note=partnership if partner else ""),
    ]
    if found := stated(sites):
        page.sections.append(Section("sites", _("AI Factories and Antennas"), found))
    others = [
        Fact(_("Organisations"), _organisations(country, references), "organisations"),
        Fact(_("Systems"), _systems(country, references), "supercomputers"),
    ]
    doors = _next_doors(country, bool(factories), bool(antennas), partner, references)
    ways = Fact(_("Apply or ask"), ways_in(country, references), "ways_in")
    page.sections.append(Section("next", _("Where to go next"), [ways, _who_may_apply(references), doors]))
    if shown := stated(others):
        page.sections.append(
            Section("others", _("Organisations and systems in {country}").format(country=name), shown)
        )
    return {
        "page": page.numbered(),
        "country": country,
        "record": country,
        "answer": answer_for(country),
    }


def ways_in(country: Country, references: References) -> list[Value]:
    """Where to apply or ask at the sites of the country, the EuroHPC portal once and last."""
    values: dict[str, Value] = {}
    for site in [*by_name(country.antennas.all()), *by_name(country.factories.all())]:
        for value in ways_of_its_own(site, record_evidence(site, references), references):
            named = replace(value, text=f"{site.name}: {value.text}") if value.external else value
            values.setdefault(value.url, named)
    return [*values.values(), *portals(references)]


def _who_may_apply(references: References) -> Fact:
    """Who may apply for the routes to every AI Factory, in the words of the record."""
    values: dict[str, Value] = {}
    for route in routes_for_all("factory"):
        if route.eligibility:
            cite = record_evidence(route, references).cite("eligibility")
            earlier = values.get(route.eligibility)
            names = f"{earlier.detail}, {short_name(route)}" if earlier else short_name(route)
            values[route.eligibility] = Value(route.eligibility, detail=names, cite=cite)
    return Fact(_("Who may use the EuroHPC portal"), list(values.values()), "eligibility")


def _hosted(country: Country, relation: str, references: References) -> list[Value]:
    sites = by_name(getattr(country, relation).all())
    return [replace(site_value(site, "country", "", references), detail="") for site in sites]


def _organisations(country: Country, references: References) -> list[Value]:
    organisations = country.organisations.all()
    return [
        Value(
            organisation.name,
            url=organisation.get_absolute_url(),
            lang=organisation.name_language,
            cite=record_evidence(organisation, references).cite("country"),
        )
        for organisation in organisations
    ]


def _systems(country: Country, references: References) -> list[Value]:
    systems = country.supercomputers.all()
    return [
        Value(
            system.display_name,
            url=system.get_absolute_url(),
            detail=system.get_kind_display(),
            cite=record_evidence(system, references).cite("country"),
        )
        for system in systems
    ]


def answer_for(country: Country) -> str:
    """What a country has, in one sentence: AI Factories, Antennas, and consortia that it is a partner in."""
    hosted = [site.name for site in by_name(country.factories.all())]
    antennas = [site.name for site in by_name(country.antennas.all())]
    partner = dict.fromkeys(row.site for row in country.factories_links.all())
    parts = []
    if hosted:
        parts.append(_("hosts {sites}").format(sites=_listed(hosted)))
    if antennas:
        words = ngettext("has the Antenna {sites}", "has the Antennas {sites}", len(antennas))
        parts.append(words.format(sites=_listed(antennas)))
    if partner:
        named = [f"{site.name} ({site.country.display_name})" for site in by_name(partner)]
        parts.append(_("is a partner in {sites}").format(sites=_listed(named)))
    if not parts:
        return _("No AI Factory, Antenna or consortium partner in {country} is recorded.").format(
            country=country.display_name
        )
    return _("{country} {what}.").format(country=country.display_name, what=_listed(parts))


def _listed(names: list[str]) -> str:
    return str(get_text_list(names, _("and")))


def _next_doors(
    country: Country, hosts: bool, antenna: bool, partner: list[Value], references: References
) -> Fact:
    """What a visitor from this country can do next, most direct first."""
    code, name = country.code, country.display_name
    values = [
        Value(_("Find a match for {country}").format(country=name), url=f"{reverse('find')}?country={code}")
    ]
    if hosts:
        url = f"{reverse('factories:list')}?country={code}"
        values.append(Value(_("Compare the AI Factories hosted here"), url=url))
    if antenna:
        url = f"{reverse('antennas:list')}?country={code}"
        values.append(
            Value(
                _("Ask the Antenna: it is the national access point to its linked AI Factories"),
                url=url,
            )
        )
    values += [
        Value(
            _("Contact {factory}: {country} is a partner").format(factory=tie.text, country=name),
            url=tie.url,
        )
        for tie in partner
    ]
    if not hosts:
        values.append(Value(_("See all AI Factories"), url=reverse("factories:list")))
        values.append(_access_calls(references))
    return Fact(_("Next"), values, "next")


def _access_calls(references: References) -> Value:
    """That access calls do not ask where in Europe one is, on the word of the document that says so."""
    cite = Cite()
    for source in records().all(Source):
        if source.slug == "lumi-antennas-2025":
            cite.references.append(references.at(source, "Background"))
    return Value(
        _("Apply for EuroHPC computing time: the access calls are open across Europe"),
        url=reverse("access"),
        cite=cite,
    )

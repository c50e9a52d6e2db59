"""Organisations: the list, hosting entities first, and the page of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.detail import DetailPage, Section, stated
from directory.evidence import References, record_evidence
from directory.facts import Fact, Value, single
from directory.models import Organisation, SiteOrganisation
from directory.query_params import allow_params, get_or_404
from editions.current import records
from explore.site_links import row_facts, site_links_of


@require_safe
@allow_params()
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Every organisation with a part in the network, hosting entities first."""
    rows = [_row(organisation) for organisation in records().all(Organisation)]
    rows.sort(key=lambda row: row["organisation"].name.lower())
    hosts = [row for row in rows if row["hosts"]]
    others = [row for row in rows if not row["hosts"]]
    return render(request, "explore/organisations.html", {"hosts": hosts, "others": others})


def _row(organisation: Organisation) -> dict[str, Any]:
    links = [*organisation.factories_links.all(), *organisation.antennas_links.all()]
    return {
        "organisation": organisation,
        "url": organisation.get_absolute_url(),
        "hosts": any(link.role == SiteOrganisation.Role.HOST for link in links),
        "ties": site_links_of(organisation, _role),
    }


@require_safe
@allow_params()
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: where it is, what it does in which site, which systems it runs."""
    organisation = get_or_404(Organisation, slug=slug)
    return render(request, "explore/record.html", {"page": _page(organisation), "record": organisation})


def _page(organisation: Organisation) -> DetailPage:
    references = References()
    evidence = record_evidence(organisation, references)
    page = DetailPage(
        kind="organisation",
        noun=_("Organisation"),
        title=organisation.name,
        lang=organisation.name_language,
        path=organisation.get_absolute_url(),
        name=evidence.cite("name"),
        aliases=[name for name in (organisation.short_name, *organisation.aliases) if name],
        references=references,
        crumbs=[(_("Organisations"), reverse("organisations"))],
    )
    country = organisation.country
    facts = [
        single(
            evidence,
            organisation,
            "country",
            _("Country"),
            text=country.display_name if country else None,
            url=country.get_absolute_url() if country else "",
        ),
        single(evidence, organisation, "city", _("City")),
        single(evidence, organisation, "website", _("Website"), url=organisation.website, external=True),
    ]
    page.sections.append(Section("glance", _("At a glance"), facts))
    ties = row_facts(organisation, "organisations", references, detail=_role)
    none = Fact(_("Sites"), [], "sites", note=_("No source gives it a role in a site."))
    page.sections.append(Section("sites", _("Its role in the network"), ties or [none]))
    values = [
        Value(
            system.display_name,
            url=system.get_absolute_url(),
            detail=capfirst(system.get_kind_display()),
            cite=record_evidence(system, references).cite("organisation"),
        )
        for system in organisation.supercomputers.all()
    ]
    if systems_run := stated([Fact(_("Operates or hosts"), values, "organisation")]):
        page.sections.append(Section("systems", _("Systems"), systems_run))
    return page.numbered()


def _role(row: Any) -> str:
    return row.get_role_display()

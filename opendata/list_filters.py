"""The filters of lists that are not of sites: several values of a parameter are joined by OR."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from directory.models import (
    AccessRoute,
    Country,
    CutOff,
    KeyFigure,
    MachineStep,
    Milestone,
    Organisation,
    SiteOrganisation,
    Source,
    Supercomputer,
    UserGroup,
)
from directory.models.access import Scope
from directory.models.steps import MILESTONE_STEPS
from directory.query_params import Choices, ChoicesField, PageForm, StrictForm, country_code
from editions.current import records
from opendata.resources import RESOURCES, Resource


@dataclass(frozen=True)
class ListFilter:
    """A parameter: the values that it may have, and those of a record."""

    label: Any
    meaning: Any
    choices: Callable[[], Choices]
    values: Callable[[Any], Iterable[str | None]]
    fixed: bool = False
    """Whether its values belong to this version of the API; otherwise they are records."""
    normalise: Callable[[str], str] = str


def _one_of(choices: Any, name: str, label: Any, meaning: Any) -> ListFilter:
    """A filter by a field that holds one of a list of words."""
    pairs = choices.choices if isinstance(choices, type) and issubclass(choices, TextChoices) else choices
    words = {str(value): str(text) for value, text in pairs}
    return ListFilter(label, meaning, lambda: words, lambda record: [getattr(record, name)], fixed=True)


def _record(model: Any, key: str, label: Any, meaning: Any, values: Any, **options: Any) -> ListFilter:
    """A filter by other records."""

    def choices() -> Choices:
        return {getattr(record, key): str(record) for record in records().all(model)}

    return ListFilter(label, meaning, choices, values, **options)


def _sites() -> Choices:
    kinds = [resource.model for resource in RESOURCES.values() if resource.filters]
    return {site.slug: site.name for model in kinds for site in records().all(model)}


def _sites_of(record: Any) -> Iterable[str]:
    if isinstance(record, Milestone):
        return [row.site.slug for row in record.site_rows()]
    return [row.site.slug for row in [*record.factories_links.all(), *record.antennas_links.all()]]


def _parts_of(country: Any) -> Iterable[str]:
    found = {
        "factory": country.factories.all(),
        "antenna": country.antennas.all(),
        "participant": country.factories_links.all(),
    }
    return [part for part, rows in found.items() if rows]


def _key_of(name: str, key: str = "slug") -> Callable[[Any], list[str | None]]:
    return lambda record: [getattr(getattr(record, name), key, None)]


SITE = ListFilter(_("Site"), _("Slug of a factory or an antenna that it belongs to."), _sites, _sites_of)
COUNTRY = _record(
    Country,
    "code",
    _("Country"),
    _("ISO code of its country; EL and UK are accepted."),
    _key_of("country", "code"),
    normalise=country_code,
)
SYSTEM = _record(
    Supercomputer,
    "slug",
    _("System"),
    _("Slug of the supercomputer or other system that it is about."),
    _key_of("supercomputer"),
)
PARTS = {
    "factory": _("hosts an AI Factory"),
    "antenna": _("has an Antenna"),
    "participant": _("takes part in a consortium without hosting"),
}
KIND, KIND_OF = _("Kind"), _("Kind of record.")
LIST_FILTERS: dict[str, dict[str, ListFilter]] = {
    "supercomputers": {
        "country": COUNTRY,
        "organisation": _record(
            Organisation,
            "slug",
            _("Organisation"),
            _("Slug of the organisation that operates or hosts it."),
            _key_of("organisation"),
        ),
        "kind": _one_of(Supercomputer.Kind, "kind", KIND, KIND_OF),
        "status": ListFilter(
            _("Status"),
            _("The last step that a source says it has reached."),
            lambda: {str(value): str(label) for value, label in MachineStep.choices},
            lambda system: [system.status()],
            fixed=True,
        ),
        "site": SITE,
    },
    "organisations": {
        "country": COUNTRY,
        "role": ListFilter(
            _("Role"),
            _("What it is for a site."),
            lambda: {str(value): str(label) for value, label in SiteOrganisation.Role.choices},
            lambda item: [row.role for row in [*item.factories_links.all(), *item.antennas_links.all()]],
            fixed=True,
        ),
        "site": SITE,
    },
    "countries": {
        "part": ListFilter(
            _("Part"),
            _("Its part in the network."),
            lambda: {name: str(label) for name, label in PARTS.items()},
            _parts_of,
            fixed=True,
        )
    },
    "sectors": {"site": SITE},
    "services": {"site": SITE},
    "cut-offs": {"kind": _one_of(CutOff.Kind, "kind", KIND, KIND_OF)},
    "sources": {"kind": _one_of(Source.Kind, "kind", KIND, KIND_OF)},
    "milestones": {
        "cutoff": _record(
            CutOff, "slug", _("Cut-off"), _("Slug of a selection cut-off."), _key_of("cut_off")
        ),
        "supercomputer": SYSTEM,
        "kind": _one_of(Milestone.Kind, "kind", KIND, KIND_OF),
        "status": _one_of(
            Milestone.Status, "status", _("Status"), _("Happened, or only expected by a source.")
        ),
        "step": _one_of(MILESTONE_STEPS, "step", _("Step"), _("The step that is reached by it.")),
        "site": SITE,
    },
    "figures": {
        "supercomputer": SYSTEM,
        "kind": _one_of(KeyFigure.Kind, "kind", KIND, KIND_OF),
        "site": SITE,
    },
    "access-routes": {
        "audience": ListFilter(
            _("User group"),
            _("A user group that may use it."),
            lambda: {str(value): str(label) for value, label in UserGroup.choices},
            lambda route: [row.user_group for row in route.user_group_rows.all()],
            fixed=True,
        ),
        "scope": _one_of(Scope, "scope", _("Scope"), _("What it opens.")),
        "cost": _one_of(AccessRoute.Cost, "cost", _("Cost"), _("Whether it is free.")),
    },
    "audiences": {
        "audience": _one_of(UserGroup, "user_group", _("User group"), _("The user group.")),
        "kind": _one_of(CutOff.Kind, "kind", KIND, KIND_OF),
    },
}
"""By the name of the list and of the parameter."""


@cache
def list_form(name: str) -> type[StrictForm]:
    """The parameters of a list: its filters, then the page."""
    filters = LIST_FILTERS[name]
    fields = {
        parameter: ChoicesField(
            label=item.label,
            help_text=item.meaning,
            choices=item.choices,
            normalise=item.normalise,
            fixed=item.fixed,
        )
        for parameter, item in filters.items()
    }
    order = (*fields, "page", "page_size")
    return type(f"{name.title()}Form", (PageForm,), {**fields, "field_order": order})


def matching(resource: Resource, form: StrictForm) -> list[Any]:
    """The records of a list that have a value of each parameter that is stated."""
    found = resource.everything()
    for name, item in LIST_FILTERS[resource.name].items():
        if wanted := set(form.values[name]):
            found = [record for record in found if wanted.intersection(item.values(record))]
    return found

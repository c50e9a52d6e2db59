"""Every kind of record whose facts are cited, under the name of its address, and where a record is read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.text import capfirst

from antennas.models import Antenna
from directory.models import (
    AccessRoute,
    Audience,
    CutOff,
    KeyFigure,
    Milestone,
    Organisation,
    Record,
    Supercomputer,
)
from factories.models import Factory

RECORD_KINDS: dict[str, type[Record]] = {
    "factories": Factory,
    "antennas": Antenna,
    "supercomputers": Supercomputer,
    "organisations": Organisation,
    "cut-offs": CutOff,
    "milestones": Milestone,
    "figures": KeyFigure,
    "access-routes": AccessRoute,
    "audiences": Audience,
}
"""In the order in which readers ask for them: the sites first."""


def heading(model: type[Record]) -> str:
    """A kind of record as a heading."""
    return capfirst(str(model._meta.verbose_name_plural))


def mark(model: type[Record]) -> str:
    """The shape of a kind of site, "" for what is no site."""
    marks: dict[type[Record], str] = {Factory: "factory", Antenna: "antenna"}
    return marks.get(model, "")


def address(record: Record) -> str:
    """Where a record is read, or "" for a milestone, which is read on the pages of what it concerns."""
    if isinstance(record, KeyFigure):
        return f"{reverse('figures')}#figure-{record.slug}"
    return str(record.get_absolute_url()) if hasattr(record, "get_absolute_url") else ""


def anchor(record: Record) -> str:
    """Where a page that lists records of several kinds has this one."""
    return f"{record._meta.model_name}-{record.slug}"

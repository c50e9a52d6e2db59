"""What must hold of antennas before the record may be published."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from antennas.models import Antenna, AntennaFactory
from factories.models import Factory


def sites_are_there() -> list[tuple[str, str]]:
    """A directory without AI Factories or without Antennas is a mishap, not an edition."""
    kinds: tuple[Any, ...] = (Factory, Antenna)
    empty = [kind for kind in kinds if not kind.objects.exists()]
    return [(str(kind._meta.verbose_name_plural), _("there is none at all.")) for kind in empty]


def antennas_are_linked() -> list[tuple[str, str]]:
    """Each antenna without a formal link to an AI Factory."""
    linked = AntennaFactory.objects.filter(kind=AntennaFactory.Kind.LINKED).values("site")
    message = _("is not linked to any AI Factory.")
    return [(antenna.name, message) for antenna in Antenna.objects.exclude(pk__in=linked)]

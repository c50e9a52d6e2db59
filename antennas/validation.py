"""What must hold of antennas before the record may be published."""

from __future__ import annotations

from django.utils.translation import gettext as _

from antennas.models import Antenna, AntennaFactory
from factories.models import Factory


def sites_have_their_own_slug() -> list[tuple[str, str]]:
    """Each antenna with the slug of a factory: pages that take either could not tell them apart."""
    message = _("has the same slug as an AI Factory.")
    return [(site.name, message) for site in Antenna.objects.filter(slug__in=Factory.objects.values("slug"))]


def antennas_are_linked() -> list[tuple[str, str]]:
    """Each antenna without a formal link to an AI Factory."""
    linked = AntennaFactory.objects.filter(kind=AntennaFactory.Kind.LINKED).values("site")
    message = _("is not linked to any AI Factory.")
    return [(antenna.name, message) for antenna in Antenna.objects.exclude(pk__in=linked)]

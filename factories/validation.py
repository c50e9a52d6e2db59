"""What must hold of factories before the record may be published."""

from __future__ import annotations

from django.utils.translation import gettext as _

from factories.models import Factory


def factories_are_there() -> list[tuple[str, str]]:
    """A directory without any AI Factory is a mishap, not an edition."""
    if Factory.objects.exists():
        return []
    return [(str(Factory._meta.verbose_name_plural), _("there is none at all."))]

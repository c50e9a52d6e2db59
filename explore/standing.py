"""What an AI Factory offers today, and which machine is still to come."""

from __future__ import annotations

from dataclasses import dataclass

from directory.models import MachineStep, SiteSystem, Supercomputer
from factories.models import Factory

OVER = (MachineStep.IN_SERVICE, MachineStep.RETIRED)


@dataclass(frozen=True)
class Standing:
    """An AI Factory, the systems that its users can work with now, and those that are to come."""

    site: Factory
    usable_now: list[Supercomputer]
    to_come: list[Supercomputer]
    """Systems for its users that a source announces and none reports in service."""

    @property
    def is_open(self) -> bool:
        return self.site.is_open()


def standing(site: Factory) -> Standing:
    """What a factory offers today, and what is to come."""
    usable = site.systems(SiteSystem.USABLE)
    to_come = [
        system
        for system in usable
        if system.kind != Supercomputer.Kind.QUANTUM and (step := system.status()) and step not in OVER
    ]
    return Standing(site, site.usable_now(), to_come)

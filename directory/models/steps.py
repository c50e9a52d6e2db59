"""The two tracks of a status: what the machine has reached, and what the site's service has reached."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MachineStep(models.TextChoices):
    """The steps of a machine, in their order. None follows from another."""

    ANNOUNCED = "announced", _("announced")
    IN_PROCUREMENT = "in-procurement", _("in procurement")
    CONTRACTED = "contracted", _("contracted")
    BEING_INSTALLED = "being-installed", _("being installed")
    IN_SERVICE = "in-service", _("in service")
    RETIRED = "retired", _("retired")


class ServiceStep(models.TextChoices):
    """The steps of a site's service, in their order. The cut-off states the first, milestones the others."""

    SELECTED = "selected", _("selected")
    AGREEMENT_SIGNED = "agreement-signed", _("agreement signed")
    OPEN_TO_USERS = "open-to-users", _("open to users")


MILESTONE_STEPS = [*MachineStep.choices, *ServiceStep.choices[1:]]

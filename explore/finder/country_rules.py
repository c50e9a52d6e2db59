"""The rules that look at the visitor's country."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models.vocabulary import country_name
from explore.finder.answers import Answers
from explore.finder.candidates import Candidate
from explore.finder.eligibility import admits
from explore.finder.rule import Argument, Rule


class HostedHere(Rule):
    name, question, weight = "hosted-here", "country", 15
    text = gettext_lazy("The AI Factory is hosted in your country.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.country == site.country and site.kind == "factory":
            yield self.says(
                _("hosted in your country, {country}").format(country=site.country_name), site.cite("country")
            )


class AntennaHere(Rule):
    name, question, weight = "antenna-here", "country", 13
    text = gettext_lazy("It is the Antenna of your country: the national point of access.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.country == site.country and site.kind == "antenna":
            yield self.says(
                _("the Antenna of your country, {country}").format(country=site.country_name),
                site.cite("country"),
            )


class TakesPart(Rule):
    name, question, weight = "takes-part", "country", 8
    text = gettext_lazy("Your country takes part in the AI Factory’s consortium.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.country in site.partners:
            cite = site.cite("participating_countries", answers.country)
            yield self.says(
                _("{country} is a partner in it").format(country=country_name(answers.country)),
                cite,
            )


class _TiedToYourAntenna(Rule):
    linked: ClassVar[bool]
    words: ClassVar[Promise]

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        for antenna in site.doors.get(answers.country, ()):
            if antenna.linked is self.linked:
                yield self.says(str(self.words).format(antenna=antenna.name), antenna.cite)


class LinkedToYourAntenna(_TiedToYourAntenna):
    name, question, weight = "linked-to-your-antenna", "country", 3
    text = gettext_lazy("Your country’s Antenna is formally linked to this AI Factory.")
    linked = True
    words = gettext_lazy("your country’s Antenna, {antenna}, is linked to it")


class WorksWithYourAntenna(_TiedToYourAntenna):
    name, question, weight = "works-with-your-antenna", "country", 2
    text = gettext_lazy("Your country’s Antenna collaborates with this AI Factory.")
    linked = False
    words = gettext_lazy("your country’s Antenna, {antenna}, collaborates with it")


class Nearby(Rule):
    name, question, weight = "nearby", "country", 1
    tie = False
    text = gettext_lazy(
        "One of the three AI Factories abroad that are nearest to your country: on the map, from the middle"
        " of your country to the city of the site, or to the middle of its country."
    )

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if site.near:
            words = _("near you: about {n} km away, in {country}")
            yield self.says(words.format(n=site.near, country=site.country_name), site.cite("country"))


class AnotherCountrysAntenna(Rule):
    name, question, weight = "another-countrys-antenna", "country", -4
    tie = False
    text = gettext_lazy("It is the Antenna of another country than yours.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.country and site.kind == "antenna" and site.country != answers.country:
            yield self.says(
                _("the Antenna of another country, {country}").format(country=site.country_name),
                site.cite("country"),
            )


class ForOtherCountries(Rule):
    name, question, weight = "for-other-countries", "country", -3
    tie = False
    text = gettext_lazy(
        "An access route of its own is for other countries than yours, in the record’s words."
    )

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        for eligibility, cite in site.limits.items():
            if answers.country and admits(eligibility, answers.country) is False:
                words = _("its own services are for: {eligibility}")
                yield self.says(words.format(eligibility=eligibility.rstrip(".")), cite)

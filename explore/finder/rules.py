"""The rules by which sites are ranked: each a name, what it says, and a weight.

A rule looks at the answers and at one site, and gives arguments. It never looks at another site, and an
argument for a site never takes away from it: more matching evidence cannot rank a site lower.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.cites import Cite
from directory.ways_in import group_words
from explore.finder.answers import NEEDS, Answers, official_languages
from explore.finder.candidates import Candidate, system_cites, system_names
from explore.finder.country_rules import (
    AnotherCountrysAntenna,
    AntennaHere,
    ForOtherCountries,
    HostedHere,
    LinkedToYourAntenna,
    Nearby,
    TakesPart,
    WorksWithYourAntenna,
)
from explore.finder.rule import Argument, Rule

SERVICES_FOR = {
    "compute": ("compute-access", "cloud-access"),
    "sensitive-data": ("sensitive-data",),
    "training": ("training",),
    "experimentation": ("experimentation", "sandboxes"),
    "compliance": ("compliance",),
    "advice": ("expert-support", "innovation-support"),
}
"""Which services of the record answer which need."""

USER_GROUPS = {
    "startup": ("startups", "smes"),
    "company": ("companies",),
    "research": ("researchers",),
    "public": ("public-bodies",),
    "student": ("students",),
}
"""Which user groups of the record answer who somebody is."""


def in_sentence(name: str) -> str:
    """A name as the middle of a sentence has it: “health and healthcare”, but “One Health”."""
    return name if any(letter.isupper() for letter in name[1:]) else name[:1].lower() + name[1:]


class NamesYourSector(Rule):
    name, question, weight = "names-your-sector", "sector", 4
    text = gettext_lazy("A source names one of your sectors as a focus. Counted for each.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        for sector in sorted(answers.sectors & site.sectors.keys()):
            if site.sectors[sector] == "focus":
                words = (
                    _("works on {sector} (one of {count} sectors named)")
                    if len(site.sectors) > 1
                    else _("works on {sector} (the only sector named)")
                )
                text = words.format(sector=in_sentence(site.called(sector)), count=len(site.sectors))
                yield self.says(text, site.cite("sectors", sector))


class UseCaseOfYourSector(Rule):
    name, question, weight = "use-case-of-your-sector", "sector", 2
    text = gettext_lazy("A source names one of your sectors as a use case, not as a focus. Counted for each.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        for sector in sorted(answers.sectors & site.sectors.keys()):
            if site.sectors[sector] != "focus":
                text = _("names a use case in {sector}").format(sector=in_sentence(site.called(sector)))
                yield self.says(text, site.cite("sectors", sector))


class NamesOtherSectors(Rule):
    name, question, weight = "names-other-sectors", "sector", -1
    text = gettext_lazy("Sources name its sectors, and none of them is yours.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.sectors and site.sectors and not answers.sectors & site.sectors.keys():
            named = ", ".join(in_sentence(site.called(sector)) for sector in site.sectors)
            cites = [site.cite("sectors", sector) for sector in site.sectors]
            yield self.says(_("works in other fields: {sectors}").format(sectors=named), *cites)


class OffersWhatYouNeed(Rule):
    name, question, weight = "offers-what-you-need", "need", 3
    text = gettext_lazy("A source says that it offers, or is to offer, what you need. Counted for each need.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        for need in NEEDS:
            services = [service for service in SERVICES_FOR[need] if service in site.services]
            if need in answers.needs and services:
                offered = ", ".join(in_sentence(site.called(service)) for service in services)
                cites = [site.cite("services", service) for service in services]
                yield self.says(_("offers {services}").format(services=offered), *cites)


class ServesYou(Rule):
    name, question, weight = "serves-you", "who", 3
    text = gettext_lazy("A source names users like you among those of this site.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        groups = [group for group in USER_GROUPS.get(answers.who, ()) if group in site.groups]
        if groups:
            names = group_words(groups)
            yield self.says(
                _("is for {groups}").format(groups=names), *(site.groups[group] for group in groups)
            )


def free_routes(answers: Answers, free: Mapping[str, Mapping[str, Cite]]) -> dict[str, Cite]:
    """The free access routes for the user groups that were answered, by name."""
    groups = USER_GROUPS[answers.who] if answers.who else free
    return {name: cite for group in groups for name, cite in free.get(group, {}).items()}


class FreeForYou(Rule):
    name, question, weight = "free-for-you", "cost", 3
    text = gettext_lazy("For what is free: an access route of its own costs users like you nothing.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.cost and (routes := free_routes(answers, site.free)):
            names = get_text_list(list(routes), _("and"))
            yield self.says(_("free: {routes}").format(routes=names), *routes.values())


class FreeForAll(Rule):
    name, question, weight = "free-for-all", "cost", 1
    of_many = True
    text = gettext_lazy("For what is free: a route to every site of its kind costs users like you nothing.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.cost and (routes := free_routes(answers, site.free_for_all)):
            names = get_text_list(list(routes), _("and"))
            words = _("like every AI Factory, free through {routes}")
            yield self.says(words.format(routes=names), *routes.values())


class AllServeYou(Rule):
    name, question, weight = "all-serve-you", "who", 1
    of_many = True
    text = gettext_lazy("A source says that all AI Factories, or all Antennas, are for users like you.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        groups = [group for group in USER_GROUPS.get(answers.who, ()) if group in site.serves]
        if groups:
            words = (
                _("like every AI Factory, meant for {groups}")
                if site.kind == "factory"
                else _("like every Antenna, meant for {groups}")
            )
            names = group_words(groups)
            yield self.says(words.format(groups=names), *(site.serves[group] for group in groups))


class WorksForPublicBodies(Rule):
    name, question, weight = "works-for-public-bodies", "who", 2
    text = gettext_lazy("For public bodies: a source names public administration as one of its sectors.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        sector = "public-administration"
        if answers.who == "public" and sector in site.sectors:
            yield self.says(_("names public administration among its sectors"), site.cite("sectors", sector))


class SystemInService(Rule):
    name, question, weight = "system-in-service", "need", 2
    text = gettext_lazy(
        "For computing time: it builds on, stands beside or offers a system that is in service."
    )

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if "compute" in answers.needs and site.usable_now:
            yield self.says(
                _("usable now: {systems}").format(systems=system_names(site)), *system_cites(site)
            )


class SystemToStartOn(Rule):
    name, question, weight = "system-to-start-on", "when", 1
    text = gettext_lazy("For a start now: it builds on, stands beside or offers a system that is in service.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.when == "now" and site.usable_now:
            yield self.says(
                _("you can start on {systems}").format(systems=system_names(site)), *system_cites(site)
            )


class OpenNow(Rule):
    name, question, weight = "open-now", "when", 3
    text = gettext_lazy("For a start now: a source says that it serves users.")

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.when == "now" and site.opened:
            yield self.says(_("open to users now"), site.opened)


class YourLanguage(Rule):
    name, question, weight = "your-language", "language", 1
    of_many = True
    text = gettext_lazy(
        "Your language is official in its country, by Unicode’s CLDR."
        " The languages in which a site helps are not recorded."
    )

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        if answers.language and answers.language in official_languages(site.country):
            yield self.says(_("your language is official in {country}").format(country=site.country_name))


RULES: tuple[Rule, ...] = tuple(
    rule()
    for rule in (
        HostedHere,
        AntennaHere,
        TakesPart,
        LinkedToYourAntenna,
        WorksWithYourAntenna,
        Nearby,
        AnotherCountrysAntenna,
        ForOtherCountries,
        NamesYourSector,
        UseCaseOfYourSector,
        NamesOtherSectors,
        OffersWhatYouNeed,
        SystemInService,
        OpenNow,
        SystemToStartOn,
        ServesYou,
        FreeForYou,
        FreeForAll,
        AllServeYou,
        WorksForPublicBodies,
        YourLanguage,
    )
)

"""The words of the field and of this directory, each explained in our own words.

What is said about the programme names where a source says it. Words of the directory's own need no source.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reference.models import Stage

Text = str | Promise
Place = tuple[str, str]
"""The slug of a source, and where in it."""

LUMI, ANALYSIS, NORDIC = "lumi-antennas-2025", "analysis-2025", "nordic-life-science-2024"
LUXPROVIDE, SCYNERGY = "luxprovide-site", "luxembourg-scynergy-2026"


@dataclass(frozen=True)
class Term:
    """A word and what it means. `page` is the name of the address where the directory lists such things."""

    slug: str
    name: Text
    text: Text
    see: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    page: str = ""


PROGRAMME = (
    Term(
        "access-call",
        _("Access call"),
        _(
            "A call of the EuroHPC JU through which scientists, companies and public bodies apply for "
            "time on its supercomputers. A source says that it makes no difference where in Europe they "
            "are."
        ),
        ("eurohpc-joint-undertaking", "supercomputer"),
        ((LUMI, "Background, paragraph 3"),),
    ),
    Term(
        "ai-factory",
        _("AI Factory"),
        _(
            "A place that offers startups, small and medium-sized companies, researchers and public "
            "bodies time on AI-optimised supercomputers, together with data, training and advice. In "
            "this directory the word means the service and the consortium behind it, never the machine."
        ),
        ("ai-factory-antenna", "consortium", "hosting-entity", "gigafactory"),
        (
            (ANALYSIS, "Executive Summary, paragraph 3"),
            (ANALYSIS, "§4.1, paragraph 1"),
            (LUXPROVIDE, "paragraph 3"),
        ),
        "factories:list",
    ),
    Term(
        "ai-factory-antenna",
        _("AI Factory Antenna"),
        _(
            "A national point of access to one or more AI Factories and, through them, to their "
            "supercomputers. It may have smaller computers of its own for tests and fine-tuning."
        ),
        ("ai-factory", "linked", "collaborates"),
        ((LUMI, "paragraph 4"), (ANALYSIS, "§3, paragraph 3")),
        "antennas:list",
    ),
    Term(
        "ai-optimised-supercomputer",
        _("AI-optimised supercomputer"),
        _(
            "A supercomputer that was built or upgraded for work with artificial intelligence, such as "
            "training large models. The sources use the term without saying where it begins."
        ),
        ("supercomputer", "system"),
        (
            (LUXPROVIDE, "paragraph 4"),
            (ANALYSIS, "Executive Summary, paragraph 4"),
            (LUMI, "More details, paragraph 1"),
        ),
    ),
    Term(
        "collaborates",
        _("Collaborates"),
        _(
            "The looser tie between an Antenna and an AI Factory: a source says that they work "
            "together, and does not call them linked. The two kinds of tie are counted apart."
        ),
        ("linked",),
        ((LUMI, "HEARTS (Switzerland)"),),
    ),
    Term(
        "consortium",
        _("Consortium"),
        _("The organisations that run an AI Factory together. Many consortia cross borders."),
        ("hosting-entity", "participating-country", "role"),
        ((ANALYSIS, "§4.3, paragraph 1"), (NORDIC, "Kajaani, Finland – LUMI AI Factory, paragraph 2")),
    ),
    Term(
        "cut-off",
        _("Cut-off"),
        _("A round of evaluation in which sites were selected. Its announcement has a date of its own."),
        ("stage-selected",),
        ((ANALYSIS, "§2, paragraph 1"), (LUMI, "More details, paragraph 3")),
        "cut-offs",
    ),
    Term(
        "eurohpc-joint-undertaking",
        _("EuroHPC Joint Undertaking"),
        _(
            "EuroHPC JU for short: the body, with legal standing and money of its own, in which the EU "
            "and other participating states join forces so that Europe has supercomputers."
        ),
        ("participating-state", "supercomputer"),
        ((LUMI, "Background, paragraph 1"),),
    ),
    Term(
        "experimental-platform",
        _("Experimental platform"),
        _("A part of some AI Factories in which new models, applications and technologies are tried out."),
        ("ai-factory", "system"),
        (
            (NORDIC, "A EUR 1.5 billion investment, paragraph 3"),
            (ANALYSIS, "§2.1, table, row Finland – LUMI AI Factory"),
        ),
    ),
    Term(
        "gigafactory",
        _("Gigafactory"),
        _(
            "Another thing: a planned kind of facility, far larger than an AI Factory and dependent on "
            "private money. This directory holds none, and counts none among the AI Factories."
        ),
        ("ai-factory",),
        ((ANALYSIS, "§5, item 4"), ("reg150", "headline")),
    ),
    Term(
        "hosting-entity",
        _("Hosting entity"),
        _(
            "An organisation that was selected to house and run an AI Factory with its AI-optimised "
            "supercomputer. In this directory it is one of the roles that an organisation may have."
        ),
        ("role", "consortium"),
        ((LUMI, "More details, paragraph 1"),),
        "organisations",
    ),
    Term(
        "linked",
        _("Linked"),
        _("The formal tie between an Antenna and an AI Factory: a source calls the two linked or connected."),
        ("collaborates", "memorandum-of-understanding"),
        ((ANALYSIS, "§3, table, column heading"), (LUMI, "paragraph 6")),
    ),
    Term(
        "member-state",
        _("Member State"),
        _("A country of the European Union. It is not another word for a participating state."),
        ("participating-state",),
        ((ANALYSIS, "Executive Summary, paragraph 2"),),
    ),
    Term(
        "memorandum-of-understanding",
        _("Memorandum of understanding"),
        _(
            "A document in which an Antenna and its linked AI Factories settle how they work together. "
            "A source expected all of them to be signed by mid-2026; an expectation is no signature."
        ),
        ("linked", "stage-agreement-signed", "expected"),
        ((LUMI, "More details, paragraph 4"),),
    ),
    Term(
        "participating-state",
        _("Participating state"),
        _(
            "A state that takes part in the EuroHPC JU beside the European Union. The sources use it "
            "and “Member State” for different groups, so the directory keeps the word that its source "
            "uses."
        ),
        ("member-state", "participating-country"),
        ((LUMI, "Background, paragraph 1"), (LUMI, "paragraph 3")),
    ),
    Term(
        "sme",
        _("SME"),
        _("Short for a small or medium-sized enterprise."),
        (),
        ((ANALYSIS, "Executive Summary, paragraph 3"),),
    ),
    Term(
        "supercomputer",
        _("Supercomputer, HPC"),
        _(
            "HPC stands for high-performance computing, the work that supercomputers are made for. The "
            "EuroHPC JU buys such machines; science, companies and public bodies in Europe may apply to "
            "use them."
        ),
        ("ai-optimised-supercomputer", "access-call", "system"),
        ((ANALYSIS, "Executive Summary, paragraph 3"), (LUMI, "Background, paragraphs 2 and 3")),
        "supercomputers",
    ),
    Term(
        "tier-iv",
        _("Tier IV"),
        _(
            "A class of data centres, not of computers: where a source speaks of a Tier IV "
            "supercomputer, it is the data centre around the machine that has this class."
        ),
        (),
        (
            (LUXPROVIDE, "Trusted, Secure and Sovereign, paragraph 1"),
            (SCYNERGY, "MeluXina supercomputer powers secure AI innovation, paragraph 3"),
        ),
    ),
)

RUNGS = (
    Term(
        "stage-selected",
        Stage.SELECTED.label,
        _(
            "The first rung of the ladder: a cut-off chose the site. Every site in the directory has "
            "reached it."
        ),
        ("stage", "cut-off"),
    ),
    Term(
        "stage-agreement-signed",
        Stage.AGREEMENT_SIGNED.label,
        _("The second rung: an agreement that the site rests on, such as a memorandum, was signed."),
        ("stage", "memorandum-of-understanding"),
    ),
    Term(
        "stage-contracted",
        Stage.CONTRACTED.label,
        _("The third rung: a contract for the site’s computer was signed or announced."),
        ("stage",),
    ),
    Term(
        "stage-being-installed",
        Stage.BEING_INSTALLED.label,
        _("The fourth rung: the site’s computer is being set up and brought into service."),
        ("stage",),
    ),
    Term(
        "stage-in-service",
        Stage.IN_SERVICE.label,
        _("The fifth rung: a source reports the site’s computer in service."),
        ("stage",),
    ),
    Term(
        "stage-serving-users",
        Stage.SERVING_USERS.label,
        _("The highest rung: a source reports users who work with what the site offers."),
        ("stage",),
    ),
)
"""One for each rung of the ladder, in its order."""

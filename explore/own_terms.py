"""The directory's own words, explained by its own rules. They need no source."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from explore.terms import RUNGS, Term

OWN = (
    Term(
        "citation",
        _("Citation"),
        _(
            "The tie between one fact and one place in one source. It says whether the source agrees "
            "with the value shown and, where its word is another, what it says itself. No fact is "
            "public without one."
        ),
        ("reference", "disagreement"),
        page="sources",
    ),
    Term(
        "disagreement",
        _("Disagreement"),
        _(
            "A source states another value than the one shown. The page has an amber mark there, gives "
            "both values with their sources, and says why this one is shown."
        ),
        ("citation", "silent"),
    ),
    Term(
        "edition",
        _("Edition"),
        _(
            "The whole directory as it was published at one moment, with a number and a date. An "
            "edition never changes; each says what it changed against the one before, and can be "
            "downloaded as one file."
        ),
        page="changes",
    ),
    Term(
        "expected",
        _("Expected, happened"),
        _(
            "What a source foresees is expected, with a dashed outline; what a source reports as done "
            "has happened. An expectation never counts as a stage, even after its day has passed."
        ),
        ("milestone", "stage"),
    ),
    Term(
        "focus",
        _("Focus"),
        _("A sector that a source names as one the site works for, and not only as an example."),
        ("use-case", "sector"),
    ),
    Term(
        "key-figure",
        _("Key figure"),
        _(
            "A number with what it covers, whose number it is and when it held. Figures that cover "
            "different things are never added up."
        ),
    ),
    Term(
        "later-source",
        _("Later source"),
        _(
            "A primary or secondary source, read after the source documents. Facts that rest on later "
            "sources alone are marked with their date, and their reference numbers have a dashed "
            "outline."
        ),
        ("primary-source", "secondary-source", "source-document"),
    ),
    Term(
        "milestone",
        _("Milestone"),
        _("Something with a date that happened or is expected, shown as precisely as its source dates it."),
        ("expected", "stage"),
    ),
    Term(
        "open-list",
        _("Not exhaustive"),
        _("Said of a list where the source gives examples, with words such as “including” or “and others”."),
        ("silent",),
    ),
    Term(
        "participating-country",
        _("Participating country"),
        _("A country that takes part in the consortium of an AI Factory which another country hosts."),
        ("consortium", "participating-state"),
        page="countries",
    ),
    Term(
        "primary-source",
        _("Primary source"),
        _(
            "A page or file by those who take part in what it tells, or the text of a legal act, read "
            "after the source documents. It may add facts, which are marked as added from it."
        ),
        ("later-source", "secondary-source"),
        page="sources",
    ),
    Term(
        "reference",
        _("Reference"),
        _(
            "The small number behind a fact. It leads to the list at the end of the page, which names "
            "the source and the place in it. Filled for a source document, dashed for a later source."
        ),
        ("citation", "source-document"),
    ),
    Term(
        "relation",
        _("Relation of a system"),
        _(
            "What a computer is to a site: a new system, an upgrade, one that the site builds on, one "
            "next to it, interim access in the meantime, experimental, or associated where no closer "
            "word fits."
        ),
        ("system",),
    ),
    Term(
        "role",
        _("Role"),
        _(
            "What an organisation does for a site: hosting entity, coordinator, operator, partner, "
            "sponsor or installation site. One organisation may have several, each with its own source."
        ),
        ("hosting-entity", "consortium"),
        page="organisations",
    ),
    Term(
        "secondary-source",
        _("Secondary source"),
        _(
            "A page by others who report. It may add only a website, a city, a system’s status, the "
            "date and value of a contract, and how to get access, always marked as reported by it."
        ),
        ("later-source", "primary-source"),
        page="sources",
    ),
    Term(
        "sector",
        _("Sector"),
        _("A field of the economy or of research. A site is listed under it only where a source names it."),
        ("focus", "use-case", "service"),
        page="sectors",
    ),
    Term(
        "service",
        _("Service"),
        _("Something that a site offers or plans to offer, whatever the sector."),
        ("sector",),
    ),
    Term(
        "silent",
        _("Silent"),
        _(
            "The sources do not say. The page then reads “not stated in the sources”: that is neither a "
            "no nor a zero, and nothing is guessed in its place."
        ),
        ("disagreement", "open-list"),
    ),
    Term(
        "site",
        _("Site"),
        _("The directory’s word for an AI Factory or an Antenna."),
        ("ai-factory", "ai-factory-antenna"),
    ),
    Term(
        "source-document",
        _("Source document"),
        _(
            "One of the texts that the directory was built from, kept as a file with its checksum. Any "
            "page of an AI Factory or Antenna can be narrowed to what these documents say."
        ),
        ("later-source", "citation"),
        page="sources",
    ),
    Term(
        "stage",
        _("Stage"),
        _(
            "How far a site has come, as a ladder of rungs. A site stands on the highest rung that "
            "something which happened has reached; plans move nobody upwards."
        ),
        (*(term.slug for term in RUNGS), "expected"),
    ),
    Term(
        "system",
        _("System"),
        _(
            "Any computer or computing resource that a source names or describes, from supercomputers "
            "to quantum computers and test systems. Where no source gives it a name, a description "
            "stands in its place."
        ),
        ("relation", "supercomputer"),
        page="supercomputers",
    ),
    Term(
        "use-case",
        _("Use case"),
        _("A sector that a source names as an example of what a site is used for, and not as its focus."),
        ("focus", "sector"),
    ),
)

"""Addresses that stand for all pages in all their states: what pictures are taken of, and what axe looks at."""

from __future__ import annotations

SHOWN = (
    "/",
    "/find/",
    "/find/?country=EE&sector=health&who=startup&need=sensitive-data",
    "/map/",
    "/map/?kind=antenna&sector=transport",
    "/factories/",
    "/factories/?country=DE&country=PL&sector=health",
    "/factories/?view=table",
    "/factories/?country=DE&view=map",
    "/factories/?country=BG&sector=health",
    "/factories/?q=julih",
    "/factories/jaif/",
    "/factories/luxembourg-ai-factory/",
    "/factories/it4lia/?evidence=documents",
    "/antennas/",
    "/antennas/?view=table",
    "/antennas/?factory=pharos&link=linked",
    "/antennas/hearts/",
    "/supercomputers/",
    "/supercomputers/daedalus/",
    "/organisations/",
    "/organisations/luxprovide/",
    "/sectors/",
    "/sectors/health/",
    "/countries/",
    "/countries/pl/",
    "/countries/dk/",
    "/countries/ua/",
    "/cut-offs/",
    "/cut-offs/factories-1/",
    "/compare/",
    "/compare/?site=hearts",
    "/compare/?site=jaif&site=hammerhai",
    "/compare/?site=lumi-ai-factory&site=be-aifa&site=it4lia&site=hearts",
    "/timeline/",
    "/timeline/?status=expected&site=jaif",
    "/timeline/?kind=deployment&status=expected&site=slaif",
    "/network/",
    "/network/?show=systems&show=countries",
    "/network/?site=hearts&sort=-kind",
    "/figures/",
    "/disagreements/",
    "/disagreements/?kind=cut-offs&source=carlino",
    "/coverage/",
    "/coverage/?kind=supercomputers",
    "/sources/",
    "/sources/nordic-life-science-2024/",
    "/changes/",
    "/search/",
    "/search/?q=jupiter",
    "/search/?q=jupitr",
    "/about/",
    "/glossary/",
    "/accessibility/",
    "/privacy/",
    "/data/",
    "/data/dictionary/",
    "/api/",
)
"""Each kind of page as it is meant: in full, filtered, and where nothing is found."""

REFUSED = (
    "/factories/?country=XX&cuontry=DE",
    "/antennas/?page=7",
    "/compare/?site=jaif&site=nobody",
    "/timeline/?kind=party",
    "/find/?only=sector&only=nothing",
    "/search/?q=%2B",
    "/map/?sort=name",
    "/data/?format=csv",
    "/factories/nowhere/",
    "/nothing/",
)
"""What cannot be answered: 400 with what is wrong, 404 with what was looked for."""

WORKSHOP = "/styleguide/"
"""Every component on one page; public only where STYLEGUIDE is set."""

PAGES = (*SHOWN, *REFUSED)

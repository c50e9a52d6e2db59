"""Which stylesheets there are, in the order of the cascade, and the name of the one file made of them."""

BUNDLE = "css/site.css"
STYLESHEETS = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/components/masthead.css",
    "css/components/mark.css",
    "css/components/card.css",
    "css/components/ladder.css",
    "css/components/facets.css",
    "css/components/chips.css",
    "css/components/facts.css",
    "css/components/references.css",
    "css/components/report.css",
    "css/components/table.css",
    "css/components/notice.css",
    "css/components/preview.css",
    "css/components/index.css",
    "css/components/map.css",
    "css/components/compare.css",
    "css/components/prose.css",
    "css/components/terms.css",
    "css/components/find.css",
    "css/components/timeline.css",
    "css/print.css",
)

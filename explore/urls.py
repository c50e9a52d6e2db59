"""Addresses of the pages over the whole network."""

from django.urls import path

from explore import (
    about,
    accessibility,
    changes,
    compare,
    countries,
    coverage,
    cut_offs,
    disagreements,
    figures,
    glossary,
    home,
    map,
    organisations,
    privacy,
    search,
    sectors,
    sources,
    supercomputers,
    timeline,
)
from explore.finder import views as find
from explore.network import views as network
from explore.og_images import views as sharing

urlpatterns = [
    path("", home.home, name="home"),
    path("find/", find.finder, name="find"),
    path("find/rules.json", find.finder_rules, name="find-rules"),
    path("map/", map.map_page, name="map"),
    path("search/", search.search, name="search"),
    path("supercomputers/", supercomputers.supercomputer_list, name="supercomputers"),
    path("supercomputers/<slug:slug>/", supercomputers.supercomputer_detail, name="supercomputer"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation_detail, name="organisation"),
    path("sectors/", sectors.sector_list, name="sectors"),
    path("sectors/<slug:slug>/", sectors.sector_detail, name="sector"),
    path("countries/", countries.country_list, name="countries"),
    path("countries/<slug:code>/", countries.country_detail, name="country"),
    path("cut-offs/", cut_offs.cut_off_list, name="cut-offs"),
    path("cut-offs/<slug:slug>/", cut_offs.cut_off_detail, name="cut-off"),
    path("compare/", compare.compare, name="compare"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("timeline.ics", timeline.timeline_calendar, name="timeline-calendar"),
    path("figures/", figures.figure_list, name="figures"),
    path("disagreements/", disagreements.disagreement_list, name="disagreements"),
    path("coverage/", coverage.coverage_list, name="coverage"),
    path("network/", network.network_page, name="network"),
    path("changes/", changes.change_list, name="changes"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/<slug:slug>/", sources.source_detail, name="source"),
    path("pictures/network.png", sharing.network_picture, name="picture"),
    path("pictures/factories/<slug:slug>.png", sharing.factory_picture, name="factory-picture"),
    path("pictures/antennas/<slug:slug>.png", sharing.antenna_picture, name="antenna-picture"),
    path("about/", about.about, name="about"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("accessibility/", accessibility.accessibility, name="accessibility"),
    path("privacy/", privacy.privacy, name="privacy"),
]

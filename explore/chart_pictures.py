"""A chart as a picture of its own, and as a page that other sites may frame."""

from __future__ import annotations

import resvg_py
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from directory.query_params import allow_params
from explore.bar_chart import Chart
from explore.figure_charts import charts
from explore.og_images.picture import FONTS, UNDRAWABLE, balanced

WIDTH, EDGE = 1200, 40
LABELS = 400
"""Units for the labels of the rows."""
ROW = 34
TITLE_LINE, TITLE_LETTERS = 46, 56
FRAMEABLE: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "img-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}


def chart_by_id(id: str) -> Chart:
    """The chart, or a 404."""
    for chart in charts():
        if chart.id == id:
            return chart
    raise Http404(_("There is no such chart."))


def draw(chart: Chart, source: str) -> str:
    """The chart as SVG, with its finding above and its source below."""
    title = balanced(chart.title, TITLE_LETTERS)
    top = EDGE + TITLE_LINE * len(title) + 70
    column = (WIDTH - 2 * EDGE - LABELS) / len(chart.kinds)
    longest = max((bar.count for row in chart.rows for bar in row.bars), default=0) or 1
    rows = [
        {
            "label": row.label,
            "y": top + ROW * place,
            "bars": [
                {
                    "kind": bar.kind,
                    "count": bar.count,
                    "x": EDGE + LABELS + column * number,
                    "width": (column - 90) * bar.count / longest,
                }
                for number, bar in enumerate(row.bars)
            ],
        }
        for place, row in enumerate(chart.rows)
    ]
    context = {
        "chart": chart,
        "title": [(line, EDGE + 34 + TITLE_LINE * number) for number, line in enumerate(title)],
        "heads": [(kind, EDGE + LABELS + column * number) for number, kind in enumerate(chart.kinds)],
        "head_y": top - 26,
        "rows": rows,
        "width": WIDTH,
        "height": top + ROW * len(rows) + 80,
        "edge": EDGE,
        "source": source,
    }
    return UNDRAWABLE.sub("", render_to_string("explore/chart.svg", context))


def source_line(request: HttpRequest) -> str:
    """Where a chart is from: site, edition, day, address."""
    edition = getattr(request, "edition", None)
    site = settings.PUBLIC_URL.partition("//")[2] or settings.SITE_NAME
    if edition is None:
        return _("Source: {site}").format(site=site)
    day = f"{edition.day.day} {edition.day:%B %Y}"
    return _("Source: {site}, edition {n}, {day}").format(site=site, n=edition.number, day=day)


@require_safe
@allow_params()
def chart_svg(request: HttpRequest, id: str) -> HttpResponse:
    """The chart as SVG."""
    return _picture(draw(chart_by_id(id), source_line(request)).encode(), "image/svg+xml")


@require_safe
@allow_params()
def chart_png(request: HttpRequest, id: str) -> HttpResponse:
    """The same as PNG, drawn when somebody asks, as share pictures are."""
    svg = draw(chart_by_id(id), source_line(request))
    png = resvg_py.svg_to_bytes(svg_string=svg, font_files=FONTS, skip_system_fonts=True)
    return _picture(bytes(png), "image/png")


def _picture(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    # Other sites show it as a picture of theirs.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@allow_params()
@xframe_options_exempt
@csp_override(FRAMEABLE)
def chart_page(request: HttpRequest, id: str) -> HttpResponse:
    """The chart alone: the only page that other sites may frame."""
    chart = chart_by_id(id)
    context = {
        "chart": chart,
        "source": source_line(request),
        "back": f"{reverse('figures')}#chart-{chart.id}",
    }
    response = render(request, "explore/chart.html", context)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

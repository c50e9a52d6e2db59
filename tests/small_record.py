"""A record of a few rows that may be published, in two versions: the way between them deletes, creates, updates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

VERSIONS = ("first", "second")


def write_fixtures(folder: Path, version: str) -> Path:
    """The folder with the fixtures of one version."""
    place = folder / version
    place.mkdir(parents=True)
    place.joinpath("all.yaml").write_text(yaml.safe_dump(_records(version)), encoding="utf-8")
    return place


def _records(version: str) -> list[dict[str, Any]]:
    site = {
        "slug": "q-factory",
        "name": "Q",
        "country": ["QA"],
        "cut_off": ["q"],
        "summary": f"The {version}.",
    }
    records = [
        ("reference.country", {"code": "QA", "alpha3": "QAA", "name": "Quarta"}),
        ("reference.source", {"slug": "q-source", "kind": "primary", "title": "Q", "publisher": "P", "language": "en"}),
        ("reference.cutoff", {"slug": "q", "kind": "factories", "number": 77, "name": "Q", "announced_on": "2030-01-01"}),
        *[("reference.cutoffcitation", {"record": ["q"], "field": name, "source": ["q-source"]}) for name in ("number", "announced_on")],
        ("factories.factory", site),
        *[
            ("factories.factorycitation", {"record": ["q-factory"], "field": name, "source": ["q-source"]})
            for name in ("name", "country", "cut_off", "summary")
        ],
    ]  # fmt: skip
    for slug in ("common", version):
        records += [
            ("reference.sector", {"slug": slug, "name": f"Sector {slug}", "scope": f"the {version} scope"}),
            ("factories.factorysector", {"site": ["q-factory"], "sector": [slug]}),
            (
                "factories.factorycitation",
                {"record": ["q-factory"], "field": "sectors", "about": slug, "source": ["q-source"]},
            ),
        ]
    return [{"model": model, "fields": fields} for model, fields in records]

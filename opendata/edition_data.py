"""Editions and their changes as data: what the store holds, and what each edition did."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from directory.absolute_url import absolute_url
from editions import store
from editions.change_text import field_label, model_of
from editions.exports import File
from explore.changes import concerns
from opendata.sql_views import kind_name


def editions() -> list[dict[str, Any]]:
    """The kept editions, newest first."""
    current = store.viewed_file()
    return [
        {
            "number": manifest.number,
            "published_at": manifest.published_at,
            "current": manifest.path == current,
            "sha256": manifest.sha256,
            "note": manifest.note or None,
            "changes": len(manifest.changes),
            "files": files(manifest),
        }
        for manifest in store.manifests()
    ]


def files(manifest: store.Manifest) -> list[dict[str, Any]]:
    """What of an edition may be downloaded: SQLite first, then what was written from it."""
    database = File("sqlite3", "application/vnd.sqlite3", manifest.size, manifest.sha256)
    return [_file(manifest.number, file) for file in (database, *(manifest.files or ()))]


def _file(number: int, file: File) -> dict[str, Any]:
    if file.ending == "sqlite3":
        path = reverse("editions:file", args=[number])
    else:
        path = reverse("editions:other-file", args=[number, file.ending])
    return {
        "name": f"{settings.EDITION_FILE_NAME.format(number=number)}.{file.ending}",
        "url": absolute_url(path),
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
    }


def changes(site: str = "", since: datetime.date | None = None) -> list[dict[str, Any]]:
    """What the kept editions changed, newest first; of one factory or antenna, and since a day, if named."""
    return [
        _change(manifest, change)
        for manifest in store.manifests()
        if since is None or manifest.day.date() >= since
        for change in manifest.changes
        if not site or concerns(change, site)
    ]


def _change(manifest: store.Manifest, change: dict[str, Any]) -> dict[str, Any]:
    model = model_of(change["model"])
    return {
        "edition": manifest.number,
        "published_at": manifest.published_at,
        "record": kind_name(model) if model else change["model"],
        "key": [str(part) for part in change["key"]],
        "kind": change["kind"],
        "fields_changed": [
            {
                "field": name,
                "label": field_label(model, name),
                "before": before,
                "after": after,
                **_said_of_date(change.get("dates", {}).get(name, {})),
            }
            for name, (before, after) in change["fields"].items()
            if change["kind"] == "changed"
        ],
    }


def _said_of_date(said: dict[str, list[Any]]) -> dict[str, Any]:
    """Precision and qualifier of a date, before and after; null for any other field."""
    return {
        f"{side}_{part}": said.get(part, ("", ""))[place] or None
        for place, side in enumerate(("before", "after"))
        for part in ("precision", "qualifier")
    }

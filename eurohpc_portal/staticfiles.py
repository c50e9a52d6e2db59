"""The stylesheets: many small files to read, one to fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from eurohpc_portal.stylesheets import BUNDLE, STYLESHEETS


def read_all() -> bytes:
    """All stylesheets in the order of the cascade."""
    contents = []
    for name in STYLESHEETS:
        path = finders.find(name)
        if path is None:
            raise FileNotFoundError(f"The stylesheet {name} is listed but does not exist.")
        with open(path, "rb") as file:  # noqa: PTH123  # finders give plain paths
            contents.append(file.read())
    return lean(b"\n".join(contents))


def lean(css: bytes) -> bytes:
    """Stylesheets without what only their authors need: comments, indentation, empty lines."""
    return re.sub(rb"\s*\n\s*", b"\n", re.sub(rb"/\*.*?\*/", b"", css, flags=re.DOTALL)).strip()


class BundlingStorage(CompressedManifestStaticFilesStorage):
    """Collects static files, and writes the stylesheets as one hashed and compressed file."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            if self.exists(BUNDLE):
                self.delete(BUNDLE)
            self._save(BUNDLE, ContentFile(read_all()))
            paths[BUNDLE] = (self, BUNDLE)
        yield from super().post_process(paths, dry_run, **options)

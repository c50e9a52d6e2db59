"""The Nu HTML checker over saved pages, style sheets and drawings: every message counts, information too."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.auditing.crawl import Answer
from tests.auditing.tools import node_modules

PACKAGE = "vnu-jar@26.9.27"
CHECKED = {"text/html": "html", "text/css": "css", "image/svg+xml": "svg"}
ACCEPTED = {
    r"^error: CSS: “(x|y|rx|vector-effect)”: Property": "a property of SVG 2 in CSS; the checker knows those of CSS 3",
    r"^error: CSS: Unrecognized at-rule “@view-transition”": "CSS View Transitions 2, younger than the checker's CSS",
}
"""Messages that stand, as patterns, with the reason. Each is counted and told whenever it is met."""


def check(answers: Mapping[str, Answer], folder: Path) -> tuple[list[str], list[str]]:
    """What the checker says of each answer it can read, and what of it is accepted; they are saved in `folder`."""
    faults, accepted = [], Counter[str]()
    for address, message in _messages(answers, folder):
        if known := next((pattern for pattern in ACCEPTED if re.search(pattern, message)), None):
            accepted[known] += 1
        else:
            faults.append(f"{message} on {address}")
    return faults, [f"accepted {count} × {name}: {ACCEPTED[name]}" for name, count in accepted.items()]


def readable(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Those that the checker can read."""
    return {address: answer for address, answer in answers.items() if answer.type in CHECKED}


def _messages(answers: Mapping[str, Answer], folder: Path) -> Iterator[tuple[str, str]]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names = {}
    for number, (address, answer) in enumerate(readable(answers).items()):
        name = f"{number:04}.{CHECKED[answer.type]}"
        (folder / name).write_bytes(answer.body)
        names[name] = address
    jar = node_modules(PACKAGE) / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not shutil.which("java"):
        raise SystemExit("The HTML checker needs Java.")
    said = subprocess.run(
        ["java", "-jar", jar, "--format", "json", "--stdout", "--also-check-css", "--also-check-svg", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    for message in json.loads(said.stdout)["messages"]:
        kind = message.get("subType", message["type"])
        address = names.get(message.get("url", "").rpartition("/")[2], "?")
        extract = " ".join(message.get("extract", "").split())
        yield address, f"{kind}: {message.get('message', '')} [{extract}]"

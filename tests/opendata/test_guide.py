"""The guide to the API: its examples run as they stand, and give what the pages give."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opendata.api_guide import WRITTEN_FOR, examples
from opendata.resources import RESOURCES
from tests.conftest import CI

PAST_CONTRACT = ("contracted", "being-installed", "in-service")


@pytest.fixture
def answer(get: Callable[..., Any]) -> set[str]:
    """The factories that name health and whose machine is past contract, as the list says."""
    steps = "&".join(f"machine={step}" for step in PAST_CONTRACT)
    page = get(f"/factories/?sector=health&{steps}").content.decode()
    return set(re.findall(r'class="card__name"><a[^>]*>.*?</span>([^<]+)</a>', page))


def run(command: list[str], code: str, server: str, folder: Path, name: str) -> str:
    file = folder / name
    file.write_text(code.replace(WRITTEN_FOR, server), encoding="utf-8")
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_example_answers_the_question(answer: set[str], server: str, tmp_path: Path) -> None:
    (code,) = (example.code for example in examples(WRITTEN_FOR) if example.label == "Python")
    told = run([sys.executable, "-I"], code, server, tmp_path, "ask.py")
    assert {line.split("\t")[0] for line in told.splitlines()} == answer
    assert answer


@pytest.mark.skipif(not shutil.which("curl") and not CI, reason="no curl found")
def test_the_curl_example_answers_the_question(answer: set[str], server: str, tmp_path: Path) -> None:
    (code,) = (example.code for example in examples(WRITTEN_FOR) if example.label == "curl")
    told = run(["sh"], code, server, tmp_path, "ask.sh")
    assert {factory["name"] for factory in json.loads(told)["results"]} == answer


@pytest.mark.skipif(not shutil.which("Rscript"), reason="no R found")
def test_the_r_example_answers_the_question(answer: set[str], server: str, tmp_path: Path) -> None:
    (code,) = (example.code for example in examples(WRITTEN_FOR) if example.label == "R")
    told = run(["Rscript", "--vanilla"], code, server, tmp_path, "ask.R")
    assert all(name in told for name in answer)


def test_the_guide_names_every_address_and_filter(get: Callable[..., Any]) -> None:
    page = get("/api/").content.decode()
    for name in RESOURCES:
        assert f'href="/api/v1/{name}/"' in page
    for parameter in get("/api/v1/schema/").json()["paths"]["/api/v1/antennas/"]["get"]["parameters"]:
        assert f"<code>{parameter['name']}</code>" in page


def test_the_guide_and_its_examples_name_the_public_address(get: Callable[..., Any], settings: Any) -> None:
    settings.PUBLIC_URL = "https://directory.example"
    page = get("/api/").content.decode()
    assert "https://directory.example/api/v1/factories/?" in page.replace("&amp;", "&")
    assert WRITTEN_FOR not in page

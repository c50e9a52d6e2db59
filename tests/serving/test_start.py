"""A configuration that cannot work stops the start with a sentence."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.gunicorn import ROOT


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"HTTPS": "1"}, "set SECRET_KEY"),
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ],
)
def test_a_mistake_is_named(environment: dict[str, str], sentence: str) -> None:
    result = start(**environment)
    assert result.returncode != 0
    assert sentence in result.stderr.splitlines()[-1]


def test_nothing_set_is_enough_on_ones_own_machine() -> None:
    environment = dict.fromkeys(("SECRET_KEY",), "")
    assert start(**environment).returncode == 0

"""Killed at any moment, an operation leaves the old state or the new one, and the next run completes it."""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.endurance import repeats
from tests.gunicorn import ROOT
from tests.postgres import Server
from tests.small_record import VERSIONS, write_fixtures
from tests.workshop import Outcome, Workshop

pytestmark = pytest.mark.slow
KILLED = -9
State = dict[str, Any]

POINTS = sorted(
    name
    for room in ("editions", "directory")
    for path in (ROOT / room).rglob("*.py")
    for name in re.findall(r'\breach\("([^"]+)"\)', path.read_text(encoding="utf-8"))
)


@dataclass
class Bench:
    """An editing database and a store, and what they hold once a version is loaded and published."""

    workshop: Workshop
    fixtures: dict[str, str]
    records: dict[str, str]
    shown: dict[str, str]
    """What an edition of a version holds: less than the editing database, so another fingerprint."""

    def state(self) -> State:
        return self.workshop.do("state")

    def finish(self, version: str) -> State:
        """Load and publish a version to the end."""
        state = self.workshop.do("finish", self.fixtures[version])
        check_complete(self, state, version)
        return state

    def run(self, version: str, **death: Any) -> Outcome:
        """Load and publish a version, and die on the way."""
        return self.workshop.run("load_and_publish", self.fixtures[version], **death)


@contextmanager
def furnished(folder: Path, **environment: str) -> Iterator[Bench]:
    """A bench in a folder, on an empty database."""
    fixtures = {version: str(write_fixtures(folder, version)) for version in VERSIONS}
    with Workshop(EDITIONS_DIR=str(folder / "editions"), **environment) as workshop:
        workshop.do("migrate")
        states = {version: workshop.do("finish", fixtures[version]) for version in VERSIONS}
        records = {version: state["records"] for version, state in states.items()}
        shown = {version: state["shown"]["records"] for version, state in states.items()}
        assert len(set(records.values())) == len(set(shown.values())) == len(VERSIONS)
        yield Bench(workshop, fixtures, records, shown)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("bench")
    with furnished(folder, DATABASE_URL=f"sqlite:///{folder}/editing.sqlite3") as found:
        yield found


@pytest.fixture(scope="module")
def postgresql_bench(tmp_path_factory: pytest.TempPathFactory, server_of_our_own: Server) -> Iterator[Bench]:
    server_of_our_own.execute("CREATE DATABASE kills")
    folder = tmp_path_factory.mktemp("bench")
    with furnished(folder, DATABASE_URL=server_of_our_own.url("kills")) as found:
        yield found


def check_whole(bench: Bench, before: State, after: State, version: str) -> None:
    """Everything is as it was, or as it was to become; nothing is in between."""
    assert after["records"] in (before["records"], bench.records[version])
    assert after["damaged"] == []
    assert len(after["current"]) == 1
    added = after["editions"].keys() - before["editions"].keys()
    assert len(added) <= 1
    assert before["editions"].items() <= after["editions"].items()
    assert after["strangers"] == [], "a manifest lists other bytes than there are"
    shown = after["shown"]
    assert shown["sound"]
    assert shown["others"] == ["csv.zip", "geojson", "json", "openapi.json"]
    assert shown["sha256"] == shown["manifest"] == after["editions"][str(shown["number"])]
    assert shown["number"] in (before["shown"]["number"], *before["current"], *after["current"])
    if added and shown["number"] == int(*added):
        assert shown["records"] == bench.shown[version]


def check_complete(bench: Bench, state: State, version: str) -> None:
    """The version is loaded, published and shown, and nothing else lies about."""
    assert state["records"] == bench.records[version]
    assert state["current"] == [state["shown"]["number"]] == [max(map(int, state["editions"]))]
    assert state["shown"]["records"] == bench.shown[version]
    assert state["damaged"] == []
    kept = {f"edition-{number}-{sha256[:12]}" for number, sha256 in state["editions"].items()}
    files = set(state["files"]) - {"current"}
    assert {Path(name).suffix for name in files} == {".json", ".sqlite3", ".files"}
    manifests, databases, folders = (
        {Path(name).stem for name in files if name.endswith(end)} for end in (".json", ".sqlite3", ".files")
    )
    assert manifests == databases == folders <= kept


def other(version: str) -> str:
    return VERSIONS[1 - VERSIONS.index(version)]


def version_of(bench: Bench, state: State) -> str:
    return next(version for version in VERSIONS if bench.records[version] == state["records"])


def die_at(bench: Bench, point: str) -> None:
    """From one version to the other, killed at a point; then once more, to the end."""
    before = bench.state()
    version = other(version_of(bench, before))
    assert bench.run(version, fail_at=point).status == KILLED, f"nothing passed {point}"
    check_whole(bench, before, bench.state(), version)
    bench.finish(version)


def test_there_are_points_all_the_way() -> None:
    assert len(set(POINTS)) == len(POINTS) > 20
    assert {point.split(":")[0] for point in POINTS} == {"load", "publish", "build", "store"}


@pytest.mark.parametrize("point", POINTS)
def test_dying_at_a_point_leaves_the_old_or_the_new(bench: Bench, point: str) -> None:
    die_at(bench, point)


@pytest.mark.postgres
@pytest.mark.parametrize("point", ["load:updated", "publish:stored", "publish:committed", "store:renamed"])
def test_dying_at_a_point_on_postgresql(postgresql_bench: Bench, point: str) -> None:
    die_at(postgresql_bench, point)


def kill_at_random(bench: Bench, trials: int) -> None:
    """Loads and publishes the versions in turn, killed at any moment; now and then to the end."""
    seed = secrets.randbits(32)
    chance = random.Random(seed)
    usual = min(bench.run(version).seconds for version in [*VERSIONS, *VERSIONS])
    before, version, killed = bench.state(), VERSIONS[-1], 0
    for trial in range(trials):
        version = other(version)
        delay = chance.uniform(0, usual)
        try:
            killed += bench.run(version, kill_after=delay).status == KILLED
            after = bench.state()
            check_whole(bench, before, after, version)
            before = bench.finish(version) if trial % 10 == 9 else after
        except AssertionError as error:
            error.add_note(f"seed {seed}, trial {trial}, killed after {delay:.4f} s")
            raise
    assert killed > trials / 2, "too few died in the middle"


@pytest.mark.endurance
def test_dying_at_any_moment(bench: Bench) -> None:
    kill_at_random(bench, repeats(20, 100, 1000))


@pytest.mark.endurance
@pytest.mark.postgres
def test_dying_at_any_moment_on_postgresql(postgresql_bench: Bench) -> None:
    kill_at_random(postgresql_bench, repeats(5, 10, 200))

"""The tree of fixtures: every file is read, and whatever belongs to a site or system is in its file."""

from __future__ import annotations

import pytest

from antennas.models import Antenna
from directory.fixtures import GLOSSARY, read, read_list
from directory.models import LoadedRecord, Site, Supercomputer
from factories.models import Factory
from tests.gunicorn import ROOT

pytestmark = pytest.mark.django_db
TREE = ROOT / "fixtures"


def test_every_file_is_read() -> None:
    paths = set(TREE.rglob("*.yaml")) - {TREE / GLOSSARY}
    assert sum(len(read_list(path)) for path in paths) == len(read(TREE)) == LoadedRecord.objects.count()


@pytest.mark.parametrize(
    ("folder", "model"), [("factories", Factory), ("antennas", Antenna), ("supercomputers", Supercomputer)]
)
def test_each_has_a_file_of_its_own(folder: str, model: type[Site]) -> None:
    paths = list((TREE / folder).iterdir())
    assert {path.stem for path in paths} == set(model.objects.values_list("slug", flat=True))
    for path in paths:
        first, *rest = read_list(path)
        assert first["fields"]["slug"] == path.stem
        steps = {
            entry["fields"]["slug"]: entry["fields"]
            for entry in rest
            if entry["model"] == "reference.milestone"
        }
        assert all(fields["supercomputer"] == [path.stem] for fields in steps.values()), path
        for entry in rest:
            fields = entry["fields"]
            if entry["model"] == "reference.milestonecitation":
                assert fields["record"][0] in steps, path
            elif entry["model"] != "reference.milestone":
                assert (fields.get("site") or fields["record"]) == [path.stem], path

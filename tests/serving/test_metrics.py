"""Metrics for Prometheus, on a port of their own: added up over workers, those that have ended included."""

from __future__ import annotations

import os
import re
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.asking import ask
from tests.conftest import run_manage
from tests.follower import following
from tests.gunicorn import ROOT, free_port, processes, serving
from tests.postgres import own_cluster
from tests.processes import kill, wait_until

pytestmark = pytest.mark.slow
Sample = tuple[str, frozenset[tuple[str, str]]]


def scrape(port: int) -> dict[Sample, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=120) as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    return {
        (one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples
    }


def total(samples: dict[Sample, float], name: str, **labels: str) -> float:
    """The sum of all samples of a name that carry these labels."""
    return sum(
        value
        for (other, having), value in samples.items()
        if other == name and labels.items() <= dict(having).items()
    )


def test_requests_are_counted_and_outlast_their_worker(place: dict[str, str], tmp_path: Path) -> None:
    where = {name: place[name] for name in ("EDITIONS_DIR", "STATIC_ROOT")}
    port = free_port(2)
    metrics = port + 1
    environment = {"METRICS_PORT": str(metrics), "WEB_CONCURRENCY": "2", "TMPDIR": str(tmp_path)}
    with serving(ROLE="public", port=port, **where, **environment) as base:
        addresses = ["/nowhere/", "/static/nothing.css", "/factories/?country=XX", "/readyz"]
        for address in ["/factories/", "/factories/?q=x"] * 10 + addresses:
            ask(base + address)
        first = scrape(metrics)
        listed = {"route": "factories:list", "method": "GET"}
        assert total(first, "directory_requests_total", status="2xx", **listed) == 20
        assert total(first, "directory_requests_total", status="4xx", **listed) == 1
        assert total(first, "directory_requests_total", route="none", status="4xx") == 1
        assert total(first, "directory_requests_total", route="static", status="4xx") == 1
        misses = total(first, "directory_requests_total", cache="miss")
        assert 2 <= misses <= 4, "each worker makes each page once"
        assert total(first, "directory_requests_total", cache="hit") == 20 - misses
        assert total(first, "directory_request_seconds_count", cache="hit") == 20 - misses
        assert total(first, "directory_cache_bytes") > 50_000
        assert total(first, "directory_edition") == total(first, "directory_check", check="edition") == 1
        assert 0 < time.time() - total(first, "directory_checked_seconds") < 3600
        assert 0 < time.time() - total(first, "directory_edition_published_seconds") < 3600
        assert total(first, "directory_build_info", role="public") == 1
        master, workers = processes(port)
        kill(workers)
        wait_until(lambda: not set(workers) & set(new := processes(port)[1]) and len(new) == 2)
        workers = processes(port)[1]
        os.kill(master, signal.SIGHUP)
        wait_until(lambda: not set(workers) & set(processes(port)[1]))
        (Path(place["EDITIONS_DIR"]) / "current").unlink()
        assert ask(f"{base}/factories/?q=y")[0] == 503
        assert ask(f"{base}/readyz")[0] == 503
        second = scrape(metrics)
        assert total(second, "directory_requests_total", status="2xx", **listed) == 20
        assert total(second, "directory_requests_total", status="5xx", **listed) == 1
        assert total(second, "directory_cache_bytes") < total(first, "directory_cache_bytes")
        assert total(second, "directory_check", check="edition") == 0
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{base}/metrics")
        assert list(tmp_path.glob("directory-metrics-*/*.db"))
    assert not list(tmp_path.glob("directory-metrics-*")), "nothing is left behind"


def test_pages_are_served_without_metrics_if_the_port_is_taken(
    place: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    where = {name: place[name] for name in ("EDITIONS_DIR", "STATIC_ROOT")}
    with serving(ROLE="public", **where) as other:
        taken = other.rpartition(":")[2]
        with serving(ROLE="public", METRICS_PORT=taken, **where) as base:
            ask(f"{base}/factories/")
    assert f"There are no metrics: port {taken}" in capfd.readouterr().err


def watched() -> set[str]:
    """The metrics that the rules of alerts name."""
    groups = yaml.safe_load((ROOT / "deploy" / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    rules = [rule["expr"] for group in groups for rule in group["rules"]]
    found = {name for rule in rules for name in re.findall(r"\b(?:up|directory_\w+)\b(?=[{\[) ]|$)", rule)}
    assert len(found) > 5
    return found


@pytest.mark.postgres
@pytest.mark.skipif(
    bool(os.environ.get("TEST_DATABASE_URL")), reason="freezes a server: needs one of its own"
)
def test_editor_and_follower_say_how_they_are(
    static_root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_cluster() as server:
        port = free_port(3)
        metrics, of_node = port + 1, port + 2
        place = {"DATABASE_URL": server.url(), "EDITIONS_DIR": str(tmp_path / "editions")}
        run_manage("seed", **place)
        where = {"STATIC_ROOT": static_root, "METRICS_PORT": str(metrics)}
        with serving(ROLE="editor", port=port, **where, **place) as base:
            ask(f"{base}/admin/login/")
            ask(f"{base}/readyz")
            sound = scrape(metrics)
            assert total(sound, "directory_check", check="database") == 1
            assert total(sound, "directory_check", check="migrations") == 1
            assert ("directory_publish_seconds_count", frozenset()) in sound
            told = {name for name, _labels in sound}
            with server.frozen():
                ask(f"{base}/readyz")
                assert total(scrape(metrics), "directory_check", check="database") == 0
        monkeypatch.setenv("METRICS_PORT", str(of_node))
        with following(server.url(), tmp_path / "node", "--limit", "1") as one:
            one.wait_until(lambda: one.says("is current"))
            one.wait_until(
                lambda: time.time() - total(scrape(of_node), "directory_follower_success_seconds") < 600
            )
            told |= {name for name, _labels in scrape(of_node)}
            assert watched() <= told | {"up"}, "alerts look at what there is"
            with server.frozen():
                one.wait_until(
                    lambda: total(scrape(of_node), "directory_follower_polls_total", result="failure") > 0
                )

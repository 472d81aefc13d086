"""What Prometheus gets from a running daemon, read by Prometheus' own parser."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from oscbridge.client import OscbridgeClient
from oscbridge.daemon.metrics.meter import Meter
from oscbridge.launcher import SAMPLE, running
from oscbridge.vision.sight import Timing
from oscbridge.weights.models import shipped_digests

DASHBOARD = Path(__file__).parents[2] / "services" / "grafana-dashboard.json"
PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


class Scraper:
    """A client of a daemon, and a way to its metrics."""

    def __init__(self, client: OscbridgeClient) -> None:
        self.client = client
        self.facts = client.status()
        self.port = int(str(self.facts["page"]).rpartition(":")[2])

    def get(self, **headers: str) -> tuple[int, str, str]:
        way = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        way.request("GET", "/metrics", headers=headers)
        answer = way.getresponse()
        found = answer.status, answer.read().decode(), answer.headers["Content-Type"]
        way.close()
        return found

    def series(self) -> Series:
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(self.get()[1])
            for sample in family.samples
        }


def value(series: Series, name: str, **labels: str) -> float:
    return series[f"oscbridge_{name}", tuple(sorted(labels.items()))]


@pytest.fixture(scope="module")
def scraper() -> Iterator[Scraper]:
    with (
        running("log.level=error", "music.start=on-play", "music.tempo_bpm=400") as daemon,
        daemon.client("tcp", timeout_s=30) as client,
    ):
        yield Scraper(client)


def test_each_frame_that_came_was_answered_refused_or_dropped(scraper: Scraper) -> None:
    client = scraper.client
    before = scraper.series()
    client.send("file", str(SAMPLE), "face")
    client.wait_for("timing", 30)
    client.send("file", "/nowhere/at/all.jpg", "none")
    client.wait_for("error", 30)
    for _ in range(20):
        client.send("frame", SAMPLE.read_bytes(), "blob")
    after = before

    def grown(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    def told() -> float:
        return sum(
            grown(f"frames_{what}_total", kind="encoded") for what in ("answered", "dropped")
        )

    while told() < 20:
        after = scraper.series()

    assert grown("frames_received_total", kind="file") == 2
    assert grown("frames_answered_total", kind="file") == 1
    assert grown("frames_refused_total", kind="file") == 1
    assert grown("frames_received_total", kind="encoded") == 20
    answered, dropped = (
        grown(f"frames_{what}_total", kind="encoded") for what in ("answered", "dropped")
    )
    assert answered + dropped == 20
    assert answered >= 1
    assert value(after, "frame_stage_seconds_count", stage="read") == 1 + answered
    assert value(after, "frame_stage_seconds_sum", stage="answer") >= value(
        after, "frame_stage_seconds_sum", stage="total"
    )
    assert value(after, "faces") == 1
    assert value(after, "felt_valence") > 0.3


def test_errors_are_counted_by_their_code_wherever_they_come_from(scraper: Scraper) -> None:
    before = scraper.series()
    scraper.client.send("tempo", "quick")  # the wire refuses it
    assert scraper.client.wait_for("error", 30).args[0] == "wrong-types"
    scraper.client.send("engine", "nobody")  # the composer does
    assert scraper.client.wait_for("error", 30).args[0] == "unknown-engine"
    after = scraper.series()
    for code in ("wrong-types", "unknown-engine"):
        key = ("oscbridge_errors_total", (("code", code),))
        assert after[key] - before.get(key, 0) == 1


def test_notes_are_counted_until_each_has_ended(scraper: Scraper) -> None:
    client = scraper.client
    client.send("mode", "once")
    client.send("phrase", "duet", 7)
    asked = client.wait_for("phrase/info", 30)
    while value(scraper.series(), "notes_started_total") == 0:
        client.wait_for("beat", 30)
    client.send("stop")
    series = scraper.series()
    while value(series, "notes_sounding"):
        series = scraper.series()
    started = value(series, "notes_started_total")
    assert 0 < started <= int(str(asked.args[4]))
    assert value(series, "notes_ended_total") == started
    assert value(series, "note_lateness_seconds_count") == started
    assert value(series, "note_lateness_seconds_bucket", le="+Inf") == started
    assert value(series, "compose_seconds_count", engine="duet") == 1
    assert value(series, "clock_tempo_bpm") == 400


def test_what_runs_is_told(scraper: Scraper) -> None:
    series = scraper.series()
    shipped = {
        dict(labels)["model"]: dict(labels)["sha256"]
        for name, labels in series
        if name == "oscbridge_model_info"
    }
    assert shipped == shipped_digests()
    over_osc = scraper.client.request("version", 5, reply="version").args
    assert over_osc[1] == 5
    assert over_osc[2] == " ".join(f"{name}={digest}" for name, digest in shipped.items())
    assert value(series, "ready") == 1
    assert value(series, "connections", transport="tcp") == 1
    for process in ("main", "eyes", "composer", "player"):
        # Less than a few megabytes is no Python, more than a few hundred are not these.
        assert 5e6 < value(series, "process_resident_memory_bytes", process=process) < 1e9
        assert value(series, "process_cpu_seconds_total", process=process) > 0


def test_a_worker_that_was_killed_is_counted(scraper: Scraper) -> None:
    before = value(scraper.series(), "worker_restarts_total", worker="composer")
    os.kill(int(scraper.client.status()["composer_pid"]), signal.SIGTERM)
    assert scraper.client.wait_for("error", 30).args[0] == "composer-died"
    series = scraper.series()
    assert value(series, "worker_restarts_total", worker="composer") == before + 1
    assert value(series, "errors_total", code="composer-died") == 1


def test_nobody_elses_page_may_scrape(scraper: Scraper) -> None:
    assert scraper.get(Origin="http://evil.example")[0] == 403
    assert scraper.get(Host=f"evil.example:{scraper.port}")[0] == 403
    status, _, kind = scraper.get(Accept="application/openmetrics-text,text/plain")
    assert (status, kind) == (200, "text/plain; version=0.0.4; charset=utf-8")


def test_prometheus_own_linter_finds_nothing(scraper: Scraper) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed")
    text = scraper.get()[1]
    done = subprocess.run(
        [promtool, "check", "metrics"], input=text, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def families(scraper: Scraper) -> set[str]:
    """Names of series as one writes them in a query, all that may come among them."""
    found = set()
    for family in text_string_to_metric_families(scraper.get()[1]):
        match family.type:
            case "counter":
                found.add(f"{family.name}_total")
            case "histogram":
                found |= {f"{family.name}_{part}" for part in ("bucket", "sum", "count")}
            case _:
                found.add(family.name)
    return found


def test_every_metric_of_the_dashboard_is_there(scraper: Scraper) -> None:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    queries = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    used = set(re.findall(r"oscbridge_\w+", " ".join(queries)))
    assert len(used) > 15
    assert used - families(scraper) == set()
    assert all(panel["targets"] for panel in board["panels"] if panel["type"] != "row")
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_the_documentation_names_every_metric_and_no_other(scraper: Scraper) -> None:
    told = set(re.findall(r"^\| `(oscbridge_\w+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    there = {re.sub(r"_(bucket|sum|count)$", "", name) for name in families(scraper)}
    assert told == there


def test_engines_beyond_the_first_few_share_a_name() -> None:
    meter = Meter()
    for number in range(40):
        meter.composed(f"engine{number}:option", 10)
    names = {
        sample.labels["engine"]
        for family in meter.registry.collect()
        for sample in family.samples
        if family.name == "oscbridge_compose_seconds"
    }
    assert len(names) == 33
    assert "other" in names


def test_stages_are_told_in_seconds() -> None:
    meter = Meter()
    meter.frame_answered("raw", Timing(1, 2, 3, 6), 0.5)
    told = {
        sample.labels["stage"]: sample.value
        for family in meter.registry.collect()
        for sample in family.samples
        if sample.name == "oscbridge_frame_stage_seconds_sum"
    }
    assert told == pytest.approx(
        {"decode": 0.001, "detect": 0.002, "read": 0.003, "total": 0.006, "answer": 0.5}
    )

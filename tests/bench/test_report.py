"""What a figure says, and how it is told."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.bench.report import (
    Figure,
    Findings,
    Limit,
    Machine,
    Result,
    single,
    spread,
)
from oscbridge.bench.tables import as_json, as_markdown, as_text


def result(*figures: Figure) -> Result:
    return Result(
        name="frames",
        what="a frame in",
        findings=Findings(figures, "a rival", {"sent": 3}),
        command="oscbridge bench frames",
        quick=False,
        machine=Machine.this(),
        load_average=(0.1, 0.2),
        at="2026-01-01T00:00:00+00:00",
        seconds=1.0,
    )


def test_median_and_p99_are_values_that_were_measured() -> None:
    stats = spread([float(n) for n in range(1, 101)])
    assert stats == {"p50": 50.0, "p99": 99.0, "max": 100.0, "count": 100}
    assert spread([7.0]) == {"p50": 7.0, "p99": 7.0, "max": 7.0, "count": 1}


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_p99_is_never_below_the_median_nor_above_the_largest(values: list[float]) -> None:
    stats = spread(values)
    assert min(values) - 1e-3 <= stats["p50"] <= stats["p99"] <= stats["max"]


def test_a_target_is_met_only_when_all_its_limits_hold() -> None:
    stats = {"p50": 5.0, "p99": 20.0}
    assert Figure("x", "ms", stats, (Limit("p50", 8),)).met
    assert not Figure("x", "ms", stats, (Limit("p50", 8), Limit("p99", 15))).met
    assert Figure("x", "ms", stats).met is None


@pytest.mark.parametrize(("ratio", "met"), [(5.0, True), (4.9, False), (None, False)])
def test_a_ratio_has_to_be_measured_to_meet_its_limit(ratio: float | None, met: bool) -> None:
    limit = Limit("ratio", 5, at_least=True)
    assert Figure("x", "ms", single(1), (limit,), single(9), ratio).met is met


def test_a_missed_target_is_told_in_every_form() -> None:
    missed = result(Figure("slow", "ms", {"p50": 9.0}, (Limit("p50", 8),), {"p50": 90.0}, 10.0))
    assert "NO" in as_text(missed)
    assert "| NO |" in as_markdown([missed])
    (told,) = json.loads(as_json([missed]))
    assert told["findings"]["figures"][0]["met"] is False
    assert told["findings"]["figures"][0]["limits"] == ["p50 ≤ 8"]


def test_a_result_says_where_and_under_which_load_it_was_measured() -> None:
    told = json.loads(as_json([result(Figure("x", "ms", single(1)))]))[0]
    assert told["machine"]["cores"] >= 1
    assert told["machine"]["processor"]
    assert told["load_average"] == [0.1, 0.2]
    assert told["command"] == "oscbridge bench frames"

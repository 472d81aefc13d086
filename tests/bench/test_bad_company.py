"""The benchmarks with many clients, for moments: everything that is sent is accounted for."""

from __future__ import annotations

import pytest

from oscbridge.bench import crowd, hostile
from oscbridge.bench.report import Findings, Options


def figure(findings: Findings, what: str) -> float:
    (found,) = (one for one in findings.figures if what in one.what)
    return found.ours["value"]


@pytest.mark.filterwarnings("error")
def test_right_and_wrong_messages_are_answered_or_reported_to_the_last() -> None:
    findings = hostile.measure(Options(seconds=0.5))
    assert figure(findings, "neither answered") == 0
    assert figure(findings, "crashes") == 0
    assert findings.facts["sent"] >= 2500
    assert findings.facts["answered"] > 0
    assert findings.facts["errors_told"] > 0


def test_every_frame_of_a_crowd_is_answered_or_told_as_passed_over() -> None:
    findings = crowd.measure(Options(seconds=1.0))
    assert figure(findings, "neither answered") == 0
    assert findings.facts["sent"] == 480
    assert all(findings.facts["answers"])

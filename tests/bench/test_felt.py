"""The rival of the felt emotion's smoothing is the 1 € filter as published; both are measured."""

from __future__ import annotations

import math

import pytest

from oscbridge.affect import Affect
from oscbridge.bench import felt
from oscbridge.bench.report import Options


def test_without_beta_the_rival_is_a_low_pass_of_its_cutoff() -> None:
    rival = felt.OneEuro(0.5, 0.0)
    rival(Affect(0.0, 0.0), 0.0)
    # alpha = 1 / (1 + tau / Te), tau = 1 / (2 pi fc): the paper's equations 5 and 6.
    alpha = 1 / (1 + 1 / (2 * math.pi * 0.5 * 0.1))
    assert rival(Affect(1.0, 0.0), 0.1).valence == pytest.approx(alpha)
    assert rival(Affect(1.0, 0.0), 0.2).valence == pytest.approx(1 - (1 - alpha) ** 2)


def test_with_beta_it_follows_fast_changes_more_closely() -> None:
    def after_a_step(beta: float) -> float:
        rival = felt.OneEuro(0.2, beta)
        rival(Affect(0.0, 0.0), 0.0)
        return rival(Affect(1.0, 0.0), 1 / 30).valence

    assert after_a_step(0.0) < after_a_step(0.5) < after_a_step(5.0) < 1.0


def test_a_quick_run_measures_steps_and_rest_beside_the_rival() -> None:
    figures = felt.measure(Options(quick=True)).figures
    assert len(figures) == 7
    assert all(figure.rival is not None for figure in figures)
    steps = [figure for figure in figures if figure.unit == "ms"]
    assert all(0 < figure.ours["p50"] < 3000 for figure in steps)

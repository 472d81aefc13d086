"""Bootstraps on numbers whose interval is known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from oscbridge.training.music.yardstick.intervals import interval


def test_an_interval_holds_its_mean_and_widens_when_pieces_agree_within_themselves() -> None:
    values = [0.0] * 20 + [1.0] * 20
    free = interval(values)
    assert free is not None
    grouped = interval(values, ["a"] * 10 + ["b"] * 10 + ["c"] * 10 + ["d"] * 10)
    assert grouped is not None
    assert free["low"] < free["mean"] == 0.5 < free["high"]
    assert grouped["high"] - grouped["low"] > free["high"] - free["low"]
    assert json.dumps(grouped)


def test_an_interval_is_as_wide_as_theory_says() -> None:
    found = interval(np.random.default_rng(0).normal(3.0, 2.0, 400))
    assert found is not None
    assert found["high"] - found["low"] == pytest.approx(2 * 1.96 * 2.0 / 20, rel=0.15)


def test_unknown_values_are_left_out() -> None:
    found = interval([1.0, np.nan, 1.0])
    assert found is not None
    assert (found["mean"], found["low"], found["high"], found["n"]) == (1.0, 1.0, 1.0, 2)
    assert interval([np.nan]) is None

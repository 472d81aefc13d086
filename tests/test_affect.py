"""The first noun: points of the circumplex."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.affect import EXPRESSIONS, NEUTRAL, Affect


@pytest.mark.parametrize("value", [-1.001, 1.001, math.inf, math.nan])
def test_a_coordinate_outside_the_square_is_refused_by_name(value: float) -> None:
    with pytest.raises(ValueError, match="valence"):
        Affect(value, 0.0)
    with pytest.raises(ValueError, match="arousal"):
        Affect(0.0, value)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_clipping_moves_each_coordinate_no_further_than_the_squares_edge(
    valence: float, arousal: float
) -> None:
    clipped = Affect.clipped(valence, arousal)
    for given_value, value in ((valence, clipped.valence), (arousal, clipped.arousal)):
        assert value == (given_value if -1 <= given_value <= 1 else math.copysign(1, given_value))


@pytest.mark.parametrize("point", [(math.nan, 0.0), (0.0, math.nan)])
def test_what_is_no_number_is_not_clipped_to_one(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="nan"):
        Affect.clipped(*point)


def test_quadrants_are_counted_from_pleasant_and_excited_and_zero_is_positive() -> None:
    corners = [
        Affect(v, a).quadrant for v, a in ((0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5), (0.5, -0.5))
    ]
    assert corners == [1, 2, 3, 4]
    assert NEUTRAL.quadrant == 1


def test_the_order_of_the_expressions_is_that_of_the_wire() -> None:
    assert EXPRESSIONS == (
        "neutral",
        "happy",
        "surprise",
        "sad",
        "angry",
        "disgust",
        "fear",
        "contempt",
    )

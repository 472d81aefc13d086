"""The felt emotion: smoothing that ignores the frame rate, hold, fade, take-over, freeze."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.daemon.felt import FeltAffect

GLAD = Affect(0.8, 0.4)
SAD = Affect(-0.6, -0.4)


def felt(smoothing_s: float = 0.4) -> FeltAffect:
    return FeltAffect(smoothing_s, hold_s=2.0, fade_s=5.0)


def test_before_any_reading_it_is_neutral_and_unknown() -> None:
    feeling = felt()
    assert feeling.at(10.0) == NEUTRAL
    assert not feeling.known(10.0)


def test_the_first_reading_counts_at_once() -> None:
    feeling = felt()
    feeling.read(GLAD, 1.0)
    assert feeling.at(1.0) == GLAD
    assert feeling.known(1.0)


@pytest.mark.parametrize("rate_hz", [5, 25, 60])
def test_a_step_is_followed_alike_at_every_frame_rate(rate_hz: int) -> None:
    feeling = felt(smoothing_s=0.4)
    feeling.read(NEUTRAL, 0.0)
    for frame in range(1, rate_hz * 2 + 1):
        feeling.read(Affect(1.0, 0.0), frame / rate_hz)
        if frame == round(0.4 * rate_hz):
            # One time constant after the step: 1 - 1/e.
            assert feeling.at(0.4).valence == pytest.approx(0.632, abs=0.001)
    assert feeling.at(2.0).valence > 0.99


def test_a_lost_face_is_held_then_fades_to_neutral() -> None:
    feeling = felt()
    feeling.read(GLAD, 0.0)
    for moment in (0.1, 0.2, 1.5):
        feeling.lose(moment)
    assert feeling.at(2.0) == GLAD
    assert feeling.at(2.1 + 2.5).valence == pytest.approx(0.4)
    assert feeling.at(2.1 + 5.0) == NEUTRAL


def test_a_face_that_comes_back_ends_the_fade() -> None:
    feeling = felt(smoothing_s=0.0)
    feeling.read(GLAD, 0.0)
    feeling.lose(0.1)
    feeling.read(SAD, 4.0)
    assert feeling.at(60.0) == SAD


def test_taking_over_by_hand_ends_by_itself_or_on_release() -> None:
    feeling = felt()
    feeling.read(GLAD, 0.0)
    feeling.override(SAD, 1.0, seconds=3.0)
    assert feeling.at(3.9) == SAD
    assert feeling.at(4.0) == GLAD
    feeling.override(SAD, 5.0)
    assert feeling.at(1e6) == SAD
    feeling.release()
    assert feeling.at(6.0) == GLAD


def test_frozen_it_ignores_the_face_but_not_the_hand() -> None:
    feeling = felt(smoothing_s=0.0)
    feeling.read(GLAD, 0.0)
    feeling.freeze(True, 0.0)
    feeling.read(SAD, 1.0)
    assert feeling.at(1.0) == GLAD
    feeling.override(NEUTRAL, 1.0, seconds=1.0)
    assert feeling.at(1.5) == NEUTRAL
    feeling.freeze(False, 2.0)
    assert feeling.at(2.0) == SAD


coordinates = st.floats(-1, 1)


@given(st.lists(st.tuples(coordinates, coordinates, st.floats(0, 10), st.booleans())))
def test_it_never_leaves_the_plane(steps: list[tuple[float, float, float, bool]]) -> None:
    feeling = felt()
    now = 0.0
    for valence, arousal, wait_s, seen in steps:
        now += wait_s
        if seen:
            feeling.read(Affect(valence, arousal), now)
        else:
            feeling.lose(now)
        here = feeling.at(now)
        assert -1 <= here.valence <= 1
        assert -1 <= here.arousal <= 1

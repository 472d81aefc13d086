"""The smoother: calm at rest, quick after a change, alike at every frame rate, never beyond."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.daemon.felt.smoothing import Smoother

RATES_HZ = (10, 30, 60)


def smoother(rest_s: float = 0.8, quick_s: float = 0.07) -> Smoother:
    return Smoother(rest_s, quick_s)


def reach_s(rate_hz: float, step: float, noise: float = 0.0, seed: int = 0) -> float:
    """Time from the first reading after a step to 90 % of it, after three seconds at rest."""
    chance, filtered = random.Random(seed), smoother()

    def reading(valence: float) -> Affect:
        return Affect.clipped(valence + chance.gauss(0, noise), chance.gauss(0, noise))

    rest = round(3 * rate_hz)
    for frame in range(rest):
        filtered.read(reading(0.0), frame / rate_hz)
    for frame in range(round(3 * rate_hz)):
        if filtered.read(reading(step), (rest + frame) / rate_hz).valence >= 0.9 * step:
            return frame / rate_hz
    return math.inf


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("step", [0.1, 0.2, 0.5, 1.0])
def test_a_step_is_nearly_followed_within_300_milliseconds(rate_hz: int, step: float) -> None:
    assert reach_s(rate_hz, step) <= 0.3


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_step_among_trembling_readings_is_followed_too(rate_hz: int) -> None:
    late = [reach_s(rate_hz, 0.5, noise=0.02, seed=seed) for seed in range(20)]
    assert max(late) <= 0.3


@pytest.mark.parametrize("noise", [0.003, 0.02, 0.1, 0.2])
def test_trembling_is_reduced_more_than_fivefold(noise: float) -> None:
    chance, filtered = random.Random(3), smoother()
    raw, smooth = [], []
    for frame in range(1200):
        reading = Affect.clipped(chance.gauss(0, noise), chance.gauss(0, noise))
        value = filtered.read(reading, frame / 30)
        if frame >= 60:
            raw.append(reading.valence)
            smooth.append(value.valence)
    assert _deviation(raw) > 5 * _deviation(smooth)


def test_frame_rates_give_the_same_course_within_a_frame_of_the_slowest() -> None:
    def course(rate_hz: int) -> list[float]:
        filtered = smoother()
        values = {}
        for frame in range(6 * rate_hz + 1):
            at_s = frame / rate_hz
            # Rest, a change, and a slow drift back.
            target = 0.0 if at_s < 2 else max(0.6 - 0.1 * (at_s - 2), 0.0)
            values[round(at_s, 4)] = filtered.read(Affect(target, 0.0), at_s).valence
        # Not within the change itself, of which a slower camera learns up to a frame later.
        return [values[t / 10] for t in range(61) if not 20 <= t <= 24]

    slow, fast = course(10), course(60)
    assert max(abs(a - b) for a, b in zip(slow, fast, strict=True)) < 0.03


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_at_rest_every_frame_rate_forgets_alike(rate_hz: int) -> None:
    # So small a step is no movement: what is left of it after a time constant is 1/e.
    filtered = smoother(rest_s=0.8)
    filtered.read(NEUTRAL, 0.0)
    for frame in range(1, round(0.8 * rate_hz) + 1):
        filtered.read(Affect(0.015, 0.0), frame / rate_hz)
    assert filtered.value is not None
    assert not filtered.is_moving
    assert filtered.value.valence == pytest.approx(0.015 * (1 - 1 / math.e), rel=1e-6)


def test_one_wrong_reading_hardly_moves_it() -> None:
    filtered = smoother()
    for frame in range(60):
        filtered.read(NEUTRAL, frame / 30)
    wrong = filtered.read(Affect(1.0, 1.0), 2.0)
    after = [filtered.read(NEUTRAL, 2.0 + frame / 30) for frame in range(1, 30)]
    assert max(value.valence for value in (wrong, *after)) < 0.05


def test_pictures_far_apart_count_in_full() -> None:
    filtered = smoother()
    filtered.read(NEUTRAL, 0.0)
    assert filtered.read(Affect(0.8, -0.2), 10.0).valence == pytest.approx(0.8, abs=1e-4)


def test_without_smoothing_each_reading_is_taken_as_it_is() -> None:
    filtered = smoother(rest_s=0.0)
    for frame, valence in enumerate((0.1, -0.9, 0.4)):
        assert filtered.read(Affect(valence, 0.0), frame / 30).valence == valence


coordinates = st.floats(-1, 1)
readings = st.lists(
    st.tuples(coordinates, coordinates, st.floats(0, 5, allow_subnormal=False)), min_size=1
)


@given(readings, st.floats(0, 60), st.floats(0, 60))
def test_it_stays_finite_and_within_the_range_of_what_was_read(
    steps: list[tuple[float, float, float]], rest_s: float, quick_s: float
) -> None:
    filtered = smoother(rest_s, quick_s)
    now = 0.0
    valences, arousals = [], []
    for valence, arousal, wait_s in steps:
        now += wait_s
        valences.append(valence)
        arousals.append(arousal)
        value = filtered.read(Affect(valence, arousal), now)
        assert min(valences) - 1e-12 <= value.valence <= max(valences) + 1e-12
        assert min(arousals) - 1e-12 <= value.arousal <= max(arousals) + 1e-12


@given(readings, st.floats(-10, 0))
def test_a_clock_that_goes_back_does_no_harm(
    steps: list[tuple[float, float, float]], back_s: float
) -> None:
    filtered = smoother()
    now = 0.0
    for valence, arousal, wait_s in steps:
        now += wait_s
        filtered.read(Affect(valence, arousal), now)
    before = filtered.value
    assert filtered.read(Affect(1.0, 1.0), now + back_s - 0.001) == before
    assert filtered.at == now


def _deviation(values: list[float]) -> float:
    mean = sum(values) / len(values)
    return math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))

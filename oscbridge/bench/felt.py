"""From readings to the felt emotion: how quick after a change, how calm at rest; beside 1 €.

The readings are real: the sample face, looked at frame by frame while a sensor's noise and a hand
that holds the camera move it. The rival reads the same ones.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from functools import partial
from statistics import pstdev

from oscbridge.affect import Affect
from oscbridge.bench.report import Figure, Findings, Limit, Options, mean, single, spread
from oscbridge.daemon.felt.emotion import FeltSettings
from oscbridge.daemon.felt.smoothing import Smoother
from oscbridge.launcher import SAMPLE

STEP = 0.5
"""Change of valence that is followed: about from neutral to a smile."""

WITHIN_MS = 300.0
CALMER = 5.0
RATES_HZ = (10, 30, 60)
_REST_S = 3.0
_ARRIVED = 0.9

Filter = Callable[[Affect, float], Affect]
"""(reading, time in seconds) → smoothed."""


def measure(options: Options) -> Findings:
    """Read, then smooth: after steps, and at rest."""
    count = 60 if options.quick else 450
    scenes = {
        "sensor noise": _readings(count, grain=4.0, sway=0.0),
        "sensor noise, camera in hand": _readings(count, grain=4.0, sway=1.5),
        "dim, much noise, camera in hand": _readings(count, grain=10.0, sway=1.5, light=0.4),
    }
    beta = _tuned(scenes["sensor noise"])
    figures = []
    for rate_hz in RATES_HZ:
        ours, theirs = (
            [
                _reach_ms(make, series, rate_hz, start)
                for series in scenes.values()
                for start in range(0, count, max(count // 20, 1))
            ]
            for make in (_ours, partial(OneEuro, REST_CUTOFF_HZ, beta))
        )
        figures.append(
            Figure(
                f"90 % of a step of {STEP:g}, {rate_hz} frames a second",
                "ms",
                spread(ours),
                (Limit("p99", WITHIN_MS),),
                spread(theirs),
            )
        )
    tremble = {}
    for name, series in scenes.items():
        raw = _tremble(series)
        tremble[name] = round(raw, 5)
        calm = raw / max(_tremble(_smoothed(_ours(), series)), 1e-9)
        rival = raw / max(_tremble(_smoothed(OneEuro(REST_CUTOFF_HZ, beta), series)), 1e-9)
        limits = (Limit("value", CALMER, at_least=True),)
        figures.append(
            Figure(f"calmer than the readings, {name}", "×", single(calm), limits, single(rival))
        )
    figures.append(
        Figure(
            "one wrong reading, 1 away, moves it by",
            "",
            single(_moved_by_one(_ours()), 3),
            rival=single(_moved_by_one(OneEuro(REST_CUTOFF_HZ, beta)), 3),
        )
    )
    facts = {
        "step": "from the first reading after it until the smoothed value has covered 90 %",
        "calmer": "deviation from the mean, the readings' over the smoothed; the larger one of "
        "valence and arousal; 30 frames a second",
        "readings_deviation": tremble,
        "rival_beta": beta,
    }
    title = (
        f"1 € filter, minimal cutoff {REST_CUTOFF_HZ:.2g} Hz (the same rest), beta {beta:g} (the "
        "smallest within 300 ms at 30 frames a second), derivative cutoff 1 Hz"
    )
    return Findings(tuple(figures), title, facts)


REST_CUTOFF_HZ = 1.0 / (2.0 * math.pi * FeltSettings().smoothing_s)


class OneEuro:
    """The 1 € filter on valence and on arousal, as published (Casiez, Roussel, Vogel 2012,
    algorithms 1 to 3).

    Args:
        min_cutoff_hz: while nothing moves.
        beta: how much speed raises the cutoff.
        derivative_cutoff_hz: of the speed's own low pass.
    """

    def __init__(
        self, min_cutoff_hz: float, beta: float, derivative_cutoff_hz: float = 1.0
    ) -> None:
        self._min_cutoff_hz = min_cutoff_hz
        self._beta = beta
        self._derivative_cutoff_hz = derivative_cutoff_hz
        self._last: list[tuple[float, float]] = []
        self._at = 0.0

    def __call__(self, reading: Affect, now: float) -> Affect:
        pair = (reading.valence, reading.arousal)
        if not self._last:
            self._last = [(value, 0.0) for value in pair]
        else:
            elapsed_s = now - self._at
            self._last = [
                self._one(*last, value, elapsed_s)
                for last, value in zip(self._last, pair, strict=True)
            ]
        self._at = now
        return Affect.clipped(self._last[0][0], self._last[1][0])

    def _one(
        self, last: float, speed: float, value: float, elapsed_s: float
    ) -> tuple[float, float]:
        derivative = (value - last) / elapsed_s
        speed += _alpha(self._derivative_cutoff_hz, elapsed_s) * (derivative - speed)
        cutoff_hz = self._min_cutoff_hz + self._beta * abs(speed)
        return last + _alpha(cutoff_hz, elapsed_s) * (value - last), speed


def _alpha(cutoff_hz: float, elapsed_s: float) -> float:
    return 1.0 / (1.0 + 1.0 / (2.0 * math.pi * cutoff_hz * elapsed_s))


def _ours() -> Filter:
    settings = FeltSettings()
    return Smoother(settings.smoothing_s, settings.quick_s).read


def _tuned(series: Sequence[Affect]) -> float:
    """The rival's beta, found as its authors advise: raised until the lag is small enough."""
    beta = 0.01
    while _reach_ms(partial(OneEuro, REST_CUTOFF_HZ, beta), series, 30, 0) > WITHIN_MS:
        beta *= 1.25
    return round(beta, 3)


def _reach_ms(
    make: Callable[[], Filter], series: Sequence[Affect], rate_hz: float, start: int
) -> float:
    """How long a step takes that is added to the readings after some seconds of rest."""
    smooth = make()
    middle = mean([reading.valence for reading in series])
    rest = round(_REST_S * rate_hz)
    for frame in range(2 * rest):
        reading = series[(start + frame) % len(series)]
        # Where there is room for a step: the readings' trembling alone, about −0.25 or 0.25.
        base = -STEP / 2 if frame < rest else STEP / 2
        now = frame / rate_hz
        value = smooth(
            Affect.clipped(reading.valence - middle + base, reading.arousal), now
        ).valence
        if frame >= rest and value >= -STEP / 2 + _ARRIVED * STEP:
            return (frame - rest) * 1000.0 / rate_hz
    return 1000.0 * _REST_S


def _smoothed(smooth: Filter, series: Sequence[Affect]) -> list[Affect]:
    return [smooth(reading, frame / 30.0) for frame, reading in enumerate(series)]


def _tremble(series: Sequence[Affect]) -> float:
    """Deviation from the mean, the larger of valence's and arousal's, once it has settled."""
    settled = series[len(series) // 4 :]
    return max(
        pstdev([point.valence for point in settled]), pstdev([point.arousal for point in settled])
    )


def _moved_by_one(smooth: Filter) -> float:
    """How far one wrong reading moves it, of a distance of 1, at 30 frames a second."""
    readings = [Affect(0.0, 0.0)] * 90
    readings[60] = Affect(1.0, 0.0)
    return max(value.valence for value in _smoothed(smooth, readings))


def _readings(count: int, *, grain: float, sway: float, light: float = 1.0) -> list[Affect]:
    """What the eyes read in the sample, 30 frames a second.

    Args:
        grain: deviation of the sensor's noise, of 255.
        sway: deviation of the hand's push on the camera, in pixels a frame.
        light: share of it.
    """
    import numpy as np
    from PIL import Image

    from oscbridge.vision.eyes import Eyes, EyesSettings

    chance = np.random.default_rng(0)
    with Image.open(SAMPLE) as sample:
        rgb = np.asarray(sample.convert("RGB"))
    now = [0.0]
    eyes = Eyes(EyesSettings(), clock=lambda: now[0])
    place = np.zeros(2)
    readings = []
    for _ in range(count):
        place = 0.9 * place + chance.normal(0.0, 1.0, 2) * sway
        down, right = (int(v) for v in np.rint(place))
        noisy = np.roll(rgb, (down, right), (0, 1)) * light + chance.normal(0.0, grain, rgb.shape)
        out = io.BytesIO()
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=80)
        now[0] += 1 / 30
        reading = eyes.look_at_bytes(out.getvalue()).reading
        if reading is not None:
            readings.append(reading.affect)
    return readings

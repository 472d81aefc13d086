"""A steady beat out of unsteady ticks: a straight line through the last few seconds of them.

The ticks of a MIDI clock come 24 to the beat, each some milliseconds early or late (a USB frame, an
audio period, a busy sender). Followed one by one they would shake every note. Least squares over
``n`` ticks shrinks a jitter of standard deviation s to 2·s/√n at the newest one (the variance of a
regression line at its end): ±3 ms evenly spread over 144 ticks to 0.3 ms.

So long a memory would follow a new tempo late, so the line is tested at every tick: when the last
ones lie on one side of where it expected them, further off than their jitter explains, it is drawn
anew through those alone. A single tick that is far off moves it little.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from itertools import islice
from statistics import median

from oscbridge.midi.clock.base import FASTEST_BPM, SLOWEST_BPM

TICKS_PER_BEAT = 24

LONGEST = 144
"""Ticks that a line goes through: six beats."""

_SPANS = (5, 12, 32)
"""The last so many ticks are looked at together: a leap shows in few, a slow change in many."""

_SURE = 5.0
"""Standard deviations that are no accident: a false alarm in hours, not in minutes."""

_MEDIAN_SPREAD = 1.25
"""The median of n normal values spreads √(π/2) as much as their mean."""

_LEAST_JITTER_S = 0.00025
_FIRST_JITTER_S = 0.002
_JITTER_NEEDS = 24

_OUTLIER_S = 0.002
_OUTLIER = 4.0
"""Further off than both, a tick counts as if it were only so far off."""

_SHORTEST_S = 60.0 / (FASTEST_BPM * TICKS_PER_BEAT)
_LONGEST_S = 60.0 / (SLOWEST_BPM * TICKS_PER_BEAT)


class TickLine:
    """The line through the last ticks.

    Args:
        tempo_bpm: believed until ticks say otherwise.
    """

    def __init__(self, tempo_bpm: float) -> None:
        self.instant = -math.inf
        """The second at which the newest tick should have come."""
        self.seconds_per_tick = 60.0 / (tempo_bpm * TICKS_PER_BEAT)
        self._came: deque[float] = deque(maxlen=LONGEST)
        self._counts_as: deque[float] = deque(maxlen=LONGEST)
        self._off: deque[float] = deque(maxlen=max(_SPANS))
        self._jitter_s = _FIRST_JITTER_S

    @property
    def tempo_bpm(self) -> float:
        return 60.0 / (self.seconds_per_tick * TICKS_PER_BEAT)

    def forget(self) -> None:
        """The next tick has nothing to do with the last ones; only the tempo is still believed."""
        self._came.clear()
        self._counts_as.clear()
        self._off.clear()

    def add(self, instant: float) -> None:
        """A tick came at that second."""
        if not self._came:
            self._came.append(instant)
            self._counts_as.append(instant)
            self.instant = instant
            return
        expected = self.instant + self.seconds_per_tick
        off = instant - expected
        bound = max(_OUTLIER_S, _OUTLIER * self._jitter_s)
        self._came.append(instant)
        # A line through few ticks may itself be what is wrong.
        settled = len(self._came) > _SPANS[0]
        self._counts_as.append(expected + min(bound, max(-bound, off)) if settled else instant)
        self._off.append(off)
        keep = self._left_the_line()
        if keep is not None:
            recent = list(self._came)[-keep:]
            self.forget()
            self._came.extend(recent)
            self._counts_as.extend(recent)
        self._fit()

    def _left_the_line(self) -> int | None:
        # How many ticks, the last ones, are on another line; None while all is well.
        count, offs = len(self._came), list(self._off)
        for span in _SPANS:
            if count < 2 * span or len(offs) < span:
                break
            middle = median(offs[-span:])
            spread = _MEDIAN_SPREAD * math.sqrt(1 / span + 4 / (count - span))
            bound = _SURE * self._jitter_s * spread
            if abs(middle) > bound:
                run = 0
                while (
                    run < span and offs[-1 - run] * middle > 0 and (abs(offs[-1 - run]) > bound / 2)
                ):
                    run += 1
                # The tick before the first that was off is on both lines.
                return max(4, min(span, run + 1))
        return None

    def _fit(self) -> None:
        ticks = self._counts_as
        count, first = len(ticks), ticks[0]
        half = (count - 1) / 2
        total = moment = 0.0
        for number, tick in enumerate(ticks):
            total += tick - first
            moment += (number - half) * (tick - first)
        mean = total / count
        slope = moment * 12 / (count * (count * count - 1))
        believed = self.seconds_per_tick
        if count < 4 and abs(slope - believed) < believed / 4:
            slope = believed
        slope = min(_LONGEST_S, max(_SHORTEST_S, slope))
        self.seconds_per_tick = slope
        self.instant = first + mean + slope * half
        if count >= _JITTER_NEEDS:
            # By second differences, which a tempo that slides does not widen: each holds three
            # ticks, weighted 1, 2 and 1, so its variance is six times theirs.
            bends = (a - 2 * b + c for a, b, c in _triples(ticks))
            spread = math.sqrt(sum(bend * bend for bend in bends) / (6 * (count - 2)))
            self._jitter_s = max(_LEAST_JITTER_S, spread)


def _triples(ticks: deque[float]) -> Iterator[tuple[float, float, float]]:
    return zip(ticks, islice(ticks, 1, None), islice(ticks, 2, None), strict=False)

"""The felt emotion: what many readings, a lost face and a performer's hand add up to.

Readings jump from frame to frame; music that jumped with them would be unplayable. The felt affect
follows them with a time constant, so it does not depend on the camera's frame rate. When the face
is gone it is held, then fades to neutral. A performer can take over (for a while, or until
released) and can freeze it. Pure: every call takes the time, nothing here reads a clock.
"""

from __future__ import annotations

import math

from oscbridge.affect import NEUTRAL, Affect


class FeltAffect:
    """One felt emotion over time. All times are seconds on one monotonic clock.

    Args:
        smoothing_s: time constant of the approach to a new reading; 0 follows at once.
        hold_s: how long the last value is kept once the face is gone.
        fade_s: how long it then takes to reach neutral.
    """

    def __init__(self, smoothing_s: float, hold_s: float, fade_s: float) -> None:
        self._smoothing_s = smoothing_s
        self._hold_s = hold_s
        self._fade_s = fade_s
        self._value: Affect | None = None
        self._read_at = -math.inf
        self._lost_at: float | None = None
        self._override: tuple[Affect, float] | None = None
        self._frozen: Affect | None = None

    def read(self, affect: Affect, now: float) -> None:
        """A face was read at ``now``."""
        before = self._faded(now)
        if self._value is None or self._smoothing_s <= 0:
            self._value = affect
        else:
            share = -math.expm1(-max(0.0, now - self._read_at) / self._smoothing_s)
            self._value = _between(before, affect, share)
        self._read_at = now
        self._lost_at = None

    def lose(self, now: float) -> None:
        """A frame held no face. Only the first of a row starts the holding time."""
        if self._lost_at is None:
            self._lost_at = now

    def override(self, affect: Affect, now: float, seconds: float | None = None) -> None:
        """Take over by hand, for ``seconds`` or (None) until ``release``."""
        self._override = (affect, math.inf if seconds is None else now + seconds)

    def release(self) -> None:
        """Give the felt emotion back to the face."""
        self._override = None

    def freeze(self, frozen: bool, now: float) -> None:
        """Keep the present value whatever the face does; a take-over by hand still counts."""
        self._frozen = self.at(now) if frozen else None

    def overridden(self, now: float) -> bool:
        """Whether a take-over by hand is in force."""
        return self._override is not None and now < self._override[1]

    @property
    def frozen(self) -> bool:
        return self._frozen is not None

    def known(self, now: float) -> bool:
        """Whether anything was felt yet: a face was read, or a performer took over."""
        return self._value is not None or self.overridden(now)

    def at(self, now: float) -> Affect:
        """The felt affect at ``now``; neutral before anything is known."""
        if self._override is not None and now < self._override[1]:
            return self._override[0]
        if self._frozen is not None:
            return self._frozen
        return self._faded(now)

    def _faded(self, now: float) -> Affect:
        if self._value is None:
            return NEUTRAL
        if self._lost_at is None:
            return self._value
        gone_s = now - self._lost_at - self._hold_s
        if gone_s <= 0:
            return self._value
        if gone_s >= self._fade_s:
            return NEUTRAL
        return _between(self._value, NEUTRAL, gone_s / self._fade_s)


def _between(start: Affect, end: Affect, share: float) -> Affect:
    return Affect.clipped(
        start.valence + (end.valence - start.valence) * share,
        start.arousal + (end.arousal - start.arousal) * share,
    )

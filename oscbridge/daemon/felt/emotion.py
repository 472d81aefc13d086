"""The felt emotion: what many readings, a lost face and a performer's hand add up to.

Readings jump from frame to frame; music that jumped with them would be unplayable. The felt affect
follows them smoothly (``smoothing``), and has a label that does not flicker (``label``). When the
face is gone it is held, then fades to neutral. A performer can take over, for a while or until
released, and can freeze it. Pure: every call takes the time, nothing here reads a clock.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.daemon.felt.label import SteadyLabel
from oscbridge.daemon.felt.smoothing import Smoother
from oscbridge.daemon.felt.sources import Sources
from oscbridge.vision.reading import Reading

STATES = ("none", "sure", "uncertain", "held", "fading", "neutral", "hand", "frozen")
"""Where the felt emotion comes from: nothing was felt yet; a face, whose label is sure or is not;
a face that is gone, first held, then fading, then faded; the performer's hand; frozen."""

NO_LABEL = "none"
"""The label where there is none: before any face, and under the performer's hand."""


@dataclass(frozen=True, slots=True)
class FeltSettings:
    """How readings become the felt emotion; seconds where no unit is named.

    Args:
        smoothing_s: time constant while the face is at rest; 0 follows every reading at once.
        quick_s: time constant while it changes.
        hold_s: how long the last value is kept once the face is gone.
        fade_s: how long it then takes to reach neutral.
        label_margin: by how much another label's score must lead, 0 to 1.
        label_for_s: for how long.
        uncertain_below: score of the label below which it is uncertain; 0: never.
        when_uncertain: what readings below that do to the felt affect: ``hold`` leaves it,
            ``drift`` treats the face as gone (held, then fading), ``follow`` follows them all the
            same.
        sources: which camera counts, see ``sources``: ``lead`` or ``mean``.
    """

    smoothing_s: float = 0.8
    quick_s: float = 0.07
    hold_s: float = 2.0
    fade_s: float = 5.0
    label_margin: float = 0.1
    label_for_s: float = 0.3
    uncertain_below: float = 0.35
    when_uncertain: str = "hold"
    sources: str = "lead"


@dataclass(frozen=True, slots=True)
class Felt:
    """The felt emotion of one moment.

    Args:
        label: one of the eight ``EXPRESSIONS``, or ``NO_LABEL``.
        state: one of ``STATES``.
        confidence: the label's smoothed score, 0 to 1; 0 without a label of a face.
    """

    label: str
    state: str
    affect: Affect
    confidence: float


class FeltEmotion:
    """One felt emotion over time. All times are seconds on one monotonic clock.

    Args:
        settings: see there.
    """

    def __init__(self, settings: FeltSettings | None = None) -> None:
        self.settings = settings or FeltSettings()
        told = self.settings
        self._smoother = Smoother(told.smoothing_s, told.quick_s)
        self._label = SteadyLabel(told.label_margin, told.label_for_s, told.uncertain_below)
        self._sources = Sources(told.sources)
        self._is_lost = False
        # Since when no reading has been believed; what is felt is held and fades from then on.
        self._left_at: float | None = None
        self._override: tuple[Affect, float] | None = None
        self._frozen: Felt | None = None

    def tune(self, **changes: float | str) -> None:
        """Change settings (see ``FeltSettings``); what is felt goes on from where it is."""
        told = self.settings = dataclasses.replace(self.settings, **changes)  # type: ignore[arg-type]
        self._smoother.rest_s, self._smoother.quick_s = told.smoothing_s, told.quick_s
        self._label.margin, self._label.for_s = told.label_margin, told.label_for_s
        self._label.uncertain_below = told.uncertain_below
        self._sources.rule = told.sources

    @property
    def source(self) -> str | None:
        """Whose frames counted last; None before any did."""
        return self._sources.leader

    def read(self, reading: Reading, now: float, source: str = "") -> None:
        """``source`` showed a face at ``now``."""
        counts = self._sources.read(source, reading, now)
        if counts is None:
            return
        if self._gone_s(now) > 0:
            self._label.forget()
        self._label.read(counts.scores, now)
        self._is_lost = False
        # Each reading by itself: by the time that the smoothed label is uncertain, doubtful
        # readings would have moved the affect already.
        is_doubtful = counts.confidence < self.settings.uncertain_below
        if is_doubtful and self.settings.when_uncertain != "follow":
            self._doubt(now)
            return
        self._settle(now, self._smoother.at)
        self._smoother.read(counts.affect, now)

    def lose(self, now: float, source: str = "") -> None:
        """A frame of ``source`` held no face. Only the first of a row starts the holding time."""
        if self._sources.lose(source, now):
            self._is_lost = True
            if self._left_at is None:
                self._left_at = now

    def override(self, affect: Affect, now: float, seconds: float | None = None) -> None:
        """Take over by hand, for ``seconds`` or (None) until ``release``."""
        self._override = (affect, math.inf if seconds is None else now + seconds)

    def release(self) -> None:
        """Give the felt emotion back to the face."""
        self._override = None

    def freeze(self, frozen: bool, now: float) -> None:
        """Keep the present value whatever the face does; a take-over by hand still counts."""
        self._frozen = dataclasses.replace(self.now(now), state="frozen") if frozen else None

    @property
    def is_frozen(self) -> bool:
        """Whether a performer froze it; a hand that took over is felt all the same."""
        return self._frozen is not None

    def known(self, now: float) -> bool:
        """Whether anything was felt yet: a face was believed, or a performer took over."""
        return self._smoother.value is not None or self._is_overridden(now)

    def at(self, now: float) -> Affect:
        """The felt affect at ``now``; neutral before anything is known."""
        return self.now(now).affect

    def now(self, now: float) -> Felt:
        """The felt emotion at ``now``, with its label and state."""
        if self._override is not None and self._is_overridden(now):
            return Felt(NO_LABEL, "hand", self._override[0], 0.0)
        if self._frozen is not None:
            return self._frozen
        state = self._state(now)
        if state in ("none", "neutral"):
            return Felt(NO_LABEL if state == "none" else "neutral", state, NEUTRAL, 0.0)
        label, confidence = self._label.label or NO_LABEL, self._label.confidence
        return Felt(label, state, self._faded(now), confidence)

    def _is_overridden(self, now: float) -> bool:
        return self._override is not None and now < self._override[1]

    def _doubt(self, now: float) -> None:
        if self.settings.when_uncertain == "drift":
            if self._left_at is None:
                self._left_at = now
        else:
            self._settle(now, now)
        # The next reading that is believed does not stand for the doubtful ones before it.
        self._smoother.wait(now)

    def _settle(self, now: float, at: float) -> None:
        """End a fade where it has got to, as if the last reading had been there, at ``at``."""
        if self._gone_s(now) > 0 and self._smoother.value is not None:
            self._smoother.place(self._faded(now), at)
        self._left_at = None

    def _state(self, now: float) -> str:
        if self._label.label is None:
            return "none"
        if not self._is_lost:
            return "uncertain" if self._label.is_uncertain else "sure"
        gone_s = self._gone_s(now)
        if gone_s <= 0:
            return "held"
        return "fading" if gone_s < self.settings.fade_s else "neutral"

    def _gone_s(self, now: float) -> float:
        """How long it has been fading; not above 0 when it has not."""
        if self._left_at is None:
            return -math.inf
        return now - self._left_at - self.settings.hold_s

    def _faded(self, now: float) -> Affect:
        value = self._smoother.value
        if value is None:
            return NEUTRAL
        gone_s = self._gone_s(now)
        if gone_s <= 0:
            return value
        if gone_s >= self.settings.fade_s:
            return NEUTRAL
        left = 1.0 - gone_s / self.settings.fade_s
        return Affect.clipped(value.valence * left, value.arousal * left)

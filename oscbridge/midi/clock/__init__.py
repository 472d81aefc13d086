"""Musical time: which beat it is at a given second, and at which second a beat falls.

``base`` says what any clock is, ``following`` one that somebody else leads; ``internal``, ``midi``,
``link`` and ``ableton`` are the four sources; ``sources`` opens them, and ``switch`` changes
between them while music plays. ``out`` sends MIDI clock to others, ``tick_line`` draws a steady
beat through unsteady ticks, and ``time_source`` is the seconds beneath it all.
"""

from __future__ import annotations

from oscbridge.midi.clock.base import FASTEST_BPM, SLOWEST_BPM, Clock, Cut
from oscbridge.midi.clock.internal import InternalClock
from oscbridge.midi.clock.time_source import ManualTime, MonotonicTime, TimeSource

__all__ = [
    "FASTEST_BPM",
    "SLOWEST_BPM",
    "Clock",
    "Cut",
    "InternalClock",
    "ManualTime",
    "MonotonicTime",
    "TimeSource",
]

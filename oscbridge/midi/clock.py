"""Musical time: which beat it is at a given second, and at which second a beat falls.

The front door of the ``clock_*`` files: ``clock_base`` says what any clock is, ``clock_internal``,
``clock_midi``, ``clock_link`` and ``clock_ableton`` are the four sources, ``clock_switch`` changes
between them while music plays, ``clock_out`` tells others, ``clock_time`` is the seconds beneath it
all.
"""

from __future__ import annotations

from oscbridge.midi.clock_base import FASTEST_BPM, SLOWEST_BPM, Clock, Cut
from oscbridge.midi.clock_internal import InternalClock
from oscbridge.midi.clock_time import ManualTime, MonotonicTime, TimeSource

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

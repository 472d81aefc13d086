"""A pitch moved by octaves into a range: it keeps its name, and thereby the harmony."""

from __future__ import annotations


def into_range(pitch: int, lowest: int, highest: int) -> int:
    """The octave of ``pitch`` that is nearest to it from ``lowest`` to ``highest``, both included.

    All are MIDI numbers or all rows; the range has at least twelve semitones.
    """
    if pitch < lowest:
        return pitch + 12 * -(-(lowest - pitch) // 12)
    if pitch > highest:
        return pitch - 12 * -(-(pitch - highest) // 12)
    return pitch

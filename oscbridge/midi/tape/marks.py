"""What the tape holds: marks of what happened at which beat."""

from __future__ import annotations

from typing import Literal, NamedTuple

MarkKind = Literal[
    "started", "skipped", "silenced", "dropped", "sent", "tempo", "reached", "restarted"
]


class Mark(NamedTuple):
    """One thing that happened.

    Args:
        kind: ``started`` (a phrase; ``number`` is its token), ``skipped`` (a note that came up too
            late; ``number`` as ``steps.schedule`` counts), ``silenced`` (all notes were ended and
            what lay ahead was taken back), ``dropped`` (the phrase is over before its end),
            ``sent`` (a message, ``data``), ``tempo`` (``number`` bpm), ``reached`` (nothing, but so
            far), ``restarted`` (another player began, its beats from 0).
        done_beats: the sequencer had done everything up to here, this not included.
        beat: where it happened; of ``dropped``, ``skipped``, ``reached`` and ``restarted`` 0.
        number: see ``kind``.
        bar: of ``started``, from 1.
        data: of ``sent``.
    """

    kind: MarkKind
    done_beats: float
    beat: float = 0.0
    number: float = 0
    bar: int = 0
    data: bytes = b""

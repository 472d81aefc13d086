"""The lines of a session's log: a header, then events, each one JSON object.

Version 1. Beats are those that the player's clock counts; ``t`` is in seconds since the start.
"""

from __future__ import annotations

from typing import Any

from oscbridge.groove import NO_FEEL, Feel
from oscbridge.midi.tape.marks import Mark
from oscbridge.sessions import checks

FORMAT = "oscbridge-session"
VERSION = 1

MARKS = frozenset(
    {"started", "skipped", "silenced", "dropped", "sent", "tempo", "reached", "restarted"}
)
"""Events that are the player's marks; see ``midi.tape.marks``."""

MADE = frozenset({"phrase", "order", "composed", "made", "play"})
"""Events that say where the phrases came from."""


def mark_as_json(mark: Mark) -> dict[str, Any]:
    """A mark as an event, without ``t``."""
    event: dict[str, Any] = {"e": mark.kind, "done": mark.done_beats}
    if mark.kind in ("started", "silenced", "sent", "tempo"):
        event["beat"] = mark.beat
    if mark.kind == "started":
        event.update(token=int(mark.number), bar=mark.bar)
    elif mark.kind == "skipped":
        event["note"] = int(mark.number)
    elif mark.kind == "tempo":
        event["bpm"] = mark.number
    elif mark.kind == "sent":
        event["data"] = mark.data.hex()
    return event


def mark_from_json(event: dict[str, Any]) -> Mark:
    """What ``mark_as_json`` gave.

    Raises:
        ValueError, TypeError, KeyError: it is no such value.
    """
    kind = event["e"]
    done, beat = checks.beats(event["done"]), 0.0
    if kind in ("started", "silenced", "sent", "tempo"):
        beat = checks.beats(event["beat"])
    if kind == "started":
        return Mark(kind, done, beat, checks.count(event["token"]), checks.whole(event["bar"]))
    if kind == "skipped":
        return Mark(kind, done, beat, checks.count(event["note"]))
    if kind == "tempo":
        return Mark(kind, done, beat, checks.tempo(event["bpm"]))
    if kind == "sent":
        return Mark(kind, done, beat, data=_message(event["data"]))
    return Mark(kind, done, beat)


def feel_as_json(feel: Feel) -> dict[str, Any] | None:
    """How a phrase is played; None: as it is."""
    if not feel.places:
        return None
    return {"places": [list(p) for p in feel.places], "beats_per_bar": feel.beats_per_bar}


def feel_from_json(value: Any) -> Feel:
    """What ``feel_as_json`` gave.

    Raises:
        ValueError, TypeError, KeyError: it is no such value.
    """
    if value is None:
        return NO_FEEL
    places = tuple(
        (checks.beats(position), checks.beats(late)) for position, late in value["places"]
    )
    beats_per_bar = checks.beats(value["beats_per_bar"])
    if beats_per_bar <= 0:
        raise ValueError(f"a bar of {beats_per_bar!r} beats")
    return Feel(places, beats_per_bar)


def _message(value: Any) -> bytes:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no MIDI message")
    data = bytes.fromhex(value)
    if not 2 <= len(data) <= 3 or not 0x80 <= data[0] <= 0xEF or max(data[1:]) > 0x7F:
        raise ValueError(f"{value!r} is no MIDI message of a channel")
    if len(data) != (2 if data[0] & 0xE0 == 0xC0 else 3):
        raise ValueError(f"{value!r} is no whole MIDI message")
    return data

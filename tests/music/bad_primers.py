"""Music that no engine may fail on. The list is fixed.

A primer is made as the daemon makes it: from a file where it comes from one.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import mido

from oscbridge.midi.files import last_bars, parse_midi
from oscbridge.phrase import Note, Phrase


def from_file(messages: list[mido.Message | mido.MetaMessage]) -> Phrase:
    """The last bars of a file of one track, 480 ticks a beat."""
    song = mido.MidiFile(ticks_per_beat=480)
    song.tracks.append(mido.MidiTrack(messages))
    data = io.BytesIO()
    song.save(file=data)
    return last_bars(parse_midi(data.getvalue()))


def _tempo_changes() -> Phrase:
    messages: list[mido.Message | mido.MetaMessage] = []
    for beat in range(16):
        tempo = mido.bpm2tempo(30 + 50 * (beat % 7))
        messages.append(mido.MetaMessage("set_tempo", tempo=tempo))
        messages.append(mido.Message("note_on", note=60 + beat % 5, velocity=80))
        messages.append(mido.Message("note_off", note=60 + beat % 5, time=480))
    return from_file(messages)


def _never_ending_file() -> Phrase:
    return from_file(
        [
            mido.Message("note_on", note=48 + 3 * step, velocity=80, time=480 if step else 0)
            for step in range(16)
        ]
    )


def _line(
    pitches: list[int],
    step: float,
    *,
    bars: int = 4,
    beats_per_bar: float = 4.0,
    tempo_bpm: float = 120.0,
) -> Phrase:
    notes = tuple(Note(at * step, pitch, step) for at, pitch in enumerate(pitches))
    return Phrase(notes, bars=bars, beats_per_bar=beats_per_bar, tempo_bpm=tempo_bpm)


BAD_PRIMERS: dict[str, Callable[[], Phrase]] = {
    "empty": lambda: Phrase(()),
    "one note": lambda: Phrase((Note(0.0, 60, 1.0),)),
    "one note at the very end": lambda: Phrase((Note(15.999, 60, 5.0),)),
    "one low note at the end": lambda: Phrase((Note(15.99, 0, 0.01),)),
    "notes only long ago": lambda: Phrase((Note(0.0, 60, 1.0), Note(1.0, 64, 1.0)), bars=200),
    "10,000 notes": lambda: _line([20 + at % 90 for at in range(10_000)], 16 / 10_000),
    "10,000 notes at once": lambda: Phrase(
        tuple(Note(0.0, at % 128, 4.0, 1 + at % 127) for at in range(10_000))
    ),
    "every pitch at once": lambda: Phrase(tuple(Note(0.0, pitch, 16.0) for pitch in range(128))),
    "7/8": lambda: _line([60 + at % 12 for at in range(28)], 0.5, beats_per_bar=3.5),
    "5/16": lambda: _line([60 + at % 12 for at in range(20)], 0.25, beats_per_bar=1.25),
    "one bar of 3/4": lambda: _line([60], 1.0, bars=1, beats_per_bar=3.0),
    "tiny bars": lambda: Phrase((Note(0.0, 60, 0.01),), bars=2, beats_per_bar=0.02),
    "bars of 32 beats": lambda: _line([60 + at % 12 for at in range(64)], 2.0, beats_per_bar=32.0),
    "tempo changes": _tempo_changes,
    "a file of notes that never end": _never_ending_file,
    "notes that never end": lambda: Phrase(tuple(Note(at, 60 + at, 1e9) for at in range(12))),
    "one pitch, all the time": lambda: _line([60] * 64, 0.25),
    "the lowest and the highest": lambda: _line([0, 127] * 16, 0.5),
    "off every grid": lambda: _line([60 + at % 9 for at in range(37)], 0.4317),
    "notes too short to hear": lambda: Phrase(
        tuple(Note(at / 2, 64 + at % 7, 1e-9) for at in range(32))
    ),
    "4 bpm": lambda: _line([60, 62, 64, 65], 4.0, tempo_bpm=4.0),
    "999 bpm": lambda: _line([60, 62, 64, 65], 4.0, tempo_bpm=999.0),
    "one bar": lambda: _line([60, 62, 64, 65], 1.0, bars=1),
    "3,000 bars": lambda: _line([60 + at % 12 for at in range(3000)], 4.0, bars=3000),
    "a million bars": lambda: Phrase((Note(0.0, 60, 1e9),), bars=1_000_000),
}

"""A recording → notes → beats and bars: all of listening in one call.

Whether one voice or many are heard decides which tracker writes the notes down. Where nobody says
it, the loudest part of the sound is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oscbridge.errors import OscbridgeError
from oscbridge.excerpt import BarRange, chosen_bars, last_bars
from oscbridge.groove import quantised
from oscbridge.listening.audio import RATE, Samples, Sound, levelled, read_audio
from oscbridge.listening.basic_pitch import BasicPitch, Posteriors
from oscbridge.listening.beats import Beats, find_beats
from oscbridge.listening.melody import MelodyTracker, melody_notes, unrest
from oscbridge.listening.notes import HeardNote, Progress, unheeded
from oscbridge.listening.polyphony import played_notes
from oscbridge.phrase import Note, Phrase

VOICES = ("auto", "one", "many")
"""``one``: a voice or another single line; ``many``: chords; ``auto``: found out."""

LAST_S = 60.0
"""For the last bars so much of a recording's end is heard: four bars, and enough to find beats."""

_SILENT_PEAK = 1e-3
_LOOKED_AT_S = 12.0
_FEWEST_NOTES = 3
_SPOKEN = 0.8
_SURE = 0.5
_MOST_SHARED = 0.3


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recording holds.

    Args:
        notes: in seconds, sorted.
        beats: where the beats are.
        voices: ``one`` or ``many``.
        seconds: how much of it was heard.
        begins_s: where in the file that lies.
    """

    notes: tuple[HeardNote, ...]
    beats: Beats
    voices: str
    seconds: float
    begins_s: float


class Ears:
    """The trackers, each loaded when it is first needed."""

    def __init__(self) -> None:
        self._melody: MelodyTracker | None = None
        self._keys: BasicPitch | None = None

    def hear(
        self,
        data: bytes,
        name: str = "the recording",
        *,
        voices: str = "auto",
        last_s: float | None = None,
        progress: Progress = unheeded,
    ) -> Heard:
        """The notes and beats of a sound file.

        Args:
            data: the whole file.
            name: what messages call it.
            voices: one of ``VOICES``.
            last_s: hear only so much from its end.
            progress: see ``Progress``.

        Raises:
            OscbridgeError: ``no-audio``, ``bad-audio``; ``no-notes`` where nothing in it has a
                pitch that stays: silence, noise, speech.
        """
        sound = read_audio(data, name, last_s=last_s, progress=_part(progress, 0.0, 0.1))
        notes, voices = self.notes(sound, voices, _part(progress, 0.1, 0.95))
        if len(notes) < _FEWEST_NOTES:
            raise OscbridgeError(
                "no-notes",
                f"no notes are heard in {name} ({sound.seconds:.0f} s): give it music that is "
                "louder than what is around it",
            )
        progress(0.95, "finding the beat")
        return Heard(tuple(notes), find_beats(notes), voices, sound.seconds, sound.begins_s)

    def notes(
        self, sound: Sound, voices: str = "auto", progress: Progress = unheeded
    ) -> tuple[list[HeardNote], str]:
        """The notes of a sound, and whether ``one`` or ``many`` voices made them.

        Raises:
            OscbridgeError: ``unknown-choice`` for another word as ``voices``.
        """
        if voices not in VOICES:
            raise OscbridgeError(
                "unknown-choice", f"voices are one of {', '.join(VOICES)}, not {voices!r}"
            )
        samples = sound.samples
        if len(samples) == 0 or float(np.abs(samples).max()) < _SILENT_PEAK:
            return [], voices
        samples = levelled(samples)
        if voices == "auto":
            voices = self.voices_in(samples)
        if voices == "one":
            self._melody = self._melody or MelodyTracker()
            track = self._melody.track(samples, progress)
            notes = melody_notes(track)
            return (notes if unrest(track, notes) < _SPOKEN else []), voices
        self._keys = self._keys or BasicPitch()
        return played_notes(self._keys.hear(samples, progress)), voices

    def voices_in(self, samples: Samples) -> str:
        """``one`` or ``many``, from twelve seconds around the loudest moment."""
        self._keys = self._keys or BasicPitch()
        begin = max(0, int(np.abs(samples).argmax()) - int(_LOOKED_AT_S / 2 * RATE))
        part = samples[begin : begin + int(_LOOKED_AT_S * RATE)]
        return "one" if is_one_voice(self._keys.hear(part)) else "many"


def is_one_voice(keys: Posteriors) -> bool:
    """Whether a single line sounds: hardly ever two keys at a time.

    On renders of the validation split one voice has two in at most 7 % of the frames in which
    something sounds, also in noise; a piano in at least 50 %.
    """
    count = (keys.sounding > _SURE).sum(axis=1)
    sounding = count > 0
    return not sounding.any() or float((count[sounding] > 1).mean()) < _MOST_SHARED


def primer_from(heard: Heard, wanted: BarRange | None = None, most: int = 4) -> Phrase:
    """The chosen bars, or the last ones, on the grid.

    Raises:
        OscbridgeError: ``bars-missing``, ``no-notes``.
    """
    notes, bars = in_beats(heard.notes, heard.beats)
    tempo = heard.beats.tempo_bpm
    if wanted is None:
        return quantised(last_bars(notes, bars, tempo, most))
    return quantised(chosen_bars(notes, bars, wanted, tempo))


def in_beats(
    heard: Sequence[HeardNote], beats: Beats
) -> tuple[list[Note], list[tuple[float, float]]]:
    """Notes in beats, and every bar as (start, length); bar 1 holds the first note."""
    first_one = beats.downbeat - beats.per_bar
    notes = []
    for note in heard:
        start = max(0.0, beats.beat_of(note.start_s) - first_one)
        end = beats.beat_of(note.end_s) - first_one
        notes.append(Note(start, note.pitch, max(end - start, 1 / 32), note.velocity))
    # A hair before the line belongs to it.
    lead = int((min(note.start_beats for note in notes) + 0.15) // beats.per_bar) * beats.per_bar
    notes = [
        Note(max(0.0, n.start_beats - lead), n.pitch, n.length_beats, n.velocity) for n in notes
    ]
    end = max(note.start_beats for note in notes)
    count = int(end // beats.per_bar) + 1
    return notes, [(bar * float(beats.per_bar), float(beats.per_bar)) for bar in range(count)]


def _part(progress: Progress, begin: float, end: float) -> Progress:
    return lambda share, stage: progress(begin + (end - begin) * share, stage)

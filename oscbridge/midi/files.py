"""Phrases and .mid files: write one as people expect it, read any, and cut a primer out of it."""

from __future__ import annotations

import contextlib
import io
import math
import os
import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oscbridge import excerpt
from oscbridge.errors import OscbridgeError
from oscbridge.midi.scan import too_much
from oscbridge.phrase import Note, Phrase

if TYPE_CHECKING:
    import mido

TICKS_PER_BEAT = 960
LARGEST_BYTES = 16_000_000
"""Larger files are refused unread: the largest of the Lakh collection's 178,561 is under 2 MB."""
LONGEST_BEATS = 100_000
"""Fourteen hours at 120 bpm; a damaged file may claim millions of bars."""

_MOST_TICKS = 2**53
_TICK = 1 / TICKS_PER_BEAT
_DRUM_CHANNEL = 9


@dataclass(frozen=True, slots=True)
class SongNote:
    """A note of a song, and who plays it. ``program`` is 0 to 127, ``channel`` 1 to 16."""

    note: Note
    program: int
    channel: int
    is_drum: bool


@dataclass(frozen=True, slots=True)
class Tempo:
    """From ``beat`` on, this many quarter notes a minute."""

    beat: float
    bpm: float


@dataclass(frozen=True, slots=True)
class Metre:
    """From ``beat`` on, bars of this many quarter notes."""

    beat: float
    beats_per_bar: float


@dataclass(frozen=True, slots=True)
class MidiSong:
    """What a .mid file holds, in beats whatever its tempo map.

    Args:
        notes: sorted by start, then pitch.
        tempos, metres: sorted, each with one at beat 0.
        length_beats: the end of the last note.
    """

    notes: tuple[SongNote, ...]
    tempos: tuple[Tempo, ...]
    metres: tuple[Metre, ...]
    length_beats: float

    def tempo_at(self, beat: float) -> float:
        """Quarter notes a minute at a position."""
        return [tempo for tempo in self.tempos if tempo.beat <= beat or tempo.beat == 0][-1].bpm

    def bar_lines(self) -> list[tuple[float, float]]:
        """(start, length) in beats of every bar up to the end of the song, at least one."""
        bars: list[tuple[float, float]] = []
        ends = [metre.beat for metre in self.metres[1:]] + [max(self.length_beats, _TICK)]
        for metre, end in zip(self.metres, ends, strict=True):
            # A change of metre in the middle of a bar cuts that bar short.
            count = math.ceil((end - metre.beat) / metre.beats_per_bar - _TICK)
            count = max(count, 0 if bars else 1)  # a song that is over within a tick has one
            bars.extend(
                (metre.beat + bar * metre.beats_per_bar, metre.beats_per_bar)
                for bar in range(count)
            )
        return bars


def write_midi(phrase: Phrase, path: Path | str, program: int = 0) -> None:
    """Write a phrase as a .mid file: its tempo, its metre, one track called ``oscbridge``.

    The file lasts whole bars, so that a DAW makes a clip of the right length from it. Notes that
    overlap on one pitch are cut where the next begins. The file appears whole or not at all.

    Args:
        phrase: what to write.
        path: the file; its folder is made.
        program: 0 to 127.

    Raises:
        OscbridgeError: ``file-write``, ``out-of-range`` (a tempo or metre that MIDI cannot tell).
    """
    import mido
    import pretty_midi

    numerator, denominator = _signature(phrase.beats_per_bar)
    if not 4 <= phrase.tempo_bpm <= 6e7:
        raise OscbridgeError(
            "out-of-range", f"a .mid file holds tempos from 4 bpm on, not {phrase.tempo_bpm!r}"
        )
    song = pretty_midi.PrettyMIDI(resolution=TICKS_PER_BEAT, initial_tempo=phrase.tempo_bpm)
    song.time_signature_changes.append(pretty_midi.TimeSignature(numerator, denominator, 0.0))
    track = pretty_midi.Instrument(program=program, name="oscbridge")
    seconds_per_tick = 60.0 / (phrase.tempo_bpm * TICKS_PER_BEAT)
    for pitch, velocity, start, end in _in_ticks(phrase):
        track.notes.append(
            pretty_midi.Note(velocity, pitch, start * seconds_per_tick, end * seconds_per_tick)
        )
    song.instruments.append(track)
    written = io.BytesIO()
    song.write(written)
    written.seek(0)
    exact = mido.MidiFile(file=written)
    for messages in exact.tracks:
        length = round(phrase.length_beats * TICKS_PER_BEAT)
        messages[-1].time = max(0, length - sum(message.time for message in messages[:-1]))
    whole = io.BytesIO()
    exact.save(file=whole)
    _write_aside(Path(path), whole.getvalue())


def read_midi(path: Path | str) -> MidiSong:
    """Read a .mid file of format 0 or 1.

    Raises:
        OscbridgeError: ``file-missing``, ``bad-midi`` (not MIDI, damaged, too large, format 2, or
            timed in film frames).
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise _bad(path, f"it has {size:,} bytes, more than {LARGEST_BYTES:,}")
        data = path.read_bytes()
    except FileNotFoundError:
        raise OscbridgeError("file-missing", f"there is no file {path}") from None
    except OSError as error:
        raise OscbridgeError("file-missing", f"{path} cannot be read: {error.strerror}") from None
    return parse_midi(data, path)


def parse_midi(data: bytes, path: Path | str = "these bytes") -> MidiSong:
    """Read the bytes of a .mid file; ``path`` is for messages only.

    Raises:
        OscbridgeError: ``bad-midi``.
    """
    import mido

    if len(data) > LARGEST_BYTES:
        raise _bad(path, f"it has {len(data):,} bytes, more than {LARGEST_BYTES:,}")
    reason = too_much(data)
    if reason is not None:
        raise _bad(path, reason)
    try:
        # Out-of-range data bytes occur in files that every sequencer plays.
        song = mido.MidiFile(file=io.BytesIO(data), clip=True)
    except Exception as error:  # mido has no error of its own: OSError, EOFError, ValueError, …
        raise _bad(path, f"{error}" or type(error).__name__) from error
    if song.type == 2:
        raise _bad(path, "format 2 holds unrelated sequences; save it as format 0 or 1")
    if song.ticks_per_beat <= 0:
        raise _bad(path, "it is timed in film frames, not beats; save it with a tempo grid")
    return _collect(song, path)


def last_bars(song: MidiSong, bars: int = 4) -> Phrase:
    """The last bars in which something begins, drums left out: a primer.

    Notes that sound into the first of them begin there. All bars take the length of the last one.
    A song with fewer bars gives those that it has.

    Raises:
        OscbridgeError: ``no-notes`` when there is nothing but drums.
    """
    phrase = excerpt.last_bars(_pitched(song), song.bar_lines(), 120.0, bars)
    last = max(entry.note.start_beats for entry in song.notes if not entry.is_drum)
    line = [line for line, _ in song.bar_lines() if line <= last + _TICK / 2][-1]
    return replace(phrase, tempo_bpm=song.tempo_at(line))


def some_bars(song: MidiSong, wanted: excerpt.BarRange) -> Phrase:
    """The bars that are asked for, drums left out.

    Raises:
        OscbridgeError: ``no-notes``, ``bars-missing``.
    """
    lines = song.bar_lines()
    phrase = excerpt.chosen_bars(_pitched(song), lines, wanted, 120.0)
    return replace(phrase, tempo_bpm=song.tempo_at(lines[wanted.last - 1][0]))


def _pitched(song: MidiSong) -> list[Note]:
    notes = [entry.note for entry in song.notes if not entry.is_drum]
    if not notes:
        raise OscbridgeError("no-notes", "the MIDI file has no notes apart from drums")
    return notes


def _in_ticks(phrase: Phrase) -> list[tuple[int, int, int, int]]:
    # (pitch, velocity, start, end), each at least a tick long, none overlapping on one pitch.
    by_pitch: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for note in phrase.notes:
        start = round(note.start_beats * TICKS_PER_BEAT)
        end = max(start + 1, round(note.end_beats * TICKS_PER_BEAT))
        known_end, known_velocity = by_pitch[note.pitch].get(start, (0, 0))
        by_pitch[note.pitch][start] = (max(end, known_end), max(note.velocity, known_velocity))
    ticks = []
    for pitch, notes in by_pitch.items():
        starts = sorted(notes)
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            end, velocity = notes[start]
            ticks.append(
                (pitch, velocity, start, end if following is None else min(end, following))
            )
    return sorted(ticks, key=lambda item: (item[2], item[0]))


def _signature(beats_per_bar: float) -> tuple[int, int]:
    # 4.0 → 4/4, 3.5 → 7/8. (3.0 is told as 3/4: a phrase does not know 6/8 from it.)
    for denominator in (4, 8, 16, 32, 64):
        numerator = Fraction(beats_per_bar).limit_denominator(1000) * denominator / 4
        if numerator.denominator == 1 and 1 <= numerator <= 255:
            return int(numerator), denominator
    raise OscbridgeError(
        "out-of-range", f"no time signature tells bars of {beats_per_bar!r} quarter notes"
    )


def _write_aside(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            # mkstemp makes it private; a saved phrase is as readable as any new file.
            if os.name == "posix":
                mask = os.umask(0)
                os.umask(mask)
                Path(partial).chmod(0o666 & ~mask)
            Path(partial).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(partial).unlink()
            raise
    except OSError as error:
        raise OscbridgeError(
            "file-write", f"cannot write {path}: {error.strerror or error}"
        ) from error


def _collect(song: mido.MidiFile, path: Path | str) -> MidiSong:
    notes: list[SongNote] = []
    tempos: dict[int, float] = {}
    metres: dict[int, float] = {}
    for track in song.tracks:
        # A damaged time has as many digits as bytes follow; past this no float can tell it.
        if sum(message.time for message in track) > _MOST_TICKS:
            raise _bad(path, "its times are longer than any music")
        notes.extend(_track_notes(track, song.ticks_per_beat))
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo" and message.tempo > 0:
                tempos[tick] = 6e7 / message.tempo
            elif message.type == "time_signature" and 0 < message.denominator <= 64:
                metres[tick] = 4.0 * max(1, message.numerator) / message.denominator
    notes.sort(key=lambda entry: (entry.note, entry.channel))
    length = max((entry.note.end_beats for entry in notes), default=0.0)
    if length > LONGEST_BEATS:
        raise _bad(path, f"it lasts {length:,.0f} beats, more than {LONGEST_BEATS:,}")
    return MidiSong(
        notes=tuple(notes),
        tempos=tuple(Tempo(*item) for item in _from_zero(tempos, 120.0, song.ticks_per_beat)),
        metres=tuple(Metre(*item) for item in _from_zero(metres, 4.0, song.ticks_per_beat)),
        length_beats=length,
    )


def _track_notes(track: Any, ticks_per_beat: int) -> list[SongNote]:
    # A pitch that begins again ends first; what never ends does so with its track.
    notes: list[SongNote] = []
    programs: dict[int, int] = {}
    sounding: dict[tuple[int, int], tuple[int, int]] = {}
    tick = 0

    def end_note(channel: int, pitch: int) -> None:
        start, velocity = sounding.pop((channel, pitch))
        if tick > start:
            length = (tick - start) / ticks_per_beat
            note = Note(start / ticks_per_beat, pitch, length, velocity)
            program = programs.get(channel, 0)
            notes.append(SongNote(note, program, channel + 1, channel == _DRUM_CHANNEL))

    for message in track:
        tick += message.time
        if message.type == "program_change":
            programs[message.channel] = message.program
        elif message.type in ("note_on", "note_off"):
            key = (message.channel, message.note)
            if key in sounding:
                end_note(*key)
            if message.type == "note_on" and message.velocity > 0:
                sounding[key] = (tick, message.velocity)
    for key in list(sounding):
        end_note(*key)
    return notes


def _from_zero(
    changes: dict[int, float], otherwise: float, ticks: int
) -> list[tuple[float, float]]:
    # The standard's own defaults hold until the first change: 120 bpm and 4/4.
    return [(tick / ticks, value) for tick, value in sorted({0: otherwise, **changes}.items())]


def _bad(path: Any, reason: str) -> OscbridgeError:
    return OscbridgeError("bad-midi", f"{path} is no MIDI file that can be read: {reason}")

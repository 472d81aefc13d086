"""Pieces → takes → pictures: what the two recognisers learn from and are scored on.

Instruments play POP909's melodies, or its piano part where the instrument has chords; composers'
pieces are played on fonts' pianos. Chopin's first editions are as notated, without dynamics and
rubato, and piano-midi.de's files have both. A network would learn to tell the editor instead of
the composer, so half of all excerpts are levelled: one loudness, one tempo.

No piece is in two splits: POP909's songs by the corpus's digest; composers' pieces by a digest of
their name, sorted within each composer, because the corpus's own split leaves Mozart without a
test. All editions of one work by Chopin are one piece; a movement of a sonata is a piece.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.labels import COMPOSERS, INSTRUMENTS, PROGRAMS
from oscbridge.listening.notes import HeardNote
from oscbridge.training.listening.recognition.takes import RATE, Take
from oscbridge.training.music import corpus
from oscbridge.training.music.corpus import Piece

INSTRUMENT_S = 5.0
COMPOSER_S = 30.0

FOLDERS = {
    "chopin": "Chopin",
    "beeth": "Beethoven",
    "schubert": "Schubert",
    "schumann": "Schumann",
    "mozart": "Mozart",
}
"""piano-midi.de's folders → whose pieces they are."""
LEARNT = ("train", "validation")
"""The shipped recogniser of composers learns from both: what could be chosen was chosen by folds
over their works, or with the second kept back. The test is in neither.
"""

RANGES = {
    "cello": (36, 72),
    "clarinet": (50, 86),
    "flute": (60, 94),
    "acoustic guitar": (40, 80),
    "electric guitar": (40, 82),
    "organ": (36, 90),
    "piano": (28, 100),
    "saxophone": (44, 84),
    "trumpet": (54, 84),
    "violin": (55, 98),
    "voice": (48, 80),
}
"""Lowest and highest note of each instrument's takes."""

_CHORDS = {"acoustic guitar": 0.8, "electric guitar": 0.5, "organ": 0.7, "piano": 0.9, "voice": 0.3}
_TRACKS = {"melody": 0, "chords": 2}


@dataclass(frozen=True, slots=True)
class Example:
    """A take and what it is.

    Args:
        take: what is played.
        label: index into ``INSTRUMENTS`` or ``COMPOSERS``.
        split: ``train``, ``validation`` or ``test``.
        piece: whose split it follows.
        collection: where the piece is from.
    """

    take: Take
    label: int
    split: str
    piece: str
    collection: str


# -- instruments ---------------------------------------------------------------------------------


def instrument_examples(
    songs: Sequence[Piece], each: dict[str, int], rng: np.random.Generator
) -> list[Example]:
    """``each[split]`` takes for every one of the eleven, from random songs of that split."""
    examples = []
    for split, count in each.items():
        pool = [song for song in songs if song.split == split]
        for label, name in enumerate(INSTRUMENTS):
            made = 0
            while made < count:
                song = pool[int(rng.integers(len(pool)))]
                take = _instrument_take(song, name, rng)
                if take is not None:
                    examples.append(Example(take, label, split, song.name, song.collection))
                    made += 1
    return examples


def _instrument_take(song: Piece, name: str, rng: np.random.Generator) -> Take | None:
    lowest, highest = RANGES[name]
    programs = PROGRAMS[name]
    part = "chords" if rng.random() < _CHORDS.get(name, 0.0) else "melody"
    notes = as_played(song, _TRACKS[part])
    if not notes:
        return None
    begin = rng.uniform(0.0, max(0.1, notes[-1].start_s - INSTRUMENT_S))
    pace = rng.uniform(0.7, 1.3)
    cut = [n for n in notes if begin <= n.start_s < begin + INSTRUMENT_S / pace]
    if len(cut) < 4:
        return None
    middle = rng.uniform(lowest + 7, highest - 7)
    shift = round((middle - float(np.mean([n.pitch for n in cut]))) / 1.0)
    loud = int(rng.integers(55, 115))
    level = rng.random() < 0.5
    played = []
    for note in cut:
        pitch = note.pitch + shift
        while pitch < lowest:
            pitch += 12
        while pitch > highest:
            pitch -= 12
        start, end = (note.start_s - begin) / pace, (note.end_s - begin) / pace
        velocity = loud if level else int(np.clip(loud + rng.normal(0, 10), 20, 127))
        played.append(HeardNote(start, pitch, max(start + 0.08, end), velocity))
    program = int(programs[int(rng.integers(len(programs)))])
    return Take(program, tuple(sorted(played)), INSTRUMENT_S)


# -- composers -----------------------------------------------------------------------------------


def composer_pieces(data: Path) -> list[Piece]:
    """Every piece of the five."""
    return [piece for piece in classical_pieces(data) if piece.composer in FOLDERS]


def classical_pieces(data: Path) -> list[Piece]:
    """Every piece of the two classical collections, by the five and by others."""
    return corpus.read(data, "chopin") + corpus.read(data, "piano_midi_de")


def label_of(piece: Piece) -> int:
    """Index into ``COMPOSERS``."""
    return COMPOSERS.index(FOLDERS[piece.composer])


def work_of(piece: Piece) -> str:
    """What must not be on both sides of a split: Chopin's works, else one file's music."""
    return piece.song if piece.composer == "chopin" else piece.name


def composer_splits(pieces: Sequence[Piece]) -> dict[str, str]:
    """Work → split: 60, 15 and 25 in a hundred of each composer's, in the order of a digest."""
    splits = {}
    for composer in FOLDERS:
        works = {work_of(piece) for piece in pieces if piece.composer == composer}
        ordered = sorted(works, key=lambda work: hashlib.sha256(work.encode()).digest())
        for index, work in enumerate(ordered):
            share = (index + 0.5) / len(ordered)
            splits[work] = "train" if share < 0.6 else "validation" if share < 0.75 else "test"
    return splits


def composer_examples(
    pieces: Sequence[Piece], each: dict[str, int], rng: np.random.Generator
) -> list[Example]:
    """Up to ``each[split]`` excerpts of 30 seconds for every composer, evenly from his pieces."""
    splits = composer_splits(pieces)
    examples = []
    for split, count in each.items():
        for composer in FOLDERS:
            own = [p for p in pieces if p.composer == composer and splits[work_of(p)] == split]
            order = rng.permutation(len(own))
            for index in range(count):
                piece = own[int(order[index % len(own)])]
                take = composer_take(piece, rng)
                if take is not None:
                    examples.append(
                        Example(take, label_of(piece), split, work_of(piece), piece.collection)
                    )
    return examples


def excerpts_of_every_piece(
    pieces: Sequence[Piece], split: str, each: int, rng: np.random.Generator
) -> list[Example]:
    """``each`` excerpts of 30 seconds of every file: composers as frequent as in the data."""
    splits = composer_splits(pieces)
    examples = []
    for piece in pieces:
        for _ in range(each if splits[work_of(piece)] == split else 0):
            take = composer_take(piece, rng)
            if take is not None:
                examples.append(
                    Example(take, label_of(piece), split, work_of(piece), piece.collection)
                )
    return examples


def composer_take(
    piece: Piece, rng: np.random.Generator, seconds: float = COMPOSER_S
) -> Take | None:
    """Some seconds of a piece, levelled or not; None where they hold hardly a note."""
    level = rng.random() < 0.5
    notes = levelled(piece) if level else as_played(piece)
    if not notes:
        return None
    last = max(0.0, notes[-1].start_s - seconds)
    begin = rng.uniform(0.0, last) if last else 0.0
    cut = [
        replace(
            note,
            start_s=note.start_s - begin,
            end_s=max(note.end_s - begin, note.start_s - begin + 0.03),
            pitch=min(max(note.pitch, 21), 108),
        )
        for note in notes
        if begin <= note.start_s < begin + seconds
    ]
    if len(cut) < 20:
        return None
    end = min(seconds, cut[-1].start_s + 3.0) if seconds > COMPOSER_S else seconds
    return Take(int(rng.integers(0, 2)), tuple(sorted(cut)), end)


def levelled(piece: Piece) -> list[HeardNote]:
    """A piece's notes in seconds, at one loudness and the tempo that it has on the whole."""
    pace = 60.0 / float(np.median([bar.tempo_bpm for bar in piece.bars]))
    return [
        HeardNote(n.start_beats * pace, n.pitch, n.end_beats * pace, 72)
        for n in piece.notes
        if n.end_beats > n.start_beats
    ]


def as_played(piece: Piece, track: int | None = None) -> list[HeardNote]:
    starts = np.array([bar.start_beats for bar in piece.bars])
    paces = np.array([60.0 / bar.tempo_bpm for bar in piece.bars])
    at = np.concatenate([[0.0], np.cumsum(np.diff(starts) * paces[:-1])])

    def seconds(beats: NDArray[np.float64]) -> NDArray[np.float64]:
        bar = np.clip(np.searchsorted(starts, beats + 1e-9) - 1, 0, len(starts) - 1)
        return np.asarray(at[bar] + (beats - starts[bar]) * paces[bar])

    chosen = [
        note
        for note, voice in zip(piece.notes, piece.voices, strict=True)
        if (track is None or voice == track) and note.end_beats > note.start_beats
    ]
    begins = seconds(np.array([note.start_beats for note in chosen]))
    ends = seconds(np.array([note.end_beats for note in chosen]))
    return [
        HeardNote(float(a), note.pitch, float(b), note.velocity)
        for note, a, b in zip(chosen, begins, ends, strict=True)
        if b > a >= 0
    ]


# -- rooms and noise -----------------------------------------------------------------------------


def disturbed(samples: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """The samples in a room, with noise, louder or softer: each for some, none for a few.

    The room is noise that dies away (0.15 to 0.9 s for 60 dB) after the direct sound; the noise is
    between white and brown, 8 to 45 dB below the music.
    """
    sound = samples.astype(np.float32)
    if rng.random() < 0.6:
        decay_s = rng.uniform(0.15, 0.9)
        time_s = np.arange(round(min(decay_s, 0.5) * RATE)) / RATE
        room = rng.standard_normal(len(time_s)) * 10.0 ** (-3.0 * time_s / decay_s)
        room *= rng.uniform(0.2, 0.8) / max(1e-9, float(np.sqrt(np.sum(room**2))))
        room[0] = 1.0
        sound = _convolved(sound, room.astype(np.float32))
    power = float(np.mean(np.square(sound)))
    if rng.random() < 0.6 and power > 0:
        noise = rng.standard_normal(len(sound)).astype(np.float32)
        spectrum = np.fft.rfft(noise)
        spectrum *= np.maximum(1.0, np.arange(len(spectrum))) ** -rng.uniform(0.0, 1.0)
        noise = np.fft.irfft(spectrum, len(sound)).astype(np.float32)
        wanted = power / 10.0 ** (rng.uniform(8.0, 45.0) / 10.0)
        sound = sound + noise * np.float32(np.sqrt(wanted / np.mean(np.square(noise))))
    peak = float(np.abs(sound).max(initial=0.0))
    if peak > 0:
        sound = sound * np.float32(10.0 ** (rng.uniform(-24.0, 0.0) / 20.0) / peak)
    return sound.astype(np.float32)


def _convolved(sound: NDArray[np.float32], room: NDArray[np.float32]) -> NDArray[np.float32]:
    from scipy.signal import oaconvolve

    return np.asarray(oaconvolve(sound, room)[: len(sound)], dtype=np.float32)


def nothing_to_hear(rng: np.random.Generator, seconds: float) -> NDArray[np.float32]:
    """What is none of the eleven: noise of some colour, hum, clicks, or talk-like babble."""
    size = round(seconds * RATE)
    time_s = np.arange(size) / RATE
    kind = int(rng.integers(4))
    spectrum = np.fft.rfft(rng.standard_normal(size))
    hertz = np.asarray(np.fft.rfftfreq(size, 1.0 / RATE), np.float64)
    if kind == 0:
        spectrum *= np.maximum(hertz, 20.0) ** -rng.uniform(0.0, 1.2)
        sound = np.fft.irfft(spectrum, size)
    elif kind == 1:
        sound = sum(
            rng.uniform(0, 1) / k * np.sin(2 * np.pi * 50.0 * k * time_s) for k in range(1, 12)
        ) + rng.uniform(0.01, 0.5) * rng.standard_normal(size)
    elif kind == 2:
        sound = rng.standard_normal(size) * (rng.random(size) < rng.uniform(2, 40) / RATE) * 8.0
        sound = sound + 0.02 * rng.standard_normal(size)
    else:
        sound = _babble(rng, size)
    sound = np.asarray(sound) / max(1e-9, float(np.abs(sound).max()))
    return disturbed(sound.astype(np.float32), rng)


def _babble(rng: np.random.Generator, size: int) -> NDArray[np.float64]:
    """Syllables: a gliding buzz or a hiss through two or three resonances, with pauses."""
    sound = np.zeros(size)
    voice = rng.uniform(90, 260)
    at = 0
    while at < size:
        length = min(size - at, round(rng.uniform(0.06, 0.3) * RATE))
        if rng.random() < 0.2:
            at += length
            continue
        glide = np.linspace(rng.uniform(0.8, 1.2), rng.uniform(0.75, 1.15), length)
        phase = np.cumsum(voice * glide) / RATE
        voiced = rng.random() < 0.75
        source = 2.0 * (phase % 1.0) - 1.0 if voiced else rng.standard_normal(length)
        spectrum = np.fft.rfft(source)
        own = np.fft.rfftfreq(length, 1.0 / RATE)
        centres = (rng.uniform(300, 850), rng.uniform(900, 2300), rng.uniform(2400, 3400))
        if not voiced:
            centres = (rng.uniform(2500, 5000), rng.uniform(5000, 8000), 9000.0)
        shape = sum(1.0 / (1.0 + ((own - centre) / 120.0) ** 2) for centre in centres) + 0.01
        sound[at : at + length] += np.fft.irfft(spectrum * shape, length) * np.hanning(length)
        at += length
    return sound

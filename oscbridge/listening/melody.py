"""A voice or another single line: its pitch is followed, and notes are made of it.

The pitch tracker is SwiftF0 (L. Nieradzik, "SwiftF0: Fast and Accurate Monophonic Pitch Detection",
2025; its package brings its weights). The notes are those of the likeliest path through a hidden
Markov model, in the manner of M. Mauch et al., "Computer-aided Melody Note Transcription Using the
Tony Software", TENOR 2015: a note holds one semitone of the singer's own tuning, so that a vibrato
stays inside it; a new one costs something, the less so the more something begins at that moment.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from oscbridge.listening.audio import RATE, Samples
from oscbridge.listening.notes import HeardNote, Progress, unheeded
from oscbridge.listening.novelty import onset_strength

HOP = 256
TRACKER_RATE = 16_000
FRAME_S = HOP / TRACKER_RATE

_LOWEST, _HIGHEST = 30, 96
_CYCLE_FRAMES = 11
"""A vibrato has five to seven cycles a second."""
_WIDEST_VIBRATO = 1.3
"""Semitones to each side."""
_STRETCH_FRAMES = 1250
"""Twenty seconds are tracked at once, so that it can be told how far the work is."""


@dataclass(frozen=True, slots=True)
class PitchTrack:
    """What a tracker says of each frame; frame i is at ``i * FRAME_S`` seconds.

    Args:
        pitch: [T] MIDI note numbers with fractions; what is unvoiced means nothing.
        voiced: [T] probability that there is a pitch.
        level_db: [T] loudness.
        onset: [T] how strongly something begins, see ``novelty``.
    """

    pitch: NDArray[np.float64]
    voiced: NDArray[np.float64]
    level_db: NDArray[np.float64]
    onset: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NoteModel:
    """What the path through the notes costs. The values were chosen on the validation split."""

    spread: float = 0.45
    """Semitones by which a note's pitch strays."""
    outlier: float = 0.03
    """Share of frames whose pitch has nothing to do with the note."""
    another: float = 4.0
    """Cost of another note, and of one after silence."""
    after_silence: float = 4.0
    relief: float = 14.0
    """What an onset of strength 1 takes off those costs …"""
    full_rise_db: float = 24.0
    """… and what a rise by so many decibels takes off."""
    again: float = 0.5
    """An onset of this strength begins the same pitch again …"""
    again_rise_db: float = 12.0
    """… if the sound rises by so much around it: a vibrato does not …"""
    again_rise_share: float = 0.6
    """… or by such a part of what lies between the loud and the quiet: noise fills the gaps."""
    silence: float = 6.0
    """Cost of falling silent."""
    quiet_db: float = 45.0
    """So far below the loudest there is silence."""
    shortest_s: float = 0.08
    snap_frames: int = 4
    """A note begins at an onset that is so near …"""
    early_s: float = 0.02
    """… and a little before it: the flux is largest while the sound still rises."""


class MelodyTracker:
    """SwiftF0, loaded, on one thread."""

    def __init__(self) -> None:
        from swift_f0 import SwiftF0

        self._detector = SwiftF0(threads=1, spin=False)

    def track(self, samples: Samples, progress: Progress = unheeded) -> PitchTrack:
        """Follow the pitch of [N] samples at ``RATE``."""
        slow = np.asarray(soxr.resample(samples, RATE, TRACKER_RATE), dtype=np.float32)
        stretch = _STRETCH_FRAMES * HOP
        around = 32 * HOP
        pitch, voiced, level = [], [], []
        for begin in range(0, max(len(slow), 1), stretch):
            progress(begin / max(1, len(slow)), "following the pitch")
            left = max(0, begin - around)
            part = slow[left : begin + stretch + around]
            if len(part) < HOP:
                part = np.pad(part, (0, HOP - len(part)))
            found = self._detector.detect(part, TRACKER_RATE)
            skip = (begin - left) // HOP
            rows = slice(skip, skip + _STRETCH_FRAMES)
            pitch.append(69.0 + 12.0 * np.log2(np.maximum(found.pitch_hz[rows], 1.0) / 440.0))
            voiced.append(found.confidence[rows])
            level.append(found.loudness_db[rows])
        onset = onset_strength(slow, TRACKER_RATE, HOP)
        frames = min(sum(map(len, pitch)), len(onset))
        return PitchTrack(
            np.concatenate(pitch)[:frames],
            np.concatenate(voiced)[:frames],
            np.concatenate(level)[:frames],
            onset[:frames],
        )


def melody_notes(track: PitchTrack, model: NoteModel | None = None) -> list[HeardNote]:
    """The notes of a pitch track, one at a time, in order."""
    model = model or NoteModel()
    if len(track.pitch) < 3:
        return []
    peaks = _peaks(track.onset)
    tuning = _tuning(track)
    rise = _rise_db(track.level_db)
    ease = np.minimum(1.0, peaks + np.where(peaks > 0, rise / model.full_rise_db, 0.0))
    path, begun = _likeliest(track, ease, tuning, model)
    loud, quiet = np.percentile(track.level_db, [90, 5])
    enough = min(model.again_rise_db, model.again_rise_share * float(loud - quiet))
    begun |= (peaks >= model.again) & (rise >= enough) & (path > 0)
    notes = []
    for first, last in _runs(path, begun):
        begin = _snapped(first, peaks, model.snap_frames)
        if (last + 1 - begin) * FRAME_S < model.shortest_s:
            continue
        frames = slice(begin, last + 1)
        notes.append(
            HeardNote(
                max(0.0, begin * FRAME_S - model.early_s),
                int(path[first]) + _LOWEST - 1,
                (last + 1) * FRAME_S,
                _velocity(track.level_db, frames),
            )
        )
    return _one_at_a_time(notes)


def unrest(track: PitchTrack, notes: list[HeardNote]) -> float:
    """How little the pitch stays within the notes; from about 0.8 on somebody speaks.

    In speech it slides through nearly every syllable, and syllables are short. The slope (semitones
    a second) and the stray (semitones) of the median note are multiplied, and divided by the length
    (seconds) of the median note. Renders of the validation split give at most 0.23, two sentences
    by eight synthetic speakers at least 1.3.
    """
    pitch = _without_vibrato(track)
    slopes, strays, lengths = [], [], []
    for note in notes:
        first, last = round(note.start_s / FRAME_S) + 2, round(note.end_s / FRAME_S) - 1
        at = np.arange(first, min(last, len(pitch)))
        at = at[track.voiced[at] > 0.5]
        if len(at) >= 4:
            slopes.append(abs(float(np.polyfit(at * FRAME_S, pitch[at], 1)[0])))
            strays.append(float(np.median(np.abs(pitch[at] - np.median(pitch[at])))))
            lengths.append(len(at) * FRAME_S)
    if not lengths:
        return math.inf
    return float(np.median(slopes) * np.median(strays) / np.median(lengths))


def _peaks(onset: NDArray[np.float64]) -> NDArray[np.float64]:
    """The strengths at local maxima over five frames, 0 elsewhere."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(onset, 2), 5).max(axis=1)
    peaks: NDArray[np.float64] = np.where(onset >= around, onset, 0.0)
    return peaks


def _rise_db(level_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much the sound rises around each frame, within 100 ms; the most of seven frames."""
    view = np.lib.stride_tricks.sliding_window_view
    after = view(np.pad(level_db, (0, 3), "edge"), 4).max(axis=1)
    before = view(np.pad(level_db, (4, 0), "edge"), 5).min(axis=1)
    most: NDArray[np.float64] = view(np.pad(after - before, 3), 7).max(axis=1)
    return most


def _tuning(track: PitchTrack) -> float:
    """By how much the singer's semitones differ from A = 440 Hz, −0.5 to 0.5."""
    sure = track.voiced > 0.5
    if not sure.any():
        return 0.0
    mean = np.exp(2j * np.pi * track.pitch[sure]).mean()
    return float(np.angle(mean) / (2 * np.pi)) if abs(mean) > 0.15 else 0.0


def _without_vibrato(track: PitchTrack) -> NDArray[np.float64]:
    """The pitch, averaged over a vibrato's cycle wherever it strays by no more than one does.

    A step of a semitone stays where it is, for the average crosses its middle there.
    """
    half = _CYCLE_FRAMES // 2
    around = np.lib.stride_tricks.sliding_window_view(
        np.pad(track.pitch, half, "edge"), 2 * half + 1
    )
    voiced = np.lib.stride_tricks.sliding_window_view(np.pad(track.voiced, half), 2 * half + 1)
    middle = np.median(around, axis=1)
    strays = np.abs(around - middle[:, None]).max(axis=1)
    smooth = (strays <= _WIDEST_VIBRATO) & (voiced.min(axis=1) > 0.5)
    pitch: NDArray[np.float64] = np.where(smooth, around.mean(axis=1), track.pitch)
    return pitch


def _likeliest(
    track: PitchTrack, ease: NDArray[np.float64], tuning: float, model: NoteModel
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Viterbi's path: [T] states (0 silence, n the n-th semitone), and where one begins."""
    pitches = np.arange(_LOWEST, _HIGHEST + 1) + tuning
    states = len(pitches) + 1
    frames = len(track.pitch)
    voiced = np.clip(track.voiced, 0.02, 0.98)
    voiced = np.where(track.level_db < track.level_db.max() - model.quiet_db, 0.02, voiced)
    apart = (_without_vibrato(track)[:, None] - pitches[None, :]) / model.spread
    near = (1 - model.outlier) * np.exp(-0.5 * apart**2) + model.outlier / len(pitches)
    fits = np.log(voiced)[:, None] + np.log(near)
    empty = np.log(1 - voiced)
    best = np.full(states, -math.inf)
    best[0] = 0.0
    came = np.zeros((frames, states), np.int16)
    fresh = np.zeros((frames, states), bool)
    for frame in range(frames):
        relief = model.relief * ease[frame]
        loudest = int(best[1:].argmax()) + 1
        change = best[loudest] - max(model.another - relief, 0.5)
        rise = best[0] - max(model.after_silence - relief, 0.5)
        source, enter = (loudest, change) if change >= rise else (0, rise)
        now = np.empty(states)
        stay = best[1:]
        entering = enter > stay
        now[1:] = np.where(entering, enter, stay) + fits[frame]
        came[frame, 1:] = np.where(entering, source, np.arange(1, states))
        fresh[frame, 1:] = entering
        end = best[loudest] - model.silence
        now[0] = max(best[0], end) + empty[frame]
        came[frame, 0] = 0 if best[0] >= end else loudest
        best = now
    path = np.zeros(frames, np.int64)
    begun = np.zeros(frames, bool)
    state = int(best.argmax())
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        begun[frame] = fresh[frame, state]
        state = int(came[frame, state])
    return path, begun


def _runs(path: NDArray[np.int64], begun: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(first, last) frame of every note."""
    runs: list[tuple[int, int]] = []
    first: int | None = None
    for frame, state in enumerate(path):
        changes = frame == 0 or state != path[frame - 1] or begun[frame]
        if changes:
            if first is not None:
                runs.append((first, frame - 1))
            first = frame if state > 0 else None
    if first is not None:
        runs.append((first, len(path) - 1))
    return runs


def _snapped(frame: int, peaks: NDArray[np.float64], reach: int) -> int:
    begin = max(0, frame - reach)
    near = peaks[begin : frame + reach + 1]
    return begin + int(near.argmax()) if near.max(initial=0.0) > 0.15 else frame


def _velocity(level_db: NDArray[np.float64], frames: slice) -> int:
    """100 for the loudest there is, 2 less for each decibel below it, 30 at least."""
    below = float(level_db.max() - level_db[frames].max(initial=-200.0))
    return max(30, round(100 - 2.0 * below))


def _one_at_a_time(notes: list[HeardNote]) -> list[HeardNote]:
    kept: list[HeardNote] = []
    for note in notes:
        if kept and kept[-1].end_s > note.start_s:
            last = kept.pop()
            if note.start_s - last.start_s >= FRAME_S:
                kept.append(HeardNote(last.start_s, last.pitch, note.start_s, last.velocity))
        kept.append(note)
    return kept

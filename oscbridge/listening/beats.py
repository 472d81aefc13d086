"""Notes at seconds → tempo, beats and bars.

Source: D. P. W. Ellis, "Beat Tracking by Dynamic Programming", Journal of New Music Research 36
(2007): the tempo from the weighted autocorrelation of the onsets, then the sequence of beats that
lies best on onsets while it keeps that tempo. The onsets are those of the notes, so that the sound
is not analysed twice; low, long and loud ones count for more, as they do for listeners. The bar is
the period, of four or three beats, whose first beats carry the most weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.notes import HeardNote

FRAMES_A_SECOND = 100
USUAL_BPM = 105.0

_SLOWEST_BPM, _FASTEST_BPM = 45.0, 210.0
_TEMPO_SPREAD_OCTAVES = 0.7
_TIGHTNESS = 200.0
_WIDTH_S = 0.02
_THREE_MUST_LEAD = 0.15
"""Bars of three beats are believed where they explain so much more than bars of four."""


@dataclass(frozen=True, slots=True)
class Beats:
    """Where the beats of a recording lie.

    Args:
        times_s: of every beat, ascending, at least two; the first is not after the first note.
        per_bar: 4 or 3.
        downbeat: which of them is the first "one", 0 to ``per_bar`` − 1.
        tempo_bpm: the median.
    """

    times_s: tuple[float, ...]
    per_bar: int
    downbeat: int
    tempo_bpm: float

    def beat_of(self, second: float) -> float:
        """Beats from the first beat; beyond the ends the tempo goes on."""
        times = np.array(self.times_s)
        if second <= times[0]:
            return float((second - times[0]) / (times[1] - times[0]))
        if second >= times[-1]:
            return float(len(times) - 1 + (second - times[-1]) / (times[-1] - times[-2]))
        return float(np.interp(second, times, np.arange(len(times))))


def find_beats(notes: Sequence[HeardNote], tempo_bpm: float | None = None) -> Beats:
    """The beats of at least one note; ``tempo_bpm`` where it is known."""
    begin = min(note.start_s for note in notes)
    end = max(note.start_s for note in notes)
    strength = _strength(notes, begin, end)
    tempo = tempo_bpm or _tempo(strength)
    frames = _beat_frames(strength, 60.0 * FRAMES_A_SECOND / tempo)
    times = _fitted(begin + np.array(frames) / FRAMES_A_SECOND, tempo)
    while times[0] > begin + 1e-3:
        times = np.concatenate([[times[0] - (times[1] - times[0])], times])
    per_bar, downbeat = _bars(notes, times)
    pace = float(np.median(np.diff(times)))
    return Beats(tuple(float(t) for t in times), per_bar, downbeat, 60.0 / pace)


def _weight(note: HeardNote) -> float:
    low = 1.0 + max(0.0, (60 - note.pitch) / 24)
    long = 0.5 + min(1.0, note.end_s - note.start_s)
    return low * long * note.velocity / 80


def _strength(notes: Sequence[HeardNote], begin: float, end: float) -> NDArray[np.float64]:
    """Onsets as soft pulses, FRAMES_A_SECOND a second, compressed: a chord is no ten notes."""
    size = int((end - begin) * FRAMES_A_SECOND) + FRAMES_A_SECOND
    pulses = np.zeros(size)
    for note in notes:
        pulses[round((note.start_s - begin) * FRAMES_A_SECOND)] += _weight(note)
    reach = np.arange(-8, 9) / FRAMES_A_SECOND
    soft = np.convolve(pulses, np.exp(-0.5 * (reach / _WIDTH_S) ** 2), "same")
    strength: NDArray[np.float64] = np.log1p(soft)
    return strength


def _tempo(strength: NDArray[np.float64]) -> float:
    centred = strength - strength.mean()
    size = 1 << int(np.ceil(np.log2(2 * len(centred))))
    spectrum = np.abs(np.fft.rfft(centred, size)) ** 2
    same = np.fft.irfft(spectrum)[: len(centred)]
    # A lag of a beat is helped by what happens at half of it, at twice and at four times.
    best, best_score = USUAL_BPM, -np.inf
    lags = np.arange(len(same))
    for bpm in np.geomspace(_SLOWEST_BPM, _FASTEST_BPM, 300):
        lag = 60.0 * FRAMES_A_SECOND / bpm
        if lag >= len(same) - 1:
            continue
        multiples = np.array([0.5, 1.0, 2.0, 4.0]) * lag
        parts = np.interp(multiples, lags, same, right=0.0) * np.array([0.4, 1.0, 0.8, 0.5])
        prior = np.exp(-0.5 * (np.log2(bpm / USUAL_BPM) / _TEMPO_SPREAD_OCTAVES) ** 2)
        score = float(prior * parts.sum())
        if score > best_score:
            best, best_score = float(bpm), score
    return best


def _beat_frames(strength: NDArray[np.float64], period: float) -> list[int]:
    """Ellis's recursion, section 3: the best score of a beat at each frame, and its predecessor."""
    scale = float(strength.std()) or 1.0
    local = strength / scale
    score = local.copy()
    before = np.full(len(local), -1)
    near, far = round(period / 2), round(2 * period)
    steps = np.arange(-far, -near + 1)
    cost = -_TIGHTNESS * np.log(-steps / period) ** 2 / 10
    for frame in range(near, len(local)):
        at = frame + steps
        inside = at >= 0
        if not inside.any():
            continue
        values = score[at[inside]] + cost[inside]
        best = int(values.argmax())
        if values[best] > 0:
            score[frame] = local[frame] + values[best]
            before[frame] = at[inside][best]
    frame = len(local) - 1 - int(score[::-1][: max(1, round(period))].argmax())
    frames = [frame]
    while before[frame] >= 0:
        frame = int(before[frame])
        frames.append(frame)
    return frames[::-1]


def _fitted(times: NDArray[np.float64], tempo: float) -> NDArray[np.float64]:
    """At least two beats, without the jitter of single onsets: a line over five of them."""
    pace = 60.0 / tempo
    if len(times) < 2:
        return np.array([times[0], times[0] + pace])
    if len(times) < 5:
        return times
    smooth = times.copy()
    for index in range(len(times)):
        first = min(max(0, index - 2), len(times) - 5)
        at = np.arange(first, first + 5)
        slope, start = np.polyfit(at, times[at], 1)
        smooth[index] = start + slope * index
    fitted: NDArray[np.float64] = np.maximum.accumulate(smooth)
    return fitted


def _bars(notes: Sequence[HeardNote], times: NDArray[np.float64]) -> tuple[int, int]:
    """(beats to a bar, which beat is the first "one")."""
    accents = np.zeros(len(times))
    classes: list[set[int]] = [set() for _ in times]
    for note in notes:
        beat = int(np.abs(times - note.start_s).argmin())
        if abs(times[beat] - note.start_s) < 0.1:
            accents[beat] += _weight(note)
            classes[beat].add(note.pitch % 12)
    accents = np.log1p(accents)
    for beat in range(1, len(times)):
        # New harmony comes on strong beats.
        accents[beat] += 0.3 * len(classes[beat] - classes[beat - 1])
    if len(times) < 8:
        return 4, 0
    spread = float(accents.std()) or 1.0

    def lead(per_bar: int, phase: int) -> float:
        ones = np.arange(len(times)) % per_bar == phase
        return float(accents[ones].mean() - accents[~ones].mean()) / spread

    four = max(range(4), key=lambda phase: lead(4, phase) + 0.5 * lead(2, phase % 2))
    three = max(range(3), key=lambda phase: lead(3, phase))
    if lead(3, three) > lead(4, four) + _THREE_MUST_LEAD:
        return 3, three
    return 4, four

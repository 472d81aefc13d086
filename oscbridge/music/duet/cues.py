"""Cues: what a listener hears of a bar besides its notes, in numbers.

They stand between affect and notes. An affect is turned into cues by what VGMIDI's listeners said
(``expression``), cues are turned into notes by the network, and each is a knob of its own. Pitches
are counted from the key's tonic, so that a cue means the same in every key.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from oscbridge.music.duet.grid import LENGTHS, LOWEST_PITCH, PITCHES, TICKS_PER_BEAT, Passage
from oscbridge.music.keys import shift_to_c


class Cue(IntEnum):
    """The columns of a table of cues."""

    DENSITY = 0
    """log₂ of one more than the onsets a beat."""
    CHORDS = 1
    """log₂ of the notes an onset."""
    REGISTER = 2
    """Mean pitch in octaves from middle C, key-shifted."""
    SPREAD = 3
    """Standard deviation of pitch in octaves."""
    LENGTH = 4
    """log₂ of the mean length in beats."""
    MODE = 5
    """−1 minor to 1 major, from the third, sixth and seventh over this bar and its neighbours."""
    DISSONANCE = 6
    """Share of dissonant pairs among the pitches that sound together."""
    COLOUR = 7
    """Share of sounding time on degrees that neither mode of the key has."""
    ON_BEAT = 8
    """Share of onsets on the beat."""
    CLOSE = 9
    """1 where the bar ends in a long rest on the tonic triad: a cadence."""
    TEMPO = 10
    """log₂ of quarter notes a minute over 100."""


COUNT = len(Cue)
CENTRES = np.array([1.1, 0.8, 0.0, 1.0, 0.0, 0.2, 0.2, 0.08, 0.55, 0.2, 0.1])
SCALES = np.array([0.6, 0.7, 0.7, 0.5, 0.9, 0.6, 0.2, 0.12, 0.35, 0.3, 0.5])
"""What is taken off and divided by before the network sees a cue: about its mean and spread."""
DISSONANT = np.isin(np.arange(12), (1, 2, 6, 10, 11))
_CLASHES = DISSONANT[np.abs(np.arange(PITCHES)[:, None] - np.arange(PITCHES)[None]) % 12].astype(
    np.float32
)
_AT_A_TIME = 512
_MIDDLE_C = 60
_TRIAD = (0, 3, 4, 7)

Cues = NDArray[np.float64]


def bar_cues(
    passage: Passage,
    tonic: int,
    tempo_bpm: NDArray[np.float64],
    clashes: NDArray[np.float64] | None = None,
) -> Cues:
    """The cues of every bar ``[bars, 11]``, not scaled; what an empty bar cannot tell is NaN.

    Args:
        passage: at its own pitch.
        tonic: pitch class of the key.
        tempo_bpm: ``[bars]``.
        clashes: ``dissonance`` of the passage, where it is known already: no key changes it.
    """
    bars = passage.bars
    cues = np.full((bars, COUNT), np.nan)
    cues[:, Cue.TEMPO] = np.log2(tempo_bpm / 100.0)
    cues[:, Cue.DENSITY] = 0.0
    if len(passage.bar) == 0:
        return cues
    beats = passage.bar_ticks / TICKS_PER_BEAT
    notes = np.bincount(passage.bar, minlength=bars).astype(np.float64)
    onset_ids = np.unique(passage.bar * 128 + passage.tick)
    onsets = np.bincount(onset_ids // 128, minlength=bars).astype(np.float64)
    on_beat = np.bincount(
        (onset_ids // 128)[onset_ids % 128 % TICKS_PER_BEAT == 0], minlength=bars
    ).astype(np.float64)
    full = notes > 0
    lengths = LENGTHS[passage.length] / TICKS_PER_BEAT
    shifted = (passage.pitch + shift_to_c(tonic)).astype(np.float64)
    safe = np.maximum(notes, 1)

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(passage.bar, weights=values, minlength=bars) / safe

    middle = mean(shifted)
    variance = mean((shifted - middle[passage.bar]) ** 2)
    cues[:, Cue.DENSITY] = np.log2(1 + onsets / beats)
    cues[full, Cue.CHORDS] = np.log2(safe / np.maximum(onsets, 1))[full]
    cues[full, Cue.REGISTER] = ((middle - _MIDDLE_C) / 12)[full]
    cues[full, Cue.SPREAD] = (np.sqrt(variance) / 12)[full]
    cues[full, Cue.LENGTH] = np.log2(mean(lengths)[full])
    degrees = degree_weights(passage, tonic)
    cues[:, Cue.MODE] = mode_of(degrees)
    cues[full, Cue.DISSONANCE] = (dissonance(passage) if clashes is None else clashes)[full]
    total = np.maximum(degrees.sum(axis=1), 1e-9)
    off = (
        degrees[:, 1]
        + degrees[:, 6]
        + np.minimum(degrees[:, 3], degrees[:, 4])
        + np.minimum(degrees[:, 8], degrees[:, 9])
    )
    cues[full, Cue.COLOUR] = (off / total)[full]
    cues[full, Cue.ON_BEAT] = (on_beat / np.maximum(onsets, 1))[full]
    cues[full, Cue.CLOSE] = _close(passage, tonic)[full]
    return cues


def degree_weights(passage: Passage, tonic: int) -> NDArray[np.float64]:
    """Sounding beats of the twelve degrees above the tonic, for each bar: ``[bars, 12]``."""
    degree = (passage.pitch - tonic) % 12
    capped = np.minimum(LENGTHS[passage.length], 48) / TICKS_PER_BEAT
    table: NDArray[np.float64] = np.bincount(
        passage.bar * 12 + degree, weights=capped, minlength=passage.bars * 12
    ).astype(np.float64)
    return table.reshape(passage.bars, 12)


def mode_of(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """−1 (minor) to 1 (major) for each bar, from it and its neighbours; NaN where nothing tells."""
    around = degrees.copy()
    around[1:] += degrees[:-1]
    around[:-1] += degrees[1:]
    major = around[:, 4] + 0.5 * around[:, 9] + 0.5 * around[:, 11]
    minor = around[:, 3] + 0.5 * around[:, 8] + 0.5 * around[:, 10]
    told = major + minor
    mode = np.full(len(degrees), np.nan)
    some = told > 0
    mode[some] = (major - minor)[some] / (told + 0.05 * around.sum(axis=1))[some]
    return mode


def dissonance(passage: Passage) -> NDArray[np.float64]:
    """Share of dissonant pairs (seconds, sevenths, tritones) among what sounds at the onsets of
    each bar: ``[bars]``.
    """
    start = passage.start
    if not len(start):
        return np.zeros(passage.bars)
    # A pitch struck again ends the note before it.
    order = np.lexsort((start, passage.pitch))
    again = np.full(len(start), np.iinfo(np.int64).max)
    same = passage.pitch[order][1:] == passage.pitch[order][:-1]
    again[order[:-1][same]] = start[order][1:][same]
    end = np.minimum(start + LENGTHS[passage.length], again)
    onsets, first = np.unique(start, return_index=True)
    bad, pairs = np.zeros(passage.bars), np.zeros(passage.bars)
    for low in range(0, len(onsets), _AT_A_TIME):
        times = onsets[low : low + _AT_A_TIME]
        since, until = (
            int(np.searchsorted(start, times[0] - LENGTHS[-1])),
            int(np.searchsorted(start, times[-1], side="right")),
        )
        cut = slice(since, until)
        sounds = (start[cut] <= times[:, None]) & (end[cut] > times[:, None])
        roll = np.zeros((len(times), PITCHES), dtype=np.float32)
        at, note = np.nonzero(sounds)
        roll[at, passage.pitch[cut][note] - LOWEST_PITCH] = 1.0
        count = roll.sum(axis=1)
        where = passage.bar[first[low : low + _AT_A_TIME]]
        np.add.at(bad, where, 0.5 * ((roll @ _CLASHES) * roll).sum(axis=1))
        np.add.at(pairs, where, 0.5 * count * (count - 1))
    return bad / np.maximum(pairs, 1)


def _close(passage: Passage, tonic: int) -> NDArray[np.float64]:
    """How much each bar comes to rest on the tonic triad: ``[bars]``, 0 to 1."""
    rest = np.zeros(passage.bars)
    np.maximum.at(rest, passage.bar, passage.tick / passage.bar_ticks[passage.bar])
    share = 1.0 - rest  # of the bar after its last onset
    last = passage.tick / passage.bar_ticks[passage.bar] >= rest[passage.bar] - 1e-9
    degree = (passage.pitch - tonic) % 12
    held = np.bincount(passage.bar[last], minlength=passage.bars)
    home = np.bincount(passage.bar[last & np.isin(degree, _TRIAD)], minlength=passage.bars)
    root = np.zeros(passage.bars)
    lowest = np.full(passage.bars, 999)
    np.minimum.at(lowest, passage.bar, passage.pitch)
    root[(lowest - tonic) % 12 == 0] = 1.0
    calm = np.clip((share - 0.15) / 0.35, 0.0, 1.0)
    return calm * home / np.maximum(held, 1) * (0.5 + 0.5 * root)


def scaled(cues: Cues) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the network is told of cues ``[…, 11]``: them centred and scaled, 0 where unknown; and a
    flag for each, 1 where known.
    """
    known = np.isfinite(cues)
    values = np.where(known, (np.nan_to_num(cues) - CENTRES) / SCALES, 0.0)
    return np.clip(values, -4, 4).astype(np.float32), known.astype(np.float32)

"""Posteriors of 88 keys → notes: where a key begins, how long it sounds, how loud it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.listening.basic_pitch import FRAME_S, LOWEST_PITCH, Posteriors
from oscbridge.listening.notes import HeardNote


@dataclass(frozen=True, slots=True)
class KeyModel:
    """Thresholds, chosen on the validation split with sound fonts that the test never meets."""

    onset: float = 0.65
    """A key begins where its onset posterior has a peak of at least this …"""
    overtone: float = 0.8
    """… or this, where a key whose overtone it could be begins at the same time …"""
    again: float = 0.75
    """… or this, where it sounds already."""
    sounding: float = 0.3
    """It sounds for as long as its other posterior is at least this …"""
    gap_frames: int = 11
    """… but for gaps shorter than these."""
    apart_frames: int = 3
    """Two beginnings of one key are at least so far apart."""
    shortest_frames: int = 3


_OVERTONES = (12, 19, 24, 28)
"""Semitones from a note to its second to fifth partials."""
_TOGETHER_FRAMES = 3


def played_notes(heard: Posteriors, model: KeyModel | None = None) -> list[HeardNote]:
    """The notes, sorted."""
    model = model or KeyModel()
    peaks = _peaks(heard.onset, min(model.onset, model.again), model.apart_frames)
    peaks &= heard.onset >= _needed(heard, peaks, model)
    notes = []
    for key in np.flatnonzero(peaks.any(axis=0)):
        starts = np.flatnonzero(peaks[:, key])
        sounds = heard.sounding[:, key]
        limits = [*starts[1:].tolist(), len(sounds)]
        for start, limit in zip(starts.tolist(), limits, strict=True):
            end = _end(sounds, start, limit, model)
            if end - start < model.shortest_frames:
                continue
            strength = float(sounds[start:end].max())
            notes.append(
                HeardNote(
                    start * FRAME_S,
                    int(key) + LOWEST_PITCH,
                    end * FRAME_S,
                    int(np.clip(round(30 + 90 * strength), 1, 127)),
                )
            )
    return sorted(notes)


def _peaks(onset: NDArray[np.float32], least: float, apart: int) -> NDArray[np.bool_]:
    """Where a key's onset posterior is the largest within ``apart`` frames, and large enough."""
    padded = np.pad(onset, ((apart, apart), (0, 0)))
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * apart + 1, axis=0).max(axis=-1)
    found: NDArray[np.bool_] = (onset >= around) & (onset >= least)
    found[1:] &= ~found[:-1]  # a plateau is one peak
    return found


def _needed(heard: Posteriors, peaks: NDArray[np.bool_], model: KeyModel) -> NDArray[np.float32]:
    """[frames, 88]: the least posterior with which an onset is believed."""
    near = np.pad(
        peaks & (heard.onset >= model.onset), ((_TOGETHER_FRAMES, _TOGETHER_FRAMES), (0, 0))
    )
    width = 2 * _TOGETHER_FRAMES + 1
    together = np.lib.stride_tricks.sliding_window_view(near, width, axis=0).max(axis=-1)
    needed = np.full(heard.onset.shape, model.onset, np.float32)
    before = np.zeros_like(needed)
    before[_TOGETHER_FRAMES:] = heard.sounding[:-_TOGETHER_FRAMES]
    needed[before >= model.sounding] = model.again
    for interval in _OVERTONES:
        below = together[:, :-interval]
        part = needed[:, interval:]
        part[below] = np.maximum(part[below], model.overtone)
    return needed


def _end(sounds: NDArray[np.float32], start: int, limit: int, model: KeyModel) -> int:
    """The frame behind the last one that sounds."""
    last, silent = start, 0
    for frame in range(start, limit):
        if sounds[frame] >= model.sounding:
            last, silent = frame, 0
        else:
            silent += 1
            if silent >= model.gap_frames:
                break
    return last + 1

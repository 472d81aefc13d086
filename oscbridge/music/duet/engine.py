"""The ``duet`` engine: a primer and an affect in, bars of music in the primer's key and metre out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.models import weights_path
from oscbridge.music.duet import plan, rules
from oscbridge.music.duet.composing import Draft, Orders, Past, columns, composed
from oscbridge.music.duet.context import (
    CONTEXT_BARS,
    Context,
    Metre,
    context_of,
    joined,
    key_of_primer,
    tail,
)
from oscbridge.music.duet.cues import COUNT, bar_cues, degree_weights, scaled, shift_of
from oscbridge.music.duet.events import events_of, strikes
from oscbridge.music.duet.expression import Expression, phrase_mean
from oscbridge.music.duet.grid import (
    LENGTHS,
    LOWEST_PITCH,
    PITCHES,
    TICKS_PER_BEAT,
    Passage,
    length_index,
)
from oscbridge.music.duet.performing import (
    FASTEST_BPM,
    SLOWEST_BPM,
    base_velocity,
    performed,
    tempo_with_primer,
)
from oscbridge.music.duet.runtime import Runtime, read_tables
from oscbridge.music.keys import key_correlations
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase

MOST_BARS = 256
STYLE = 0
"""Of no collection in particular: the primer says what kind of music it is."""
FEWEST_CANDIDATES, MOST_CANDIDATES = 3, 8
CANDIDATE_NOTES = 340
"""Drafts are drawn side by side for every four bars, and the one that the listener in the engine likes
is kept: as many as make about so many notes together, so that time is the same for few notes and
many."""
TEMPERATURE = (0.85, 0.98, 0.95)
"""Of time, pitch and length."""
LEAST_SHARE = 0.02
AFFECT_GAIN = 1.3
"""The network's own scale of affect, as labels were scaled for it."""
LIKELIHOOD_WEIGHT = 0.15
MODE_WEIGHT = 2.0
MODE_SHOWN, MODE_SHOWN_AT_LEAST, MODE_KEPT = 0.35, 0.12, 0.12
"""How far the best fit of a major key and of a minor key lie apart in a phrase at a valence of ±1, at
the least valence that turns the mode, and in one that keeps its primer's (human phrases scatter by
0.18)."""
STRICTNESS, STRICTNESS_DARK, STRICTNESS_BRIGHT = 1.1, 0.0, 0.7
"""Logits taken from pitches outside the key at a neutral affect, at valence −1 and at valence 1."""


class DuetEngine:
    """Affect → cues → notes.

    The primer's last four bars are read; key, metre and texture are taken from them, and the tempo
    within 22 %. Without a primer the key, the tempo and everything else are drawn for the affect, in
    4/4. From four bars on the engine continues itself.

    Args:
        path: a weights file; the shipped one unless given.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    name = "duet"

    def __init__(self, path: Path | None = None) -> None:
        path = path or weights_path("duet")
        self.wishes = Wishes()
        self._runtime = Runtime(path)
        self._expression = Expression(**read_tables(path)[0])

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        """See ``Engine.compose``.

        Raises:
            OscbridgeError: ``bad-bars`` unless ``bars`` is 1 to 256; ``bad-metre`` for a primer with
                bars of more than 32 beats.
        """
        if not 1 <= bars <= MOST_BARS:
            raise OscbridgeError("bad-bars", f"{bars} bars asked for; give 1 to {MOST_BARS}")
        metre = Metre.of(primer.beats_per_bar if primer is not None else 4.0)
        heard = primer if primer is not None and primer.notes else None
        context = None if heard is None else context_of(heard, metre)
        tempo = self._tempo(primer, affect, rng)
        tonic, mode = self._key(heard, affect, rng)
        likeness = None
        if context is not None and heard is not None:
            likeness = context.likeness(key_of_primer(heard).tonic)
        mode_shown = plan.wanted_mode(affect, mode)
        asked = self.wishes.tonic_and_mode
        if asked is not None:
            mode_shown = -0.8 if asked[1] else 0.8
        before = None if context is None else context.passage
        before_tonic = tonic if heard is None else key_of_primer(heard).tonic
        shift = shift_of(tonic)
        parts = len(metre.parts)
        whole: list[tuple[int, int, int, int, int]] = []
        for first in range(0, bars, plan.PHRASE_BARS):
            count = min(plan.PHRASE_BARS, bars - first)
            draft = self._phrase(
                before,
                before_tonic,
                tonic,
                affect,
                likeness,
                mode_shown,
                metre,
                first,
                count,
                bars,
                tempo,
                rng,
            )
            whole += [(bar + first * parts, *rest) for bar, *rest in draft.notes]  # type: ignore[misc]
            answer = _passage_of(draft, metre.parts * count, shift)
            before = tail(joined(before, answer), CONTEXT_BARS * parts)
            before_tonic = tonic
        starts = _bar_starts(metre, bars)
        notes = performed(
            whole,
            shift=shift,
            bar_starts_beats=starts,
            beat_scale=metre.beat_scale,
            length_beats=bars * metre.beats_per_bar,
            velocity=base_velocity(affect, primer.notes if primer is not None else ()),
            affect=affect,
        )
        return Phrase(
            notes,
            bars=bars,
            beats_per_bar=metre.beats_per_bar,
            tempo_bpm=tempo,
            engine=self.name,
            affect=affect,
        )

    def _tempo(self, primer: Phrase | None, affect: Affect, rng: np.random.Generator) -> float:
        if primer is not None:
            return tempo_with_primer(primer.tempo_bpm, affect)
        from oscbridge.music.duet.cues import CENTRES, SCALES

        drawn = self._expression.cues(affect)[10] + 0.25 * float(rng.standard_normal())
        bpm = 100.0 * 2.0 ** (drawn * SCALES[10] + CENTRES[10])
        return round(float(min(FASTEST_BPM, max(SLOWEST_BPM, bpm))), 1)

    def _key(
        self, heard: Phrase | None, affect: Affect, rng: np.random.Generator
    ) -> tuple[int, float]:
        """Tonic, and the mode, −1 to 1, that is there before the affect acts on it."""
        asked = self.wishes.tonic_and_mode
        if asked is not None:
            return asked[0], -1.0 if asked[1] else 1.0
        if heard is not None:
            key = key_of_primer(heard)
            return key.tonic, -1.0 if key.minor else 1.0
        minor = rng.random() < 1.0 / (1.0 + np.exp(5.0 * affect.valence))
        return int(rng.integers(12)), -1.0 if minor else 1.0

    def _phrase(
        self,
        before: Passage | None,
        before_tonic: int,
        tonic: int,
        affect: Affect,
        likeness: plan.Likeness | None,
        mode: float,
        metre: Metre,
        first: int,
        count: int,
        bars: int,
        tempo: float,
        rng: np.random.Generator,
    ) -> Draft:
        """The best of several drafts of up to four bars."""
        shift, parts = shift_of(tonic), len(metre.parts)
        phrase = plan.planned(
            self._expression,
            affect,
            likeness,
            mode,
            tempo,
            self.wishes.density,
            rng,
            MOST_CANDIDATES,
        )
        notes = plan.notes_expected(phrase[0], count * metre.beats_per_bar)
        rows = int(np.clip(CANDIDATE_NOTES / notes, FEWEST_CANDIDATES, MOST_CANDIDATES))
        phrase = phrase[:rows]
        cues = [
            plan.of_bar(self._expression, phrase, first + part // parts, bars, rng)
            for part in range(count * parts)
        ]
        felt = np.array([affect.valence, affect.arousal]) * AFFECT_GAIN
        conditions = np.stack([conditions_of(each, felt) for each in cues])
        state, recent, past, ends = self._primed(before, before_tonic, rows, tempo)
        warm = self.wishes.temperature
        far = STRICTNESS_DARK if affect.valence < 0 else STRICTNESS_BRIGHT
        strictness = STRICTNESS + (far - STRICTNESS) * min(1.0, 1.5 * abs(affect.valence))
        rule = rules.KeyRule(
            mode=mode,
            strictness=strictness / warm,
            turned=plan.turned_by(affect),
            shift=shift,
            lowest=self.wishes.lowest,
            highest=self.wishes.highest,
        )
        triplets = before is not None and _has_triplets(before)
        ticks = list(metre.parts) * count
        orders = Orders(
            bar_ticks=ticks,
            conditions=conditions,
            pitch_bias=rules.pitch_bias(rule),
            time_tables={t: rules.time_table(t, triplets=triplets) for t in set(ticks)},
            length_bias=rules.length_bias(2.0 * max(sum(metre.parts), TICKS_PER_BEAT)),
            style=STYLE,
            temperature=(TEMPERATURE[0] * warm, TEMPERATURE[1] * warm, TEMPERATURE[2] * warm),
            least=min(0.5, LEAST_SHARE / warm),
        )
        drafts = composed(self._runtime, orders, state, recent, past, ends, rng)
        return max(
            drafts,
            key=lambda draft: self._merit(draft, ticks, phrase[0], tonic, mode, affect, tempo),
        )

    def _merit(
        self,
        draft: Draft,
        ticks: list[int],
        phrase: NDArray[np.float64],
        tonic: int,
        mode: float,
        affect: Affect,
        tempo: float,
    ) -> float:
        """How near the listener in the engine hears the affect, and how likely the notes are."""
        passage = _passage_of(draft, tuple(ticks), shift_of(tonic))
        told = phrase_mean(bar_cues(passage, tonic, np.full(len(ticks), tempo)))
        told[10] = phrase[10]
        valence, arousal = self._expression.heard(told)
        miss = abs(valence - affect.valence) + abs(arousal - affect.arousal)
        fits = key_correlations(degree_weights(passage, tonic).sum(axis=0))
        turned = plan.turned_by(affect)
        strength = abs(affect.valence)
        shown = (MODE_SHOWN_AT_LEAST + (MODE_SHOWN - MODE_SHOWN_AT_LEAST) * strength) * turned
        shown = np.sign(affect.valence) * shown + (1 - turned) * MODE_KEPT * np.sign(mode)
        astray = abs(float(fits[:12].max() - fits[12:].max()) - shown)
        likely = LIKELIHOOD_WEIGHT * draft.likelihood / max(1, draft.events)
        return float(likely - miss - MODE_WEIGHT * astray)

    def _primed(
        self, before: Passage | None, tonic: int, rows: int, tempo: float
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], Past, NDArray[np.float32]]:
        """The network's state after the bars before, for every candidate."""
        past = Past(rows)
        ends = np.zeros((rows, PITCHES), dtype=np.float32)
        if before is None or before.bars == 0:
            state, recent = self._runtime.blank()
            return np.repeat(state, rows, axis=0), np.repeat(recent, rows, axis=0), past, ends
        shift = shift_of(tonic)
        events = events_of(before)
        table = bar_cues(before, tonic, np.full(before.bars, tempo))
        per_bar = np.stack(
            [
                conditions_of(
                    row,
                    self._expression.heard(row) * AFFECT_GAIN,
                    known,
                )
                for row, known in zip(*scaled(table), strict=True)
            ]
        )
        read = slice(0, len(events.time) - 1)
        state, recent = self._runtime.prime(
            columns(events, STYLE, shift)[read], per_bar[events.bar[read]]
        )
        for struck in strikes(before)[-CONTEXT_BARS:]:
            ticks = [tick for tick, rows_there in struck.items() for _ in rows_there]
            pitches = [min(PITCHES - 1, max(0, p + shift)) for r in struck.values() for p in r]
            for row in range(rows):
                past.push(row, ticks, pitches)
        over = before.start + LENGTHS[before.length] - int(before.bar_ticks.sum())
        rows_there = np.clip(before.pitch - LOWEST_PITCH + shift, 0, PITCHES - 1)
        ends[:, rows_there] = np.maximum(over, 0).astype(np.float32)
        return np.repeat(state, rows, axis=0), np.repeat(recent, rows, axis=0), past, ends

    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        """See ``Scorer``: by how many nats a note, on average, the primer makes ``continuation``
        likelier than it would be after nothing, in the primer's key.

        A likelihood alone mostly tells how plain music is; a ratio of likelihoods tells whether it
        belongs here. ``log_likelihood`` gives its two terms. The affect is not looked at.

        Raises:
            OscbridgeError: ``bad-metre``, as ``compose``.
        """
        after = self.log_likelihood(primer, continuation)
        return after - self.log_likelihood(primer, continuation, hidden=True)

    def log_likelihood(
        self, primer: Phrase, continuation: Phrase, *, hidden: bool = False
    ) -> float:
        """Mean log-likelihood in nats of a note of ``continuation`` (its place, pitch and length)
        after the primer's last four bars, or with ``hidden`` after nothing, in the primer's key.

        The network is told the primer's cues and none of the continuation's. −∞ for silence.
        """
        if not continuation.notes:
            return float("-inf")
        metre = Metre.of(primer.beats_per_bar)
        tonic = key_of_primer(primer).tonic if primer.notes else 0
        seen = bool(primer.notes) and not hidden
        before = context_of(primer, metre).passage if seen else None
        follows = context_of(continuation, metre, bars=continuation.bars).passage
        whole = joined(before, follows)
        events = events_of(whole)
        first = 0 if before is None else int(np.flatnonzero(events.bar == before.bars)[0])
        values, known = np.zeros((2, whole.bars + 1, COUNT))
        if before is not None:
            told = scaled(bar_cues(before, tonic, np.full(before.bars, primer.tempo_bpm)))
            values[: before.bars], known[: before.bars] = told
        conditions = conditions_of(values, np.zeros(2), known, felt=False)
        shift = shift_of(tonic)
        table = columns(events, STYLE, shift)
        bits = np.unpackbits(events.planes, axis=2)
        planes = np.zeros((len(bits), bits.shape[1], PITCHES), dtype=np.float32)
        low, high = max(0, shift), min(PITCHES, PITCHES + shift)
        planes[:, :, low:high] = bits[:, :, low - shift : high - shift]
        likelihood = self._runtime.score(
            table[:-1],
            conditions[events.bar[:-1]],
            planes[1:].reshape(len(bits) - 1, -1),
            np.concatenate([table[1:, :4], table[1:, 5:6]], axis=1),
        )
        return float(likelihood[first:].sum() / max(1, len(follows.bar)))


def conditions_of(
    cues: NDArray[np.floating],
    affect: NDArray[np.floating],
    known: NDArray[np.floating] | None = None,
    *,
    felt: bool = True,
) -> NDArray[np.float32]:
    """Scaled cues ``[…, 11]`` and affect ``[2]`` as the network's conditions ``[…, 26]``."""
    shape = cues.shape[:-1]
    flags = np.ones_like(cues) if known is None else known
    on = np.full((*shape, 2), float(felt))
    feeling = np.broadcast_to(affect, (*shape, 2)) * on
    return np.concatenate([cues * flags, flags, feeling, on], axis=-1).astype(np.float32)


def _bar_starts(metre: Metre, bars: int) -> list[float]:
    starts = []
    for bar in range(bars):
        at = 0
        for part in metre.parts:
            starts.append(bar * metre.beats_per_bar + at / TICKS_PER_BEAT * metre.beat_scale)
            at += part
    return starts


def _passage_of(draft: Draft, bar_ticks: tuple[int, ...], shift: int) -> Passage:
    table = np.array(draft.notes, dtype=np.int64).reshape(-1, 5)
    return Passage(
        np.array(bar_ticks, dtype=np.int64),
        table[:, 0],
        table[:, 1],
        np.clip(table[:, 2] + LOWEST_PITCH - shift, 0, 127),
        length_index(table[:, 3].astype(np.float64)),
        np.full(len(table), 70, dtype=np.int64),
    )


def _has_triplets(passage: Passage) -> bool:
    off = passage.tick % TICKS_PER_BEAT % 3 != 0
    return bool(off.mean() > 0.08) if len(off) else False

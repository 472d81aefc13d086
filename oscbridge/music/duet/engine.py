"""The ``duet`` engine: primer and affect in, bars of music in the primer's key and metre out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.music.duet import plan, rules, scoring
from oscbridge.music.duet.choosing import merit
from oscbridge.music.duet.composing import Draft, DraftedNote, Orders, Past, Primed, composed
from oscbridge.music.duet.conditions import STYLE, conditions_of
from oscbridge.music.duet.context import (
    CONTEXT_BARS,
    Metre,
    context_of,
    joined,
    key_of_primer,
    tail,
)
from oscbridge.music.duet.cues import CENTRES, SCALES, Cue, bar_cues, scaled
from oscbridge.music.duet.events import columns, events_of, strikes
from oscbridge.music.duet.expression import Expression
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
from oscbridge.music.duet.plan import Tonality
from oscbridge.music.duet.runtime import Runtime, read_tables
from oscbridge.music.engine import check_bars
from oscbridge.music.keys import shift_to_c
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase
from oscbridge.weights.models import weights_path

FEWEST_CANDIDATES, MOST_CANDIDATES = 3, 7
CANDIDATE_NOTES = 340
"""Drafts are drawn side by side for every four bars, and one is kept (``choosing``): as many as
make about so many notes together, so that time is much the same for few notes and for many."""
TEMPERATURE = (0.85, 0.98, 0.95)
"""Of time, pitch and length."""
MIN_P = 0.02
"""Nothing less likely than this share of the likeliest is chosen (see ``graphs``)."""
STRICTNESS, STRICTNESS_DARK, STRICTNESS_BRIGHT = 1.1, 0.0, 0.7
"""Logits taken from pitches outside the key at a neutral affect, at valence −1 and at valence 1."""
WISHED_MODE = 0.8
"""How major or minor a wished-for key is, of 1."""
TRIPLETS_FROM = 0.08
"""The grid has triplets where a larger share of the notes before is off the sixteenths."""
TEMPO_CHANCE = 0.25
"""Scatter of a fresh start's tempo around the affect's, in scaled cues."""


@dataclass(frozen=True, slots=True)
class Request:
    """All that is decided before the first of several phrases.

    Args:
        affect, bars: asked for.
        metre, tempo_bpm: of all bars.
        tonality: of all bars.
        primer: the primer's mean scaled cues ``[11]``, or None.
    """

    affect: Affect
    bars: int
    metre: Metre
    tempo_bpm: float
    tonality: Tonality
    primer: NDArray[np.float64] | None


class DuetEngine:
    """Affect → cues → notes.

    The primer's last four bars are read; key, metre and texture are taken from them, and the tempo
    within 25 %. Without a primer the key, the tempo and everything else are drawn for the affect,
    in 4/4. From four bars on the engine continues itself.

    Args:
        weights: a file that ``oscbridge train duet`` wrote; None: the shipped one.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    name = "duet"

    def __init__(self, weights: Path | None = None) -> None:
        path = weights or weights_path("duet")
        self.wishes = Wishes()
        self._runtime = Runtime(path)
        self._expression = Expression(**read_tables(path)[0])

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        """See ``Engine.compose``.

        Raises:
            OscbridgeError: ``bad-bars`` unless ``bars`` is 1 to 256; ``bad-metre`` for a primer
                with bars of more than 32 beats.
        """
        check_bars(bars)
        metre = Metre.of(primer.beats_per_bar if primer is not None else 4.0)
        heard = primer if primer is not None and primer.notes else None
        tempo = self._tempo(primer, affect, rng)
        tonality = self._tonality(heard, affect, rng)
        before, primer_cues, before_tonic = None, None, tonality.tonic
        if heard is not None:
            context = context_of(heard, metre)
            before, before_tonic = context.passage, key_of_primer(heard).tonic
            primer_cues = context.mean_cues(before_tonic)
        request = Request(affect, bars, metre, tempo, tonality, primer_cues)
        shift, parts = shift_to_c(tonality.tonic), len(metre.parts)
        whole: list[DraftedNote] = []
        for first in range(0, bars, plan.PHRASE_BARS):
            draft = self._phrase(request, before, before_tonic, first, rng)
            whole += [note._replace(bar=note.bar + first * parts) for note in draft.notes]
            count = min(plan.PHRASE_BARS, bars - first)
            answer = _passage_of(draft, metre.parts * count, shift)
            before = tail(joined(before, answer), CONTEXT_BARS * parts)
            before_tonic = tonality.tonic
        notes = performed(
            whole,
            shift=shift,
            bar_starts_beats=metre.starts_beats(bars),
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

    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        """See ``Scorer``: by how many nats a note, on average, the primer makes ``continuation``
        likelier than it would be after nothing, in the primer's key.

        A likelihood alone mostly tells how plain music is; a ratio of likelihoods tells whether it
        belongs here. ``log_likelihood`` gives its two terms. The affect is not looked at.

        Raises:
            OscbridgeError: ``bad-metre``, as ``compose``.
        """
        after = self.log_likelihood(primer, continuation)
        if not np.isfinite(after):
            return after
        return after - self.log_likelihood(primer, continuation, hidden=True)

    def log_likelihood(
        self, primer: Phrase, continuation: Phrase, *, hidden: bool = False
    ) -> float:
        """See ``scoring.log_likelihood``."""
        return scoring.log_likelihood(self._runtime, primer, continuation, hidden=hidden)

    def _tempo(self, primer: Phrase | None, affect: Affect, rng: np.random.Generator) -> float:
        if primer is not None:
            return tempo_with_primer(primer.tempo_bpm, affect)
        drawn = self._expression.cues(affect)[Cue.TEMPO] + TEMPO_CHANCE * rng.standard_normal()
        octaves = drawn * SCALES[Cue.TEMPO] + CENTRES[Cue.TEMPO]
        slowest, fastest = np.log2(np.array([SLOWEST_BPM, FASTEST_BPM]) / 100.0)
        return round(float(100.0 * 2.0 ** min(fastest, max(slowest, octaves))), 1)

    def _tonality(self, heard: Phrase | None, affect: Affect, rng: np.random.Generator) -> Tonality:
        asked = self.wishes.tonic_and_mode
        if asked is not None:
            return Tonality(asked[0], -WISHED_MODE if asked[1] else WISHED_MODE, 0.0)
        turned = plan.turned_by(affect)
        if heard is not None:
            key = key_of_primer(heard)
            came = -1.0 if key.minor else 1.0
            return Tonality(key.tonic, plan.wanted_mode(affect, came), turned)
        came = -1.0 if rng.random() < 0.5 else 1.0
        return Tonality(int(rng.integers(12)), plan.wanted_mode(affect, came), turned)

    def _phrase(
        self,
        request: Request,
        before: Passage | None,
        before_tonic: int,
        first: int,
        rng: np.random.Generator,
    ) -> Draft:
        """The best of several drafts of up to four bars, from bar ``first`` on."""
        affect, metre, tonality = request.affect, request.metre, request.tonality
        parts, count = len(metre.parts), min(plan.PHRASE_BARS, request.bars - first)
        phrase = plan.planned(
            self._expression,
            affect,
            request.primer,
            tonality.mode,
            request.tempo_bpm,
            self.wishes.density,
            rng,
            MOST_CANDIDATES,
        )
        notes = plan.notes_expected(phrase[0], count * metre.beats_per_bar)
        rows = int(np.clip(CANDIDATE_NOTES / notes, FEWEST_CANDIDATES, MOST_CANDIDATES))
        phrase = phrase[:rows]
        felt = np.array([affect.valence, affect.arousal])
        conditions = [
            conditions_of(
                plan.of_bar(self._expression, phrase, first + part // parts, request.bars, rng),
                felt,
            )
            for part in range(count * parts)
        ]
        ticks = metre.parts * count
        orders = self._orders(
            request, ticks, np.stack(conditions), before is not None and _has_triplets(before)
        )
        primed = self._primed(before, before_tonic, rows, request.tempo_bpm)
        drafts = composed(self._runtime, orders, primed, rng)
        merits = [
            merit(
                self._expression,
                _passage_of(draft, ticks, shift_to_c(tonality.tonic)),
                draft.likelihood / max(1, draft.events),
                phrase[0],
                tonality,
                affect,
            )
            for draft in drafts
        ]
        return drafts[int(np.argmax(merits))]

    def _orders(
        self,
        request: Request,
        ticks: tuple[int, ...],
        conditions: NDArray[np.float32],
        triplets: bool,
    ) -> Orders:
        """What the loop is told: the form, the cues, and how freely to choose."""
        warm, valence = self.wishes.temperature, request.affect.valence
        far = STRICTNESS_DARK if valence < 0 else STRICTNESS_BRIGHT
        strictness = STRICTNESS + (far - STRICTNESS) * min(1.0, 1.5 * abs(valence))
        rule = rules.KeyRule(
            mode=request.tonality.mode,
            strictness=(strictness if self.wishes.tonic_and_mode is None else STRICTNESS) / warm,
            turned=request.tonality.turned,
            shift=shift_to_c(request.tonality.tonic),
            lowest=self.wishes.lowest,
            highest=self.wishes.highest,
        )
        return Orders(
            bar_ticks=ticks,
            conditions=conditions,
            pitch_bias=rules.pitch_bias(rule),
            time_tables={t: rules.time_table(t, triplets=triplets) for t in set(ticks)},
            length_bias=rules.length_bias(2.0 * max(sum(request.metre.parts), TICKS_PER_BEAT)),
            style=STYLE,
            temperature=(TEMPERATURE[0] * warm, TEMPERATURE[1] * warm, TEMPERATURE[2] * warm),
            min_p=min(0.5, MIN_P / warm),
        )

    def _primed(self, before: Passage | None, tonic: int, rows: int, tempo_bpm: float) -> Primed:
        """The network's state after the bars before, what they struck, and what still sounds."""
        past = Past(rows)
        ends = np.zeros((rows, PITCHES), dtype=np.float32)
        state, recent = self._runtime.blank()
        if before is not None and before.bars:
            shift = shift_to_c(tonic)
            events = events_of(before)
            values, known = scaled(bar_cues(before, tonic, np.full(before.bars, tempo_bpm)))
            heard = self._expression.heard(values.astype(np.float64))
            per_bar = conditions_of(values, heard, known)
            read = slice(0, len(events.time) - 1)
            state, recent = self._runtime.prime(
                columns(events, STYLE, shift)[read], per_bar[events.bar[read]]
            )
            for struck in strikes(before)[-CONTEXT_BARS:]:
                ticks = [tick for tick, there in struck.items() for _ in there]
                pitches = [min(PITCHES - 1, max(0, p + shift)) for r in struck.values() for p in r]
                past.push_everywhere(ticks, pitches)
            over = before.start + LENGTHS[before.length] - int(before.bar_ticks.sum())
            there = np.clip(before.pitch - LOWEST_PITCH + shift, 0, PITCHES - 1)
            ends[:, there] = np.maximum(over, 0).astype(np.float32)
        return Primed(np.repeat(state, rows, axis=0), np.repeat(recent, rows, axis=0), past, ends)


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
    off_sixteenths = passage.tick % TICKS_PER_BEAT % 3 != 0
    return bool(off_sixteenths.mean() > TRIPLETS_FROM) if len(off_sixteenths) else False

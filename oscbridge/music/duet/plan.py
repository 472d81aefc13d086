"""The plan of a phrase before its first note: what every bar should be like, and its place in form.

Sixteen bars are four phrases: opening, answer, opening again, cadence. An opening's last bar rests
a little, an answer's more, the cadence's wholly. Cues are a mixture of three: what the primer is
like, what the affect asks for, and chance as wide as human phrases scatter. The stronger the
affect, the less of the primer is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.music.duet.cues import CENTRES, COUNT, SCALES, Cue
from oscbridge.music.duet.expression import Expression

FORM_BARS = 16
PHRASE_BARS = 4

# In the order of ``Cue``: density, chords, register, spread, length, mode, dissonance, colour, on
# the beat, close, tempo.
KEPT = np.array([0.5, 0.7, 0.75, 0.75, 0.75, 0.0, 0.6, 0.6, 0.75, 0.0, 1.0])
"""How much of the primer's cue stays at a neutral affect."""
KEPT_AT_FULL = np.array([0.1, 0.4, 0.5, 0.5, 0.1, 0.0, 0.2, 0.1, 0.4, 0.0, 1.0])
"""The same where the affect is as far out as can be."""
CHANCE = np.array([0.2, 0.6, 0.5, 0.6, 0.4, 0.0, 0.5, 0.3, 0.6, 0.0, 0.5])
"""How much of the scatter of human phrases is drawn."""
BAR_CHANCE = 0.6
"""How much of a bar's own scatter around its phrase is drawn."""
MOVED_BY_AROUSAL = {Cue.DENSITY: 0.45, Cue.LENGTH: -0.25}
"""Added to the expression's line, in scaled cues at full arousal: what the tempo, which a primer
holds near its own, cannot say."""
MOVED_BY_DARKNESS = {Cue.DISSONANCE: 0.5, Cue.COLOUR: 0.2}
"""The same at valence −1: unresolved sounds tell sorrow from calm."""
TURN_FROM, TURN_BY = 0.05, 0.25
"""From this strength of valence on the mode begins to turn, by that it has turned."""


@dataclass(frozen=True, slots=True)
class Tonality:
    """The key to compose in.

    Args:
        tonic: pitch class.
        mode: −1 (minor) to 1 (major).
        turned: 0 where the mode is as it came, to 1 where valence shows it on purpose.
    """

    tonic: int
    mode: float
    turned: float


def turned_by(affect: Affect) -> float:
    """0 where valence leaves the mode as it came, to 1 where it decides it."""
    strength = (abs(affect.valence) - TURN_FROM) / (TURN_BY - TURN_FROM)
    turned = min(1.0, max(0.0, strength))
    return turned * turned * (3 - 2 * turned)


def wanted_mode(affect: Affect, came: float) -> float:
    """Mode on −1 (minor) to 1 (major): near neutral as it came (−1 or 1), else as valence asks."""
    turned = turned_by(affect)
    goal = np.sign(affect.valence) * (0.55 + 0.35 * abs(affect.valence))
    return float(came * 0.7 * (1 - turned) + goal * turned)


def rest_at(bar: int, bars: int) -> float:
    """How much bar ``bar`` (from 0) of ``bars`` should come to rest, as the cue ``close``."""
    if bar % FORM_BARS == FORM_BARS - 1:
        return 0.85
    if bar % PHRASE_BARS == PHRASE_BARS - 1 or bar == bars - 1:
        return 0.45 if (bar // PHRASE_BARS) % 2 == 1 else 0.25
    return 0.0


def planned(
    expression: Expression,
    affect: Affect,
    primer: NDArray[np.float64] | None,
    mode: float,
    tempo_bpm: float,
    density: float,
    rng: np.random.Generator,
    rows: int,
) -> NDArray[np.float64]:
    """Mean scaled cues of a phrase for each candidate: ``[rows, 11]``.

    Args:
        expression: from affect to cues.
        affect: asked for.
        primer: the primer's own mean scaled cues ``[11]``, or None.
        mode: from ``wanted_mode``.
        tempo_bpm: decided already.
        density: the performer's factor on the number of notes.
        rng: where chance comes from.
        rows: how many candidates.
    """
    base = expression.cues(affect)
    for cue, gain in MOVED_BY_AROUSAL.items():
        base[cue] += gain * affect.arousal
    for cue, gain in MOVED_BY_DARKNESS.items():
        base[cue] += gain * max(0.0, -affect.valence)
    if primer is not None:
        strength = min(1.0, 1.6 * float(np.hypot(affect.valence, affect.arousal)))
        kept = KEPT + (KEPT_AT_FULL - KEPT) * strength
        # The primer's place in the scatter is kept, and the affect's line added.
        neutral = expression.cues(Affect(0.0, 0.0))
        base = base + kept * (primer - neutral)
    drawn = rng.standard_normal((rows, COUNT)) @ expression.scatter.T
    # Half of the chance is the phrase's, and shared by its candidates.
    drawn = np.sqrt(0.5) * (drawn + drawn[:1])
    drawn[0] /= np.sqrt(2)
    chance = CHANCE if primer is None else CHANCE * (1 - 0.5 * KEPT)
    cues = expression.within_reach(base + chance * drawn)
    cues[:, Cue.MODE] = _scaled(Cue.MODE, mode)
    cues[:, Cue.TEMPO] = _scaled(Cue.TEMPO, float(np.log2(tempo_bpm / 100.0)))
    onsets = 2.0 ** _unscaled(Cue.DENSITY, cues) - 1
    wanted = np.log2(1 + np.maximum(onsets, 0.1) * density)
    cues[:, Cue.DENSITY] = (wanted - CENTRES[Cue.DENSITY]) / SCALES[Cue.DENSITY]
    return np.clip(cues, -4, 4)


def notes_expected(cues: NDArray[np.float64], beats: float) -> float:
    """About how many notes so many beats of these scaled cues ``[11]`` hold."""
    onsets = 2.0 ** _unscaled(Cue.DENSITY, cues) - 1
    notes_an_onset = 2.0 ** _unscaled(Cue.CHORDS, cues)
    return max(1.0, float(onsets) * max(1.0, float(notes_an_onset)) * beats)


def of_bar(
    expression: Expression,
    phrase: NDArray[np.float64],
    bar: int,
    bars: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """The scaled cues of one bar of a phrase for each candidate: ``[rows, 11]``.

    Args:
        expression: how a bar scatters around its phrase.
        phrase: ``[rows, 11]`` from ``planned``.
        bar, bars: which bar, from 0, of how many.
        rng: where chance comes from.
    """
    cues = phrase + BAR_CHANCE * expression.within * rng.standard_normal(COUNT)
    for steady in (Cue.MODE, Cue.TEMPO):
        cues[:, steady] = phrase[:, steady]
    rest = rest_at(bar, bars)
    cues[:, Cue.CLOSE] = _scaled(Cue.CLOSE, rest)
    if rest > 0:
        cues[:, Cue.DENSITY] -= 0.3 * rest
        cues[:, Cue.COLOUR] = np.minimum(cues[:, Cue.COLOUR], _scaled(Cue.COLOUR, 0.03))
    return np.clip(cues, -4, 4)


def _scaled(cue: Cue, value: float) -> float:
    return float((value - CENTRES[cue]) / SCALES[cue])


def _unscaled(cue: Cue, cues: NDArray[np.float64]) -> NDArray[np.float64]:
    """One cue of scaled cues ``[…, 11]``, in its own unit: ``[…]``."""
    value: NDArray[np.float64] = cues[..., cue] * SCALES[cue] + CENTRES[cue]
    return value

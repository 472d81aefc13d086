"""One call that composes: a seed in, a signed phrase out, and no engine's mishap gets past it."""

from __future__ import annotations

from dataclasses import replace

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.engine import Engine, Wishful
from oscbridge.music.fitting import in_key, in_range
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase

NO_WISHES = Wishes()


def compose(
    engine: Engine,
    primer: Phrase | None,
    affect: Affect,
    bars: int,
    seed: int,
    wishes: Wishes = NO_WISHES,
) -> Phrase:
    """A phrase by ``engine`` that says what made it. Same arguments, same phrase.

    Args:
        engine: any engine, a plug-in's included.
        primer: what to continue, or None.
        affect: the felt emotion that shapes it.
        bars: length in bars, ≥ 1.
        seed: ≥ 0; all chance is drawn from it.
        wishes: key, range and the like; the key of a phrase by an engine that has no notion of
            wishes is fitted afterwards, the range of every phrase.

    Raises:
        OscbridgeError: the engine's own, or ``engine-failed`` for whatever else went wrong in it.
    """
    import numpy as np  # not above: the main process imports this module for a name, not to compute

    try:
        if isinstance(engine, Wishful):
            engine.wishes = wishes
        phrase: object = engine.compose(primer, affect, bars, np.random.default_rng(seed))
        if not isinstance(phrase, Phrase):
            raise TypeError(f"compose() must give a Phrase, it gave a {type(phrase).__name__}")
        if phrase.bars != bars:
            raise ValueError(f"asked for {bars} bars, it gave {phrase.bars}")
    except OscbridgeError:
        raise
    except Exception as error:  # engines may come from anyone
        raise OscbridgeError(
            "engine-failed", f"engine '{engine.name}' failed: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(engine, Wishful):
        phrase = in_key(phrase, wishes)
    phrase = in_range(phrase, wishes)
    return replace(phrase, engine=engine.name, seed=seed, affect=affect)

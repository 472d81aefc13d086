"""One call that composes: a seed in, a signed phrase out, and no engine's mishap gets past it."""

from __future__ import annotations

from dataclasses import replace

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.engine import Engine
from oscbridge.phrase import Phrase


def compose(engine: Engine, primer: Phrase | None, affect: Affect, bars: int, seed: int) -> Phrase:
    """A phrase by ``engine`` that says what made it. Same arguments, same phrase.

    Args:
        engine: any engine, a plug-in's included.
        primer: what to continue, or None.
        affect: the felt emotion that shapes it.
        bars: length in bars, ≥ 1.
        seed: ≥ 0; all chance is drawn from it.

    Raises:
        OscbridgeError: the engine's own, or ``engine-failed`` for whatever else went wrong in it.
    """
    import numpy as np  # not above: the main process imports this module for a name, not to compute

    try:
        phrase = engine.compose(primer, affect, bars, np.random.default_rng(seed))
        if phrase.bars != bars:
            raise ValueError(f"asked for {bars} bars, it gave {phrase.bars}")
    except OscbridgeError:
        raise
    except Exception as error:  # engines may come from anyone
        raise OscbridgeError(
            "engine-failed", f"engine '{engine.name}' failed: {type(error).__name__}: {error}"
        ) from error
    return replace(phrase, engine=engine.name, seed=seed, affect=affect)

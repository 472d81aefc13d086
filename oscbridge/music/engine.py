"""What an engine is, and which there are: the built-in ones and those that other packages bring.

A package brings an engine through the entry-point group ``oscbridge.engines``: the entry point's
name is the engine's, its object is called without arguments and gives an ``Engine``. An engine that
comes in several forms names them in ``options`` and is called with one where a colon asks for it:
``midinet:published``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.own_weights import engine_of
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase

if TYPE_CHECKING:
    import numpy as np  # the main process imports this module, and computes nothing

ENTRY_POINT_GROUP = "oscbridge.engines"
MOST_BARS = 256
"""The built-in engines compose no more at once."""
DEFAULT_ENGINE = "duet"
_BUILT_IN = {
    "duet": "oscbridge.music.duet.engine:DuetEngine",
    "midinet": "oscbridge.music.midinet.engine:MidinetEngine",
    "notelstm": "oscbridge.music.notelstm.engine:NotelstmEngine",
    "experts": "oscbridge.music.experts.engine:ExpertsEngine",
    "chopin": "oscbridge.music.chopin.engine:ChopinEngine",
}


@runtime_checkable
class Engine(Protocol):
    """Composes phrases. ``name`` is what people call it by."""

    name: str

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        """A phrase of ``bars`` bars that continues ``primer`` (None: a fresh start) under
        ``affect``.

        All chance comes from ``rng``: the same state and arguments give the same phrase.

        Raises:
            OscbridgeError: with a stable code, where the engine cannot do what is asked.
        """
        ...


@runtime_checkable
class Wishful(Protocol):
    """An engine that composes by wishes, the key among them; set before each phrase."""

    wishes: Wishes


@runtime_checkable
class Scorer(Protocol):
    """An engine that can tell how likely music is to it."""

    def score(self, primer: Phrase, continuation: Phrase, affect: Affect) -> float:
        """How well ``continuation`` goes on from ``primer``, in nats a note: its mean
        log-likelihood, or by how much the primer raises it. Compare within one engine only.
        """
        ...


def check_bars(bars: int) -> None:
    """Refuse a length that no built-in engine composes.

    Raises:
        OscbridgeError: ``bad-bars`` unless ``bars`` is 1 to 256.
    """
    if not 1 <= bars <= MOST_BARS:
        raise OscbridgeError("bad-bars", f"{bars} bars asked for; give 1 to {MOST_BARS}")


def _plug_ins() -> dict[str, EntryPoint]:
    found = entry_points(group=ENTRY_POINT_GROUP)
    return {point.name: point for point in found if point.name not in _BUILT_IN}


def engine_names() -> tuple[str, ...]:
    """Every engine that can be asked for: built-in ones first, then plug-ins by name."""
    return (*_BUILT_IN, *sorted(_plug_ins()))


def is_built_in(name: str) -> bool:
    """Whether an engine of that name (without option) comes with oscbridge."""
    return name in _BUILT_IN


def load_engine(name: str, weights: Path | None = None) -> Engine:
    """A new engine of that name, with an option after a colon where one is asked for. A plug-in
    cannot take a built-in engine's name.

    Args:
        name: see ``engine_names``.
        weights: a file that ``oscbridge train`` wrote; the engine that it is for takes it, every
            other one takes its shipped weights.

    Raises:
        OscbridgeError: ``unknown-engine``, listing the names; ``unknown-option``, listing the
            engine's; ``engine-failed`` where its code does not import, does not start, or gives
            something that is no engine; ``weights-missing``, ``weights-mismatch``.
    """
    bare, colon, option = name.partition(":")
    own = weights is not None and bare in _BUILT_IN and engine_of(weights) == bare
    with_weights = {"weights": weights} if own else {}
    try:
        make = _maker(bare)
        if colon:
            options = tuple(getattr(make, "options", ()))
            if option not in options:
                raise OscbridgeError(
                    "unknown-option",
                    f"engine '{bare}' has no option {option!r}; "
                    f"it has: {', '.join(options) or 'none'}",
                )
            engine = make(option, **with_weights)
        else:
            engine = make(**with_weights)
    except OscbridgeError:
        raise
    except Exception as error:  # a plug-in may fail in any way; the others must stay usable
        if own:
            raise OscbridgeError(
                "weights-mismatch",
                f"{weights} does not fit the engine {bare!r} ({type(error).__name__}: {error}); "
                "train it again with this version",
            ) from error
        raise OscbridgeError(
            "engine-failed",
            f"engine {bare!r} does not load ({type(error).__name__}: {error}); "
            "mend or remove the package that brings it",
        ) from error
    if not isinstance(engine, Engine):
        raise OscbridgeError(
            "engine-failed",
            f"engine {bare!r} is a {type(engine).__name__} without name and compose(); "
            "its entry point must give an Engine",
        )
    return engine


def _maker(name: str) -> Callable[..., object]:
    if name in _BUILT_IN:
        module, attribute = _BUILT_IN[name].split(":")
        made: Callable[..., object] = getattr(import_module(module), attribute)
        return made
    point = _plug_ins().get(name)
    if point is None:
        raise OscbridgeError(
            "unknown-engine", f"no engine {name!r}; there are: {', '.join(engine_names())}"
        )
    plugged: Callable[..., object] = point.load()
    return plugged

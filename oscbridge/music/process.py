"""The composer process: phrases to order, away from everything that has to be on time."""

from __future__ import annotations

import contextlib
import time
from multiprocessing.connection import Connection
from pathlib import Path

from oscbridge.affect import NEUTRAL
from oscbridge.errors import OscbridgeError
from oscbridge.music.compose import compose
from oscbridge.music.engine import Engine, load_engine
from oscbridge.music.messages import (
    FIRST_ENGINE,
    Compose,
    Composed,
    ComposerSettings,
    EngineLoaded,
    Failed,
    LoadEngine,
    Quit,
)


def serve(connection: Connection, settings: ComposerSettings) -> None:
    """Main function of the process: load the engine, then answer until told to quit.

    What an engine cannot do is answered with ``Failed``, and the process goes on.
    """
    composer = Composer(Path(settings.weights).expanduser() if settings.weights else None)
    with contextlib.suppress(EOFError, OSError):  # the parent is gone
        connection.send(composer.answer(LoadEngine(FIRST_ENGINE, settings.engine)))
        while not isinstance(order := connection.recv(), Quit):
            connection.send(composer.answer(order))


class Composer:
    """Composes to order, with engines that it loads when they are first asked for.

    Args:
        weights: a file of an engine's own weights, or None.
    """

    def __init__(self, weights: Path | None) -> None:
        self._weights = weights
        self._engines: dict[str, Engine] = {}

    def answer(self, order: LoadEngine | Compose) -> EngineLoaded | Composed | Failed:
        """The answer to an order; what an engine cannot do is one, too."""
        started = time.perf_counter()
        try:
            engine = self._engine(order.engine)
            if isinstance(order, LoadEngine):
                return EngineLoaded(
                    order.token, order.engine, (time.perf_counter() - started) * 1000
                )
            phrase = compose(
                engine, order.primer, order.affect, order.bars, order.seed, order.wishes
            )
            return Composed(order.token, phrase, (time.perf_counter() - started) * 1000)
        except OscbridgeError as error:
            return Failed(order.token, error.code, error.message)

    def _engine(self, name: str) -> Engine:
        if name not in self._engines:
            engine = load_engine(name, self._weights)
            # The first run of a session is slow; nobody should wait for it on stage.
            compose(engine, None, NEUTRAL, 4, 0)
            self._engines[name] = engine
        return self._engines[name]

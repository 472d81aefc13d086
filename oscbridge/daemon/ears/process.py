"""The ears process: files are listened to where that disturbs nobody, and can be given up."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from oscbridge.daemon.ears.primers import Primer, PrimerReader
from oscbridge.daemon.ears.recognition import FileRecogniser
from oscbridge.errors import OscbridgeError
from oscbridge.excerpt import BarRange
from oscbridge.files.refused import Refused, fingerprint
from oscbridge.listening.labels import Recognised

_NICER = 5
_NOTHING_REFUSED = Refused("ears")


@dataclass(frozen=True, slots=True)
class EarsSettings:
    """How files are read.

    Args:
        max_bytes: the largest.
        roots: folders that they may lie in; None: any.
    """

    max_bytes: int = 256_000_000
    roots: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ReadPrimer:
    """Read a file; answered with ``PrimerRead`` or ``PrimerFailed``; before that with ``Opened``
    and ``Progressed``."""

    token: int
    path: str
    bars: BarRange | None
    voices: str
    refused: Refused = _NOTHING_REFUSED


@dataclass(frozen=True, slots=True)
class Recognise:
    """Tell composer and instrument; answered with ``Opened``, ``Heard`` or ``PrimerFailed``."""

    token: int
    path: str
    refused: Refused = _NOTHING_REFUSED


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give that one up, if it is not done: it fails with ``primer-cancelled``."""

    token: int


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's bytes, by their ``refused.fingerprint``, before any decoder gets them."""

    token: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far the work is, 0 to 1, and what is being done."""

    token: int
    share: float
    stage: str


@dataclass(frozen=True, slots=True)
class PrimerRead:
    """What a file held."""

    token: int
    primer: Primer


@dataclass(frozen=True, slots=True)
class Heard:
    """Who composed what a file holds, and what plays it."""

    token: int
    recognised: Recognised


@dataclass(frozen=True, slots=True)
class PrimerFailed:
    """What was asked cannot be had."""

    token: int
    code: str
    message: str


Event = Opened | Progressed | PrimerRead | Heard | PrimerFailed


def serve(connection: Connection, settings: EarsSettings) -> None:
    """Main function of the process."""
    # The player and the composer come first; one thread is enough, and numpy must know it early.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICER)
    with contextlib.suppress(EOFError, OSError, _Leave):
        _Desk(connection, settings).run()


class _Leave(Exception):  # noqa: N818  # no error: it was asked for
    """Quit came while something was being read."""


class _Desk:
    def __init__(self, connection: Connection, settings: EarsSettings) -> None:
        self._connection = connection
        roots = None if settings.roots is None else [Path(root) for root in settings.roots]
        self._reader = PrimerReader(roots, settings.max_bytes)
        self._recogniser = FileRecogniser(roots, settings.max_bytes)
        self._waiting: deque[ReadPrimer | Recognise] = deque()
        self._cancelled = 0
        """The token that was given up last; only what is being read is ever given up."""
        self._at_work = 0

    def run(self) -> None:
        while True:
            if not self._waiting:
                self._take(self._connection.recv())
            while self._waiting:
                order = self._waiting.popleft()
                self._connection.send(self._answer(order))

    def _answer(self, order: ReadPrimer | Recognise) -> PrimerRead | Heard | PrimerFailed:
        self._at_work = order.token
        failed = "primer-failed" if isinstance(order, ReadPrimer) else "listen-failed"

        def opened(data: bytes) -> None:
            known = fingerprint(data)
            self._connection.send(Opened(order.token, known))
            order.refused.check_print(known)

        try:
            self._progress(0.0, "reading")
            if isinstance(order, Recognise):
                return Heard(order.token, self._recogniser.read(order.path, self._progress, opened))
            primer = self._reader.read(order.path, order.bars, order.voices, self._progress, opened)
            return PrimerRead(order.token, primer)
        except OscbridgeError as error:
            return PrimerFailed(order.token, error.code, error.message)
        except MemoryError:
            return PrimerFailed(
                order.token, failed, "there is not enough memory to listen to this file"
            )
        except (_Leave, EOFError, OSError):
            raise
        except Exception as error:  # a file from anywhere must not end the process
            return PrimerFailed(
                order.token, failed, f"cannot listen: {type(error).__name__}: {error}"
            )

    def _progress(self, share: float, stage: str) -> None:
        while self._connection.poll():
            self._take(self._connection.recv())
        if self._at_work == self._cancelled:
            raise OscbridgeError("primer-cancelled", "it was given up before it was heard out")
        self._connection.send(Progressed(self._at_work, share, stage))

    def _take(self, message: ReadPrimer | Recognise | Cancel | Quit) -> None:
        if isinstance(message, Quit):
            raise _Leave
        if isinstance(message, Cancel):
            self._cancelled = message.token
        else:
            self._waiting.append(message)

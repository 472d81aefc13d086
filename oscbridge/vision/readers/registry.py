"""The door to the readers of faces: by name, each with what it gives. Light to import.

Any of them can lead the felt emotion; ``melancholy`` can also run beside another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from oscbridge.errors import OscbridgeError
from oscbridge.vision.reading import Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from oscbridge.vision.readers.inference import NetworkMaker
    from oscbridge.vision.readers.melancholy import MelancholyReader

    Crops = NDArray[np.uint8] | Sequence[NDArray[np.uint8]]

NetworkMakers = Callable[[str], "NetworkMaker"]
"""Reader's name → what makes its network, where that is not onnxruntime."""


class Reader(Protocol):
    """Reads grey square crops of faces."""

    def read(self, crops: Crops) -> list[Reading]:
        """Readings, in order.

        Raises:
            OscbridgeError: ``bad-crop``.
        """


@dataclass(frozen=True, slots=True)
class ReaderKind:
    """A reader that can be chosen.

    Args:
        gives: one sentence for whoever chooses.
        open: makes it from the threads of a run, a weights file and what makes its network (None:
            the shipped one, onnxruntime).
    """

    gives: str
    open: Callable[[int, Path | None, NetworkMaker | None], Reader]


def _emotion(threads: int, weights: Path | None, network: NetworkMaker | None) -> Reader:
    from oscbridge.vision.readers.emotion import EmotionReader

    return EmotionReader(threads, weights, network)


def _cnn5(threads: int, weights: Path | None, network: NetworkMaker | None) -> Reader:
    from oscbridge.vision.readers.cnn5 import Cnn5Reader

    return Cnn5Reader(threads, weights, network)


def _melancholy(
    threads: int, weights: Path | None, network: NetworkMaker | None
) -> MelancholyReader:
    from oscbridge.vision.readers.melancholy import MelancholyReader

    return MelancholyReader(threads, weights, network)


READERS: dict[str, ReaderKind] = {
    "emotion": ReaderKind("eight expressions, and valence and arousal that it learnt", _emotion),
    "cnn5": ReaderKind(
        "happy, sad, angry and neutral; valence and arousal derived from these", _cnn5
    ),
    "melancholy": ReaderKind(
        "an artistic index of how sad a face looks, no diagnosis; the rest derived from it",
        _melancholy,
    ),
}
"""Every reader, by the name that ``face.reader`` and ``--reader`` take."""


def check_reader(name: str) -> None:
    """Nothing, where there is a reader of that name.

    Raises:
        OscbridgeError: ``unknown-reader``, naming those there are.
    """
    if name not in READERS:
        raise OscbridgeError(
            "unknown-reader", f"no reader '{name[:40]}'; there are: {', '.join(READERS)}"
        )


def open_reader(
    name: str = "emotion",
    *,
    melancholy: bool = False,
    threads: int = 1,
    networks: NetworkMakers | None = None,
    weights: Path | None = None,
) -> Reader:
    """A reader with its shipped weights, or others.

    Args:
        name: a key of ``READERS``.
        melancholy: the melancholy index is read as well, into ``Reading.melancholy``.
        threads: onnxruntime's, for one run.
        networks: what makes the networks; onnxruntime where it is None.
        weights: a file that ``oscbridge train NAME`` wrote; the shipped one where it is None.

    Raises:
        OscbridgeError: ``unknown-reader``, naming those there are; ``weights-missing``;
            ``weights-mismatch``.
    """
    check_reader(name)
    leader = READERS[name].open(threads, weights, networks(name) if networks else None)
    if not melancholy or name == "melancholy":
        return leader
    index = _melancholy(threads, None, networks("melancholy") if networks else None)
    return _WithMelancholy(leader, index)


class _WithMelancholy:
    """A leading reader, and the melancholy index of the same crops."""

    def __init__(self, leader: Reader, index: MelancholyReader) -> None:
        self._leader, self._index = leader, index

    def read(self, crops: Crops) -> list[Reading]:
        """See ``Reader``."""
        readings, indices = self._leader.read(crops), self._index.index(crops)
        return [
            replace(reading, melancholy=index)
            for reading, index in zip(readings, indices, strict=True)
        ]

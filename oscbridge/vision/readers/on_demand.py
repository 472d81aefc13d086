"""Reads a face with whichever reader is asked for; each is opened when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oscbridge.vision.faces import Box
from oscbridge.vision.readers.crops import crop_face
from oscbridge.vision.readers.registry import open_reader
from oscbridge.vision.settings import EyesSettings, ReadWith

if TYPE_CHECKING:
    from oscbridge.vision.reading import Reading
    from oscbridge.vision.torch_runtime import TorchRuntime

ReadFace = Callable[[NDArray[np.uint8], Box], "Reading"]
"""Reads one face: luma uint8 [H, W] of its neighbourhood, and the face's box in its pixels."""


class FaceReaders:
    """The readers of one pair of eyes.

    Args:
        settings: ``read_with`` is opened at once, with ``weights`` where there are any; another
            reader comes with its shipped weights.
        runtime: torch, or None for onnxruntime.

    Raises:
        OscbridgeError: ``unknown-reader``, ``weights-missing``, ``weights-mismatch``.
    """

    def __init__(self, settings: EyesSettings, runtime: TorchRuntime | None = None) -> None:
        self._settings = settings
        self._runtime = runtime
        self._open: dict[ReadWith, ReadFace] = {}
        self.get(None)

    def get(self, choice: ReadWith | None) -> ReadFace:
        """What reads a face as chosen; as the settings say where it is None.

        Raises:
            OscbridgeError: as the class does.
        """
        choice = choice or self._settings.read_with
        if choice not in self._open:
            self._open[choice] = self._opened(choice)
        return self._open[choice]

    def _opened(self, choice: ReadWith) -> ReadFace:
        settings = self._settings
        own = settings.weights and choice.reader == settings.read_with.reader
        reader = open_reader(
            choice.reader,
            melancholy=choice.melancholy,
            threads=settings.threads,
            networks=self._runtime.reader_network if self._runtime else None,
            weights=Path(settings.weights).expanduser() if own else None,
        )

        def read(luma: NDArray[np.uint8], box: Box) -> Reading:
            return reader.read([crop_face(luma, box)])[0]

        return read

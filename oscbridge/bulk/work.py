"""What is done with one file: its bytes in, a line of JSON out. The same here and in a cluster."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from oscbridge import __version__
from oscbridge.errors import OscbridgeError
from oscbridge.files.paths import read_regular_file
from oscbridge.vision.settings import EyesSettings, ReadWith

Line = dict[str, Any]
"""What is told of one file, without its path; ``error`` and ``message`` where it failed."""

Done = tuple[str, Line]
"""A file's path, and its line."""

DIED: Line = {
    "error": "worker-died",
    "message": "the worker died of this file, or with its machine; it was tried again and again",
}
"""The line of a file that nobody survives."""


class Worker(Protocol):
    """Works on files, one after the other; made once, since that loads networks."""

    def line(self, name: str, data: bytes) -> Line:
        """What there is to tell of a file.

        Raises:
            OscbridgeError: why there is nothing.
        """


@dataclass(frozen=True, slots=True)
class FaceJob:
    """Read the emotion of the largest face. The fields are those of ``oscbridge face``, but for
    ``min_face_px``, the smallest face that is looked for, and ``digits``, decimals of what is read.
    """

    reader: str = "emotion"
    melancholy: bool = False
    weights: str = ""
    cropped: bool = False
    min_face_px: float = EyesSettings().min_face_px
    digits: int = 4

    suffixes = (".jpg", ".jpeg", ".png", ".webp")
    max_bytes = EyesSettings().max_bytes

    def worker(self) -> Worker:
        """Loads the networks."""
        return _Faces(self)


@dataclass(frozen=True, slots=True)
class ListenJob:
    """Tell who composed it and what plays it."""

    suffixes = (".wav", ".aiff", ".aif", ".flac", ".ogg", ".mp3", ".mid", ".midi")
    max_bytes = 256_000_000

    def worker(self) -> Worker:
        """Loads the networks."""
        return _Recordings()


Job = FaceJob | ListenJob


def signature(job: Job) -> str:
    """Eight characters that change with the program's version and with what is asked of it.

    Weights count by what is in the file: trained again, they are others under the same name.

    Raises:
        OscbridgeError: ``weights-missing``.
    """
    asked: dict[str, Any] = asdict(job)
    if isinstance(job, FaceJob) and job.weights:
        path = Path(job.weights).expanduser()
        try:
            asked["weights"] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise OscbridgeError("weights-missing", f"cannot read {path}: {error}") from None
    text = json.dumps([__version__, type(job).__name__, asked], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def read_file(job: Job, path: str) -> tuple[bytes, Line]:
    """The file's bytes, or the line that says why there are none."""
    try:
        return read_regular_file(str(Path(path).absolute()), job.max_bytes), {}
    except OscbridgeError as error:
        return b"", {"error": error.code, "message": error.message}


def safe_line(worker: Worker, name: str, data: bytes) -> Line:
    """The line, also of what went wrong: one file's mishap must not end the others."""
    try:
        return worker.line(name, data)
    except OscbridgeError as error:
        return {"error": error.code, "message": error.message}
    except Exception as error:
        return {"error": "worker-failed", "message": f"{type(error).__name__}: {error}"[:300]}


class _Faces:
    def __init__(self, job: FaceJob) -> None:
        from oscbridge.vision.eyes import Eyes

        # Pictures of a folder have nothing to do with each other: none is followed to the next.
        read_with = ReadWith(job.reader, job.melancholy)
        self._eyes = Eyes(
            EyesSettings(
                min_face_px=job.min_face_px,
                detect_every_s=0,
                weights=job.weights,
                read_with=read_with,
            )
        )
        self._cropped = job.cropped
        self._digits = job.digits

    def line(self, name: str, data: bytes) -> Line:
        from oscbridge.vision.json_line import line_of

        if self._cropped:
            return line_of(self._eyes.look_at_cropped_bytes(data), self._digits)
        return line_of(self._eyes.look_at_bytes(data, source=name), self._digits)


class _Recordings:
    def __init__(self) -> None:
        from oscbridge.daemon.ears.recognition import FileRecogniser

        self._recogniser = FileRecogniser()

    def line(self, name: str, data: bytes) -> Line:
        from oscbridge.listening.lines import line_of

        return line_of(self._recogniser.read_bytes(data, name))

"""Work that needs no network: tells a file's length, or dies of what it reads."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from oscbridge.bulk.work import Line
from oscbridge.errors import OscbridgeError


@dataclass(frozen=True)
class LengthJob:
    """What is done with a file hangs on the word in it."""

    suffixes = (".txt",)
    max_bytes = 1000

    def worker(self) -> LengthWorker:
        return LengthWorker()


class LengthWorker:
    def line(self, name: str, data: bytes) -> Line:
        if data == b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        if data == b"pid":
            return {"pid": os.getpid()}
        if data == b"refuse":
            raise OscbridgeError("image-broken", "no")
        if data == b"fail":
            raise ValueError("oh")
        return {"length": len(data)}


@dataclass(frozen=True)
class WithoutWeights(LengthJob):
    def worker(self) -> LengthWorker:
        raise OscbridgeError("weights-missing", "no weights")


@dataclass(frozen=True)
class NeverStarts(LengthJob):
    """As where a package is missing on a machine."""

    def worker(self) -> LengthWorker:
        raise ImportError("it cannot be here")


def texts(folder: Path, *contents: str) -> list[str]:
    """A file for each content, by number."""
    paths = []
    for number, content in enumerate(contents):
        path = folder / f"{number}.txt"
        path.write_text(content)
        paths.append(str(path))
    return paths

"""Bytes from one process to another through shared memory: written once, never pickled nor piped.

One writer, one reader, one message in flight. The writer owns a block that grows when it must and
tells the reader its name in a ``SharedBytes``; the reader attaches to each name once.

A name outlives its processes, so it is taken away as early as can be: the reader unlinks it when
it has attached, and the memory itself goes with the last process that maps it, however that one
ends. What is left to the writer is a block that no reader ever attached to. Both register each name
with the resource tracker that ``multiprocessing`` shares among a parent and its spawned children
(before Python 3.13 attaching registers, too); a set there, so one unlink settles both, and nobody
is warned of a leak. On Windows a block has no name beyond its handles.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

from oscbridge.errors import OscbridgeError

log = logging.getLogger(__name__)

_GRAIN = 2**20
_SHARED_FOLDER = Path("/dev/shm")  # nosec B108 # blocks of random names


@dataclass(frozen=True, slots=True)
class SharedBytes:
    """Where the bytes are: the first ``size`` of the block ``name``. No bytes have no block."""

    name: str
    size: int


NO_BYTES = SharedBytes("", 0)


class SharedWriter:
    """Owns one block. What it holds stays as it is until the next ``write``."""

    def __init__(self) -> None:
        self._block: SharedMemory | None = None

    def write(self, data: bytes | bytearray | memoryview) -> SharedBytes:
        """Copy bytes into the block, a new and larger one where they do not fit.

        Call it only when the reader is done with what was written before.

        Raises:
            OscbridgeError: ``shared-memory-full``.
        """
        size = len(data)
        if not size:
            return NO_BYTES
        if self._block is None or self._block.size < size:
            self.close()
            self._block = _new_block(-(-size // _GRAIN) * _GRAIN)
        _memory(self._block)[:size] = data
        return SharedBytes(self._block.name, size)

    def close(self) -> None:
        """Give the block up. The next ``write`` makes a new one; do this for a new reader, too."""
        block, self._block = self._block, None
        if block is not None:
            _unlink(block)
            block.close()


class SharedReader:
    """Sees what a writer wrote."""

    def __init__(self) -> None:
        self._block: SharedMemory | None = None

    @contextlib.contextmanager
    def view(self, place: SharedBytes) -> Iterator[memoryview]:
        """The bytes, read-only and not copied, for as long as the context lasts.

        Nothing made of the view, an array over it say, may be kept longer: the next bytes change
        it. ``close`` tells when one was.

        Raises:
            OscbridgeError: ``shared-memory-gone`` when there is no such block, or a smaller one.
        """
        if not place.size:
            yield memoryview(b"")
            return
        view = _memory(self._attached(place))[: place.size].toreadonly()
        try:
            yield view
        finally:
            view.release()

    def close(self) -> None:
        """Let go of the block."""
        block, self._block = self._block, None
        if block is not None:
            try:
                block.close()
            except BufferError:
                log.error("somebody kept a view of shared bytes beyond its time")

    def _attached(self, place: SharedBytes) -> SharedMemory:
        if self._block is None or self._block.name != place.name:
            self.close()
            try:
                self._block = SharedMemory(place.name)
            except OSError as error:
                raise _gone(place) from error
            _unlink(self._block)
        if self._block.size < place.size:
            raise _gone(place)
        return self._block


def _new_block(size: int) -> SharedMemory:
    try:
        # A name of our own tells whose it was; macOS allows 31 characters.
        name = f"oscbridge-{os.getpid():x}-{secrets.token_hex(4)}"
        block = SharedMemory(name, create=True, size=size)
    except OSError as error:
        raise _full(size, error) from None
    try:
        _reserve(block)
    except OSError as error:
        _unlink(block)
        block.close()
        raise _full(size, error) from None
    return block


def _reserve(block: SharedMemory) -> None:
    """Linux hands out memory at the first touch, and kills who touches what is not there.

    A container's shared memory is often limited to 64 MB.
    """
    if sys.platform == "linux":
        handle = os.open(_SHARED_FOLDER / block.name, os.O_RDWR)
        try:
            os.posix_fallocate(handle, 0, block.size)
        finally:
            os.close(handle)


def _memory(block: SharedMemory) -> memoryview:
    assert block.buf is not None  # only a closed block has none
    return block.buf


def _unlink(block: SharedMemory) -> None:
    with contextlib.suppress(FileNotFoundError):  # the other one was first
        block.unlink()


def _full(size: int, error: OSError) -> OscbridgeError:
    return OscbridgeError(
        "shared-memory-full",
        f"no {size} bytes of shared memory for a frame ({error.strerror or error}); send smaller "
        "frames, or give the container more (docker run --shm-size=256m)",
    )


def _gone(place: SharedBytes) -> OscbridgeError:
    return OscbridgeError(
        "shared-memory-gone", f"no {place.size} bytes in a shared block '{place.name}'"
    )

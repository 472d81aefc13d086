"""Bytes through shared memory: they arrive, and no block outlives its users, however they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.system.shared_bytes import NO_BYTES, SharedBytes, SharedReader, SharedWriter

SHARED = Path("/dev/shm")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="blocks are seen in /dev/shm")


def blocks(pid: int) -> list[str]:
    """Names of the blocks that a process made and that can still be attached to."""
    return [path.name for path in SHARED.glob(f"oscbridge-{pid:x}-*")]


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=8))
def test_what_is_written_is_read(messages: list[bytes]) -> None:
    writer, reader = SharedWriter(), SharedReader()
    for message in messages:
        with reader.view(writer.write(message)) as view:
            assert bytes(view) == message
            assert view.readonly
    reader.close()
    writer.close()


def test_a_block_grows_and_is_used_again_for_what_is_smaller() -> None:
    writer, reader = SharedWriter(), SharedReader()
    names = []
    for size in (10, 1_000_000, 3_000_000, 5, 2_000_000):
        place = writer.write(bytes([size % 251]) * size)
        names.append(place.name)
        with reader.view(place) as view:
            assert bytes(view) == bytes([size % 251]) * size
    assert len(set(names)) == 2
    assert names[2] == names[3] == names[4]
    reader.close()
    writer.close()


def test_a_view_ends_with_its_context() -> None:
    writer, reader = SharedWriter(), SharedReader()
    with reader.view(writer.write(b"seen")) as view:
        pass
    with pytest.raises(ValueError, match="released"):
        bytes(view)
    reader.close()
    writer.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_view_that_was_kept_is_told_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    writer, reader = SharedWriter(), SharedReader()
    with reader.view(writer.write(b"seen")) as view:
        kept = np.frombuffer(view, np.uint8)
    with reader.view(writer.write(b"more")) as view:
        assert bytes(view) == b"more"
    assert kept.tobytes() == b"more"
    reader.close()
    assert "kept a view" in caplog.text
    writer.close()


def test_a_block_that_is_not_there_or_too_small_is_a_coded_error() -> None:
    writer, reader = SharedWriter(), SharedReader()
    small = writer.write(b"small")
    for place in (SharedBytes("oscbridge-0-none", 3), SharedBytes(small.name, 2**30)):
        with pytest.raises(OscbridgeError) as caught, reader.view(place):
            pass
        assert caught.value.code == "shared-memory-gone"
    reader.close()
    writer.close()


def test_no_bytes_need_no_block() -> None:
    assert SharedWriter().write(b"") == NO_BYTES
    with SharedReader().view(NO_BYTES) as view:
        assert bytes(view) == b""


@on_linux
def test_a_block_larger_than_the_memory_is_refused_and_leaves_nothing() -> None:
    class Huge(bytes):
        def __len__(self) -> int:
            return 2**46

    with pytest.raises(OscbridgeError) as caught:
        SharedWriter().write(Huge())
    assert caught.value.code == "shared-memory-full"
    assert blocks(os.getpid()) == []


@on_linux
def test_a_name_is_gone_as_soon_as_the_reader_is_there() -> None:
    writer, reader = SharedWriter(), SharedReader()
    place = writer.write(b"x")
    assert blocks(os.getpid()) == [place.name]
    with reader.view(place):
        assert blocks(os.getpid()) == []
    reader.close()
    writer.close()


@on_linux
def test_a_block_that_nobody_read_goes_with_its_writer() -> None:
    writer = SharedWriter()
    writer.write(b"x")
    writer.close()
    assert blocks(os.getpid()) == []


def read_once(connection: Connection) -> None:
    """A child that reads one message, says its length, and waits."""
    reader = SharedReader()
    with reader.view(connection.recv()) as view:
        connection.send(len(view))
    connection.poll(60)
    reader.close()


PARENT = """
    import multiprocessing, os, signal, sys
    from oscbridge.system.shared_bytes import SharedWriter
    from tests.test_shared_bytes import read_once

    if __name__ == "__main__":
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        child = context.Process(target=read_once, args=(theirs,))
        child.start()
        theirs.close()
        writer = SharedWriter()
        end = sys.argv[1]
        if end == "child killed before":
            child.kill()
            child.join()
            writer.write(b"x" * 5000)
        else:
            ours.send(writer.write(b"x" * 5000))
            assert ours.recv() == 5000
        print(os.getpid(), flush=True)
        if end == "parent killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if end == "child killed":
            child.kill()
        else:
            ours.close()
        child.join()
        writer.close()
"""


@on_linux
@pytest.mark.parametrize("end", ["normal", "child killed", "child killed before", "parent killed"])
def test_however_it_ends_no_block_is_left_and_no_warning_is_printed(
    end: str, tmp_path: Path
) -> None:
    script = tmp_path / "parent.py"
    script.write_text(textwrap.dedent(PARENT))
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    # Ends when the last process that holds its output does: the tracker, too.
    done = subprocess.run(
        [sys.executable, str(script), end], env=environment, capture_output=True, timeout=60
    )
    assert done.returncode == (-signal.SIGKILL if end == "parent killed" else 0)
    assert blocks(int(done.stdout)) == []
    assert done.stderr.decode() == ""


def test_the_module_needs_nothing_heavy() -> None:
    code = "import sys; import oscbridge.system.shared_bytes; sys.exit('numpy' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0

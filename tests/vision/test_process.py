"""The eyes in a process of their own: real pipe, real networks, every look answered."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from oscbridge.vision.messages import (
    EyesReady,
    EyesUnable,
    Failed,
    LookAtBytes,
    LookAtFile,
    LookAtRaw,
    Quit,
    Saw,
)
from oscbridge.vision.process import serve
from oscbridge.vision.sight import EyesSettings
from tests.vision.conftest import PICTURES, SAMPLE

START_S = 60.0
ANSWER_S = 20.0


def start(settings: EyesSettings) -> tuple[SpawnProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, settings))
    process.start()
    theirs.close()
    return process, ours


def next_answer(connection: Connection, timeout_s: float = ANSWER_S) -> Any:
    assert connection.poll(timeout_s), "no answer"
    return connection.recv()


@pytest.fixture(scope="module")
def eyes() -> Iterator[tuple[SpawnProcess, Connection]]:
    process, connection = start(EyesSettings(max_pixels=2_000_000))
    ready = next_answer(connection, START_S)
    assert isinstance(ready, EyesReady), ready
    assert ready.milliseconds > 0
    yield process, connection
    connection.send(Quit())
    process.join(10)
    assert process.exitcode == 0


def test_a_photograph_as_bytes_is_answered_with_its_face_and_reading(
    eyes: tuple[SpawnProcess, Connection],
) -> None:
    _, connection = eyes
    connection.send(LookAtBytes(7))
    connection.send_bytes(SAMPLE.read_bytes())
    saw = next_answer(connection)
    assert isinstance(saw, Saw)
    assert saw.token == 7
    assert len(saw.sight.faces) == 1
    assert saw.sight.reading is not None
    assert sum(saw.sight.reading.scores) == pytest.approx(1.0, abs=1e-5)


def test_a_path_raw_pixels_and_bytes_agree_on_the_face(
    eyes: tuple[SpawnProcess, Connection], astronaut: NDArray[np.uint8]
) -> None:
    _, connection = eyes
    connection.send(LookAtFile(1, str(SAMPLE), "one"))
    connection.send(LookAtRaw(2, 640, 480, "bgr", "two"))
    connection.send_bytes(np.ascontiguousarray(astronaut[:, :, ::-1]).tobytes())
    connection.send(LookAtBytes(3, "three"))
    connection.send_bytes(SAMPLE.read_bytes())
    answers = [next_answer(connection) for _ in range(3)]
    assert [answer.token for answer in answers] == [1, 2, 3]
    assert answers[0].sight.faces == answers[1].sight.faces == answers[2].sight.faces


def test_a_smiling_astronaut_is_read_as_happy(eyes: tuple[SpawnProcess, Connection]) -> None:
    _, connection = eyes
    connection.send(LookAtFile(1, str(SAMPLE), "smile"))
    reading = next_answer(connection).sight.reading
    assert reading.label == "happy"
    assert reading.affect.valence > 0


def test_no_face_is_an_answer_and_not_an_error(eyes: tuple[SpawnProcess, Connection]) -> None:
    _, connection = eyes
    connection.send(LookAtFile(4, str(PICTURES / "cat.jpg")))
    saw = next_answer(connection)
    assert saw.sight.faces == ()
    assert saw.sight.reading is None


def test_each_bad_request_gets_its_code_and_the_next_one_is_answered(
    eyes: tuple[SpawnProcess, Connection],
) -> None:
    _, connection = eyes
    connection.send(LookAtBytes(1))
    connection.send_bytes(b"no picture")
    connection.send(LookAtBytes(2))
    connection.send_bytes(SAMPLE.read_bytes()[:3000])
    connection.send(LookAtRaw(3, 10, 10, "rgb"))
    connection.send_bytes(b"short")
    connection.send(LookAtFile(4, "/nowhere/a.jpg"))
    connection.send(LookAtBytes(5))
    connection.send_bytes(b"")
    connection.send(LookAtBytes(6))
    connection.send_bytes(SAMPLE.read_bytes())
    answers = [next_answer(connection) for _ in range(6)]
    assert [answer.token for answer in answers] == [1, 2, 3, 4, 5, 6]
    codes = [answer.code for answer in answers if isinstance(answer, Failed)]
    assert codes == [
        "not-an-image",
        "image-broken",
        "raw-size-mismatch",
        "file-missing",
        "not-an-image",
    ]
    assert isinstance(answers[5], Saw)


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_does_not_end_the_eyes(eyes: tuple[SpawnProcess, Connection]) -> None:
    process, connection = eyes
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    connection.send(LookAtFile(9, str(SAMPLE)))
    assert next_answer(connection).token == 9


def test_the_eyes_leave_when_the_parent_is_gone() -> None:
    process, connection = start(EyesSettings())
    assert isinstance(next_answer(connection, START_S), EyesReady)
    connection.close()
    process.join(10)
    assert process.exitcode == 0


def test_eyes_that_cannot_start_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    # In this process, so that the weights can be missing for it alone.
    monkeypatch.setattr("oscbridge.models._PLACES", (PICTURES,))
    ours, theirs = multiprocessing.Pipe()
    before = signal.getsignal(signal.SIGINT)
    try:
        serve(theirs, EyesSettings())
    finally:
        signal.signal(signal.SIGINT, before)
    answer = next_answer(ours)
    assert isinstance(answer, EyesUnable)
    assert answer.code == "weights-missing"


def test_the_parent_may_import_the_process_without_the_networks() -> None:
    code = (
        "import sys; import oscbridge.vision.process; "
        "sys.exit(any(name in sys.modules for name in ('torch', 'onnxruntime', 'numpy', 'PIL')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0

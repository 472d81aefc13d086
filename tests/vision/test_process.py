"""The eyes in a process of their own: real pipe, real networks, every look answered."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.system.shared_bytes import SharedBytes, SharedReader, SharedWriter
from oscbridge.vision.detector.mtcnn import Detector
from oscbridge.vision.eyes import Eyes
from oscbridge.vision.faces import Box
from oscbridge.vision.messages import (
    EyesReady,
    EyesUnable,
    Failed,
    LookAtBytes,
    LookAtFile,
    LookAtRaw,
    Opened,
    Quit,
    Saw,
)
from oscbridge.vision.process import _look, serve
from oscbridge.vision.reading import Reading
from oscbridge.vision.settings import EyesSettings
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
    while True:
        assert connection.poll(timeout_s), "no answer"
        answer = connection.recv()
        if not isinstance(answer, Opened):
            return answer


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


@pytest.fixture
def lay() -> Iterator[Callable[[bytes], SharedBytes]]:
    """Lays bytes into shared memory, each time in a block of their own: several may wait."""
    writers: list[SharedWriter] = []

    def lay(data: bytes) -> SharedBytes:
        writers.append(SharedWriter())
        return writers[-1].write(data)

    yield lay
    for writer in writers:
        writer.close()


Lay = Callable[[bytes], SharedBytes]


def test_a_photograph_as_bytes_is_answered_with_its_face_and_reading(
    eyes: tuple[SpawnProcess, Connection], lay: Lay
) -> None:
    _, connection = eyes
    connection.send(LookAtBytes(7, lay(SAMPLE.read_bytes())))
    saw = next_answer(connection)
    assert isinstance(saw, Saw)
    assert saw.token == 7
    assert len(saw.sight.faces) == 1
    assert saw.sight.reading is not None
    assert sum(saw.sight.reading.scores) == pytest.approx(1.0, abs=1e-5)


def test_a_path_raw_pixels_and_bytes_agree_on_the_face(
    eyes: tuple[SpawnProcess, Connection], lay: Lay, astronaut: NDArray[np.uint8]
) -> None:
    _, connection = eyes
    connection.send(LookAtFile(1, str(SAMPLE), "one"))
    connection.send(
        LookAtRaw(
            2, lay(np.ascontiguousarray(astronaut[:, :, ::-1]).tobytes()), 640, 480, "bgr", "two"
        )
    )
    connection.send(LookAtBytes(3, lay(SAMPLE.read_bytes()), "three"))
    answers = [next_answer(connection) for _ in range(3)]
    assert [answer.token for answer in answers] == [1, 2, 3]
    # Each stream's face has a number of its own.
    one, two, three = (
        [(face.box, face.score, face.landmarks) for face in answer.sight.faces]
        for answer in answers
    )
    assert one == two == three


def test_the_eyes_keep_no_view_of_a_frame_that_they_answered(
    astronaut: NDArray[np.uint8],
    detector: Detector,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Their log does not keep it; pytest does keep what is logged, tracebacks included.
    monkeypatch.setattr("oscbridge.vision.process.log.disabled", True)
    broken = False

    def read(luma: NDArray[np.uint8], box: Box) -> Reading:
        if broken:
            raise RuntimeError("the network is broken")
        return Reading((0.125,) * 8, Affect(0.0, 0.0))

    eyes = Eyes(EyesSettings(), detector=detector, read=read)
    writer, reader = SharedWriter(), SharedReader()
    answers = []
    for round in range(3):
        broken = round == 2
        place = writer.write(astronaut.tobytes())
        answers.append(_look(eyes, LookAtRaw(1, place, 640, 480, "rgb"), reader, print))
        place = writer.write(SAMPLE.read_bytes())
        answers.append(_look(eyes, LookAtBytes(2, place), reader, print))
    assert [type(answer) for answer in answers] == [Saw] * 4 + [Failed] * 2
    reader.close()
    assert "kept" not in caplog.text
    writer.close()


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
    eyes: tuple[SpawnProcess, Connection], lay: Lay
) -> None:
    _, connection = eyes
    connection.send(LookAtBytes(1, lay(b"no picture")))
    connection.send(LookAtBytes(2, lay(SAMPLE.read_bytes()[:3000])))
    connection.send(LookAtRaw(3, lay(b"short"), 10, 10, "rgb"))
    connection.send(LookAtFile(4, "/nowhere/a.jpg"))
    connection.send(LookAtBytes(5, lay(b"")))
    connection.send(LookAtBytes(6, lay(SAMPLE.read_bytes())))
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
    monkeypatch.setattr("oscbridge.weights.models._PLACES", (PICTURES,))
    ours, theirs = multiprocessing.Pipe()
    before = signal.getsignal(signal.SIGINT)
    try:
        serve(theirs, EyesSettings())
    finally:
        signal.signal(signal.SIGINT, before)
    answer = next_answer(ours)
    assert isinstance(answer, EyesUnable)
    assert answer.code == "weights-missing"


def test_eyes_that_are_to_use_a_device_that_is_not_here_say_what_is() -> None:
    missing = "mps" if sys.platform != "darwin" else "cuda"
    process, connection = start(EyesSettings(runtime="torch", device=missing))
    answer = next_answer(connection, START_S)
    assert isinstance(answer, EyesUnable)
    assert answer.code == "device-missing"
    assert "there are: cpu" in answer.message
    process.join(20)
    assert process.exitcode == 0


def test_the_parent_may_import_the_process_without_the_networks() -> None:
    code = (
        "import sys; import oscbridge.vision.process; "
        "sys.exit(any(name in sys.modules for name in ('torch', 'onnxruntime', 'numpy', 'PIL')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0


def test_a_parent_that_takes_an_answer_out_of_the_pipe_loads_nothing_heavy(
    detector: Detector,
) -> None:
    def read(luma: NDArray[np.uint8], box: Box) -> Reading:
        return Reading((0.125,) * 8, Affect(0.5, -0.5))

    sight = Eyes(EyesSettings(), detector=detector, read=read).look_at_file(str(SAMPLE))
    code = (
        "import pickle, sys; saw = pickle.load(sys.stdin.buffer); "
        "assert saw.sight.reading.affect.valence == 0.5; "
        "sys.exit(any(n in sys.modules for n in ('numpy', 'PIL', 'safetensors', 'onnxruntime')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(Saw(1, sight)), env=environment
    )
    assert done.returncode == 0

"""TouchDesigner's scripts in plain Python, with a real daemon and real sockets.

Of TouchDesigner only what they use is stood in for, after its documentation: ``op``, ``TOP.save``,
``TOP.saveByteArray``, ``oscoutDAT.sendOSC``, and a table's ``row``, ``appendRow``, ``replaceRow``.
"""

from __future__ import annotations

import importlib.util
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oscbridge.osc.packets import build_message, parse_packet
from oscbridge.osc.slip import slip_encode
from tests.clients.conftest import CLIENTS
from tests.daemon.running import SAMPLE, Running, free_port


class Top:
    """A TOP that shows the sample photograph."""

    def save(self, path: str) -> str:
        Path(path).write_bytes(SAMPLE.read_bytes())
        return path

    def saveByteArray(self, filetype: str) -> bytearray:  # noqa: N802
        assert filetype == ".jpg"
        return bytearray(SAMPLE.read_bytes())


class OscOut:
    """An OSC Out DAT, on a socket of its own."""

    def __init__(self, port: int) -> None:
        self.to = ("127.0.0.1", port)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def sendOSC(self, address: str, values: list[Any]) -> int:  # noqa: N802
        return self.socket.sendto(build_message(address, values), self.to)


class Table:
    """A Table DAT whose rows are found by their first cell."""

    def __init__(self) -> None:
        self.rows: dict[object, list[object]] = {}

    def row(self, name: object) -> list[object] | None:
        return self.rows.get(name)

    def appendRow(self, cells: list[object]) -> None:  # noqa: N802
        self.rows[cells[0]] = cells

    def replaceRow(self, name: object, cells: list[object]) -> None:  # noqa: N802
        self.rows[name] = cells


def script(name: str) -> Any:
    """A fresh module from a script, as TouchDesigner makes one of a Text DAT."""
    spec = importlib.util.spec_from_file_location(name, CLIENTS / "touchdesigner" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Project:
    """The operators of a project, and the two scripts in it."""

    def __init__(self, port: int, folder: Path) -> None:
        self.answers = Table()
        self.out = OscOut(port)
        operators = {"oscout1": self.out, "answers": self.answers}
        self.send: Any = script("oscbridge_send")
        self.callbacks: Any = script("oscbridge_callbacks")
        for module in (self.send, self.callbacks):
            module.op = operators.get
        self.send.PORT = port
        self.send.LISTEN_PORT = free_port()
        self.send.FOLDER = str(folder)
        self.osc_in = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.osc_in.bind(("127.0.0.1", self.send.LISTEN_PORT))
        self.osc_in.settimeout(20)

    def cook_until(self, name: str) -> list[object]:
        """Hands what the OSC In DAT receives to the callbacks, until an answer is in the table."""
        self.answers.rows.pop(name, None)
        while name not in self.answers.rows:
            data = self.osc_in.recv(65_536)
            for index, timed in enumerate(parse_packet(data)):
                message = timed.message
                text = " ".join(map(str, (message.address, *message.args)))
                self.callbacks.onReceiveOSC(
                    None, index, text, data, 0.0, message.address, list(message.args), None
                )
        return self.answers.rows[name]

    def close(self) -> None:
        self.send.close_tcp()
        self.out.socket.close()
        self.osc_in.close()


@pytest.fixture
def project(daemon: Running, tmp_path: Path) -> Iterator[Project]:
    project = Project(daemon.port, tmp_path)
    yield project
    project.close()


@pytest.mark.parametrize("way", ["send_path", "send_udp"])
def test_a_top_is_sent_and_its_face_comes_back_to_the_callbacks(project: Project, way: str) -> None:
    project.send.subscribe()
    getattr(project.send, way)(Top())
    assert project.cook_until("emotion")[:2] == ["emotion", "happy"]


def test_over_tcp_the_answers_are_polled(project: Project) -> None:
    frame = project.send.send_tcp(Top())
    assert frame > 0
    until = time.monotonic() + 20
    while "emotion" not in project.answers.rows and time.monotonic() < until:
        project.send.poll_tcp(project.callbacks.answered)
    assert project.answers.rows["emotion"][:2] == ["emotion", "happy"]


def test_no_daemon_over_tcp_is_said_and_does_not_raise(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.send.PORT = 1
    assert project.send.send_tcp(Top()) == -1
    assert "is the daemon running?" in capsys.readouterr().out
    assert project.send.poll_tcp() == []


def test_what_was_said_before_the_connection_ended_is_still_read(project: Project) -> None:
    # Else the error that says why it ended (too many connections, say) is never seen.
    with socket.create_server(("127.0.0.1", 0)) as other:
        project.send.PORT = other.getsockname()[1]
        assert project.send.send_tcp(Top()) > 0
        daemon, _ = other.accept()
        told = build_message("/oscbridge/error", ["too-many-connections", "no more", "", 2**40])
        daemon.sendall(slip_encode(told) + b"\xc0/oscbridge/half")
        daemon.shutdown(socket.SHUT_WR)
        heard: list[Any] = []
        until = time.monotonic() + 5
        while not heard and time.monotonic() < until:
            heard = project.send.poll_tcp()
        daemon.close()
        assert heard == [("/oscbridge/error", ["too-many-connections", "no more", "", 2**40])]
        # What was only half there does not spoil what comes over the next connection.
        assert project.send.send_tcp(Top()) > 0
        daemon, _ = other.accept()
        daemon.sendall(slip_encode(build_message("/oscbridge/noface", [2])))
        heard = []
        while not heard and time.monotonic() < until:
            heard = project.send.poll_tcp()
        daemon.close()
    assert heard == [("/oscbridge/noface", [2])]


def test_errors_reach_their_callback(project: Project) -> None:
    project.send.subscribe()
    project.send.say("tempo", "fast")
    assert project.cook_until("error")[1] == "wrong-types"


def test_an_answer_without_a_function_is_left_alone(project: Project) -> None:
    project.callbacks.answered("/oscbridge/timing", [1, 2.0, 3.0, 4.0, 9.0])
    assert project.answers.rows == {}

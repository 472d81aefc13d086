"""The Node client against a real daemon, and its bytes against those of other implementations."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscbridge.osc.packets import build_message
from oscbridge.osc.slip import slip_encode
from tests.clients.conftest import CLIENTS, MAX, needs
from tests.daemon.running import SAMPLE, Running

pytestmark = needs("node", "nodejs")
HERE = Path(__file__).parent
Codec = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def codec() -> Iterator[Codec]:
    """Asks the client's own codec, in one Node process for all cases."""
    with subprocess.Popen(
        ["node", str(HERE / "node_codec.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as node:
        assert node.stdin
        assert node.stdout
        asked, answers = node.stdin, node.stdout

        def ask(case: dict[str, Any]) -> Any:
            asked.write(json.dumps(case) + "\n")
            asked.flush()
            return json.loads(answers.readline())

        yield ask


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
floats = st.floats(width=32, allow_nan=False, allow_infinity=False)
values = st.one_of(
    st.integers(-(2**31) + 1, 2**31 - 1),
    # Node has one kind of number: a float without a fraction goes out as an int.
    floats.filter(lambda value: not value.is_integer()),
    words,
    st.booleans(),
    st.binary(min_size=1, max_size=40),
)
one_process = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def plain(value: object) -> object:
    return {"blob": value.hex()} if isinstance(value, bytes) else value


@one_process
@given(st.lists(values, max_size=6))
def test_its_messages_are_those_of_python_osc(codec: Codec, args: list[object]) -> None:
    wanted = build_message("/oscbridge/any", args)
    assert codec({"encode": ["/oscbridge/any", [plain(one) for one in args]]}) == wanted.hex()
    assert codec({"decode": wanted.hex()}) == [["/oscbridge/any", [plain(one) for one in args]]]


@one_process
@given(st.binary(max_size=60))
def test_no_bytes_do_worse_than_be_refused(codec: Codec, data: bytes) -> None:
    answer = codec({"decode": data.hex()})
    assert isinstance(answer, list) or answer == {"refused": "RangeError"}


@one_process
@given(st.lists(st.binary(min_size=1, max_size=20), max_size=5), st.lists(st.integers(0, 200)))
def test_packets_leave_a_tcp_stream_as_they_went_in(
    codec: Codec, packets: list[bytes], cuts: list[int]
) -> None:
    answer = codec({"stream": [one.hex() for one in packets], "cuts": sorted(cuts)})
    assert answer["bytes"] == b"".join(map(slip_encode, packets)).hex()
    assert answer["packets"] == [one.hex() for one in packets]


@pytest.mark.parametrize("transport", [[], ["--tcp"]], ids=["udp", "tcp"])
def test_the_example_reads_a_face_and_has_a_phrase_composed(
    daemon: Running, transport: list[str]
) -> None:
    said = subprocess.run(
        ["node", CLIENTS / "node/example.js", SAMPLE, "--port", str(daemon.port), *transport],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert said.returncode == 0, said.stderr
    there, face, phrase = said.stdout.splitlines()
    assert there.endswith("is there")
    assert face.startswith("happy (")
    assert "4 bars, seed 42" in phrase


def test_the_example_says_so_when_no_daemon_is_there() -> None:
    said = subprocess.run(
        ["node", CLIENTS / "node/example.js", "--port", "1"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert said.returncode == 1
    assert "is it running?" in said.stderr


class Script:
    """What node.script would run, with the messages that a patch would send."""

    def __init__(self, port: int) -> None:
        self._process = subprocess.Popen(
            ["node", str(MAX / "oscbridge-node.js"), "127.0.0.1", str(port)],
            env={**os.environ, "NODE_PATH": str(HERE / "max_api")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, *message: object) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def hear(self, address: str) -> list[Any]:
        """The next message of this address that comes out of node.script."""
        assert self._process.stdout
        for line in self._process.stdout:
            name, *args = json.loads(line)
            if name == address:
                return list(args)
        raise AssertionError(f"it ended without {address}")

    def end(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)
        assert self._process.stdout
        self._process.stdout.close()


@pytest.fixture
def script(daemon: Running) -> Iterator[Script]:
    script = Script(daemon.port)
    yield script
    script.end()


def test_in_max_a_frame_goes_out_as_a_blob_and_its_face_is_told_to_who_listens(
    daemon: Running, script: Script, tmp_path: Path
) -> None:
    picture = tmp_path / "frame ü.jpg"
    shutil.copy(SAMPLE, picture)
    assert Path(script.hear("folder")[0]).is_dir()
    script.tell("answers", "all")
    script.hear("/oscbridge/ready")
    with daemon.client("tcp") as patch:  # as the patch's udpreceive: it asked for nothing
        script.tell("frame", str(picture), 7)
        assert script.hear("/oscbridge/emotion")[:2] == [7, "happy"]
        assert patch.wait_for("emotion").args[:2] == (-1, "happy")
    assert picture.exists()
    script.tell("frame-once", str(picture), 8)
    assert script.hear("/oscbridge/emotion")[:2] == [8, "happy"]
    assert not picture.exists()


def test_in_max_errors_come_out_whoever_made_them(script: Script) -> None:
    script.tell("frame", "/no/such/picture.jpg", 3)
    code, message, address, id = script.hear("/oscbridge/error")
    assert (code, address, id) == ("frame-unreadable", "/oscbridge/frame", 3)
    assert "/no/such/picture.jpg" in message
    script.tell("send", "tempo", "fast")
    assert script.hear("/oscbridge/error")[:1] == ["wrong-types"]


def test_in_max_a_connection_that_another_replaced_before_it_stood_is_closed(
    daemon: Running, script: Script
) -> None:
    script.tell("answers", "all")
    script.hear("/oscbridge/ready")
    with daemon.client("tcp") as client:
        before = int(client.status()["subscribers"])
        for _ in range(2):
            script.tell("connect", "127.0.0.1", daemon.port, "udp")
        script.hear("/oscbridge/subscribed")
        script.tell("send", "ping", 3)
        script.hear("/oscbridge/pong")
        until = time.monotonic() + 5
        while (now := int(client.status()["subscribers"])) != before + 1:
            assert time.monotonic() < until, f"{now - before} new subscribers"


def test_in_max_a_daemon_that_is_not_there_is_told_and_can_be_found_later(daemon: Running) -> None:
    script = Script(1)
    try:
        assert script.hear("/oscbridge/error")[0] == "no-daemon"
        script.tell("answers", "all")
        script.tell("connect", "127.0.0.1", daemon.port, "tcp")
        script.hear("/oscbridge/ready")
    finally:
        script.end()

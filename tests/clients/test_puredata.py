"""The Pure Data abstraction in a real Pd, with a real daemon."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.conftest import CLIENTS, ended, needs
from tests.daemon.running import SAMPLE, Running, free_port

pytestmark = needs("pd", "puredata-core")

# Sends its messages when the daemon's answer to the subscription is there, one after the other.
PATCH = """\
#N canvas 0 0 450 300 12;
#X obj 10 10 oscbridge {daemon} {own};
#X obj 10 200 print got;
#X obj 200 40 route subscribed;
#X obj 200 60 t b b b b b;
#X msg 200 90 ping 7;
#X msg 250 90 affect/set 0.5 -0.25 2;
#X msg 300 90 downbeat;
#X msg 350 90 tempo fast;
#X msg 400 90 file {picture} 9;
#X connect 0 0 1 0;
#X connect 0 0 2 0;
#X connect 2 0 3 0;
#X connect 3 0 4 0;
#X connect 3 1 5 0;
#X connect 3 2 6 0;
#X connect 3 3 7 0;
#X connect 3 4 8 0;
#X connect 4 0 0 0;
#X connect 5 0 0 0;
#X connect 6 0 0 0;
#X connect 7 0 0 0;
#X connect 8 0 0 0;
"""


def pd(*words: str) -> subprocess.Popen[str]:
    command = ["pd", "-nogui", "-noaudio", "-nomidi", "-stderr", "-path"]
    return subprocess.Popen(
        [*command, str(CLIENTS / "puredata"), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout
    for line in process.stdout:
        if line.startswith("got: "):
            yield line.removeprefix("got: ").strip()


def test_it_subscribes_by_itself_and_everything_comes_back(daemon: Running, tmp_path: Path) -> None:
    patch, own = tmp_path / "try.pd", free_port()
    patch.write_text(PATCH.format(daemon=daemon.port, own=own, picture=SAMPLE))
    found: dict[str, str] = {}
    process = pd(str(patch))
    try:
        for line in told(process):
            name, _, rest = line.partition(" ")
            found.setdefault(name, rest)
            if {"subscribed", "pong", "va", "error", "emotion"} <= found.keys():
                break
    finally:
        ended(process)
    assert found["subscribed"] == f"127.0.0.1 {own} 60 -1"
    assert found["pong"].endswith(" 7")
    assert found["va"] == "0.5 -0.25"
    assert found["error"].startswith("wrong-types ")
    assert found["emotion"].startswith("9 happy ")


@pytest.mark.parametrize("name", ["oscbridge.pd", "oscbridge-help.pd"])
def test_pd_knows_every_object_and_takes_every_cord(name: str, tmp_path: Path) -> None:
    quitting = tmp_path / "quit.pd"
    quitting.write_text(
        "#N canvas 0 0 200 200 12;\n#X obj 10 10 loadbang;\n#X msg 10 40 \\; pd quit;\n"
        "#X connect 0 0 1 0;\n"
    )
    process = pd(str(CLIENTS / "puredata" / name), str(quitting))
    said = process.communicate(timeout=20)[0]
    for complaint in ("couldn't create", "connection failed", "no such object", "no method"):
        assert complaint not in said, said

"""The Python example, with a real daemon."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.clients.conftest import CLIENTS, TOP
from tests.daemon.running import SAMPLE, Running

EXAMPLE = (sys.executable, CLIENTS / "python/example.py")
WITH_THIS_CHECKOUT = {**os.environ, "PYTHONPATH": str(TOP)}


@pytest.mark.parametrize("transport", [[], ["--tcp"]], ids=["udp", "tcp"])
def test_the_example_reads_a_face_and_prints_a_phrase(
    daemon: Running, transport: list[str]
) -> None:
    said = subprocess.run(
        [*EXAMPLE, SAMPLE, "--port", str(daemon.port), *transport],
        capture_output=True,
        text=True,
        timeout=60,
        env=WITH_THIS_CHECKOUT,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    there, face, phrase, *notes = said.stdout.splitlines()
    assert there.endswith("is there")
    assert face.startswith("happy (")
    assert f": {len(notes)} notes in 4 bars, seed 42" in phrase


def test_the_example_says_so_when_no_daemon_is_there() -> None:
    said = subprocess.run(
        [*EXAMPLE, SAMPLE, "--port", "1"],
        capture_output=True,
        text=True,
        timeout=60,
        env=WITH_THIS_CHECKOUT,
    )
    assert said.returncode == 1
    assert said.stdout.startswith("no-answer: ")

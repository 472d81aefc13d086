"""The wall clock is set, and the machine sleeps: nothing hangs, nothing comes in a burst."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from oscbridge.osc.packets import build_bundle, build_message
from tests.daemon.running import SAMPLE
from tests.faults.rig import BEATS_A_MINUTE, LONG_S, Show, family, measured, seconds_until, show
from tests.jack import JackServer, running_server

BEAT_S = 60.0 / BEATS_A_MINUTE


@pytest.fixture(scope="module")
def server() -> Iterator[JackServer]:
    with running_server(waits=False) as server:
        yield server


class WallClock:
    """A wall clock that can be set, for programs started with ``environment``."""

    def __init__(self, folder: Path) -> None:
        if sys.platform != "linux" or shutil.which("cc") is None:
            pytest.skip(
                "the wall clock is moved by a library that is built here, with cc, on Linux"
            )
        library = folder / "clock_shim.so"
        source = Path(__file__).parent / "clock_shim.c"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        self._moved = folder / "moved"
        self.set(0.0)
        self.environment = {
            **os.environ,
            "LD_PRELOAD": str(library),
            "CLOCK_SHIM": str(self._moved),
        }

    def set(self, seconds: float) -> None:
        """So far from the true time."""
        # In place: it is mapped.
        with self._moved.open("r+b" if self._moved.exists() else "wb") as file:
            file.write(struct.pack("d", seconds))


@pytest.mark.faults
def test_a_wall_clock_that_is_set_moves_no_note(tmp_path: Path) -> None:
    clock = WallClock(tmp_path)
    with show(tmp_path, environment=clock.environment) as rig:
        for moved_s in (3600.0, -86_400.0, 0.0, -1.0):
            clock.set(moved_s)
            # The daemon goes by the clock that was set: what is due in its future is not too far
            # ahead, and what is due by the true time is when that is far from it.
            assert too_far_ahead(rig, time.time() + moved_s + 1.0) is False
            assert too_far_ahead(rig, time.time() + moved_s + 60.0) is True
            assert seconds_of_beats(rig, 6) > 4 * BEAT_S  # not in a burst
            rig.seen()
        rig.plays_on()
        rig.falls_silent()


def seconds_of_beats(rig: Show, count: int) -> float:
    """How long the audience waits for so many beats."""
    until_then = rig.audience.told("beat") + count
    return seconds_until(lambda: rig.audience.told("beat") >= until_then, "no beats", 10)


def too_far_ahead(rig: Show, due_s: float) -> bool:
    """Whether a bundle for then is refused for that; a ping tells that it was taken."""
    rig.performer.send_raw(build_bundle([build_message("/oscbridge/ping", ("due",))], due_s))
    until_s = time.monotonic() + LONG_S
    while time.monotonic() < until_s:
        message = rig.performer.receive(LONG_S)
        if message.address == "/oscbridge/pong" and message.args[-1] == "due":
            return False
        if message.address == "/oscbridge/error":
            assert message.args[0] == "bundle-too-far-ahead", message.args
            return True
    raise AssertionError("neither taken nor refused")


@contextlib.contextmanager
def asleep(processes: list[psutil.Process]) -> Iterator[None]:
    """None of these runs."""
    try:
        for process in processes:
            process.send_signal(signal.SIGSTOP)
        yield
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGCONT)


def check_sleep(rig: Show, seconds: float) -> None:
    """After so long a sleep: no old notes in a burst, none that hangs, all goes on."""
    dump = rig.heard
    rig.seen()
    dump.wait_for(lambda dump: len(dump.sounding()) >= 2, LONG_S)
    with asleep(family(rig.daemon)):
        time.sleep(seconds)
        before = len(dump.notes)
    woken = time.monotonic()
    rig.note_begins(after=before)
    back_s = time.monotonic() - woken
    time.sleep(1.0)
    # What a second and a half of such music may hold, and not what half a minute does.
    began = len(dump.notes) - before
    rig.seen()
    measured(f"asleep for {seconds:g} s", back_s=back_s, notes_in_first_second=began)
    assert began <= 40
    rig.plays_on()
    rig.falls_silent()


def test_a_short_sleep_brings_no_burst_and_leaves_no_note(
    server: JackServer, tmp_path: Path
) -> None:
    with show(tmp_path, server=server) as rig:
        check_sleep(rig, 3.0)


@pytest.mark.faults
def test_half_a_minutes_sleep_brings_no_burst_and_leaves_no_note(
    server: JackServer, tmp_path: Path
) -> None:
    with show(tmp_path, server=server) as rig:
        check_sleep(rig, 30.0)


@pytest.mark.faults
def test_a_frame_that_waited_through_a_sleep_is_answered(tmp_path: Path) -> None:
    with show(tmp_path) as rig:
        rig.seen()
        with asleep(family(rig.daemon)):
            rig.performer.send_frame(SAMPLE.read_bytes(), 7777)
            time.sleep(12.0)  # longer than a look may take
        rig.performer.wait_for("timing", LONG_S, id=7777)
        rig.plays_on()

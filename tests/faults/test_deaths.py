"""kill -9 of each worker in turn, while music plays, frames come and somebody listens."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.daemon.running import SAMPLE
from tests.faults.rig import LONG_S, Show, measured, seconds_until, show
from tests.jack import JackServer, running_server


@pytest.fixture(scope="module")
def server() -> Iterator[JackServer]:
    # One that does not wait for its clients, as a musician's does not: it goes on when one is
    # killed.
    with running_server(waits=False) as server:
        yield server


@pytest.fixture(scope="module")
def show_(server: JackServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    folder = tmp_path_factory.mktemp("deaths")
    pictures = folder / "pictures"
    pictures.mkdir()
    camera = ("camera.enabled=true", f"camera.folder={pictures}")
    with show(folder, *camera, server=server) as rig:
        yield rig
        rig.falls_silent()


def kill(rig: Show, name: str) -> float:
    """Returns the moment."""
    os.kill(rig.pid(name), signal.SIGKILL)
    return time.monotonic()


def test_the_eyes_come_back_and_the_music_never_stops(show_: Show) -> None:
    show_.seen()
    played = len(show_.heard.notes)
    at = kill(show_, "eyes")
    show_.seen()
    measured("eyes killed", back_s=time.monotonic() - at)
    assert len(show_.heard.notes) > played
    show_.plays_on()
    assert show_.performer.status()["player_restarts"] == 0


def test_the_composer_comes_back_and_a_variation_plays_meanwhile(show_: Show) -> None:
    show_.composed()
    played = len(show_.heard.notes)
    at = kill(show_, "composer")
    show_.composed()
    measured("composer killed", back_s=time.monotonic() - at)
    assert len(show_.heard.notes) > played
    show_.plays_on()
    assert show_.performer.status()["player_restarts"] == 0


def test_the_player_comes_back_and_ends_what_was_sounding(show_: Show) -> None:
    dump = show_.heard
    dump.wait_for(lambda dump: len(dump.sounding()) >= 2, LONG_S)
    at = kill(show_, "player")
    left, played = dump.sounding(), len(dump.notes)
    ended = seconds_until(lambda: not dump.sounding() & left, "notes of the dead sound on")
    show_.note_begins(after=played)
    measured("player killed", notes_ended_s=ended, back_s=time.monotonic() - at)
    show_.plays_on()


def test_the_camera_comes_back(show_: Show) -> None:
    show_.performer.status()
    before = int(show_.performer.status()["camera_restarts"])
    at = kill(show_, "camera")

    def again() -> bool:
        status = show_.performer.status(LONG_S)
        return int(status["camera_restarts"]) > before and status["camera"] == "on"

    seconds_until(again, "the camera is not there again")
    measured("camera killed", back_s=time.monotonic() - at)
    show_.plays_on()


def test_the_ears_come_back_for_the_next_file(show_: Show, tmp_path: Path) -> None:
    # A file that takes a while to be listened to, and then is not.
    import numpy as np
    import soundfile

    seconds, rate = 60, 16_000
    tone = np.sin(2 * np.pi * 440 * np.arange(seconds * rate) / rate)
    song = tmp_path / "song.wav"
    soundfile.write(song, tone.astype("float32"), rate)
    show_.performer.send("primer", str(song))
    show_.performer.wait_for("primer/progress", LONG_S)
    at = kill(show_, "ears")
    assert primer_error(show_) == "ears-died"
    show_.performer.send("primer", str(SAMPLE))  # no music, but somebody must look to tell
    refused = primer_error(show_)
    measured("ears killed", back_s=time.monotonic() - at)
    assert refused != "ears-died"
    show_.plays_on()


def primer_error(rig: Show) -> str:
    """Why a primer was not read; of other errors all listeners are told, too."""
    while True:
        code, _, address, _ = rig.performer.wait_for("error", LONG_S).args
        if address == "/oscbridge/primer":
            return str(code)


def test_the_keeper_of_shared_memory_is_replaced(show_: Show) -> None:
    known = {show_.pid(name) for name in ("eyes", "composer", "player", "camera")}
    main = psutil.Process(show_.daemon.process.pid)
    trackers = [
        child for child in main.children() if "resource_tracker" in " ".join(child.cmdline())
    ]
    assert trackers
    assert not known & {tracker.pid for tracker in trackers}
    for tracker in trackers:
        tracker.kill()
    os.kill(show_.pid("eyes"), signal.SIGKILL)  # its successor gets new shared memory
    show_.seen()
    show_.plays_on()


def test_each_killed_again_and_again_and_no_note_is_left(show_: Show) -> None:
    for name in ("player", "eyes", "composer", "player", "eyes", "composer", "player"):
        kill(show_, name)
        show_.seen()
    show_.composed()
    show_.plays_on()
    show_.falls_silent()
    show_.performer.send("play")
    show_.note_begins()


@pytest.mark.faults
def test_a_player_killed_at_any_moment_of_its_return_loses_no_receiver_and_no_note(
    show_: Show,
) -> None:
    chance = random.Random(11)
    for _ in range(6):  # each return waits twice as long
        kill(show_, "player")
        time.sleep(0.1 + chance.random())  # dead, starting, taking over, or playing
    show_.composed()
    show_.plays_on()
    show_.falls_silent()
    show_.performer.send("play")
    show_.note_begins()

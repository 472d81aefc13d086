"""Call and response on a real JACK server: somebody plays to a clock, and oscbridge answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oscbridge.client import OscbridgeClient
from tests.daemon.running import Running, running
from tests.jack import JackServer, running_server

pytest.importorskip("jack", reason="JACK-Client is not installed")

PLAYER = Path(__file__).with_name("live_player.py")
BPM = 240.0
NEAR_BEATS = 0.08
"""20 ms: twenty times what the player is off on a quiet machine."""


@pytest.fixture(scope="module")
def server() -> Iterator[JackServer]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def daemon(server: JackServer) -> Iterator[Running]:
    settings = (
        *("midi.backend=jack", "clock.source=midi", "music.start=on-play"),
        *("music.bars=2", f"music.tempo_bpm={BPM}", "midi.program=-1"),
    )
    with running(*settings, dry_run=False, environment=server.environment) as daemon:
        yield daemon


def somebody_plays(
    server: JackServer, client: OscbridgeClient, beats: int, *notes: tuple[float, int, float]
) -> list[tuple[float, int]]:
    """What is heard of oscbridge: (beat after the start, pitch), in order."""
    ports = (server.await_port("oscbridge-in"), server.await_port("oscbridge:oscbridge"))
    written = [f"{beat}:{pitch}:{length}" for beat, pitch, length in notes]
    ran = subprocess.run(
        [sys.executable, str(PLAYER), *ports, str(BPM), str(beats), *written],
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    lines = [line.split() for line in ran.stdout.splitlines()]
    return sorted((float(beat), int(pitch)) for beat, pitch in lines)


def told_notes(client: OscbridgeClient) -> list[tuple[float, int]]:
    """(start in beats, pitch) of the next phrase that the daemon tells of."""
    count = client.wait_for("phrase/info", 20).args[4]
    told = [client.wait_for("phrase/note", 5).args for _ in range(count)]
    return sorted((start, pitch) for _, pitch, start, _, _ in told)


def live_off(client: OscbridgeClient) -> None:
    client.send("primer/live", 0)
    while client.wait_for("primer/live/state").args != ("off", "none"):
        pass


SCALE = ((0.0, 60, 0.4), (1.0, 62, 0.4), (2.0, 64, 0.4), (3.0, 65, 0.4), (5.0, 67, 1.0))


def test_a_turn_is_answered_from_the_very_next_bar_line_with_the_notes_that_are_told(
    server: JackServer, daemon: Running
) -> None:
    with daemon.client("tcp") as client:
        state = client.request("primer/live", 1, reply="primer/live/state")
        assert state.args == ("turns", "yours")
        heard = somebody_plays(server, client, 20, *SCALE)
        told = told_notes(client)
        live_off(client)
    # The turn is bars 1 and 2, beats 0 to 8: the answer begins on beat 8. Nothing else is heard:
    # what is played is not passed through.
    expected = [(8 + start, pitch) for start, pitch in told]
    assert len(heard) == len(expected)
    for (beat, pitch), (wanted, same) in zip(heard, expected, strict=True):
        assert pitch == same
        assert beat == pytest.approx(wanted, abs=NEAR_BEATS)


def test_the_turns_go_on_and_nobody_plays_into_the_others(
    server: JackServer, daemon: Running
) -> None:
    again = tuple((beat + 17, pitch + 5, length) for beat, pitch, length in SCALE)
    during = ((9.0, 80, 0.5), (12.0, 81, 0.5))
    with daemon.client("tcp") as client:
        client.request("primer/live", 1, reply="primer/live/state")
        heard = somebody_plays(server, client, 36, *SCALE, *during, *again)
        live_off(client)
    first = [beat for beat, _ in heard if beat < 16 - NEAR_BEATS]
    second = [beat for beat, _ in heard if beat >= 16 - NEAR_BEATS]
    assert first
    assert second
    assert min(first) >= 8 - NEAR_BEATS
    assert min(second) >= 24 - NEAR_BEATS


def test_always_plays_on_while_it_listens_and_stop_ends_the_listening(
    server: JackServer, daemon: Running
) -> None:
    with daemon.client("tcp") as client:
        client.send("primer/mode", "always")
        assert client.request("primer/live", 1, reply="primer/live/state").args[0] == "always"
        client.send("play")
        heard = somebody_plays(server, client, 24, *SCALE)
        client.send("stop", "done")
        while client.wait_for("primer/live/state").args != ("off", "none"):
            pass
    assert any(beat < 8 for beat, _ in heard)
    assert any(beat > 16 for beat, _ in heard)

"""A real daemon and a Live that speaks as AbletonOSC does: clips, tempo, beat, there and gone."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.osc.packets import build_message
from tests.ableton.live import Clip, live
from tests.daemon.running import Running, free_port, running

SOON_S = 30.0


@contextlib.contextmanager
def looking(*settings: str) -> Iterator[tuple[Running, tuple[int, int]]]:
    """A daemon and the ports on which it looks for Live."""
    ports = free_port(), free_port()
    ours = (f"ableton.port={ports[0]}", f"ableton.reply_port={ports[1]}", "music.start=on-play")
    with running(*ours, "music.seed=1", "music.bars=1", "music.tempo_bpm=240", *settings) as daemon:
        yield daemon, ports


@pytest.fixture(scope="module")
def writing() -> Iterator[tuple[Running, tuple[int, int]]]:
    """A daemon that writes clips; Live is there in each test anew."""
    slots = ("ableton.track=Piano", "ableton.slots=3", "ableton.first_slot=2")
    with looking("midi.output=both", *slots) as found:
        yield found


@pytest.fixture(scope="module")
def following() -> Iterator[tuple[Running, tuple[int, int]]]:
    """A daemon that follows Live's clock where a test asks for it."""
    with looking() as found:
        yield found


@contextlib.contextmanager
def listener(daemon: Running) -> Iterator[OscbridgeClient]:
    """A client that hears everything; the music ends with it."""
    with daemon.client("tcp", timeout_s=SOON_S) as client:
        client.request("ping", 1, reply="pong")
        try:
            yield client
        finally:
            client.send("stop")
            client.send("clock", "internal")
            client.request("ping", 2, reply="pong")


def errors(client: OscbridgeClient) -> list[str]:
    """Codes of the errors that were told so far."""
    client.request("ping", 4711, reply="pong")
    return [
        str(captured.message.args[0])
        for captured in client.captured
        if captured.direction == "in" and captured.message.address == "/oscbridge/error"
    ]


def await_error(client: OscbridgeClient, code: str) -> str:
    """Wait for that error; its words."""
    until = time.monotonic() + SOON_S
    while True:
        args = client.wait_for("error", until - time.monotonic()).args
        if args[0] == code:
            return str(args[1])


def await_clock(client: OscbridgeClient, running: int, bpm: float | None = None) -> None:
    """Wait until Live's clock is in that state."""
    until = time.monotonic() + SOON_S
    while True:
        state = client.wait_for("clock/state", until - time.monotonic()).args
        if state[0] == "ableton" and state[1] == running and bpm in (None, state[2]):
            return


def test_a_live_that_is_not_there_is_told_and_found_when_it_comes(
    writing: tuple[Running, tuple[int, int]],
) -> None:
    daemon, ports = writing
    with listener(daemon) as client:
        client.send("play")
        words = await_error(client, "ableton-not-answering")
        assert f"127.0.0.1:{ports[0]}" in words
        assert "MIDI port alone" in words
        client.wait_for("phrase/playing")  # the music is not held up
        with live(*ports, startup=True) as there:
            there.await_message("/live/clip/fire", 2)
            assert errors(client).count("ableton-not-answering") == 1


def test_phrases_arrive_as_clips_that_are_launched_and_slots_are_taken_in_turn(
    writing: tuple[Running, tuple[int, int]],
) -> None:
    daemon, ports = writing
    with live(*ports, startup=True) as there, listener(daemon) as client:
        there.set_tempo(240.0)
        there.play()
        there.await_message("/live/song/start_listen/beat")
        client.send("clock", "ableton")
        await_clock(client, running=1, bpm=240.0)
        client.send("play")
        info = client.wait_for("phrase/info").args
        told = [client.wait_for("phrase/note").args[1:] for _ in range(int(info[4]))]
        there.await_message("/live/clip/fire", 5)
        fired = [heard.args for heard in there.of("/live/clip/fire")][:5]
        # Piano is track 2 from 0; slots 2, 3 and 4 as Live shows them.
        assert fired == [[2, 1], [2, 2], [2, 3], [2, 1], [2, 2]]
        assert there.of("/live/clip_slot/create_clip")[0].args == [2, 1, 4.0]
        assert there.of("/live/clip/set/name")[0].args == [2, 1, f"oscbridge duet {info[2]}"]
        first_fire = there.of("/live/clip/fire")[0].at_s
        written = [
            tuple(heard.args[first : first + 4])
            for heard in there.of("/live/clip/add/notes")
            if heard.at_s <= first_fire
            for first in range(2, len(heard.args), 5)
        ]
        assert written == [tuple(note) for note in told]
        assert not any(clip.looping for clip in there.clips.values())
        client.send("stop")
        there.await_message("/live/clip/stop")
        assert errors(client) == []


def test_a_clip_of_somebody_elses_is_left_alone_and_the_next_slot_is_taken(
    writing: tuple[Running, tuple[int, int]],
) -> None:
    daemon, ports = writing
    with listener(daemon) as client, live(*ports, startup=True) as there:
        there.clips[2, 1] = Clip(8.0, name="Verse")
        there.clips[2, 2] = Clip(8.0, name="oscbridge duet 5")  # of a day before
        there.await_message("/live/song/get/num_scenes")
        client.send("play")
        words = await_error(client, "ableton-slot-taken")
        assert "slot 2" in words
        assert "Verse" in words
        there.play()
        there.await_message("/live/clip/fire", 3)
        assert {heard.args[1] for heard in there.of("/live/clip/fire")} == {2, 3}
        assert there.clips[2, 1] == Clip(8.0, name="Verse")
        assert [2, 1] not in [heard.args for heard in there.of("/live/clip_slot/delete_clip")]
        assert errors(client).count("ableton-slot-taken") == 1


def test_a_track_that_is_not_there_is_told_with_those_that_are(
    writing: tuple[Running, tuple[int, int]],
) -> None:
    daemon, ports = writing
    with listener(daemon) as client, live(*ports, tracks=("Drums", "Bass"), startup=True) as there:
        there.await_message("/live/song/get/num_scenes")
        client.send("play")
        words = await_error(client, "ableton-track-missing")
        assert "Piano" in words
        assert "Drums, Bass" in words
        assert not there.clips


def test_what_live_cannot_do_and_what_is_set_otherwise_is_told(
    writing: tuple[Running, tuple[int, int]],
) -> None:
    daemon, ports = writing
    with listener(daemon) as client, live(*ports, startup=True) as there:
        there.await_message("/live/song/start_listen/beat")
        there.say("/live/error", "Error handling OSC message: no")
        assert "message: no" in await_error(client, "ableton-error")
        there.set_signature(6, 8)
        assert "6/8" in await_error(client, "ableton-signature")
        there.set_quantisation(0)
        assert "1 Bar" in await_error(client, "ableton-quantisation")


def test_a_clip_that_misses_its_bar_is_told(writing: tuple[Running, tuple[int, int]]) -> None:
    daemon, ports = writing
    with listener(daemon) as client, live(*ports, startup=True) as there:
        there.await_message("/live/song/get/num_scenes")
        client.send("play")
        there.await_message("/live/clip/fire")
        assert errors(client) == []
        there.mute = True  # hears, and does nothing
        await_error(client, "ableton-clip-late")


def test_phrases_for_live_alone_are_told_to_be_unheard_until_it_is_there() -> None:
    with looking("midi.output=abletonosc") as (daemon, ports), listener(daemon) as client:
        client.send("play")
        assert "heard nowhere" in await_error(client, "ableton-not-answering")
        client.wait_for("phrase/playing")  # they take their time all the same
        with live(*ports, startup=True) as there:
            there.await_message("/live/clip/fire")


def test_the_tempo_of_a_live_that_is_not_there_cannot_be_set(
    following: tuple[Running, tuple[int, int]],
) -> None:
    daemon, _ = following
    with listener(daemon) as client:
        client.send("clock", "ableton")
        await_clock(client, running=0)
        with pytest.raises(OscbridgeError) as caught:
            client.request("tempo", 90.0, reply="clock/state")
        assert caught.value.code == "ableton-not-answering"


def test_tempo_start_and_stop_are_lives(following: tuple[Running, tuple[int, int]]) -> None:
    daemon, ports = following
    with live(*ports) as there, listener(daemon) as client:
        client.send("clock", "ableton")
        there.await_message("/live/song/start_listen/beat")
        there.set_tempo(150.0)
        there.play(at=8.0)
        await_clock(client, running=1, bpm=150.0)
        bar, beat = client.wait_for("beat").args
        assert int(bar) >= 3
        assert 1 <= int(beat) <= 4
        there.set_tempo(90.0)
        await_clock(client, running=1, bpm=90.0)
        client.send("tempo", 200.0)
        assert there.await_message("/live/song/set/tempo").args == [200.0]
        await_clock(client, running=1, bpm=200.0)
        there.stop()
        await_clock(client, running=0)
        assert errors(client) == []


def test_beats_are_lives_beats(following: tuple[Running, tuple[int, int]]) -> None:
    daemon, ports = following
    with live(*ports) as there, listener(daemon) as client:
        client.send("clock", "ableton")
        there.await_message("/live/song/start_listen/beat")
        there.play()
        off = []
        for _ in range(12):
            bar, beat = map(int, client.wait_for("beat").args)
            off.append(there.song - ((bar - 1) * 4 + beat - 1))
        # The test hears of a beat some milliseconds after it was; a busy machine takes longer.
        assert sorted(off)[len(off) // 2] == pytest.approx(0.0, abs=0.25)


def test_a_live_that_is_started_anew_is_listened_to_again(
    following: tuple[Running, tuple[int, int]],
) -> None:
    daemon, ports = following
    with listener(daemon) as client:
        with live(*ports) as there:
            client.send("clock", "ableton")
            there.await_message("/live/song/start_listen/beat")
            there.set_tempo(240.0)
            there.play()
            await_clock(client, running=1, bpm=240.0)
        assert "told no beat" in await_error(client, "clock-lost")
        with live(*ports, startup=True) as there:
            there.await_message("/live/song/start_listen/beat")
            there.set_tempo(180.0)
            there.play(at=4.0)
            await_clock(client, running=1, bpm=180.0)


def test_a_listener_that_live_forgot_is_renewed(
    following: tuple[Running, tuple[int, int]],
) -> None:
    daemon, ports = following
    with live(*ports) as there, listener(daemon) as client:
        there.set_tempo(300.0)
        client.send("clock", "ableton")
        there.await_message("/live/song/start_listen/beat")
        there.play()
        await_clock(client, running=1)
        greeted = len(there.of("/live/song/start_listen/beat"))
        there.listeners.clear()  # as by another program's stop_listen
        there.await_message("/live/song/start_listen/beat", greeted + 1)
        await_clock(client, running=1)


HOSTILE = [
    b"",
    b"/live",
    b"/live/song/get/tempo\0\0\0\0,f\0\0",
    b"/live/song/get/tempo\0\0\0\0,f\0\0\x7f\xc0\0\0",
    b"#bundle\0" + b"\0" * 7 + b"\x01" + b"\xff" * 8,
    build_message("/live/song/get/tempo", (1e30,)),
    build_message("/live/song/get/tempo", ("fast",)),
    build_message("/live/song/get/tempo"),
    build_message("/live/song/get/is_playing", (17,)),
    build_message("/live/song/get/beat", (2**31 - 1,)),
    build_message("/live/song/get/current_song_time", ("now",)),
    build_message("/live/song/get/num_scenes", (-1,)),
    build_message("/live/song/get/track_names", (1, 2)),
    build_message("/live/clip_slot/get/has_clip", (0,)),
    build_message("/live/song/get/signature_denominator", (0,)),
    build_message("/oscbridge/panic"),
    b"\xff" * 60_000,
]


def test_malformed_answers_and_those_of_another_host_change_nothing(
    following: tuple[Running, tuple[int, int]],
) -> None:
    daemon, ports = following
    with live(*ports) as there, listener(daemon) as client:
        client.send("clock", "ableton")
        there.await_message("/live/song/start_listen/beat")
        there.set_tempo(120.0)
        there.play()
        await_clock(client, running=1, bpm=120.0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for data in HOSTILE:
                sender.sendto(data, ("127.0.0.1", ports[1]))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind(("127.0.0.2", 0))
            sender.sendto(build_message("/live/song/get/tempo", (66.0,)), ("127.0.0.1", ports[1]))
        for _ in range(3):
            client.wait_for("beat")
        status = client.status()
        assert (status["clock"], status["clock_running"]) == ("ableton", 1)
        assert (status["tempo_bpm"], status["ableton"]) == (120.0, "answers")
        assert errors(client) == []


def test_a_reply_port_that_another_program_has_is_told_to_who_asks() -> None:
    with (
        looking() as (daemon, ports),
        listener(daemon) as client,
        live(*ports) as there,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
    ):
        # Where no setting asks for Live, nothing is sent to it.
        client.send("play")
        client.wait_for("phrase/playing")
        assert there.heard == []
        assert "ableton" not in client.status()
        other.bind(("127.0.0.1", ports[1]))
        client.send("clock", "ableton")
        assert str(ports[1]) in await_error(client, "ableton-port-busy")
        assert client.status()["clock"] == "internal"


def test_a_reply_port_that_is_free_again_is_taken_and_live_is_found() -> None:
    ports = free_port(), free_port()
    ours = (f"ableton.port={ports[0]}", f"ableton.reply_port={ports[1]}", "midi.output=both")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", ports[1]))
        with (
            running(*ours, "music.start=on-play") as daemon,
            listener(daemon) as client,
            live(*ports, startup=True),
        ):
            assert client.status()["ableton"] == "does not answer"
            other.close()
            until = time.monotonic() + SOON_S
            while client.status()["ableton"] != "answers":
                assert time.monotonic() < until

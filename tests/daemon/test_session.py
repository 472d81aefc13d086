"""Performances of a real daemon, recorded, and done again to the byte."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mido
import pytest

from oscbridge.cli import main
from oscbridge.client import OscbridgeClient
from oscbridge.midi.files import write_midi
from oscbridge.phrase import Note, Phrase
from oscbridge.sessions.log import read_log
from oscbridge.sessions.replay import composer, replay
from tests.daemon.running import SAMPLE, running
from tests.daemon.test_live_jack import BPM, SCALE, somebody_plays
from tests.jack import running_server

QUICK = ("music.tempo_bpm=240", "music.start=on-play", "music.seed=7", "music.bars=1")


def _log_in(folder: Path) -> Path:
    (log,) = folder.glob("*.jsonl")
    return log


def _events(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def _perform(client: OscbridgeClient, primer: Path) -> None:
    """All that a performer may do to the music."""

    def bars(count: int) -> None:
        for _ in range(count * 4):
            client.wait_for("beat", 20)

    client.send_frame(SAMPLE.read_bytes(), 1)
    client.wait_for("emotion", id=1)
    client.send("play")
    client.wait_for("phrase/playing", 20)
    bars(1)
    client.send("affect/set", -0.6, -0.4)
    bars(1)
    client.send("tempo", 300.0)
    client.send("key", "F#m")
    client.send("primer", str(primer))
    client.wait_for("primer/info", 20)
    bars(2)
    client.send("stop")
    client.send("play")
    client.wait_for("phrase/playing", 20)
    client.send("tempo", 200.0)
    bars(1)
    client.send("clock/offset", 120.0)
    client.send("downbeat")
    bars(1)
    client.send("panic")
    client.send("primer", str(primer.with_name("missing.mid")), 3)
    client.wait_for("error", 20, id=3)
    client.send("play")
    client.wait_for("phrase/playing", 20)
    bars(2)


def _check(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = read_log(log)
    done = replay(read, composer())
    assert read.complete
    assert not read.lost
    assert done.composed >= 5
    assert done.differences == []
    assert done.file() == log.with_suffix(".mid").read_bytes()

    out = log.with_name("again.mid")
    assert main(["replay", str(log), "--out", str(out), "--verify"]) == 0
    assert "byte for byte" in capsys.readouterr().out
    assert out.read_bytes() == log.with_suffix(".mid").read_bytes()
    song = mido.MidiFile(out)
    kinds = {message.type for message in song.tracks[0]}
    assert {"note_on", "note_off", "control_change", "program_change", "set_tempo"} <= kinds


def test_a_performance_with_all_that_a_performer_may_do_is_done_again_to_the_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    primer = tmp_path / "primer.mid"
    write_midi(Phrase(tuple(Note(beat, 60 + beat, 1.0) for beat in range(4)), bars=1), primer)
    folder = tmp_path / "sessions"
    with running(*QUICK, f"session.folder={folder}") as daemon, daemon.client("tcp") as client:
        _perform(client, primer)
    log = _log_in(folder)
    _check(log, capsys)

    text = log.read_text()
    assert str(tmp_path) not in text  # neither the primer's path nor the folder's
    told = [event["address"] for event in _events(log) if event.get("e") == "osc"]
    assert told[:3] == ["play", "affect/set", "tempo"]
    assert "frame" not in told
    errors = [event for event in _events(log) if event.get("e") == "error"]
    assert [(error["code"], error["message"]) for error in errors] == [("file-missing", "")]


def test_on_jack_what_lay_ahead_and_was_taken_back_is_not_in_the_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    primer = tmp_path / "primer.mid"
    write_midi(Phrase((Note(0, 60, 1.0), Note(1, 64, 1.0)), bars=1), primer)
    folder = tmp_path / "sessions"
    settings = (*QUICK, f"session.folder={folder}", "midi.backend=jack", "midi.ahead_ms=200")
    with (
        running_server() as server,
        running(*settings, dry_run=False, environment=server.environment) as daemon,
        daemon.client("tcp") as client,
    ):
        _perform(client, primer)
    _check(_log_in(folder), capsys)


def test_answers_to_a_player_who_brings_the_clock_are_done_again_to_the_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sessions"
    settings = ("midi.backend=jack", "clock.source=midi", "music.start=on-play", "music.bars=2")
    with (
        running_server() as server,
        running(
            *settings,
            f"session.folder={folder}",
            f"music.tempo_bpm={BPM}",
            dry_run=False,
            environment=server.environment,
        ) as daemon,
        daemon.client("tcp") as client,
    ):
        client.send("affect/set", 0.3, 0.3)
        client.request("primer/live", 1, reply="primer/live/state")
        heard = somebody_plays(server, client, 20, *SCALE)
    log = _log_in(folder)
    kinds = [event.get("e") for event in _events(log)]
    assert "call" in kinds
    assert "made" in kinds  # the answer has the player's feel
    done = replay(read_log(log), composer())
    assert done.composed == 1
    assert done.differences == []
    assert done.file() == log.with_suffix(".mid").read_bytes()
    song = mido.MidiFile(log.with_suffix(".mid"))
    begun = [m for m in song.tracks[0] if m.type == "note_on"]
    assert len(begun) == len(heard)


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
@pytest.mark.parametrize("which", ["daemon", "player"])
def test_a_performance_that_was_killed_can_be_done_again_up_to_there(
    tmp_path: Path, which: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sessions"
    with running(*QUICK, f"session.folder={folder}") as daemon, daemon.client("tcp") as client:
        client.send("affect/set", 0.2, 0.2)
        client.send("play")
        for _ in range(3):
            client.wait_for("phrase/playing", 20)
        if which == "daemon":
            daemon.process.kill()
            daemon.process.wait(10)
        else:
            os.kill(int(client.status()["player_pid"]), signal.SIGKILL)
            client.wait_for("error", 20)
            client.wait_for("phrase/playing", 20)
    log = read_log(_log_in(folder))
    assert log.complete is (which == "player")
    done = replay(log, composer())
    assert done.composed >= 3
    assert done.differences == []
    assert main(["replay", str(_log_in(folder)), "--verify"]) == 0
    told = capsys.readouterr().out
    assert ("byte for byte" if which == "player" else "as far as both go") in told
    if which == "player":
        assert done.file() == _log_in(folder).with_suffix(".mid").read_bytes()


def _edited(log: Path, change: Callable[[dict[str, Any]], None]) -> None:
    events = _events(log)
    for event in events:
        change(event)
    log.write_text("".join(json.dumps(event) + "\n" for event in events))


def test_what_came_out_otherwise_is_told_with_its_cause_and_played_as_it_was_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sessions"
    with running(*QUICK, f"session.folder={folder}") as daemon, daemon.client("tcp") as client:
        client.send("affect/set", 0.2, 0.2)
        client.send("play")
        for _ in range(3):
            client.wait_for("phrase/playing", 20)
    log = _log_in(folder)

    def other_seed(event: dict[str, Any]) -> None:
        if event.get("e") == "order":
            event["seed"] += 1000

    _edited(log, other_seed)
    _edited(log, lambda event: event.get("models", {}).update(duet="0" * 16))
    assert main(["replay", str(log), "--verify"]) == 1
    told = capsys.readouterr()
    assert "the weights of duet are not those of the log" in told.err
    assert "byte for byte" in told.out
    assert main(["replay", str(log), "--verify", "--from-notes"]) == 0

    def no_such_engine(event: dict[str, Any]) -> None:
        if event.get("e") == "order":
            event["engine"] = "gone"

    _edited(log, no_such_engine)
    assert main(["replay", str(log), "--verify"]) == 1
    told = capsys.readouterr()
    assert "unknown-engine" in told.err
    assert "--from-notes" in told.err
    assert main(["replay", str(log), "--verify", "--from-notes"]) == 0
    assert "byte for byte" in capsys.readouterr().out


def test_a_recording_can_be_begun_and_ended_over_osc(tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    settings = (*QUICK, f"session.folder={folder}")
    with running(*settings) as daemon, daemon.client("tcp") as client:
        client.send("record", 0)
        assert client.wait_for("recording", 10).args == (0, "")
        client.send("affect/set", 0.2, 0.2)
        client.send("play")
        client.wait_for("phrase/playing", 20)
        client.send("record", 1)
        on, name = client.wait_for("recording", 10).args
        for _ in range(3):
            client.wait_for("phrase/playing", 20)
        client.send("record", 0)
        client.wait_for("recording", 10)
        client.wait_for("phrase/playing", 20)
    assert on == 1
    log = folder / name
    read = read_log(log)
    assert read.complete
    assert read.begin_beat > 0
    done = replay(read, composer())
    assert done.composed >= 2
    assert done.differences == []
    assert done.file() == log.with_suffix(".mid").read_bytes()


def test_recording_without_a_folder_is_refused_with_what_to_set() -> None:
    with running(*QUICK) as daemon, daemon.client("tcp") as client:
        client.send("record", 1, "mine")
        error = client.wait_for("error", 10, id="mine")
    assert error.args[0] == "session-no-folder"
    assert "session.folder" in error.args[1]

"""The doctor finds what works and what does not, by doing it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from oscbridge import doctor
from oscbridge.cli import main
from oscbridge.config.reading import load_settings
from oscbridge.config.settings import Settings
from oscbridge.doctor import Finding, examine
from oscbridge.launcher import SAMPLE, free_port, quiet
from tests.ableton.live import live
from tests.camera.film import film


def findings(*overrides: str, topic: str) -> list[Finding]:
    settings = load_settings(None, ["midi.backend=dry-run", *overrides])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "_round_trip", no_round_trip)
        return [finding for finding in examine(settings) if finding.topic == topic]


def no_round_trip(_: Settings) -> Iterator[Finding]:
    """It takes seconds, and one test asks for it."""
    return iter(())


def test_a_healthy_machine_is_told_so_and_its_round_trip_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    port = free_port()
    status = main(
        ["doctor", "--json", "--set", "midi.backend=dry-run", "--set", f"osc.port={port}"]
    )
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = {line["topic"]: line for line in lines}
    assert status == 0, [line for line in lines if line["state"] == "broken"]
    for topic in ("weights", "clock", "OSC port", "start", "OSC round trip", "frame → emotion"):
        assert told[topic]["state"] == "ok", told[topic]
    assert "ms" in told["phrase"]["told"]


def test_a_port_that_another_program_holds_is_broken_and_the_fix_names_the_key() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        (finding,) = findings(f"osc.port={other.getsockname()[1]}", topic="OSC port")
    assert finding.state == "broken"
    assert "osc.port" in finding.fix


def test_an_address_of_another_kind_is_tried_as_the_daemon_would() -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 here")
    (finding,) = findings("osc.host=::1", f"osc.port={free_port()}", topic="OSC port")
    assert finding.state == "ok", finding


def test_an_address_that_is_not_this_machines_is_no_busy_port() -> None:
    elsewhere = ("osc.host=192.0.2.7", "osc.allow=[192.0.2.0/24]")
    (finding,) = findings(*elsewhere, topic="OSC port")
    assert finding.state == "broken"
    assert "osc.host" in finding.fix


def test_a_port_that_oscbridge_holds_is_told_as_that() -> None:
    with quiet() as daemon:
        (finding,) = findings(f"osc.port={daemon.port}", topic="OSC port")
    assert finding.state == "note"
    assert "runs already" in finding.told


def test_missing_weights_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oscbridge.weights.models._PLACES", ())
    found = findings("face.reader=cnn5", topic="weights")
    assert [finding.state for finding in found] == ["broken", "broken"]
    assert found[0].told.startswith("cnn5")
    assert found[1].told.startswith("duet")


def test_every_finding_that_is_not_fine_says_what_to_do() -> None:
    settings = load_settings(None, ["midi.port=no such port", "clock.source=midi"])
    topics = {"machine", "packages", "weights", "cache", "MIDI system", "MIDI port", "clock"}
    for finding in examine(settings):
        if finding.topic not in topics:
            break
        assert finding.state == "ok" or finding.fix, finding


def test_something_broken_is_an_exit_status(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_round_trip", no_round_trip)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        status = main(["doctor", "--set", "midi.backend=dry-run", "--set", f"osc.port={port}"])
    assert status == 1
    assert "BROKEN  OSC port" in capsys.readouterr().out


def test_without_a_camera_of_its_own_nothing_is_wrong() -> None:
    (finding,) = findings(topic="camera")
    assert finding.state == "ok"
    assert "over OSC" in finding.told


def test_a_camera_that_works_is_told_with_the_time_that_it_took(tmp_path: Path) -> None:
    (finding,) = findings(f"camera={film(tmp_path / 'film.avi')}", topic="camera")
    assert finding.state == "ok"
    assert "640 × 480" in finding.told


def test_a_camera_that_is_not_there_is_broken_and_the_fix_is_in_plain_words(
    tmp_path: Path,
) -> None:
    (finding,) = findings(f"camera={tmp_path / 'no.avi'}", topic="camera")
    assert finding.state == "broken"
    assert finding.told.startswith("no device ")
    assert finding.fix == "there is no such file"
    (finding,) = findings(f"camera.folder={tmp_path / 'no'}", topic="camera")
    assert finding.state == "broken"
    assert "camera.folder" in finding.fix
    (finding,) = findings("camera=0", f"camera.folder={tmp_path}", topic="camera")
    assert finding.state == "broken"
    assert "camera.device, camera.folder" in finding.told


def test_an_extra_that_is_missing_is_told_with_what_to_type() -> None:
    (finding,) = findings("camera.spout=Sender", topic="camera")
    assert finding.state == "broken"
    assert "pip install 'oscbridge[spout]'" in finding.fix


def test_examining_a_folder_deletes_none_of_its_pictures(tmp_path: Path) -> None:
    (tmp_path / "face.jpg").write_bytes(SAMPLE.read_bytes())
    wished = (f"camera.folder={tmp_path}", "camera.delete_read=true")
    (finding,) = findings(*wished, topic="camera")
    assert finding.state == "ok"
    assert (tmp_path / "face.jpg").exists()


def live_settings(port: int, reply_port: int, *more: str) -> tuple[str, ...]:
    return (f"ableton.port={port}", f"ableton.reply_port={reply_port}", *more)


def test_live_is_asked_where_it_is_wanted() -> None:
    port, reply_port = free_port(), free_port()
    wanted = live_settings(port, reply_port, "midi.output=abletonosc", "ableton.track=Piano")
    with live(port, reply_port):
        (finding,) = findings(*wanted, topic="Ableton Live")
        (clips,) = findings(*wanted, topic="clips")
        (organ,) = findings(*wanted, "ableton.track=Organ", topic="clips")
        (same,) = findings(*wanted, "clock.source=ableton", topic="clips")
    assert finding.state == "ok"
    assert "ms" in finding.told
    assert (clips.state, organ.state, same.state) == ("note", "broken", "ok")
    assert "clock.source" in clips.fix
    assert "Piano" in organ.fix


def test_a_live_that_does_not_answer_is_broken_and_the_fix_is_in_plain_words() -> None:
    wanted = live_settings(free_port(), free_port(), "clock.source=ableton")
    (finding,) = findings(*wanted, topic="Ableton Live")
    assert finding.state == "broken"
    assert "control surface" in finding.fix


def test_a_reply_port_in_use_is_told() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        wanted = live_settings(free_port(), other.getsockname()[1], "clock.source=ableton")
        (finding,) = findings(*wanted, topic="Ableton Live")
    assert finding.state == "note"
    assert "ableton.reply_port" in finding.fix

"""A daemon that runs takes new settings, and keeps its clients and its music."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from oscbridge.client import OscbridgeClient
from oscbridge.config.reading import load_settings
from oscbridge.daemon.reload import differences, reload
from oscbridge.errors import OscbridgeError
from oscbridge.launcher import Running, free_port


def test_only_what_differs_is_applied_and_the_rest_waits() -> None:
    old = load_settings(None, ["music.tempo_bpm=100"])
    new = load_settings(None, ["music.tempo_bpm=90", "midi.channel=3", "music.key=H"])
    assert set(differences(old, new)) == {"music.tempo_bpm", "midi.channel", "music.key"}
    heard = []

    def refuse(*_: object) -> None:
        raise OscbridgeError("bad-key", "H is no key")

    done = reload(old, new, {"music.tempo_bpm": lambda v, _: heard.append(v), "music.key": refuse})
    assert heard == [90]
    assert done.changed == ("music.tempo_bpm",)
    assert done.waiting == ("midi.channel",)
    assert done.refused == (("music.key", "bad-key", "H is no key"),)
    # What was refused is tried again by the next reload, and nothing else is.
    assert set(differences(done.holds, new)) == {"music.key"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "show.yaml"
    path.write_text("music: {tempo_bpm: 100, start: on-play}\nlog: {level: warning}\n")
    return path


@pytest.fixture
def daemon(config: Path) -> object:
    port = free_port()
    command = [sys.executable, "-m", "oscbridge", "run", "--dry-run", "--config", str(config)]
    process = subprocess.Popen([*command, "--set", f"osc.port={port}"], text=True)
    running = Running(port, process)
    try:
        running.await_ready()
        yield running
    finally:
        process.terminate()
        assert process.wait(15) == 0


def reloaded(client: OscbridgeClient) -> tuple[list[str], list[str]]:
    _, changed, waiting = client.wait_for("reloaded", 10).args
    return sorted(changed.split()), sorted(waiting.split())


def test_a_file_that_changed_is_taken_over_osc_and_listeners_stay(
    daemon: Running, config: Path
) -> None:
    with daemon.client("tcp") as client:
        client.send("play")
        client.wait_for("phrase/info", 20)
        client.send("density", 2.0)  # by hand, and not in the file: it stays
        config.write_text(
            "music: {tempo_bpm: 132, start: on-play, key: Eb, mode: once}\n"
            "midi: {channel: 4}\nface: {smoothing_s: 0.2}\nlog: {level: warning}\n"
        )
        client.send("reload")
        changed, waiting = reloaded(client)
        assert changed == ["face.smoothing_s", "music.key", "music.mode", "music.tempo_bpm"]
        assert waiting == ["midi.channel"]
        facts = client.status()
        assert facts["tempo_bpm"] == pytest.approx(132)
        assert (facts["key"], facts["mode"], facts["density"]) == ("Eb", "once", 2.0)
        assert facts["playing"] == 1


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_sighup_reloads(daemon: Running, config: Path) -> None:
    with daemon.client("tcp") as client:
        client.status()
        config.write_text("music: {tempo_bpm: 77, start: on-play}\nlog: {level: warning}\n")
        os.kill(daemon.process.pid, signal.SIGHUP)
        assert reloaded(client) == (["music.tempo_bpm"], [])


def test_a_broken_file_changes_nothing_and_is_told(daemon: Running, config: Path) -> None:
    with daemon.client("tcp") as client:
        config.write_text("music: {tempo_bpm: fast, key: D}\n")
        with pytest.raises(OscbridgeError) as caught:
            client.request("reload", reply="reloaded")
        assert caught.value.code == "config-invalid"
        assert "tempo_bpm" in caught.value.message
        facts = client.status()
        assert facts["key"] == "auto"
        assert facts["tempo_bpm"] == pytest.approx(100)

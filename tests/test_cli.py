"""The command line, run as a user runs it: in a process of its own."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import pytest
from PIL import Image

from oscbridge import __version__, cli
from oscbridge.cli import COMMANDS
from oscbridge.commands import demo, ports
from oscbridge.commands.send import value
from oscbridge.launcher import free_port
from oscbridge.midi.files import read_midi
from oscbridge.weights.models import shipped_files
from tests.daemon.running import SAMPLE, running


def oscbridge(*args: object, timeout_s: float = 110) -> subprocess.CompletedProcess[str]:
    """Run ``oscbridge ARGS``."""
    command = [sys.executable, "-m", "oscbridge", *map(str, args)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s)
    assert "Traceback" not in ended.stderr
    return ended


def test_version_is_told_with_each_models_hash() -> None:
    first, *models = oscbridge("--version").stdout.splitlines()
    assert first == f"oscbridge {__version__}"
    found = dict(line.split() for line in models)
    (weights,) = [path for path in shipped_files().values() if path.stem == "duet"]
    assert found["duet"] == hashlib.sha256(weights.read_bytes()).hexdigest()[:12]
    assert set(found) == set(shipped_files())


def test_the_version_needs_no_network_library() -> None:
    assert not loaded("--version") & {"torch", "numpy", "onnxruntime", "matplotlib"}


def test_a_command_does_not_wait_for_the_others() -> None:
    modules = loaded("send", "--help")
    assert {name for name in modules if name.startswith("oscbridge.commands.")} == {
        "oscbridge.commands.send"
    }
    assert "asyncio" not in modules


def loaded(*words: str) -> set[str]:
    """What is imported once ``oscbridge WORDS`` has ended."""
    script = (
        "import json, sys\nfrom oscbridge.cli import main\n"
        f"try: main({list(words)})\nexcept SystemExit: print(json.dumps(list(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(json.loads(ended.stdout.splitlines()[-1]))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    ended = oscbridge(command, "--help")
    assert ended.returncode == 0
    assert ended.stdout.startswith(f"usage: oscbridge {command} ")


def test_every_option_of_every_command_says_what_it_does() -> None:
    mute = []

    def look(parser: argparse.ArgumentParser) -> None:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for command in action.choices.values():
                    look(command)
            elif not action.help:
                mute.append(f"{parser.prog}: {action.option_strings or action.dest}")

    look(cli.parser())
    assert not mute


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("frob",),
        ("send",),
        ("run", "--frob"),
        ("phrase", "--valence", "high", "--arousal", 0, "--out", "x"),
        ("phrase", "--valence", 0, "--arousal", 0, "--out", "x", "--primer-bars", "1-4"),
        ("bench", "frames", "--seconds", 5),
        ("train", "emotion"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_line_with_status_2(args: tuple[object, ...]) -> None:
    ended = oscbridge(*args)
    assert ended.returncode == 2
    assert ended.stderr.startswith("oscbridge: bad-usage: ")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (KeyboardInterrupt(), 130, ""),
        (OSError(28, "No space left on device"), 1, "oscbridge: system-error: [Errno 28] No space"),
        (ZeroDivisionError("a\nfault"), 1, "oscbridge: internal-error: ZeroDivisionError: a fault"),
    ],
)
def test_whatever_happens_a_person_reads_one_line_at_most(
    error: BaseException,
    status: int,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(ports, "main", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert cli.main(["ports"]) == status
    printed = capsys.readouterr().err
    assert printed.startswith(told)
    assert len(printed.splitlines()) == bool(told)
    kept = [path.read_text() for path in tmp_path.iterdir()]
    assert len(kept) == ("internal-error" in told)
    assert all("in fail" in text for text in kept)


@pytest.mark.skipif(os.name == "nt", reason="there a console has no process group to signal")
def test_ctrl_c_while_the_workers_start_ends_all_without_a_word() -> None:
    command = [sys.executable, "-m", "oscbridge", "run", "--dry-run", "--set", "web.port=0"]
    command += ["--set", f"osc.port={free_port()}"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stderr is not None
            while "a page to see" not in process.stderr.readline():
                assert process.poll() is None
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does
            _, told = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Traceback" not in told
    assert "died" not in told


def test_a_reader_that_went_away_is_no_mishap() -> None:
    command = [sys.executable, "-m", "oscbridge", "bench", "--list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode in (0, 1)


def test_face_prints_a_json_line_for_each_picture(tmp_path: Path) -> None:
    wall = tmp_path / "wall ü.png"
    Image.new("RGB", (200, 200), "grey").save(wall)
    ended = oscbridge("face", SAMPLE, wall, tmp_path / "nowhere.jpg")
    face, none, missing = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 1
    assert (face["path"], face["label"]) == (str(SAMPLE), "happy")
    assert abs(face["face"]["width"] - 109) < 8
    assert sum(face["scores"].values()) == pytest.approx(1, abs=0.01)
    assert max(face["scores"], key=face["scores"].get) == "happy"
    assert (none["path"], none["face"]) == (str(wall), None)
    assert missing["error"] == "file-missing"


def test_a_cropped_face_is_read_without_looking_for_one(tmp_path: Path) -> None:
    crop = tmp_path / "crop.png"
    with Image.open(SAMPLE) as image:
        image.crop((215, 82, 345, 212)).convert("L").resize((48, 48)).save(crop)
    ended = oscbridge("face", "--cropped", "--json", crop)
    assert json.loads(ended.stdout)["label"] == "happy"


def test_phrases_are_saved_and_a_seed_repeats_them(tmp_path: Path) -> None:
    asked = ("phrase", "--valence", 0.6, "--arousal", -0.4, "--seed", 5)
    assert oscbridge(*asked, "--count", 2, "--out", tmp_path / "many").returncode == 0
    assert oscbridge(*asked, "--out", tmp_path / "one.mid").returncode == 0
    names = sorted(path.name for path in (tmp_path / "many").iterdir())
    assert names == ["duet-5.mid", "duet-6.mid"]
    first, second = ((tmp_path / "many" / name).read_bytes() for name in names)
    assert first == (tmp_path / "one.mid").read_bytes()
    assert first != second


def test_a_phrase_can_continue_a_midi_file(tmp_path: Path) -> None:
    asked = ("phrase", "--valence", 0.5, "--arousal", 0.5, "--seed", 1)
    oscbridge(*asked, "--out", tmp_path / "primer.mid")
    ended = oscbridge(*asked, "--primer", tmp_path / "primer.mid", "--out", tmp_path / "next.mid")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "next.mid").read_bytes() != (tmp_path / "primer.mid").read_bytes()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("phrase", "--valence", 3, "--arousal", 0, "--out", "x.mid"), "out-of-range"),
        (("phrase", "--valence", 0, "--arousal", 0, "--bars", 0, "--out", "x"), "out-of-range"),
        (
            ("phrase", "--valence", 0, "--arousal", 0, "--engine", "x", "--out", "x"),
            "unknown-engine",
        ),
        (("run", "--config", "/nowhere.yaml"), "config-missing"),
        (("run", "--set", "midi.channel=99"), "config-invalid"),
        (("face", "--reader", "tea-leaves", str(SAMPLE)), "unknown-reader"),
        (("send", "ping", "--port", 9, "--tcp"), "no-answer"),
        (("send", "ping", "--port", 99_999), "out-of-range"),
        (("send", "ping", "--wait", "nan"), "out-of-range"),
        (("patches", SAMPLE), "file-write"),
        (("demo", "--out", SAMPLE), "file-write"),
        (("bench", "felt", "--out", SAMPLE / "x.json"), "file-write"),
        (("bench", "soak", "--log", SAMPLE / "x.jsonl"), "file-write"),
        (("train", "emotion", "--data", "/nowhere"), "data-missing"),
        (("train", "midinet", "--data", "/nowhere"), "data-missing"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(args: tuple[object, ...], told: str) -> None:
    ended = oscbridge(*args)
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"oscbridge: {told}: ")
    assert len(ended.stderr.splitlines()) == 1


def test_send_prints_what_comes_back() -> None:
    with running("music.start=on-play") as daemon:
        to = ("--port", daemon.port)
        assert oscbridge("send", "ping", "7", *to).stdout == f"/oscbridge/pong {__version__} 7\n"
        wrong = oscbridge("send", "/oscbridge/tempo", "quick", *to)
        assert wrong.returncode == 1
        assert wrong.stdout.startswith("/oscbridge/error wrong-types")
        obeyed = oscbridge("send", "tempo", 130, *to)
        assert (obeyed.returncode, obeyed.stdout, obeyed.stderr) == (0, "", "")
        face = oscbridge("send", "file", SAMPLE, "--tcp", *to).stdout
        assert "/oscbridge/emotion -1 happy" in face


def test_send_says_when_nobody_answers_on_a_port_that_somebody_has() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        ended = oscbridge("send", "tempo", 120, "--port", other.getsockname()[1])
    assert ended.returncode == 1
    assert ended.stderr.startswith("oscbridge: no-answer: ")
    assert ended.stdout == ""


def test_words_on_the_command_line_become_numbers_or_text() -> None:
    words = ("7", "-0.5", "1e3", "C", '"7"')
    assert [value(word) for word in words] == [7, -0.5, 1000.0, "C", "7"]
    assert [type(value(word)) for word in words] == [int, float, float, str, str]


def test_ports_are_listed() -> None:
    ended = oscbridge("ports")
    assert ended.returncode == 0
    assert ended.stdout.strip()


def test_the_demo_tells_what_is_wrong_with_a_picture(tmp_path: Path) -> None:
    junk = tmp_path / "junk.jpg"
    junk.write_text("junk")
    ended = oscbridge("demo", "--dry-run", "--image", junk, "--out", tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.startswith("oscbridge: not-an-image: ")


def test_the_demo_plays_every_note_of_both_phrases_and_saves_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "TEMPO_BPM", 300.0)  # its own tempo takes half a minute
    assert cli.main(["demo", "--dry-run", "--seed", "3", "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    told = [int(count) for count in re.findall(r"seed \d+: (\d+) notes", printed)]
    played = re.search(r"Played: (\d+) notes began, (\d+) were ended", printed)
    assert played is not None
    assert len(told) == 2
    assert [int(count) for count in played.groups()] == [sum(told)] * 2
    assert printed.count("happy") == 2
    assert len(list(tmp_path.glob("0*.mid"))) == 2
    assert len(list(tmp_path.glob("*.png"))) == 2
    assert len(read_midi(tmp_path / "demo.mid").notes) == sum(told)
    if "(No .wav: " not in printed:
        with wave.open(str(tmp_path / "demo.wav")) as sound:
            assert sound.getnframes() / sound.getframerate() > 2 * 4 * 4 * 60 / 300

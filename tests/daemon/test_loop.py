"""The whole loop, driven over real sockets: what a performer's patch does, and does wrong."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from oscbridge.affect import EXPRESSIONS
from oscbridge.client import OscbridgeClient
from oscbridge.osc.packets import build_message
from tests.daemon.running import SAMPLE, Running, free_port, running


@pytest.fixture(scope="module")
def daemon() -> Iterator[Running]:
    """One daemon that plays into a recorder, for all tests here that leave it as they found it."""
    with running("music.start=on-play", "music.tempo_bpm=240") as daemon:
        yield daemon


@pytest.fixture(params=["udp", "tcp"])
def client(daemon: Running, request: pytest.FixtureRequest) -> Iterator[OscbridgeClient]:
    with daemon.client(request.param) as client:
        yield client


@pytest.fixture
def udp(daemon: Running) -> Iterator[OscbridgeClient]:
    with daemon.client() as client:
        yield client


def refusal(client: OscbridgeClient, id: int | str | None = None) -> tuple[str, str, object]:
    """Code, address and id of the next error."""
    code, message, address, echoed = client.wait_for("error", id=id).args
    assert len(message) > 10
    return code, address, echoed


def test_ping_is_answered_with_its_id(client: OscbridgeClient) -> None:
    version, id = client.request("ping", "here", reply="pong").args
    assert id == "here"
    assert version.count(".") == 2


def test_a_photograph_is_answered_with_face_emotion_scores_and_timing(
    client: OscbridgeClient,
) -> None:
    client.send_frame(SAMPLE.read_bytes(), 41)
    _, x, y, width, height, score = client.wait_for("face", id=41).args
    assert 215 < x < 240
    assert 60 < y < 95
    assert 95 < width < 125
    assert 120 < height < 160
    assert score > 0.95
    _, label, confidence, valence, arousal = client.wait_for("emotion", id=41).args
    assert label == "happy"
    assert confidence > 0.6
    assert valence > 0.4
    assert -1 <= arousal <= 1
    scores = client.wait_for("scores").args
    assert len(scores) == len(EXPRESSIONS)
    assert sum(scores) == pytest.approx(1, abs=1e-3)
    _, decode, detect, read, total = client.wait_for("timing", id=41).args
    assert min(decode, detect, read) > 0
    assert total >= decode + detect + read - 0.5


def test_a_path_with_spaces_and_umlauts_is_answered_like_a_blob(
    client: OscbridgeClient, tmp_path: Path
) -> None:
    path = tmp_path / "my pictures" / "Fröhlich é.jpg"
    path.parent.mkdir()
    path.write_bytes(SAMPLE.read_bytes())
    client.send("file", str(path), "path")
    assert client.wait_for("emotion", id="path").args[1] == "happy"


def test_raw_pixels_are_answered_like_a_blob(daemon: Running) -> None:
    with Image.open(SAMPLE) as image:
        pixels = np.asarray(image.convert("RGB").reduce(2))
    height, width, _ = pixels.shape
    with daemon.client("tcp") as client:
        client.send("frame/raw", width, height, "rgb", pixels.tobytes(), 5)
        assert client.wait_for("emotion", id=5).args[1] == "happy"


def test_a_frame_in_chunks_is_answered_once(udp: OscbridgeClient) -> None:
    image = SAMPLE.read_bytes()
    parts = [image[i : i + 5000] for i in range(0, len(image), 5000)]
    for index in reversed(range(len(parts))):
        udp.send("frame/chunk", "cut", index, len(parts), parts[index])
    assert udp.wait_for("emotion", id="cut").args[1] == "happy"


def test_a_picture_without_a_face_is_told(client: OscbridgeClient, tmp_path: Path) -> None:
    path = tmp_path / "wall.png"
    Image.new("RGB", (320, 240), (120, 130, 140)).save(path)
    client.send("file", str(path), 7)
    assert client.wait_for("noface", id=7).args == (7,)
    client.wait_for("timing", id=7)


@pytest.mark.parametrize(
    ("address", "args", "code"),
    [
        ("nothing", (), "unknown-address"),
        ("tempo", ("fast",), "wrong-types"),
        ("tempo", (1e9,), "out-of-range"),
        ("tempo", (), "wrong-count"),
        ("mode", ("sometimes",), "unknown-choice"),
        ("affect/set", (2.0, 0.0), "out-of-range"),
        ("engine", ("violin",), "unknown-engine"),
        ("phrase", ("violin",), "unknown-engine"),
        ("frame", (b"this is no image",), "not-an-image"),
        ("file", ("/no/such/picture.jpg",), "file-missing"),
        ("file", ("relative.jpg",), "path-unusable"),
        ("frame/raw", (10, 10, "rgb", b"123"), "raw-size-mismatch"),
        ("listen", ("/no/such.wav",), "file-missing"),
        ("key", ("H",), "bad-key"),
        ("clock", ("sundial",), "unknown-choice"),
        ("primer", ("/no/such/tune.mid",), "file-missing"),
        ("subscribe", (9000, "10.1.2.3"), "host-refused"),
        ("*", (), "pattern-refused"),
    ],
)
def test_what_cannot_be_obeyed_gets_one_coded_error(
    client: OscbridgeClient, address: str, args: tuple[object, ...], code: str
) -> None:
    client.send(address, *args)
    got, where, _ = refusal(client)
    assert got == code
    assert where.startswith("/oscbridge/")
    client.request("ping", "after", reply="pong")
    assert [m for m in client.listen(0.05) if m.address == "/oscbridge/error"] == []


def test_an_error_carries_the_senders_id(client: OscbridgeClient) -> None:
    client.send("file", "/no/such/picture.jpg", "mine")
    assert refusal(client, "mine") == ("file-missing", "/oscbridge/file", "mine")
    client.send("frame", b"nonsense", 99)
    assert refusal(client, 99) == ("not-an-image", "/oscbridge/frame", 99)


@pytest.mark.parametrize(
    "packet",
    [
        build_message("/oscbridge/ping", ("cut",))[:-4],  # a packet cut short
        b"/oscbridge/ping\0,z\0\0",  # a type tag that nobody knows
        b"garbage",
        b"#bundle\0\0\0",
        b"\0" * 64,
    ],
)
def test_a_broken_packet_gets_one_coded_error(client: OscbridgeClient, packet: bytes) -> None:
    client.send_raw(packet)
    assert refusal(client)[0] == "bad-packet"
    client.request("ping", reply="pong")


def test_a_truncated_photograph_gets_a_coded_error(client: OscbridgeClient) -> None:
    client.send_frame(SAMPLE.read_bytes()[:20_000], 3)
    assert refusal(client, 3)[0] == "image-broken"


def test_a_client_that_subscribed_a_port_is_answered_there(daemon: Running) -> None:
    """Max's udpsend cannot hear what comes back to its socket; udpreceive listens elsewhere."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear, daemon.client() as mouth:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(10)

        def hear(address: bytes) -> None:
            # A listener hears beats and the felt emotion, too, whenever they come.
            while not ear.recv(65_536).startswith(address):
                pass

        mouth.send("subscribe", ear.getsockname()[1])
        hear(b"/oscbridge/subscribed")
        hear(b"/oscbridge/ready")
        mouth.send("ping", 8)
        hear(b"/oscbridge/pong")
        mouth.send("unsubscribe")
        mouth.wait_for("unsubscribed")
        mouth.request("ping", reply="pong")


def test_two_clients_each_get_their_own_answers(daemon: Running) -> None:
    with daemon.client() as one, daemon.client() as other:
        for n in range(5):
            one.send("file", str(SAMPLE), f"one {n}")
            other.send("file", str(SAMPLE), f"other {n}")
            assert one.wait_for("emotion", id=f"one {n}")
            assert other.wait_for("emotion", id=f"other {n}")
        heard = {m.message.args[0] for m in one.captured if "emotion" in m.message.address}
        assert heard == {f"one {n}" for n in range(5)}


def test_the_newest_frame_wins_and_what_is_passed_over_is_counted(daemon: Running) -> None:
    with daemon.client("tcp") as client:
        image = SAMPLE.read_bytes()
        for n in range(40):
            client.send("frame", image, n)
        client.wait_for("emotion", id=39)
        answered = {
            m.message.args[0] for m in client.captured if m.message.address.endswith("/emotion")
        }
        dropped = [m for m in client.captured if m.message.address.endswith("/dropped")]
        assert len(answered) + len(dropped) == 40
        assert dropped[-1].message.args == (len(dropped),)


def test_a_phrase_is_answered_with_its_notes_and_a_seed_repeats_it(
    client: OscbridgeClient,
) -> None:
    client.request("affect/set", 0.6, 0.5, reply="va")
    heard = []
    for _ in range(2):
        client.send("stop")
        client.send("phrase", "midinet", 1234)
        info = client.wait_for("phrase/info", id=1234)
        _, engine, seed, bars, count, bpm, valence, arousal = info.args
        assert (engine, seed, bars, bpm) == ("midinet", 1234, 4, 240)
        assert (valence, arousal) == (pytest.approx(0.6), pytest.approx(0.5))
        assert count >= 4
        heard.append([client.wait_for("phrase/note").args[1:] for _ in range(count)])
    assert heard[0] == heard[1]
    assert all(0 <= start < 16 and start + length <= 16.001 for _, start, length, _ in heard[0])
    client.send("affect/release")
    client.send("stop")


def test_play_goes_on_phrase_after_phrase_and_stop_ends_it(daemon: Running) -> None:
    with daemon.client("tcp") as client:
        client.send("play")
        seeds = [client.wait_for("phrase/info", 20).args[2] for _ in range(3)]
        assert seeds == [seeds[0], seeds[0] + 1, seeds[0] + 2]
        client.send("stop")
        status = client.status()
        assert status["playing"] == 0
        assert status["sounding"] == 0
        assert status["notes_started"] == status["notes_ended"]
        assert status["notes_started"] != 0


def test_beats_are_told_while_it_plays(daemon: Running) -> None:
    with daemon.client("tcp") as client:
        client.send("play")
        beats = [tuple(client.wait_for("beat", 20).args) for _ in range(6)]
        client.send("stop")
        for (bar, beat), (next_bar, next_beat) in itertools.pairwise(beats):
            assert (next_bar, next_beat) == ((bar, beat + 1) if beat < 4 else (bar + 1, 1))


def test_affect_by_hand_ends_by_itself(client: OscbridgeClient) -> None:
    assert client.request("affect/set", -0.5, 0.25, 0.3, reply="va").args == (-0.5, 0.25)
    assert client.status()["affect_from"] == "hand"
    until = time.monotonic() + 5
    while client.status()["affect_from"] == "hand":
        assert time.monotonic() < until


def test_a_clock_that_cannot_be_followed_is_told_and_the_old_one_goes_on(
    client: OscbridgeClient,
) -> None:
    client.send("clock", "midi", "mine")  # a dry run has no MIDI input
    assert refusal(client, "mine")[1:] == ("/oscbridge/clock", "mine")
    status = client.status()
    assert (status["clock"], status["clock_running"]) == ("internal", 1)
    assert client.request("clock", "internal", reply="clock/state").args[0] == "internal"


def test_downbeat_makes_this_moment_beat_one(daemon: Running) -> None:
    with daemon.client("tcp") as client:
        client.send("tempo", 60.0)
        client.wait_for("beat", 20)
        client.send("downbeat")
        assert client.wait_for("beat", 0.7).args[1] == 1
        client.send("tempo", 240.0)


def test_a_dead_player_is_told_and_the_music_goes_on() -> None:
    fast = ("music.start=at-start", "music.tempo_bpm=240")
    with running(*fast) as daemon, daemon.client("tcp") as client:
        client.send("tempo", 200.0)
        client.wait_for("beat", 20)
        before = client.status()
        os.kill(int(before["player_pid"]), signal.SIGKILL)
        assert refusal(client)[0] == "player-died"
        client.wait_for("phrase/info", 20)
        client.wait_for("beat", 20)
        after = client.status()
        assert after["player_restarts"] == 1
        assert after["tempo_bpm"] == 200
        assert after["playing"] == 1


def test_a_dead_composer_is_told_and_comes_back() -> None:
    fast = ("music.start=at-start", "music.tempo_bpm=240")
    with running(*fast) as daemon, daemon.client("tcp") as client:
        client.wait_for("phrase/info", 20)
        os.kill(int(client.status()["composer_pid"]), signal.SIGKILL)
        assert refusal(client)[0] == "composer-died"
        client.wait_for("phrase/info", 20)
        assert client.status()["composer_restarts"] == 1


def test_a_second_daemon_on_the_same_port_says_so(daemon: Running) -> None:
    command = [sys.executable, "-m", "oscbridge", "run", "--set", f"osc.port={daemon.port}"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert "port-busy" in ended.stderr
    assert str(daemon.port) in ended.stderr
    assert "Traceback" not in ended.stderr


def test_eyes_that_cannot_open_end_the_start_with_the_reason() -> None:
    asked = ("--dry-run", "--set", f"osc.port={free_port()}", "--set", "face.device=cuda")
    command = [sys.executable, "-m", "oscbridge", "run", *asked]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert "oscbridge: device-missing: " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_main_process_never_loads_numpy_or_a_network_even_when_a_frame_was_answered(
    daemon: Running,
) -> None:
    maps = Path(f"/proc/{daemon.process.pid}/maps")
    if not maps.exists():
        pytest.skip("needs /proc to see what a process has loaded")
    with daemon.client() as client:
        client.send_frame(SAMPLE.read_bytes(), 1)
        client.wait_for("emotion", id=1)
    loaded = maps.read_text()
    for heavy in ("libtorch", "onnxruntime", "numpy", "PIL", "safetensors"):
        assert f"/{heavy}" not in loaded


@pytest.mark.skipif(sys.platform != "linux", reason="shared memory is seen in /dev/shm")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_however_it_ends_no_shared_memory_is_left_and_nothing_complains(
    number: signal.Signals, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with running("log.level=warning", "music.start=on-play", log=log) as daemon:
        with daemon.client("tcp") as client:
            client.send_frame(SAMPLE.read_bytes(), 1)
            client.wait_for("emotion", id=1)
            os.kill(int(str(client.status()["eyes_pid"])), signal.SIGKILL)
            client.send_frame(SAMPLE.read_bytes(), 2)
            # The daemon may know already that they are dead, or lose this frame with them.
            until = time.monotonic() + 30
            while (facts := client.status())["eyes"] != "ready" or not facts["eyes_restarts"]:
                assert time.monotonic() < until
            client.send_frame(SAMPLE.read_bytes(), 3)
            client.wait_for("emotion", 30, id=3)
        family = psutil.Process(daemon.process.pid).children(recursive=True)
        daemon.process.send_signal(number)
        daemon.process.wait(10)
        _, alive = psutil.wait_procs(family, 10)
        assert alive == []
        left = list(Path("/dev/shm").glob(f"oscbridge-{daemon.process.pid:x}-*"))
    assert left == []
    assert "resource_tracker" not in log.read_text()
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quickly_and_cleanly(number: signal.Signals, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running("music.start=at-start", log=log) as daemon:
        with daemon.client("tcp") as client:
            client.wait_for("beat", 20)
        daemon.process.send_signal(number)
        assert daemon.process.wait(10) == 0
    assert "Traceback" not in log.read_text()


def test_a_face_starts_the_music_by_itself() -> None:
    with running("music.tempo_bpm=240") as daemon, daemon.client("tcp") as client:
        client.send("file", str(SAMPLE), 1)
        info = client.wait_for("phrase/info", 20)
        assert info.args[6] > 0.3  # shaped by the smile's valence
        client.wait_for("beat", 20)


def test_dead_eyes_are_told_and_open_again(daemon: Running) -> None:
    with daemon.client("tcp") as client:
        before = client.status()
        pid = int(str(before["eyes_pid"]))
        stop = threading.Event()

        def stare() -> None:
            with daemon.client("tcp") as camera:
                while not stop.wait(0.005):
                    camera.send("frame", SAMPLE.read_bytes())

        camera = threading.Thread(target=stare)
        camera.start()
        client.send("frame", SAMPLE.read_bytes(), "before")
        client.wait_for("emotion", id="before")
        os.kill(pid, signal.SIGKILL)
        client.send("frame", SAMPLE.read_bytes(), "after")
        client.wait_for("emotion", 30, id="after")
        stop.set()
        camera.join()
        assert client.status()["eyes_restarts"] == int(str(before["eyes_restarts"])) + 1


def test_the_eyes_may_run_in_torch() -> None:
    with running("face.runtime=torch", "music.start=on-play") as daemon, daemon.client() as client:
        client.send_frame(SAMPLE.read_bytes(), 1)
        assert client.wait_for("emotion", id=1).args[1] == "happy"

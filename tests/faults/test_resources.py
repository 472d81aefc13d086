"""No handle, no memory, no disk, no home: what cannot be had is told, and the rest goes on."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oscbridge.osc.packets import build_message
from oscbridge.osc.slip import slip_encode
from tests.daemon.running import SAMPLE
from tests.faults.rig import LONG_S, measured, show
from tests.jack import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are set as Linux does it")


def handles(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "oscbridge-test", str(folder)],
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("this needs the right to mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave no byte."""
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


def test_out_of_handles_it_goes_on_and_takes_clients_again(tmp_path: Path) -> None:
    with show(tmp_path) as rig:
        rig.seen()
        main = rig.daemon.process.pid
        limits = resource.prlimit(main, resource.RLIMIT_NOFILE)
        few = handles(main) + 3
        resource.prlimit(main, resource.RLIMIT_NOFILE, (few, limits[1]))
        crowd = []
        try:
            for _ in range(12):
                crowd.append(socket.create_connection(("127.0.0.1", rig.daemon.port), 5))
            rig.plays_on()
            # A worker cannot be started now, and is as soon as there is a handle for it.
            os.kill(rig.pid("composer"), 9)
            until(lambda: "cannot be started" in rig.said(), LONG_S, "nothing was said")
            rig.seen()
        finally:
            for one in crowd:
                one.close()
            resource.prlimit(main, resource.RLIMIT_NOFILE, limits)
        began = time.monotonic()
        rig.composed()
        measured("out of handles, then not", back_s=time.monotonic() - began)
        with rig.daemon.client("tcp", timeout_s=LONG_S) as another:
            another.request("ping", 1, reply="pong")
        rig.plays_on()
        rig.falls_silent()


def test_eyes_without_memory_say_so_and_see_again(tmp_path: Path) -> None:
    with show(tmp_path) as rig:
        rig.seen()
        eyes = rig.pid("eyes")
        used = int(Path(f"/proc/{eyes}/statm").read_text().split()[0]) * resource.getpagesize()
        limits = resource.prlimit(eyes, resource.RLIMIT_AS)
        resource.prlimit(eyes, resource.RLIMIT_AS, (used + 4_000_000, limits[1]))
        rig.performer.send_frame(big_picture(), 424242)
        told = rig.performer.wait_for("error", LONG_S)
        assert told.args[-1] == 424242, told.args
        assert told.args[0] in ("eyes-died", "eyes-failed", "out-of-memory", "image-broken"), told
        if rig.pid("eyes") == eyes:
            resource.prlimit(eyes, resource.RLIMIT_AS, limits)
        began = time.monotonic()
        rig.seen()
        measured("eyes out of memory", back_s=time.monotonic() - began)
        rig.plays_on()
        rig.falls_silent()


def big_picture() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((3500, 3500), 60).convert("RGB").save(out, "JPEG", quality=30)
    return out.getvalue()


def test_a_full_disk_under_phrases_is_told_and_the_music_goes_on(
    tmp_path: Path, small_disk: Path
) -> None:
    with show(tmp_path, f"music.save_folder={small_disk}") as rig:
        rig.composed()
        until(lambda: list(small_disk.glob("*.mid")), LONG_S, "no phrase was saved")
        fill(small_disk)
        rig.performer.send("phrase")
        until(lambda: rig.audience.errors["save-failed"], LONG_S, "the audience was not told")
        rig.plays_on()
        (small_disk / "filler").unlink()
        for left in small_disk.glob("*.mid"):
            left.unlink()
        rig.composed()
        until(lambda: list(small_disk.glob("*.mid")), LONG_S, "phrases are not saved again")
        rig.falls_silent()


def test_a_full_disk_under_a_session_is_told_and_the_music_goes_on(
    tmp_path: Path, small_disk: Path
) -> None:
    fill(small_disk)
    (small_disk / "filler").write_bytes(bytes(90_000))  # some room: for the beginning
    with show(tmp_path, f"session.folder={small_disk / 'sessions'}") as rig:
        # Phrases fill the room that is left.
        end = time.monotonic() + LONG_S
        while not rig.audience.errors["session-write"]:
            assert time.monotonic() < end, "the audience was not told"
            rig.composed()
        logs = list((small_disk / "sessions").glob("*.jsonl"))
        assert logs
        assert logs[0].stat().st_size > 0
        rig.plays_on()
        (small_disk / "filler").unlink()
        # Begun anew by hand, it is recorded again.
        rig.performer.request("record", 0, reply="recording", timeout_s=LONG_S)
        rig.performer.request("record", 1, reply="recording", timeout_s=LONG_S)
        rig.plays_on()
        rig.falls_silent()


def test_a_full_disk_under_its_own_log_stops_nothing(tmp_path: Path) -> None:
    with show(tmp_path, log=Path("/dev/full")) as rig:
        os.kill(rig.pid("eyes"), 9)  # which is a reason to write a line
        rig.seen()
        rig.plays_on()
        rig.falls_silent()


def test_full_shared_memory_is_told_and_frames_are_read_again(tmp_path: Path) -> None:
    own = 'mount -t tmpfs -o size=512k oscbridge-test /dev/shm && exec "$@"'
    prefix = ["unshare", "--mount", "sh", "-c", own, "sh"]
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        pytest.skip("this needs the right to mount a file system")
    with show(tmp_path, prefix=prefix) as rig:
        rig.performer.send_frame(SAMPLE.read_bytes(), 1)
        told = rig.performer.wait_for("error", LONG_S)
        assert told.args[0] == "shared-memory-full"
        assert told.args[-1] == 1
        shm = Path(f"/proc/{rig.daemon.process.pid}/root/dev/shm")
        enter = ["nsenter", "--mount", f"--target={rig.daemon.process.pid}"]
        assert shm.is_dir()
        subprocess.run(
            [*enter, "mount", "-o", "remount,size=64m", "/dev/shm"], check=True, timeout=LONG_S
        )
        rig.seen()
        rig.plays_on()
        rig.falls_silent()


@pytest.mark.faults
def test_a_home_that_cannot_be_written_to_costs_a_slower_start_and_no_more(tmp_path: Path) -> None:
    # A file is no folder, not even for root, whom permissions do not stop.
    nowhere = tmp_path / "home"
    nowhere.write_bytes(b"")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("XDG_CACHE_HOME", "OSCBRIDGE_CACHE", "XDG_CONFIG_HOME")
    }
    environment |= {"HOME": str(nowhere), "TMPDIR": str(tmp_path)}
    with show(tmp_path, environment=environment) as rig:
        assert "the cache folder cannot be written to" in rig.said()
        rig.plays_on()
        before = {path.name for path in tmp_path.glob("oscbridge-*")}
        os.kill(rig.pid("eyes"), 9)
        rig.seen()
        # The one temporary folder, not one more for each process that starts.
        assert {path.name for path in tmp_path.glob("oscbridge-*")} == before
        rig.falls_silent()


def test_a_client_that_never_reads_holds_nobody_up(tmp_path: Path) -> None:
    with show(tmp_path) as rig:
        main = rig.daemon.process.pid
        rig.seen()
        with socket.create_connection(("127.0.0.1", rig.daemon.port), 5) as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.settimeout(0.2)
            asked = slip_encode(build_message("/oscbridge/status"))
            # Some 6 MB of answers, more than all buffers on the way hold.
            with contextlib.suppress(OSError):  # it may be let go: that is an answer
                for _ in range(1500):
                    deaf.sendall(asked)
            for _ in range(5):
                rig.seen()
            rig.plays_on()
            resident = int(Path(f"/proc/{main}/statm").read_text().split()[1])
            assert resident * resource.getpagesize() < 400e6
        rig.falls_silent()

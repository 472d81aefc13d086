"""Windows and macOS, as far as they can be played on another system: at their seams.

Nothing here says that oscbridge runs there; it says that what is known of those systems was heeded.
"""

from __future__ import annotations

import ast
import asyncio
import errno
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import oscbridge
from oscbridge.errors import OscbridgeError
from oscbridge.files.writing import name_for_file
from oscbridge.launcher import Running, free_port
from oscbridge.midi.ports.systems import platform_backends
from oscbridge.osc.clients import Peer
from oscbridge.osc.transports import UdpReader, is_taken, open_sockets
from oscbridge.sessions.limits import Limits, make_room
from oscbridge.system import shared_bytes
from oscbridge.system.loops import loop_factory
from oscbridge.system.seconds import clock_of, wake_on_time
from oscbridge.system.shared_bytes import SharedReader, SharedWriter
from oscbridge.weights import cache

PACKAGE = Path(oscbridge.__file__).parent

# Imports all of oscbridge once as it is, forgets it, takes away what the other system has not, and
# imports it again: what the standard library needs of this system is there by then.
_IMPORT_ALL = """
import importlib, json, os, pkgutil, signal, socket, sys, oscbridge
def names():
    return [m.name for m in pkgutil.walk_packages(oscbridge.__path__, "oscbridge.", lambda _: None)
            if not m.name.endswith("__main__")]
def load():
    failed, loaded = {}, []
    for name in names():
        try:
            importlib.import_module(name)
            loaded.append(name)
        except Exception as error:
            failed[name] = f"{type(error).__name__}: {error}"
    return failed, loaded
before, _ = load()
for name in [n for n in sys.modules if n.partition(".")[0] == "oscbridge"]:
    del sys.modules[name]
platform, gone = json.loads(sys.argv[1])
sys.platform = platform
for place, attributes in gone["attributes"].items():
    for attribute in attributes:
        if hasattr(sys.modules[place], attribute):
            delattr(sys.modules[place], attribute)
for name in gone["modules"]:
    sys.modules[name] = None
import oscbridge
after, loaded = load()
print(json.dumps([before, after, len(loaded)]))
"""

_WINDOWS: dict[str, Any] = {
    "modules": ["fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "posix", "jack"],
    "attributes": {
        "signal": [
            *("SIGHUP", "SIGKILL", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGPROF", "SIGPIPE"),
            *("SIGCHLD", "setitimer", "ITIMER_PROF", "alarm", "pthread_sigmask", "sigwait"),
        ],
        "os": [
            *("fork", "getuid", "geteuid", "getgid", "uname", "setpriority", "PRIO_PROCESS"),
            *("sched_setscheduler", "sched_param", "SCHED_RR", "sched_getaffinity", "sysconf"),
            *("posix_fallocate", "killpg", "setsid", "mkfifo", "getloadavg", "nice", "chown"),
            *("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_DIRECTORY", "O_PATH", "O_CLOEXEC"),
        ],
        "socket": ["AF_UNIX", "SO_REUSEPORT"],
    },
}
_MACOS: dict[str, Any] = {
    "modules": [],
    "attributes": {
        "os": [
            *("sched_setscheduler", "sched_param", "SCHED_RR", "sched_getaffinity", "O_PATH"),
            "posix_fallocate",
        ],
        "signal": ["SIGRTMIN", "SIGRTMAX", "SIGPWR"],
    },
}


@pytest.mark.parametrize(("platform", "gone"), [("win32", _WINDOWS), ("darwin", _MACOS)])
def test_every_module_can_be_imported_without_what_the_system_lacks(
    platform: str, gone: dict[str, Any]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, json.dumps([platform, gone])],
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    before, after, loaded = json.loads(done.stdout.splitlines()[-1])
    assert after == before  # optional extras may be missing here as there
    assert loaded > 200


# -- ports -----------------------------------------------------------------------------------------


def test_windows_takes_no_virtual_port_and_macos_coremidi() -> None:
    assert platform_backends("win32") == ("windows",)
    assert "coremidi" in platform_backends("darwin")


def test_a_port_that_windows_will_not_share_counts_as_taken() -> None:
    refused = OSError(errno.EACCES, "an attempt was made to access a socket in a forbidden way")
    assert is_taken(refused, "win32")
    assert not is_taken(refused, "linux")
    assert is_taken(OSError(errno.EADDRINUSE, "in use"), "darwin")


def test_windows_is_asked_to_share_no_port(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    exclusive = -5
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", exclusive, raising=False)

    class Watched(socket.socket):
        def setsockopt(self, level: int, name: int, *value: Any) -> None:
            asked.append(name)
            if name != exclusive:
                super().setsockopt(level, name, *value)

    monkeypatch.setattr(socket, "socket", Watched)
    for made in open_sockets("127.0.0.1", 0):
        made.close()
    assert exclusive in asked
    assert socket.SO_REUSEADDR not in asked


# -- the loop, and datagrams to nobody -------------------------------------------------------------


def test_windows_gets_the_loop_whose_udp_reader_survives_an_absent_listener() -> None:
    assert loop_factory("win32") is asyncio.SelectorEventLoop
    assert loop_factory("linux") is None
    assert loop_factory("darwin") is None


async def test_what_windows_tells_of_an_absent_listener_ends_nothing_and_fills_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: asyncio.Queue[object] = asyncio.Queue()
    udp, tcp = open_sockets("127.0.0.1", 0)

    def take(_: Peer, content: bytes | OscbridgeError) -> None:
        heard.put_nowait(content)

    loop = asyncio.get_running_loop()
    transport, reader = await loop.create_datagram_endpoint(lambda: UdpReader(udp, take), sock=udp)
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            reader.error_received(ConnectionResetError(10054, "WSAECONNRESET"))
    assert caplog.text == ""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"still there", udp.getsockname())
    assert await asyncio.wait_for(heard.get(), 10) == b"still there"
    transport.close()
    tcp.close()


# -- signals and shared memory ---------------------------------------------------------------------

_AS_ON_WINDOWS = """
import asyncio, signal, sys
def no(*_): raise NotImplementedError
if __name__ == "__main__":  # and not in the workers, which import this, too
    asyncio.SelectorEventLoop.add_signal_handler = no
    del signal.SIGHUP
    import oscbridge.system.loops
    oscbridge.system.loops.loop_factory.__defaults__ = ("win32",)
    from oscbridge.cli import main
    sys.exit(main(sys.argv[1:]))
"""


def test_a_loop_without_signal_handlers_still_ends_every_note_when_asked(tmp_path: Path) -> None:
    port = free_port()
    starter = tmp_path / "starter.py"
    starter.write_text(_AS_ON_WINDOWS)
    command = [sys.executable, str(starter), "run", "--dry-run", "--set", "web.port=0"]
    command += ["--set", f"osc.port={port}", "--set", "music.start=at-start"]
    found = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=found) as process:
        try:
            daemon = Running(port, process)
            daemon.await_ready()
            with daemon.client("tcp", timeout_s=30) as client:
                client.wait_for("beat", 30)
                process.send_signal(signal.SIGINT)
                _, told = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0, told
    assert "did not leave" not in told


def test_frames_are_shared_under_a_name_that_macos_allows_and_without_linux_own_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared_bytes, "sys", SimpleNamespace(platform="darwin"))
    monkeypatch.setattr(shared_bytes, "_SHARED_FOLDER", Path("/nowhere"))
    monkeypatch.setattr(os, "getpid", lambda: 99_999)  # its largest, 99,998, and one
    writer, reader = SharedWriter(), SharedReader()
    place = writer.write(b"a frame")
    assert len("/" + place.name) <= 31  # PSHMNAMLEN
    with reader.view(place) as view:
        assert bytes(view) == b"a frame"
    reader.close()
    writer.close()


# -- time ------------------------------------------------------------------------------------------


def test_notes_are_timed_by_a_clock_that_is_fine_on_windows_too() -> None:
    assert clock_of("win32") is time.perf_counter
    assert clock_of("darwin") is clock_of("linux") is time.monotonic


def test_what_is_timed_for_the_player_uses_that_clock_alone() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for name in ("midi", "ableton", "daemon/ableton/desk.py", "daemon/ableton/connection.py")
        for path in ([PACKAGE / name] if name.endswith(".py") else (PACKAGE / name).glob("*.py"))
        # JACK is not looked for on Windows, and Link counts by itself.
        if "jack" not in path.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "monotonic"
    ]
    assert not wrong, f"{wrong}: use oscbridge.system.seconds.now_s"


def test_windows_is_asked_for_fine_ticks_and_may_refuse() -> None:
    asked = []

    def note(name: str, result: int) -> Any:
        def called(*arguments: Any) -> int:
            asked.append((name, arguments[-1:]))
            return result

        return called

    windll = SimpleNamespace(
        winmm=SimpleNamespace(timeBeginPeriod=note("ticks", 0)),
        kernel32=SimpleNamespace(GetCurrentProcess=lambda: 1, SetPriorityClass=note("priority", 1)),
    )
    assert wake_on_time(windll) == "ticks of 1 ms, high priority"
    assert asked == [("ticks", (1,)), ("priority", (0x80,))]
    windll.winmm.timeBeginPeriod = note("ticks", 97)
    windll.kernel32.SetPriorityClass = note("priority", 0)
    assert wake_on_time(windll) == ""
    assert wake_on_time(SimpleNamespace()) == ""


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "name", "environment", "expected"),
    [
        ("darwin", "posix", {}, "Library/Caches/oscbridge"),
        ("linux", "posix", {}, ".cache/oscbridge"),
        ("linux", "posix", {"XDG_CACHE_HOME": "xdg"}, "xdg/oscbridge"),
        ("win32", "nt", {"LOCALAPPDATA": "AppData/Local"}, "AppData/Local/oscbridge"),
    ],
)
def test_the_cache_lies_where_the_system_keeps_such_things(
    platform: str,
    name: str,
    environment: dict[str, str],
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("OSCBRIDGE_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, str(tmp_path / value))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    # pathlib asks os.name, too: only what this module sees is changed.
    system = SimpleNamespace(**{**vars(os), "name": name})
    monkeypatch.setattr(cache, "os", system)
    monkeypatch.setattr(cache, "sys", SimpleNamespace(platform=platform))
    assert cache.cache_folder() == tmp_path / expected


def test_no_name_of_a_file_has_what_windows_forbids() -> None:
    assert name_for_file("midinet:published") == "midinet-published"
    assert name_for_file('a<b>c"d/e\\f|g?h*i\n') == "a-b-c-d-e-f-g-h-i-"
    assert name_for_file("duet") == "duet"


def test_a_session_that_is_open_elsewhere_does_not_stop_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        path = tmp_path / f"{number}.jsonl"
        path.write_bytes(b"x" * 1000)
    locked = tmp_path / "0.jsonl"
    unlink = Path.unlink

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self == locked:
            raise PermissionError(13, "used by another process")  # WinError 32
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    told: list[str] = []
    limits = Limits(total_bytes=2000, delete_oldest=True)
    make_room(tmp_path, limits, tmp_path / "2.jsonl", lambda code, _: told.append(code))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.jsonl", "2.jsonl"]
    assert told == ["session-deleted"]


def test_every_text_file_is_opened_with_its_encoding() -> None:
    """Windows' own is an old code page."""
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        if "training" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            text = ast.unparse(node)
            if node.func.attr not in ("read_text", "write_text") or "/proc/" in text:
                continue
            if not any(known in text for known in ("encoding", "'utf-8'", "Path(table)")):
                wrong.append(f"{path.name}:{node.lineno}")
    assert not wrong

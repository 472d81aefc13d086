"""What a service manager hears, on a real socket of its kind."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from oscbridge.daemon.service import ServiceManager
from oscbridge.launcher import free_port

pytestmark = pytest.mark.skipif(
    not hasattr(socket, "AF_UNIX") or sys.platform == "win32", reason="no such sockets here"
)


def manager(folder: Path) -> tuple[socket.socket, str]:
    way = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    path = str(folder / "notify")
    way.bind(path)
    way.settimeout(60)
    return way, path


def test_a_daemon_tells_when_it_is_ready_that_it_lives_and_that_it_leaves(tmp_path: Path) -> None:
    way, path = manager(tmp_path)
    environment = {**os.environ, "NOTIFY_SOCKET": path, "WATCHDOG_USEC": "600000"}
    environment.pop("WATCHDOG_PID", None)
    command = [sys.executable, "-m", "oscbridge", "run", "--dry-run"]
    command += ["--set", f"osc.port={free_port()}", "--set", "log.level=warning"]
    with way, subprocess.Popen(command, env=environment) as process:
        heard: list[str] = []
        while not any(line.startswith("READY=1") for line in heard):
            heard.append(way.recv(4096).decode())
        while way.recv(4096) != b"WATCHDOG=1":
            pass
        process.terminate()
        while way.recv(4096) != b"STOPPING=1":
            pass
        assert process.wait(15) == 0
    assert "oscbridge" in heard[-1]


async def test_no_sign_of_life_is_given_while_something_is_wrong(tmp_path: Path) -> None:
    way, path = manager(tmp_path)
    with way:
        well = False
        told = ServiceManager({"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "30000"})
        task = asyncio.create_task(told.keep_alive(lambda: well))
        await asyncio.sleep(0.05)
        way.setblocking(False)
        with pytest.raises(BlockingIOError):
            way.recv(100)
        well = True
        loop = asyncio.get_running_loop()
        assert await asyncio.wait_for(loop.sock_recv(way, 100), 5) == b"WATCHDOG=1"
        task.cancel()


def test_without_a_manager_nothing_is_said() -> None:
    silent = ServiceManager({})
    silent.ready("so")
    silent.leaving()
    assert silent.watchdog_s is None


def test_a_watchdog_for_another_process_is_not_ours(tmp_path: Path) -> None:
    told = {"NOTIFY_SOCKET": "x", "WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}
    assert ServiceManager(told).watchdog_s is None
    del told["WATCHDOG_PID"]
    assert ServiceManager(told).watchdog_s == 1.0


@pytest.mark.parametrize("micros", ["", "²", "٣", "-5", "1e6", "x", "0", "9" * 20])
def test_a_watchdog_that_is_no_number_is_none(micros: str) -> None:
    manager = ServiceManager({"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": micros})
    assert (manager.watchdog_s is None) == (micros != "9" * 20)

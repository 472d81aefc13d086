"""A daemon that is started for a demo or a test, and one that cannot be."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.launcher import free_port, running


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_free_port_is_free_for_udp_and_for_tcp(
    kind: socket.SocketKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = free_port()
    with socket.socket(type=kind) as other:
        other.bind(("127.0.0.1", free_port()))
        taken = other.getsockname()[1]
        drawn = iter([taken, free])
        monkeypatch.setattr(secrets, "randbelow", lambda _: next(drawn) - 20_000)
        assert free_port() == free


def test_a_free_port_is_none_that_a_system_gives_to_others() -> None:
    assert all(20_000 <= free_port() <= 32_767 for _ in range(100))


def test_a_daemon_whose_worker_cannot_start_ends_and_says_so(tmp_path: Path) -> None:
    # What the networks run on dies as soon as it is loaded; the main process never loads it.
    (tmp_path / "onnxruntime.py").write_text("import os; os._exit(7)")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    log = tmp_path / "daemon.log"
    with (
        pytest.raises(OscbridgeError) as raised,
        running("music.start=on-play", log=log, environment=environment),
    ):
        pass
    assert raised.value.code == "daemon-ended"
    said = log.read_text(encoding="utf-8")
    assert "-died: the " in said
    assert "process died 3 times (exit status 7) before it was ready" in said

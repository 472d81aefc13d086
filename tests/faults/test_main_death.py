"""kill -9 of the main process: nothing is left of it, neither notes nor processes nor its port."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.running import SAMPLE, running
from tests.faults.rig import LONG_S, family, measured, seconds_until, show
from tests.jack import JackServer, running_server


@pytest.fixture
def server() -> Iterator[JackServer]:
    with running_server(waits=False) as server:
        yield server


def test_without_its_main_process_nothing_is_left_and_the_port_is_free(
    server: JackServer, tmp_path: Path
) -> None:
    with show(tmp_path, "osc.lease_s=6", server=server) as rig:
        processes = family(rig.daemon)
        dump = rig.heard
        dump.wait_for(lambda dump: len(dump.sounding()) >= 2, LONG_S)
        rig.daemon.process.kill()
        ended = seconds_until(lambda: not dump.sounding(), "notes sound on")
        rig.daemon.process.wait()
        gone = seconds_until(
            lambda: not any(process.is_running() for process in processes[1:]),
            f"still there: {processes}",
        )
        began = time.monotonic()
        with running("music.start=at-start", port=rig.daemon.port) as again:
            measured(
                "main killed",
                notes_ended_s=ended,
                all_gone_s=gone,
                back_s=time.monotonic() - began,
            )
            with again.client("tcp") as client:
                client.send_frame(SAMPLE.read_bytes(), 1)
                client.wait_for("emotion", LONG_S, id=1)
            rig.audience.hears("beat")  # subscribed once, and again by itself

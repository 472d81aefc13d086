"""The JACK server goes away and comes back, and a port that is played on does."""

from __future__ import annotations

import time
from pathlib import Path

from tests.faults.rig import LONG_S, measured, seconds_until, show
from tests.jack import MidiDump, running_server, until


def test_a_server_that_is_killed_and_comes_back_is_played_on_again(tmp_path: Path) -> None:
    with running_server(waits=False) as server, show(tmp_path, server=server) as rig:
        rig.seen()
        beats = rig.audience.told("beat")
        server.kill()
        until(
            lambda: rig.audience.errors["port-lost"] or rig.audience.errors["midi-unavailable"],
            LONG_S,
            "the audience was not told",
        )
        rig.seen()  # faces go on without music
        time.sleep(2.0)
        rig.performer.request("ping", 1, reply="pong")
        server.start()
        began = time.monotonic()
        until(lambda: rig.audience.told("beat") > beats + 2, LONG_S, "no beats")
        port = server.await_port("oscbridge:oscbridge", LONG_S)
        with MidiDump(server) as again:
            server.connect(port, again.port)
            again.wait_for(lambda dump: len(dump.notes) > 3, LONG_S)
            measured("JACK gone for some seconds", back_s=time.monotonic() - began)
            rig.seen()
            rig.audience.hears("beat")
            rig.performer.send("stop")
            again.wait_for(lambda dump: not dump.sounding(), 10)
            assert rig.performer.status()["sounding"] == 0


def test_a_port_that_is_unplugged_and_plugged_in_again_is_played_on_again(
    tmp_path: Path,
) -> None:
    with running_server(waits=False) as server, MidiDump(server) as synth:
        name = synth.port.partition(":")[0]
        settings = (f"midi.port={name}",)
        with show(tmp_path, *settings, server=server) as rig:
            synth.wait_for(lambda dump: len(dump.sounding()) >= 2, LONG_S)
            synth.close()
            rig.plays_on()  # heard by the other, which is connected still
            with MidiDump(server, name=name) as again:
                took = seconds_until(lambda: len(again.notes) > 2, "not played on again")
                measured("port unplugged, plugged in again", back_s=took)
                rig.falls_silent()
                until(lambda: not again.sounding(), 10, "notes sound on")

"""Programs that we did not write, talking to the server: liblo's oscsend, and Pure Data."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.osc.conftest import Rig, Socket

PD_PATCH = """\
#N canvas 0 0 450 300 12;
#X obj 10 10 loadbang;
#X obj 10 40 t b b b b;
#X msg 300 70 connect 127.0.0.1 {server};
#X msg 200 70 {listener} 5;
#X obj 200 100 oscformat oscbridge subscribe;
#X msg 100 70 42 6;
#X obj 100 100 oscformat oscbridge seed;
#X msg 10 70 0.5 -0.25 2 7;
#X obj 10 100 oscformat oscbridge affect set;
#X obj 10 140 list prepend send;
#X obj 10 170 list trim;
#X obj 10 200 netsend -u -b;
#X connect 0 0 1 0;
#X connect 1 3 2 0;
#X connect 1 2 3 0;
#X connect 1 1 5 0;
#X connect 1 0 7 0;
#X connect 2 0 11 0;
#X connect 3 0 4 0;
#X connect 4 0 9 0;
#X connect 5 0 6 0;
#X connect 6 0 9 0;
#X connect 7 0 8 0;
#X connect 8 0 9 0;
#X connect 9 0 10 0;
#X connect 10 0 11 0;
"""


@pytest.mark.skipif(shutil.which("oscsend") is None, reason="oscsend (liblo-tools) is not here")
def test_oscsend_subscribes_and_all_its_later_messages_are_answered_at_that_port(
    rig: Rig, sockets: Callable[[], Socket]
) -> None:
    # oscsend has another sending port each time, so only its machine tells whose it is.
    listener = sockets()

    def oscsend(*words: str) -> None:
        subprocess.run(["oscsend", "127.0.0.1", str(rig.port), *words], check=True, timeout=10)

    oscsend("/oscbridge/subscribe", "i", str(listener.port))
    assert listener.receive().address == "/oscbridge/subscribed"
    oscsend("/oscbridge/ping", "s", "from-a-shell")
    assert listener.receive().args[1] == "from-a-shell"
    oscsend("/oscbridge/affect/freeze", "T")
    assert rig.next().values == {"on": True, "id": -1}
    oscsend("/oscbridge/tempo", "d", "97.5")
    assert rig.next().values["bpm"] == 97.5
    oscsend("/oscbridge/tempo", "s", "fast")
    assert listener.receive().args[0] == "wrong-types"


@pytest.mark.skipif(shutil.which("pd") is None, reason="Pure Data (puredata-core) is not here")
def test_pure_data_is_understood_though_it_sends_nothing_but_floats(
    rig: Rig, sockets: Callable[[], Socket], tmp_path: Path
) -> None:
    listener = sockets()
    patch = tmp_path / "client.pd"
    patch.write_text(PD_PATCH.format(server=rig.port, listener=listener.port))
    with subprocess.Popen(
        ["pd", "-nogui", "-noaudio", "-nomidi", str(patch)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as pd:
        try:
            subscribed = listener.receive()
            seed, affect = rig.next(), rig.next()
        finally:
            pd.terminate()
    assert subscribed.args == ("127.0.0.1", listener.port, 60.0, 5)
    assert seed.values == {"n": 42, "id": 6}
    assert affect.values == {"valence": 0.5, "arousal": -0.25, "seconds": 2.0, "id": 7}

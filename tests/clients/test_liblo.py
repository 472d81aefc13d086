"""liblo's oscsend and oscdump, with a real daemon: the shortest client there is."""

from __future__ import annotations

import subprocess

from tests.clients.conftest import needs
from tests.daemon.running import SAMPLE, Running, free_port

pytestmark = needs("oscsend", "liblo-tools")


def test_a_shell_hears_what_a_face_says(daemon: Running) -> None:
    own = free_port()

    def send(*words: str) -> None:
        subprocess.run(["oscsend", "127.0.0.1", str(daemon.port), *words], check=True, timeout=10)

    with subprocess.Popen(
        ["stdbuf", "-oL", "oscdump", str(own)], stdout=subprocess.PIPE, text=True
    ) as dump:
        try:
            assert dump.stdout
            # oscdump says nothing when it is there: asked again until it hears.
            heard = ""
            while not heard:
                send("/oscbridge/subscribe", "i", str(own))
                heard = dump.stdout.readline()
            send("/oscbridge/file", "si", str(SAMPLE), "31")
            line = next(one for one in dump.stdout if "/oscbridge/emotion " in one)
        finally:
            dump.terminate()
    assert line.split()[2:5] == ["isfff", "31", '"happy"']

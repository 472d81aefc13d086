"""The MIDI systems: which there are on a platform, how people call them, whose port is meant."""

from __future__ import annotations

import sys

from oscbridge.errors import OscbridgeError

TITLES = {"alsa": "ALSA", "jack": "JACK", "coremidi": "CoreMIDI", "windows": "Windows MIDI"}


def platform_backends(platform: str = sys.platform) -> tuple[str, ...]:
    """Backends worth trying here, the best first.

    JACK comes before ALSA on Linux: whoever runs a JACK server wants it, and it is sample-exact.
    """
    if platform == "darwin":
        return ("coremidi", "jack")
    if platform in ("win32", "cygwin"):
        return ("windows",)
    return ("jack", "alsa")


def choose_port(wanted: str, names: list[str]) -> int:
    """Index of the port that is meant: the exact name, else the only one that contains it.

    Case does not matter in the second step.

    Raises:
        OscbridgeError: ``port-missing`` or ``port-ambiguous``, listing what there is.
    """
    listed = ", ".join(f'"{name}"' for name in names) or "none"
    matches = [index for index, name in enumerate(names) if name == wanted] or [
        index for index, name in enumerate(names) if wanted.lower() in name.lower()
    ]
    if len(matches) == 1:
        return matches[0]
    if matches:
        several = ", ".join(f'"{names[index]}"' for index in matches)
        raise OscbridgeError(
            "port-ambiguous",
            f'several MIDI ports are called "{wanted}": {several}; give one full name as midi.port',
        )
    raise OscbridgeError(
        "port-missing",
        f'no MIDI port is called "{wanted}"; there are: {listed}. Give one of them as midi.port; '
        "on Windows, which has no virtual ports, loopMIDI makes one",
    )

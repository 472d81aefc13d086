"""The port on JACK that we were told to play on: is it there, and played on again when it is back?

Connections that people make by hand are theirs. This one is ours: it was asked for by name.
"""

from __future__ import annotations

import contextlib
from typing import Any, Literal

Change = Literal["gone", "back"]


class Destination:
    """Looks after the connection from our port to one of somebody else's.

    Args:
        client: of ``JACK-Client``.
        ours: the port of it that plays.
        name: the full name of the other one.
    """

    def __init__(self, client: Any, ours: Any, name: str) -> None:
        self.name = name
        self._client = client
        self._ours = ours
        self._is_there = True

    def look(self) -> Change | None:
        """What has changed since the last look. One that is back is connected again; one that
        somebody has disconnected, and that never went away, is left so.
        """
        with contextlib.suppress(Exception):  # a server that goes away is told by others
            there = any(
                port.name == self.name
                for port in self._client.get_ports(is_midi=True, is_input=True)
            )
            if there and not self._is_there:
                if self.name not in [port.name for port in self._ours.connections]:
                    # Refused until its client is active: then the next look tries again.
                    self._client.connect(self._ours, self.name)
                self._is_there = True
                return "back"
            if self._is_there and not there:
                self._is_there = False
                return "gone"
        return None

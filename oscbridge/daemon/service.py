"""What a service manager wants to know: that we are ready, that we live, that we leave.

The protocol is systemd's (sd_notify(3)): a datagram of ``NAME=value`` lines to the socket that
``NOTIFY_SOCKET`` names; where ``WATCHDOG_USEC`` is given, a sign of life at least that often.
Without those nothing is said.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Mapping

from oscbridge.system.tasks import every

log = logging.getLogger(__name__)


class ServiceManager:
    """Whoever started the daemon and watches over it, if anybody does.

    Args:
        environment: where it is named; the process's own when not given.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        environment = os.environ if environment is None else environment
        self._address = environment.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):
            self._address = "\0" + self._address[1:]  # Linux's abstract names
        micros = environment.get("WATCHDOG_USEC", "")
        for_us = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        is_number = micros.isascii() and micros.isdigit() and int(micros) > 0
        self.watchdog_s = int(micros) / 1e6 if is_number and for_us else None
        """Silence after which the daemon is started again, in seconds, or None."""

    def ready(self, told: str) -> None:
        """The daemon works; ``told`` is shown beside it."""
        self._tell(f"READY=1\nSTATUS={told}")

    def leaving(self) -> None:
        """The daemon ends because it was asked to."""
        self._tell("STOPPING=1")

    async def keep_alive(self, healthy: Callable[[], bool]) -> None:
        """Give a sign of life for as long as the event loop turns and ``healthy`` says so."""
        if self.watchdog_s is None or not self._address:
            return

        def give_sign() -> None:
            if healthy():
                self._tell("WATCHDOG=1")

        await every(self.watchdog_s / 3, give_sign, "a sign of life")

    def _tell(self, lines: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
                way.setblocking(False)  # a manager that does not listen must not hold up the music
                way.sendto(lines.encode(), self._address)
        except OSError as error:
            log.warning("the service manager does not hear: %s", error)

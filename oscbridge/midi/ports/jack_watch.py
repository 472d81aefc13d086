"""Is the JACK server still running audio? python-rtmidi cannot tell, and waits for ever if not.

A second, silent JACK client is told when the server dies, and reads the frame counter that the
server moves on in every period: it stands still when the server is merely stuck. The client is
opened in the very library that rtmidi loaded (its wheel brings its own), so both speak the server's
dialect.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import time
from pathlib import Path
from typing import Any

from oscbridge.midi.ports.quiet import quiet_stderr

STALLED_S = 0.5
"""Ten periods of the longest usual kind (2,048 frames at 44.1 kHz)."""

_UNHEARD_MESSAGES = 1_500
"""rtmidi's ring holds 16 kB, about 2,300 channel messages; this many in one period is too near."""

_JACK_NO_START_SERVER = 1

_OnShutdown = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class JackWatch:
    """A watch on the server that ``JACK_DEFAULT_SERVER`` names.

    Without a libjack to be found, ``alive`` is always true: then nothing better is known.
    """

    def __init__(self, name: str) -> None:
        self.dead = False
        # Kept, or the library would call into memory that is gone.
        self._on_shutdown = _OnShutdown(self._shut_down)
        self._library = _libjack()
        self._client: Any = None
        if self._library is not None:
            with quiet_stderr():
                self._client = self._library.jack_client_open(
                    name.encode(), _JACK_NO_START_SERVER, None
                )
        if self._client:
            self._library.jack_on_shutdown(self._client, self._on_shutdown, None)
        self._frame = self._now()
        self._moved_at = time.monotonic()
        self._asked = 0

    def alive(self) -> bool:
        """Ask before each message; takes a microsecond, or a tenth of a second when in doubt."""
        if self.dead:
            return False
        if not self._client or self._moved():
            return True
        self._asked += 1
        waited_s = time.monotonic() - self._moved_at
        if waited_s < STALLED_S and self._asked < _UNHEARD_MESSAGES:
            return True
        time.sleep(0.1)
        return self._moved()

    def close(self) -> None:
        """Leave the server, whether or not it still runs."""
        if self._client:
            with quiet_stderr():
                self._library.jack_client_close(self._client)
            self._client = None

    def _shut_down(self, _: object) -> None:
        # In a thread of the library's, which has seen the server's socket close.
        self.dead = True

    def _moved(self) -> bool:
        frame = self._now()
        if frame == self._frame:
            return False
        self._frame = frame
        self._moved_at = time.monotonic()
        self._asked = 0
        return True

    def _now(self) -> int:
        return int(self._library.jack_last_frame_time(self._client)) if self._client else 0


def _libjack() -> Any:
    path = _loaded_libjack() or ctypes.util.find_library("jack")
    if path is None:
        return None
    try:
        library = ctypes.CDLL(path)
        library.jack_client_open.restype = ctypes.c_void_p
        library.jack_client_open.argtypes = [
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_int),
        ]
        library.jack_on_shutdown.restype = None
        library.jack_on_shutdown.argtypes = [ctypes.c_void_p, _OnShutdown, ctypes.c_void_p]
        library.jack_client_close.argtypes = [ctypes.c_void_p]
        library.jack_last_frame_time.restype = ctypes.c_uint32
        library.jack_last_frame_time.argtypes = [ctypes.c_void_p]
    except (OSError, AttributeError):
        return None
    return library


def _loaded_libjack() -> str | None:
    try:
        maps = Path("/proc/self/maps").read_text(errors="replace")
    except OSError:
        return None
    # "address perms offset device inode   path", and the path may hold spaces.
    for line in maps.splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and Path(fields[5]).name.startswith("libjack"):
            return fields[5]
    return None

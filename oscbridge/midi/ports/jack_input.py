"""A JACK input that is exact to the frame: a tick is stamped with the frame it came at.

rtmidi tells only in which audio period a message came, which is up to 5 ms of doubt at 256 frames;
at some tempos all ticks of a minute would be misread alike, and no smoothing can mend that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from oscbridge.errors import OscbridgeError
from oscbridge.midi.ports.input import InputPort, Listener
from oscbridge.midi.ports.jack_client import open_client
from oscbridge.midi.ports.jack_output import JackOutput
from oscbridge.midi.ports.quiet import quiet_stderr
from oscbridge.midi.ports.systems import choose_port

_WRAP = 1 << 32
_HALF = 1 << 31

_SYSTEM_EXCLUSIVE = 0xF0
_ACTIVE_SENSING = 0xFE


class JackInput(InputPort):
    """A MIDI input port of a JACK client of our own; see ``inputs.open_input``.

    Raises:
        OscbridgeError: ``midi-unavailable`` (no library, no server), ``port-missing``,
            ``port-ambiguous``.
    """

    def __init__(
        self,
        listener: Listener,
        now: Callable[[], float],
        name: str,
        port: str | None,
        output: JackOutput | None = None,
    ) -> None:
        self._now = now
        self._output = output
        self._client = open_client(f"{name}-in")
        try:
            with quiet_stderr():
                source = self._choose(port)
                self._port = self._client.midi_inports.register(f"{name}-in")
                self._rate = int(self._client.samplerate)
        except OscbridgeError:
            self._client.close()
            raise
        except Exception as error:
            self._client.close()
            raise _refused(error) from error
        title = source or f"{self._port.name} (virtual port)"
        # Before the callback may be called: JACK never again calls one that has failed.
        super().__init__("jack", f"{title} (JACK, exact to the frame)", listener)
        try:
            with quiet_stderr():
                self._client.set_process_callback(self._process)
                self._client.activate()
                if source is not None:
                    self._client.connect(source, self._port)
        except Exception as error:
            self.close()
            raise _refused(error) from error

    def _process(self, frames: int) -> None:
        # JACK's thread: nothing that waits.
        first = None
        for offset, message in self._port.incoming_midi_events():
            data = bytes(message)
            if not data or data[0] in (_SYSTEM_EXCLUSIVE, _ACTIVE_SENSING):
                continue
            if first is None:
                first = self._cycle_began()
            self._arrive(first + offset / self._rate, data)

    def _cycle_began(self) -> float:
        # The second of this cycle's first frame.
        client, output = self._client, self._output
        if output is not None:
            # In the very frames that the output counts in: no clock is read, none can be misread.
            about = output.frame_of(self._now())
            frame = about + (int(client.last_frame_time) - about + _HALF) % _WRAP - _HALF
            return output.second_of(frame)
        since = (int(client.frame_time) - int(client.last_frame_time) + _HALF) % _WRAP - _HALF
        return self._now() - since / self._rate

    def _release(self) -> None:
        with contextlib.suppress(Exception):
            self._client.deactivate()
            self._client.close()

    def _choose(self, wanted: str | None) -> Any:
        if wanted is None:
            return None
        names = [port.name for port in self._client.get_ports(is_midi=True, is_output=True)]
        return names[choose_port(wanted, names)]


def _refused(error: Exception) -> OscbridgeError:
    return OscbridgeError("midi-unavailable", f"JACK refused an input: {error}")

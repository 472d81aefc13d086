"""Opens the sources that a clock can have, when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock.ableton import AbletonClock
from oscbridge.midi.clock.base import Clock
from oscbridge.midi.clock.internal import InternalClock
from oscbridge.midi.clock.link import LinkClock
from oscbridge.midi.clock.midi import MidiClock
from oscbridge.midi.ports.input import InputPort, Listener

CLOCKS = ("internal", "midi", "link", "ableton")


class OpensInput(Protocol):
    """Opens the MIDI input; ``inputs.open_input`` with all but these two given."""

    def __call__(self, listener: Listener, now: Callable[[], float]) -> InputPort: ...


class ClockSources:
    """Our own clock and, once asked for, the others.

    The MIDI input stays open once it is: a DAW that was connected to it stays so, and its clock is
    followed in silence, so that to come back to it is to be in place at once. A Link session is
    left as soon as another source counts. What Ableton Live tells is followed in silence, too.

    Args:
        now: the player's seconds.
        receive: called, in a thread of the input's own, with second and bytes of each message; it
            hands them to ``midi_clock`` under the player's lock.
        open_input: None where there is none, such as in a dry run.
        lost_after_s: see ``MidiClock``.
        link_start_stop: see ``LinkClock``.
    """

    def __init__(
        self,
        now: Callable[[], float],
        receive: Listener,
        open_input: OpensInput | None = None,
        *,
        lost_after_s: float = 0.5,
        link_start_stop: bool = False,
    ) -> None:
        self._now = now
        self._receive = receive
        self._open_input = open_input
        self._lost_after_s = lost_after_s
        self._link_start_stop = link_start_stop
        self._internal: InternalClock | None = None
        self._input: InputPort | None = None
        self._link: LinkClock | None = None
        self.midi_clock: MidiClock | None = None
        self.ableton_clock = AbletonClock(lost_after_s=lost_after_s)

    @property
    def input_port(self) -> InputPort | None:
        """The MIDI input, if it is open."""
        return self._input

    def keep(self, clock: Clock) -> None:
        """If this is our own clock, it is the one to go back to."""
        if isinstance(clock, InternalClock):
            self._internal = clock

    def open(self, source: str, tempo_bpm: float, beats_per_bar: float) -> Clock:
        """The clock of that name. Not under the player's lock: it may take tenths of a second.

        Raises:
            OscbridgeError: ``clock-unknown``, ``link-missing``, ``input-unavailable``, or those of
                ``inputs.open_input``.
        """
        match source:
            case "internal":
                if self._internal is None:
                    self._internal = InternalClock(tempo_bpm, beats_per_bar)
                return self._internal
            case "midi":
                return self._open_midi(tempo_bpm, beats_per_bar)
            case "ableton":
                return self.ableton_clock
            case "link":
                if self._link is None:
                    self._link = LinkClock(
                        tempo_bpm, beats_per_bar, self._now, start_stop=self._link_start_stop
                    )
                return self._link
        raise OscbridgeError(
            "clock-unknown", f'no clock is called "{source}"; there are: {", ".join(CLOCKS)}'
        )

    def listen(self, tempo_bpm: float, beats_per_bar: float) -> None:
        """Open the MIDI input, if it is not. Not under the player's lock, likewise.

        Raises:
            OscbridgeError: ``input-unavailable``, or those of ``inputs.open_input``.
        """
        if self._input is not None and self._input.closed:
            self._input = self.midi_clock = None
        if self._input is not None:
            return
        if self._open_input is None:
            raise OscbridgeError(
                "input-unavailable",
                "this player has no MIDI input to listen to; give it a MIDI system as midi.backend",
            )
        self.midi_clock = MidiClock(tempo_bpm, beats_per_bar, self._lost_after_s)
        self._input = self._open_input(self._receive, self._now)

    def left(self, clock: Clock) -> None:
        """That clock does not count any more."""
        if isinstance(clock, LinkClock):
            clock.close()
            self._link = None

    def close(self) -> None:
        """Give the input back."""
        if self._input is not None:
            self._input.close()

    def _open_midi(self, tempo_bpm: float, beats_per_bar: float) -> MidiClock:
        self.listen(tempo_bpm, beats_per_bar)
        assert self.midi_clock is not None
        return self.midi_clock

"""One channel of a port: which notes sound on it, and what becomes of them when the port fails."""

from __future__ import annotations

from collections.abc import Callable

from oscbridge.errors import OscbridgeError
from oscbridge.midi import wire
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.tape.tape import Tape


class ChannelOutput:
    """Sends on a port until it is lost; from then on only counts. Tells the tape what it sends.

    An ``instant`` is the second at which a message is due, a ``beat`` the same for the tape.

    Args:
        port: where messages go.
        channel: 1 to 16.
        tape: told of every message.
        on_lost: called once, with the reason, when nothing can be sent any more.
    """

    def __init__(
        self,
        port: OutputPort,
        channel: int,
        tape: Tape,
        on_lost: Callable[[OscbridgeError], None],
    ) -> None:
        self.is_lost = False
        self.notes_started = self.notes_ended = 0
        self.silences = 0
        """How often what was sent ahead was taken back."""
        self._port = port
        self._channel = channel
        self._tape = tape
        self._on_lost = on_lost
        self._sounding: dict[int, int] = {}  # pitch → number of its note in the running phrase

    @property
    def sounding(self) -> int:
        """How many notes sound, or will once what was sent ahead is due."""
        return len(self._sounding)

    def begin_note(
        self, pitch: int, velocity: int, number: int, instant: float, beat: float
    ) -> None:
        """Begin a note of a phrase; one that still sounds on its pitch is ended first."""
        self.end_note(pitch, instant, beat)
        self._sounding[pitch] = number
        self.notes_started += 1
        self.send_at(wire.note_on(self._channel, pitch, velocity), instant, beat)

    def end_note(self, pitch: int, instant: float, beat: float, number: int | None = None) -> None:
        """End what sounds on a pitch, if anything does: that note, or (None) whichever it is."""
        sounds = self._sounding.get(pitch)
        if sounds is None or number not in (None, sounds):
            return
        del self._sounding[pitch]
        self.notes_ended += 1
        self.send_at(wire.note_off(self._channel, pitch), instant, beat)

    def end_notes(self, instant: float, beat: float) -> None:
        """End all that sounds."""
        for pitch in sorted(self._sounding):
            self.end_note(pitch, instant, beat)

    def silence(self) -> None:
        """End what sounds now, not at the horizon: what was sent ahead is taken back."""
        self._tape.silenced()
        self.silences += 1
        self.notes_ended += len(self._sounding)
        self._sounding.clear()
        self._unless_lost(self._port.silence)

    def panic(self) -> None:
        """Send the two messages that silence a receiver whatever it believes."""
        self.send(wire.control_change(self._channel, wire.ALL_NOTES_OFF, 0))
        self.send(wire.control_change(self._channel, wire.ALL_SOUND_OFF, 0))

    def send_at(self, data: bytes, instant: float, beat: float) -> None:
        """Send a message when it is due."""

        def send() -> None:
            self._port.send_at(data, instant)
            self._tape.sent(data, beat)

        self._unless_lost(send)

    def send(self, data: bytes) -> None:
        """Send a message at once."""

        def send() -> None:
            self._port.send(data)
            self._tape.sent(data)

        self._unless_lost(send)

    def lose(self, error: OscbridgeError) -> None:
        """The port has failed."""
        if not self.is_lost:
            self.is_lost = True
            self._on_lost(error)

    def _unless_lost(self, action: Callable[[], None]) -> None:
        if not self.is_lost:
            try:
                action()
            except OscbridgeError as error:
                self.lose(error)

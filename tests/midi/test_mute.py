"""A port that sends no notes, because they are heard elsewhere."""

from __future__ import annotations

from oscbridge.midi import wire
from oscbridge.midi.recorder import Recorder


def test_a_muted_port_sends_everything_but_notes() -> None:
    port = Recorder()
    port.mute_notes()
    port.send(wire.note_on(1, 60, 90))
    port.send_at(wire.note_on(16, 61, 90), 0.0)
    port.send(wire.note_off(1, 60))
    port.send(wire.control_change(1, 20, 64))
    port.send(wire.program_change(1, 5))
    assert [message.data[0] & 0xF0 for message in port.messages] == [0xB0, 0xC0]
    assert port.sounding == 0
    port.close()
    assert len(port.messages) == 2

"""A port that sends no notes, because they are heard elsewhere."""

from __future__ import annotations

import queue

import pytest

from oscbridge.midi import process, wire
from oscbridge.midi.messages import Event, PhraseEnded, PhraseStarted, PlayerSettings
from oscbridge.midi.ports.output import OutputPort
from oscbridge.midi.ports.recorder import Recorder
from oscbridge.phrase import Note, Phrase


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


class Outbox(queue.Queue[Event]):
    """Events, to be waited for."""

    def put(self, event: Event) -> None:  # type: ignore[override]
        super().put(event)


@pytest.mark.parametrize("notes", [True, False])
def test_phrases_take_their_time_whether_their_notes_are_sent_or_not(
    notes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = Recorder()

    def opened(*_: object, **__: object) -> OutputPort:
        return port

    monkeypatch.setattr(process, "open_output", opened)
    outbox = Outbox()
    settings = PlayerSettings(tempo_bpm=400.0, notes=notes, realtime=False)
    player, _ = process._open(settings, outbox)  # type: ignore[arg-type]
    try:
        player.play(Phrase((Note(0.0, 60, 0.5), Note(1.0, 64, 0.5)), bars=1), "now")
        kinds = []
        while PhraseEnded not in kinds:
            kinds.append(type(outbox.get(timeout=10.0)))
        assert PhraseStarted in kinds
    finally:
        player.close()
    assert [note.pitch for note in port.notes()] == ([60, 64] if notes else [])

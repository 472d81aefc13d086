"""A player that is killed outright leaves no note: its successor ends what sounded."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.midi.messages import Play, PlayerSettings
from oscbridge.midi.ports.recorder import Recorder
from oscbridge.midi.sounding import SoundingRecord
from oscbridge.midi.survivors import take_over
from oscbridge.phrase import Note, Phrase
from tests.jack import JackServer, MidiDump, until
from tests.midi.test_process import Child

CHORD = Phrase(
    (Note(0.0, 48, 60.0), Note(0.5, 55, 60.0), Note(1.0, 60, 0.25), Note(1.5, 64, 60.0)), bars=16
)


@given(st.lists(st.tuples(st.integers(1, 16), st.integers(0, 127), st.booleans())))
def test_the_record_is_a_set_of_channels_and_pitches(
    steps: list[tuple[int, int, bool]],
) -> None:
    record, notes = SoundingRecord(), set[tuple[int, int]]()
    for channel, pitch, on in steps:
        (record.begin if on else record.end)(channel, pitch)
        (notes.add if on else notes.discard)((channel, pitch))
    assert record.sounding() == sorted(notes)


@given(st.lists(st.lists(st.text("abc :-é", min_size=1, max_size=30), max_size=5), max_size=4))
def test_the_record_gives_back_the_last_connections(written: list[list[str]]) -> None:
    record = SoundingRecord()
    record.begin(16, 127)
    for names in written:
        record.connections = names
    assert record.connections == (written[-1] if written else [])
    assert record.sounding() == [(16, 127)]


def test_more_connections_than_fit_are_cut_between_names() -> None:
    record = SoundingRecord()
    record.connections = ["x" * 300] * 40
    assert record.connections == ["x" * 300] * 27


def _begin_in(record: SoundingRecord, done: Connection) -> None:
    record.begin(3, 60)
    done.send("done")


def test_what_a_child_process_writes_the_parent_reads() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    record = SoundingRecord()
    process = context.Process(target=_begin_in, args=(record, theirs))
    process.start()
    assert ours.poll(20)
    process.kill()
    process.join()
    assert record.sounding() == [(3, 60)]


def test_any_port_keeps_the_record_and_its_successor_ends_what_is_in_it() -> None:
    record = SoundingRecord()
    first, second = Recorder(), Recorder()
    assert take_over(first, record) == 0
    first.send(b"\x92\x3c\x50")
    first.send(b"\x92\x40\x50")
    first.send(b"\x82\x3c\x40")
    assert record.sounding() == [(3, 64)]
    assert take_over(second, record) == 1
    assert [message.data for message in second.messages] == [b"\x82\x40\x40", b"\xb2\x7b\x00"]
    assert record.sounding() == []


def test_a_killed_player_s_notes_are_ended_by_its_successor_on_the_same_connections(
    jack: JackServer,
) -> None:
    settings = PlayerSettings(
        backend="jack", tempo_bpm=240, program=None, realtime=False, record=SoundingRecord()
    )
    assert settings.record is not None
    first = Child(settings)
    second: Child | None = None
    try:
        assert first.ready().notes_ended == 0
        with MidiDump(jack, "oscbridge:oscbridge") as dump:
            until(lambda: settings.record.connections == [dump.port], 3, "no connection noted")  # type: ignore[union-attr]
            first.pipe.send(Play(CHORD, token=1))
            dump.wait_for(lambda heard: len(heard.notes) == 4)
            dump.wait_for(lambda heard: len(heard.sounding()) == 3)
            first.process.kill()
            first.process.join()
            assert len(dump.sounding()) == 3
            second = Child(settings)
            assert second.ready().notes_ended == 3
            dump.wait_for(lambda heard: not heard.sounding(), 3.0)
            assert dump.messages[-1].bytes[:2] == (0xB0, 123)
            assert settings.record.sounding() == []
            # And it plays on, for the same listener.
            second.pipe.send(Play(CHORD, token=2))
            dump.wait_for(lambda heard: len(heard.notes) == 8)
            assert "oscbridge:oscbridge" in jack.ports()
    finally:
        first.close()
        if second is not None:
            second.close()

"""Files: what is written is read back, damaged ones are refused, primers are cut on bar lines."""

from __future__ import annotations

import io
import os
from pathlib import Path

import mido
import pretty_midi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.midi.files import (
    TICKS_PER_BEAT,
    MidiSong,
    last_bars,
    parse_midi,
    read_midi,
    write_midi,
)
from oscbridge.phrase import Note, Phrase

TICK = 1 / TICKS_PER_BEAT


def song_of(*tracks: list[tuple[int, mido.Message | mido.MetaMessage]], **header: int) -> MidiSong:
    """A song parsed from tracks of (absolute tick, message)."""
    file = mido.MidiFile(**{"type": 1, "ticks_per_beat": 480, **header})
    for messages in tracks:
        track, tick = mido.MidiTrack(), 0
        for at, message in messages:
            track.append(message.copy(time=at - tick))
            tick = at
        file.tracks.append(track)
    out = io.BytesIO()
    file.save(file=out)
    return parse_midi(out.getvalue())


def note(start: float, end: float, pitch: int, channel: int = 0) -> list[tuple[int, mido.Message]]:
    """A note in beats, as messages at 480 ticks a beat."""
    return [
        (round(start * 480), mido.Message("note_on", note=pitch, velocity=80, channel=channel)),
        (round(end * 480), mido.Message("note_off", note=pitch, channel=channel)),
    ]


@st.composite
def apart(draw: st.DrawFn) -> Phrase:
    """Phrases whose notes do not overlap on one pitch, in any metre and tempo."""
    bars = draw(st.integers(1, 4))
    beats_per_bar = draw(st.sampled_from([4.0, 3.0, 3.5, 2.0, 1.25, 5.0]))
    length = bars * beats_per_bar
    notes = []
    for pitch in draw(st.lists(st.integers(0, 127), unique=True, max_size=6)):
        cuts = draw(st.lists(st.integers(0, int(length * 100)), unique=True, max_size=8))
        cuts.sort()
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            velocity = draw(st.integers(1, 127))
            notes.append(Note(start / 100, pitch, (end - start) / 100, velocity))
    tempo = draw(st.floats(20, 400))
    return Phrase(tuple(notes), bars, beats_per_bar, tempo_bpm=tempo)


@settings(max_examples=80, deadline=None)
@given(phrase=apart())
def test_what_is_written_is_read_back_within_a_tick(
    tmp_path_factory: pytest.TempPathFactory, phrase: Phrase
) -> None:
    path = tmp_path_factory.mktemp("round") / "trip.mid"
    write_midi(phrase, path)
    song = read_midi(path)
    assert len(song.notes) == len(phrase.notes)
    # Sorted alike: a start may move by half a tick, and so past another's.
    read = sorted((entry.note for entry in song.notes), key=lambda n: (n.pitch, n.start_beats))
    for got, wrote in zip(
        read, sorted(phrase.notes, key=lambda n: (n.pitch, n.start_beats)), strict=True
    ):
        assert (got.pitch, got.velocity) == (wrote.pitch, wrote.velocity)
        assert got.start_beats == pytest.approx(wrote.start_beats, abs=TICK)
        assert got.end_beats == pytest.approx(wrote.end_beats, abs=TICK)
    assert song.metres[0].beats_per_bar == phrase.beats_per_bar
    assert song.tempo_at(0) == pytest.approx(phrase.tempo_bpm, rel=1e-4)


def test_the_file_is_what_other_programs_expect(tmp_path: Path) -> None:
    path = tmp_path / "made" / "on the way" / "Ä.mid"
    phrase = Phrase((Note(0, 60, 1.0, 99), Note(13.5, 64, 1.0, 50)), bars=4, tempo_bpm=93.0)
    write_midi(phrase, path, program=24)
    song = pretty_midi.PrettyMIDI(str(path))
    (track,) = song.instruments
    assert (track.name, track.program, track.is_drum) == ("oscbridge", 24, False)
    assert song.resolution >= 480
    assert song.get_tempo_changes()[1][0] == pytest.approx(93.0, rel=1e-4)
    signature = song.time_signature_changes[0]
    assert (signature.numerator, signature.denominator) == (4, 4)
    assert [n.velocity for n in track.notes] == [99, 50]


def test_the_file_lasts_whole_bars_so_that_it_loops(tmp_path: Path) -> None:
    write_midi(Phrase((Note(0, 60, 1.0),), bars=4, beats_per_bar=3.5), tmp_path / "a.mid")
    file = mido.MidiFile(tmp_path / "a.mid")
    for track in file.tracks:
        assert sum(message.time for message in track) == 14 * TICKS_PER_BEAT


def test_overlaps_on_one_pitch_are_cut_where_the_next_note_begins(tmp_path: Path) -> None:
    notes = (Note(0, 60, 3.0, 80), Note(1, 60, 0.5, 90), Note(1, 60, 2.0, 10), Note(2, 60, 1.0))
    write_midi(Phrase(notes, bars=1), tmp_path / "a.mid")
    read = [entry.note for entry in read_midi(tmp_path / "a.mid").notes]
    assert read == [Note(0, 60, 1.0, 80), Note(1, 60, 1.0, 90), Note(2, 60, 1.0, 80)]


def test_an_empty_phrase_makes_a_valid_file(tmp_path: Path) -> None:
    write_midi(Phrase((), bars=2), tmp_path / "a.mid")
    assert read_midi(tmp_path / "a.mid").notes == ()


def test_a_write_that_fails_says_so_and_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OscbridgeError, match="cannot write") as failed:
        write_midi(Phrase((), bars=1), tmp_path / "file" / "a.mid")
    assert failed.value.code == "file-write"
    folder = tmp_path / "taken.mid"
    folder.mkdir()
    with pytest.raises(OscbridgeError, match="cannot write"):
        write_midi(Phrase((), bars=1), folder)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "taken.mid"]


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_a_saved_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_midi(Phrase((), bars=1), tmp_path / "a.mid")
    assert (tmp_path / "a.mid").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("beats_per_bar", [3.141592, 1000.0])
def test_a_metre_that_midi_cannot_tell_is_refused(tmp_path: Path, beats_per_bar: float) -> None:
    with pytest.raises(OscbridgeError, match="time signature") as refused:
        write_midi(Phrase((), bars=1, beats_per_bar=beats_per_bar), tmp_path / "a.mid")
    assert refused.value.code == "out-of-range"


def test_notes_are_in_beats_whatever_the_tempo_map() -> None:
    song = song_of(
        [
            (0, mido.MetaMessage("set_tempo", tempo=500_000)),
            (480, mido.MetaMessage("set_tempo", tempo=2_000_000)),
            (960, mido.MetaMessage("set_tempo", tempo=250_000)),
        ],
        note(0.5, 1.5, 60) + note(2.0, 4.0, 62),
    )
    assert [(n.note.start_beats, n.note.length_beats) for n in song.notes] == [(0.5, 1), (2, 2)]
    assert [song.tempo_at(beat) for beat in (0.0, 1.5, 3.0)] == [120.0, 30.0, 240.0]


def test_format_0_and_running_tracks_are_told_apart_by_channel() -> None:
    program = mido.Message("program_change", channel=2, program=40)
    song = song_of(
        [(0, program), *sorted(note(0, 2, 60, 2) + note(1, 3, 60, 9), key=lambda item: item[0])],
        type=0,
    )
    assert [(n.channel, n.program, n.is_drum, n.note.length_beats) for n in song.notes] == [
        (3, 40, False, 2.0),
        (10, 0, True, 2.0),
    ]


def test_a_note_that_never_ends_lasts_until_its_track_does() -> None:
    song = song_of(
        [(0, mido.Message("note_on", note=60, velocity=1)), (960, mido.MetaMessage("end_of_track"))]
    )
    assert song.notes[0].note == Note(0.0, 60, 2.0, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF....WAVE",
        b"MThd",
        b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x00\x00MTrk\x00\x00\x00\x04\x00\xff\x2f\x00",
        b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\xe7\x28MTrk\x00\x00\x00\x04\x00\xff\x2f\x00",
        b"MThd\x00\x00\x00\x06\x00\x02\x00\x01\x01\xe0MTrk\x00\x00\x00\x04\x00\xff\x2f\x00",
        b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0MTrk\x00\x00\x00\x40\x00\xff\x2f\x00",
        # Claims a metre of 1/2^255, which would make for more bars than there is memory.
        b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x01MTrk\x00\x00\x00\x0f\x00\x90\x3c\x40"
        b"\xff\xff\xff\x7f\x80\x3c\x40\x00\xff\x2f\x00",
    ],
    ids=["empty", "wave", "cut", "no ticks", "film frames", "format 2", "cut track", "endless"],
)
def test_a_file_that_is_no_good_midi_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.mid"
    path.write_bytes(data)
    with pytest.raises(OscbridgeError, match=r"bad\.mid") as refused:
        read_midi(path)
    assert refused.value.code == "bad-midi"


def test_an_absurd_metre_is_passed_over() -> None:
    song = song_of(
        [(0, mido.MetaMessage("time_signature", numerator=3, denominator=2**40)), *note(0, 1, 60)]
    )
    assert song.metres[0].beats_per_bar == 4.0
    assert len(song.bar_lines()) == 1


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.mid", tmp_path):
        with pytest.raises(OscbridgeError, match="file-missing"):
            read_midi(path)


@pytest.fixture(scope="module")
def good_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("good") / "good.mid"
    write_midi(Phrase(tuple(Note(i / 2, 50 + i, 1.0) for i in range(16)), bars=4), path)
    return path.read_bytes()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    good_bytes: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(good_bytes)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    damaged = damaged[: data.draw(st.integers(0, len(damaged)))]
    refusal = ""
    try:
        last_bars(parse_midi(bytes(damaged)))
    except OscbridgeError as error:
        refusal = error.code
    assert refusal in ("", "bad-midi", "no-notes")


def test_the_last_bars_are_those_in_which_something_is_played() -> None:
    notes = [item for beat in range(24) for item in note(beat, beat + 1, 40 + beat)]
    drums = [item for beat in range(24, 40) for item in note(beat, beat + 1, 36, channel=9)]
    phrase = last_bars(song_of(notes, drums), bars=4)
    assert (phrase.bars, phrase.beats_per_bar) == (4, 4.0)
    assert [n.pitch for n in phrase.notes] == list(range(48, 64))
    assert [n.start_beats for n in phrase.notes] == list(map(float, range(16)))


def test_a_note_that_sounds_into_the_first_bar_begins_there() -> None:
    phrase = last_bars(song_of(note(3, 6, 50), note(8, 9, 60)), bars=2)
    assert phrase.notes == (Note(0.0, 50, 2.0, 80), Note(4.0, 60, 1.0, 80))


def test_a_short_song_gives_the_bars_that_it_has() -> None:
    waltz = [(0, mido.MetaMessage("time_signature", numerator=3, denominator=4))]
    phrase = last_bars(song_of(waltz, note(0, 1, 60) + note(4, 5, 62)), bars=4)
    assert (phrase.bars, phrase.beats_per_bar) == (2, 3.0)
    assert phrase.notes == (Note(0.0, 60, 1.0, 80), Note(4.0, 62, 1.0, 80))


def test_bar_lines_follow_a_change_of_metre() -> None:
    song = song_of(
        [
            (0, mido.MetaMessage("time_signature", numerator=4, denominator=4)),
            (4 * 480, mido.MetaMessage("time_signature", numerator=6, denominator=8)),
        ],
        note(0, 10, 60),
    )
    assert song.bar_lines() == [(0.0, 4.0), (4.0, 3.0), (7.0, 3.0)]
    assert last_bars(song_of(note(0, 1, 60)), 4).bars == 1


def test_a_song_of_drums_alone_is_no_primer() -> None:
    with pytest.raises(OscbridgeError, match="apart from drums") as refused:
        last_bars(song_of(note(0, 1, 36, channel=9)))
    assert refused.value.code == "no-notes"

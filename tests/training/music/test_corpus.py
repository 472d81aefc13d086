"""Pieces from small files of each collection's form."""

from __future__ import annotations

from pathlib import Path

import mido
import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.training.music.corpus import Piece, read


def write_midi(
    path: Path, bars: int = 8, *, beats: int = 4, tempo_bpm: float = 100.0, tracks: int = 1
) -> None:
    """Quarter notes up a scale, one track an octave above the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    music = mido.MidiFile(ticks_per_beat=480)
    for number in range(tracks):
        track = mido.MidiTrack()
        if number == 0:
            track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo_bpm)))
            track.append(mido.MetaMessage("time_signature", numerator=beats, denominator=4))
        for step in range(bars * beats):
            pitch = 48 + 12 * number + step % 12
            track.append(mido.Message("note_on", note=pitch, velocity=70, time=0))
            track.append(mido.Message("note_off", note=pitch, time=480))
        music.tracks.append(track)
    music.save(path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    midi = tmp_path / "midi"
    write_midi(midi / "vgmidi" / "midi" / "A_B_Tune.mid", bars=6)
    rows = [
        f"A_B_Tune.mid,{bar},{0.1 * bar - 0.2:.2f},{0.3 - 0.1 * bar:.2f},0,0,30" for bar in range(6)
    ]
    header = "midi,bar,valence,arousal,valence_sd,arousal_sd,annotators"
    (midi / "vgmidi" / "bars.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    write_midi(midi / "pop909" / "001" / "001.mid", tempo_bpm=120, tracks=3)
    beats = [f"{0.5 * beat} {float(beat % 2 == 0)} {float(beat % 4 == 0)}" for beat in range(33)]
    (midi / "pop909" / "001" / "beat_midi.txt").write_text("\n".join(beats), encoding="utf-8")
    write_midi(midi / "chopin_first_editions" / "028_1-12-1a-C-004.mid", beats=3, tracks=2)
    write_midi(midi / "piano_midi_de" / "chopin" / "chpn-p4.mid", tracks=2)
    write_midi(midi / "piano_midi_de" / "beeth" / "mond_1.mid")
    write_midi(midi / "piano_midi_de" / "beeth" / "mond_3.mid")
    write_midi(midi / "emopia" / "Q3_x_0.mid", tempo_bpm=120)
    (midi / "emopia" / "labels.csv").write_text(
        "file,song,quadrant\nQ3_x_0.mid,x,3\n", encoding="utf-8"
    )
    return tmp_path


def only(data: Path, collection: str) -> Piece:
    (piece,) = read(data, collection)
    return piece


def test_a_label_is_the_mean_over_the_bars_asked_for(data: Path) -> None:
    valence, arousal = only(data, "vgmidi").label(1, 4) or (9.0, 9.0)
    assert valence == pytest.approx(0.05)
    assert arousal == pytest.approx(0.05)


def test_a_phrase_has_its_notes_from_its_own_first_bar_line(data: Path) -> None:
    phrase = only(data, "vgmidi").phrase(2)
    assert phrase is not None
    assert phrase.tempo_bpm == pytest.approx(100)
    assert [note.start_beats for note in phrase.notes] == list(range(16))
    assert phrase.notes[0].pitch == 48 + 8


def test_no_phrase_reaches_past_the_end(data: Path) -> None:
    piece = only(data, "vgmidi")
    assert piece.phrase(2) is not None
    assert piece.phrase(3) is None
    assert [bar for bar, _ in piece.phrases(hop=1)] == [0, 1, 2]


def test_played_seconds_become_beats_and_voices_are_told_apart(data: Path) -> None:
    piece = only(data, "pop909")
    assert set(piece.voices) == {0, 1, 2}
    assert piece.bars[0].tempo_bpm == pytest.approx(120)
    assert piece.notes[3].start_beats == pytest.approx(1.0, abs=0.01)


def test_metres_other_than_four_four_keep_their_bars(data: Path) -> None:
    phrase = only(data, "chopin").phrase(0)
    assert phrase is not None
    assert phrase.beats_per_bar == 3


def test_editions_of_one_prelude_are_one_song_and_movements_stay_together(data: Path) -> None:
    songs = {piece.song for piece in read(data, "piano_midi_de")}
    assert only(data, "chopin").song in songs
    assert songs == {"chopin/op28/4", "beeth/mond"}


def test_clips_carry_their_quadrant(data: Path) -> None:
    piece = only(data, "emopia")
    assert piece.quadrant == 3
    assert piece.song == "emopia/x"


def test_a_missing_collection_is_a_coded_error(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError) as caught:
        read(tmp_path, "vgmidi")
    assert caught.value.code == "data-missing"

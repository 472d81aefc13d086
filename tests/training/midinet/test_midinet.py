"""Reading labelled rolls, and training the conditional GAN for a moment on a toy folder."""

from __future__ import annotations

from pathlib import Path

import mido
import numpy as np
import pytest
import torch

from oscbridge.errors import OscbridgeError
from oscbridge.music.midinet.engine import load_generator, read_bank
from oscbridge.music.roll import ONSET
from oscbridge.training.midinet.data import load_pairs
from oscbridge.training.midinet.training import Recipe, train
from oscbridge.training.music.rolls import Piece, pairs_of, read_vgmidi, split_of

SPLIT_BEFORE = {
    "a": "train",
    "b": "train",
    "f": "validation",
    "i": "validation",
    "j": "test",
    "t": "test",
}
TINY = Recipe(batches_per_epoch=2, batch=4, warm_epochs=1)


def write_piece(path: Path, bars: int, *, metre: tuple[int, int] = (4, 4), root: int = 60) -> None:
    """Quarter notes up a scale; the metre as the file's only signature."""
    music = mido.MidiFile(ticks_per_beat=96)
    track = mido.MidiTrack()
    music.tracks.append(track)
    track.append(mido.MetaMessage("time_signature", numerator=metre[0], denominator=metre[1]))
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(90)))
    for beat in range(bars * metre[0]):
        pitch = root + (0, 4, 7, 12, 9, 5, 2)[beat % 7]
        track.append(mido.Message("note_on", note=pitch, velocity=80))
        track.append(mido.Message("note_off", note=pitch, time=96))
    music.save(str(path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vgmidi folder with a piece or more of each split and each quadrant."""
    midi = tmp_path / "data" / "vgmidi" / "midi"
    midi.mkdir(parents=True)
    lines = ["midi,bar,valence,arousal,valence_sd,arousal_sd,annotators"]
    for number in range(24):
        name = f"Game_X_Song {chr(97 + number)}.mid"
        write_piece(midi / name, 12, root=55 + number % 12)
        valence, arousal = ((0.4, 0.4), (-0.4, 0.4), (-0.4, -0.4), (0.4, -0.4))[number % 4]
        lines += [f"{name},{bar},{valence},{arousal},0.1,0.1,30" for bar in range(12)]
    (midi.parent / "bars.csv").write_text("\n".join(lines) + "\n")
    return tmp_path / "data"


def by_name(pieces: list[Piece]) -> dict[str, Piece]:
    return {piece.name: piece for piece in pieces}


def test_windows_start_on_bar_lines_and_carry_their_label_and_tempo(folder: Path) -> None:
    piece = by_name(read_vgmidi(folder))["Game_X_Song b.mid"]
    assert piece.bar_steps.tolist() == [16 * bar for bar in range(9)]
    assert piece.valence == pytest.approx(-0.4)
    assert piece.arousal == pytest.approx(0.4)
    assert piece.tempo_bpm == pytest.approx(90.0)
    assert np.flatnonzero(piece.window(1)[ONSET].any(axis=0)).tolist() == list(range(0, 64, 4))
    assert pairs_of(piece) == [(bar, bar + 4) for bar in range(5)]


def test_music_in_another_metre_is_left_out(folder: Path) -> None:
    write_piece(folder / "vgmidi" / "midi" / "Game_X_Waltz.mid", 20, metre=(3, 4))
    assert "Game_X_Waltz.mid" not in by_name(read_vgmidi(folder))


def test_the_folder_itself_its_parent_or_a_data_folder_with_midi_will_do(folder: Path) -> None:
    found = len(read_vgmidi(folder))
    assert len(read_vgmidi(folder / "vgmidi")) == found
    (folder / "vgmidi").rename(folder / "moved")
    (folder / "midi").mkdir()
    (folder / "moved").rename(folder / "midi" / "vgmidi")
    assert len(read_vgmidi(folder)) == found


def test_a_folder_without_the_data_gets_a_coded_error(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError) as caught:
        read_vgmidi(tmp_path)
    assert caught.value.code == "data-missing"


def test_the_split_is_by_song_and_never_moves() -> None:
    found = {name: split_of(name) for name in SPLIT_BEFORE}
    assert found == SPLIT_BEFORE


def test_two_arrangements_of_a_song_are_in_one_split(folder: Path) -> None:
    midi = folder / "vgmidi" / "midi"
    for mood in ("Happy", "Sad"):
        write_piece(midi / f"Game_X_Igloo {mood}.mid", 8)
    pieces = by_name(read_vgmidi(folder))
    assert pieces["Game_X_Igloo Happy.mid"].song == pieces["Game_X_Igloo Sad.mid"].song


def test_no_piece_is_in_two_splits_and_each_split_has_some(folder: Path) -> None:
    pairs = load_pairs(folder)
    splits = {piece.split for piece in pairs.pieces}
    assert splits == {"train", "validation", "test"}
    assert sum(len(pairs.rows(split)) for split in splits) == len(pairs.index)


def test_training_resumed_is_training_unbroken_and_its_weights_load(
    folder: Path, tmp_path: Path
) -> None:
    whole = train(folder, tmp_path / "whole", epochs=2, seed=3, recipe=TINY)
    train(folder, tmp_path / "parts", epochs=1, seed=3, recipe=TINY)
    parts = train(folder, tmp_path / "parts", epochs=2, seed=3, resume=True, recipe=TINY)
    one, other = load_generator(whole).state_dict(), load_generator(parts).state_dict()
    assert all(torch.equal(one[name], other[name]) for name in one)
    rolls, classes = read_bank(whole)
    assert set(classes.tolist()) == {1, 2, 3, 4}
    assert len(rolls) == len(classes)


def test_resuming_without_a_checkpoint_gets_a_coded_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError) as caught:
        train(folder, tmp_path, epochs=1, resume=True, recipe=TINY)
    assert caught.value.code == "checkpoint-missing"

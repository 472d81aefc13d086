"""What the recognisers learn from: splits that hold, and pictures that are what they should be."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.listening.labels import COMPOSERS, INSTRUMENTS
from oscbridge.listening.notes import HeardNote
from oscbridge.listening.spectrum import SEMITONES
from oscbridge.listening.style import block_sizes
from oscbridge.phrase import Note
from oscbridge.training.listening.recognition import data as data_of
from oscbridge.training.listening.recognition.heard import packed, unpacked
from oscbridge.training.listening.recognition.notes import PieceFeatures, Recipe, fit, read
from oscbridge.training.listening.recognition.report import confusion, macro_f1
from oscbridge.training.listening.recognition.training import (
    Recipe as TrainingRecipe,
)
from oscbridge.training.listening.recognition.training import (
    Score,
    composed,
    instrument_source,
    train_network,
    varied,
)
from oscbridge.training.music.corpus import Bar, Piece


def piece(composer: str, number: int, edition: int = 0) -> Piece:
    song = f"{composer}/op{number}"
    notes = tuple(Note(i * 0.5, 50 + (i * number) % 25, 0.5) for i in range(200))
    bars = tuple(Bar(4.0 * i, 4.0, 100.0) for i in range(25))
    name = f"piano_midi_de/{composer}/{number}-{edition}"
    return Piece(name, "piano_midi_de", song, notes, (0,) * 200, bars, composer)


@pytest.fixture
def pieces() -> list[Piece]:
    return [
        piece(composer, number, edition)
        for composer in data_of.FOLDERS
        for number in range(1, 21)
        for edition in range(2)
    ]


def test_every_composer_is_in_every_split_and_no_work_in_two(pieces: list[Piece]) -> None:
    splits = data_of.composer_splits(pieces)
    for composer in data_of.FOLDERS:
        own = [p for p in pieces if p.composer == composer]
        assert {splits[data_of.work_of(p)] for p in own} == {"train", "validation", "test"}
    editions = {data_of.work_of(p) for p in pieces if p.composer == "chopin"}
    assert len(editions) == 20


def test_another_pieces_arrival_does_not_change_other_composers_splits(
    pieces: list[Piece],
) -> None:
    before = data_of.composer_splits(pieces)
    after = data_of.composer_splits([*pieces, piece("chopin", 99)])
    assert all(after[work] == split for work, split in before.items() if "chopin" not in work)


def test_composers_excerpts_are_of_their_split(pieces: list[Piece]) -> None:
    splits = data_of.composer_splits(pieces)
    found = data_of.composer_examples(pieces, {"test": 3}, np.random.default_rng(0))
    assert sorted({example.label for example in found}) == list(range(len(COMPOSERS)))
    assert all(splits[example.piece] == "test" for example in found)
    for example in found:
        assert all(0 <= n.start_s < data_of.COMPOSER_S for n in example.take.notes)


def test_excerpts_of_every_piece_leave_none_out(pieces: list[Piece]) -> None:
    splits = data_of.composer_splits(pieces)
    found = data_of.excerpts_of_every_piece(pieces, "test", 2, np.random.default_rng(0))
    tested = [p for p in pieces if splits[data_of.work_of(p)] == "test"]
    assert len(found) == 2 * len(tested)
    assert {example.piece for example in found} == {data_of.work_of(p) for p in tested}


def test_a_long_take_ends_with_its_piece(pieces: list[Piece]) -> None:
    take = data_of.composer_take(pieces[0], np.random.default_rng(0), 300.0)
    assert take is not None
    assert take.notes[-1].start_s < take.seconds < 100.0


def made_up_features(rng: np.random.Generator, others: bool = False) -> list[PieceFeatures]:
    """Works that differ by composer in one figure, of a size as heard notes have."""
    size = sum(block_sizes(in_beats=False))
    pieces = []
    for label in range(7 if others else 5):
        for number in range(8):
            features = rng.normal(0, 1, (3, size)).astype(np.float32)
            features[:, label * 40 : label * 40 + 20] += 2.5
            split = "others" if label > 4 else "test" if number == 7 else "train"
            work = f"{label}/{number}"
            pieces.append(PieceFeatures(list(features), label, work, split, "made up"))
    return pieces


@pytest.mark.parametrize("others", [0.0, 0.5])
def test_a_reader_finds_who_has_which_features(others: float) -> None:
    pieces = made_up_features(np.random.default_rng(0), others > 0)
    reader = fit(pieces, Recipe(0.1, 1.0, others, in_beats=False))
    assert reader["weight"].shape[0] == len(COMPOSERS)
    for one in pieces:
        if one.split == "test":
            assert read(reader, one.features).argmax() == one.label


def test_a_reader_learns_nothing_from_other_splits() -> None:
    pieces = made_up_features(np.random.default_rng(0))
    recipe = Recipe(0.1, 1.0, 0.0, in_beats=False)
    kept = [one for one in pieces if one.split == "train"]
    assert fit(pieces, recipe)["bias"] == pytest.approx(fit(kept, recipe)["bias"])


def test_notes_heard_come_out_of_a_file_as_they_went_in() -> None:
    heard = [[HeardNote(0.5, 60, 1.0), HeardNote(1.0, 64, 2.0)], [], [HeardNote(0.0, 70, 1.0)]]
    notes, counts = packed(heard)
    out = unpacked({"notes": notes, "counts": counts})
    assert [part.tolist() for part in out] == [[[0.5, 60.0], [1.0, 64.0]], [], [[0.0, 70.0]]]


def test_instruments_stay_in_their_ranges() -> None:
    songs = []
    for number in range(30):
        made = piece("pop", number + 1)
        voices = tuple((0, 2)[i % 2] for i in range(len(made.notes)))
        songs.append(Piece(made.name, "pop909", made.name, made.notes, voices, made.bars))
    counts = dict.fromkeys({song.split for song in songs}, 2)
    found = data_of.instrument_examples(songs, counts, np.random.default_rng(1))
    split_of_song = {song.name: song.split for song in songs}
    assert {example.label for example in found} == set(range(len(INSTRUMENTS)))
    for example in found:
        lowest, highest = data_of.RANGES[INSTRUMENTS[example.label]]
        assert all(lowest <= note.pitch <= highest for note in example.take.notes)
        assert split_of_song[example.piece] == example.split


def test_a_composed_picture_sounds_where_its_note_is() -> None:
    piano = np.zeros((88, 28, SEMITONES), np.float32)
    piano[np.arange(88), 2:, np.arange(88)] = 1.0
    score = Score(np.array([1.0]), np.array([1.5]), np.array([60]), np.array([90.0]))
    power = composed(score, piano, 40)
    frames, bands = np.nonzero(power)
    assert set(bands) == {60 - 21}
    assert frames.min() * 2048 / 22_050 == pytest.approx(1.0, abs=0.1)
    assert frames.max() * 2048 / 22_050 == pytest.approx(1.5, abs=0.15)
    assert set(np.nonzero(composed(score, piano, 40, shift=3))[1]) == {63 - 21}


def test_disturbed_pictures_are_finite_and_never_the_same() -> None:
    rng = np.random.default_rng(0)
    power = rng.random((108, 64)).astype(np.float32) * 1e6
    one, other = varied(power, 43.0, rng), varied(power, 43.0, rng)
    assert np.isfinite(one).all()
    assert np.abs(one - other).max() > 0.1


def test_what_is_nothing_to_hear_is_finite_sound() -> None:
    rng = np.random.default_rng(3)
    for _ in range(8):
        sound = data_of.nothing_to_hear(rng, 0.5)
        assert np.isfinite(sound).all()
        assert 0.0 < np.abs(sound).max() <= 1.0


def test_training_goes_on_where_it_stopped(tmp_path: object) -> None:
    from pathlib import Path

    import torch

    from oscbridge.listening.recognition_network import Recogniser

    rng = np.random.default_rng(0)
    pictures = (rng.random((8, 40, 64)) * 60).astype(np.float16)
    source = instrument_source(pictures, np.arange(8) % 2, frames=32)
    kept = Path(str(tmp_path)) / "a.pt"

    def fresh() -> Recogniser:
        torch.manual_seed(0)
        return Recogniser(64, 2, (2, 2, 2), (3, 3), 2, 4)

    recipe = TrainingRecipe(4, batch=4, check_every=2)
    lines: list[int] = []

    class StopError(Exception):
        pass

    def stop(_: object) -> str:
        lines.append(1)
        if len(lines) == 2:
            raise StopError
        return ""

    with pytest.raises(StopError):
        train_network(fresh(), source, recipe, kept, stop)
    assert torch.load(kept, weights_only=False)["step"] == 2
    train_network(fresh(), source, recipe, kept, lambda _: "", resume=True)
    assert torch.load(kept, weights_only=False)["step"] == 4


def test_measures_know_right_from_wrong() -> None:
    labels = np.array([0, 0, 1, 1, 2, 2])
    assert macro_f1(labels, labels) == 1.0
    assert macro_f1(labels, np.zeros(6, int)) == pytest.approx(0.5 / 3)
    assert confusion(labels, np.array([0, 1, 1, 1, 2, 0]), 3) == [[1, 1, 0], [0, 2, 0], [1, 0, 1]]

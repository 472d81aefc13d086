"""What comes from the cache is what was read; prompts are spread and fixed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from oscbridge.training.music import corpus
from oscbridge.training.music.rolls import SPLITS
from oscbridge.training.music.yardstick.collection import read_collection
from oscbridge.training.music.yardstick.prompts import prompts, spread
from oscbridge.weights.cache import cache_folder


@pytest.mark.parametrize("collection", corpus.collections())
def test_the_cache_gives_the_pieces_that_were_read(songs: Path, collection: str) -> None:
    read = corpus.read(songs, collection)
    for _ in range(2):  # the second time from the cache
        assert read_collection(songs, collection).pieces(SPLITS) == read
    assert len(list(cache_folder().glob(f"{collection}-*.npz"))) == 1


def test_changed_music_is_read_anew_and_a_damaged_cache_too(songs: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(songs / "midi" / "emopia", data / "emopia")
    before = read_collection(data, "emopia")
    table = data / "emopia" / "labels.csv"
    table.write_text("\n".join(table.read_text().splitlines()[:-1]) + "\n")
    assert len(read_collection(data, "emopia").meta) == len(before.meta) - 1
    for place in cache_folder().glob("emopia-*.npz"):
        place.write_bytes(place.read_bytes()[:100])
    assert len(read_collection(data, "emopia").meta) == len(before.meta) - 1


def test_prompts_are_primer_and_sequel_at_most_so_many_of_a_song(songs: Path) -> None:
    pieces = read_collection(songs, "vgmidi").pieces(("train",))
    chosen = prompts(pieces, 2)
    assert len(chosen) == 2 * len({piece.song for piece in pieces})
    assert chosen == prompts(pieces, 2)
    one = chosen[0]
    piece = next(piece for piece in pieces if piece.name == one.piece)
    places = [bar for bar in range(9) if piece.phrase(bar) == one.primer]
    assert any(piece.phrase(bar + 4) == one.truth for bar in places)
    assert {abs(one.affect.valence) for one in chosen} == {0.8}


def test_a_spread_choice_is_even() -> None:
    assert spread(list(range(10)), 5) == [0, 2, 4, 6, 8]
    assert spread(list(range(3)), 5) == [0, 1, 2]

"""Windows of triples: at home, folded, padded, and the cache that gives back what it got."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.music.triples.triple import PITCH, STEP
from oscbridge.training.triples.data import (
    HIGHEST,
    LOWEST,
    Windows,
    folded,
    row_of,
    rows_of,
    shift_home,
)
from tests.training.triples.made_up import piece, row, vgmidi_folder


def test_a_row_knows_the_label_of_each_notes_bar() -> None:
    labelled = row_of(piece(label=(0.25, -0.5)))
    assert np.allclose(labelled.labels, (0.25, -0.5))
    assert np.isnan(row_of(piece(label=None)).labels).all()


@pytest.mark.parametrize("up", [-5, 3, 6])
def test_windows_are_at_home_whatever_the_pieces_key(up: int) -> None:
    moved = row().triples.copy()
    moved[:, PITCH] += up
    assert (shift_home(moved) + up) % 12 == shift_home(row().triples) % 12 == 0
    source = Windows(
        [row(triples=moved)], np.random.default_rng(0), batch=4, notes=32, augment=False
    )
    windows, real = source.draw()
    assert windows.shape == (4, 33, 3)
    assert bool(real.all())
    classes = set((windows[..., PITCH] % 12).int().flatten().tolist())
    assert classes == {0, 2, 4, 5, 7, 9, 11}


def test_a_short_row_is_padded_and_says_so() -> None:
    short = row()
    short = row(triples=short.triples[:20], starts=short.starts[:20], labels=short.labels[:20])
    windows, real = Windows([short], np.random.default_rng(0), batch=3, notes=64).draw()
    assert windows.shape == (3, 65, 3)
    assert real.sum(dim=1).tolist() == [20, 20, 20]


def test_pitches_off_the_piano_come_back_by_octaves() -> None:
    answer = folded(np.array([5, 20, 21, 108, 109, 127], dtype=np.float32))
    assert ((answer >= LOWEST) & (answer <= HIGHEST)).all()
    assert answer.tolist() == [29, 32, 21, 108, 97, 103]


def test_cached_rows_are_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = vgmidi_folder(tmp_path / "data", pieces=5)
    fresh = rows_of(data, "vgmidi", tmp_path / "cache")
    with monkeypatch.context() as unread:
        unread.setattr("oscbridge.training.triples.data.read", None)
        again = rows_of(data, "vgmidi", tmp_path / "cache")
    assert [each.name for each in fresh] == [each.name for each in again]
    for one, other in zip(fresh, again, strict=True):
        assert one.split == other.split
        assert np.array_equal(one.triples, other.triples)
        assert np.array_equal(one.labels, other.labels, equal_nan=True)
        assert float(other.triples[:, STEP].max()) > 0


def test_other_music_is_not_taken_for_what_is_cached(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    one = vgmidi_folder(tmp_path / "one", pieces=3)
    other = vgmidi_folder(tmp_path / "other", pieces=5)
    assert len(rows_of(one, "vgmidi", cache)) == 3
    assert len(rows_of(other, "vgmidi", cache)) == 5
    next((other / "vgmidi" / "midi").iterdir()).unlink()
    assert len(rows_of(other, "vgmidi", cache)) == 4
    with pytest.raises(OscbridgeError) as caught:
        rows_of(tmp_path / "nowhere", "vgmidi", cache)
    assert caught.value.code == "data-missing"
    assert len(list(cache.iterdir())) == 1  # what has become stale is not kept

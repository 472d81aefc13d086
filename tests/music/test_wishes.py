"""What a performer may wish for, and what is done for engines that know nothing of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.compose import compose
from oscbridge.music.engine import load_engine
from oscbridge.music.fitting import in_key, in_range
from oscbridge.music.keys import Key, key_of
from oscbridge.music.wishes import Wishes, parse_key
from oscbridge.phrase import Note, Phrase

C_MAJOR = Phrase(
    tuple(
        Note(float(beat), pitch, 1.0)
        for beat, pitch in enumerate((60, 64, 67, 72, 60, 65, 69, 72, 59, 62, 67, 71, 60, 64, 67))
    )
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("auto", None),
        ("C", (0, False)),
        ("c", (0, False)),
        ("F#m", (6, True)),
        ("Bb minor", (10, True)),
        ("D Minor", (2, True)),
        ("G Maj", (7, False)),
        ("Cb", (11, False)),
        ("E♭ major", (3, False)),
        ("b", (11, False)),
    ],
)
def test_a_key_is_read_as_musicians_write_it(name: str, key: tuple[int, bool] | None) -> None:
    assert parse_key(name) == key


@pytest.mark.parametrize("name", ["H", "", "Cmm", "CM", "C##", "dorian", "C 7"])
def test_what_is_no_key_is_refused(name: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        Wishes(key=name)
    assert caught.value.code == "bad-key"


@pytest.mark.parametrize(
    "wish",
    [
        {"lowest": 60, "highest": 71},
        {"lowest": -1},
        {"highest": 128},
        {"density": 0.0},
        {"temperature": float("nan")},
        {"melancholy": 1.5},
    ],
)
def test_a_wish_that_cannot_be_is_refused(wish: dict[str, float]) -> None:
    with pytest.raises(OscbridgeError) as caught:
        Wishes(**wish)  # type: ignore[arg-type]
    assert caught.value.code == "bad-wish"


def test_without_wishes_a_phrase_stays_as_it_is() -> None:
    assert in_range(in_key(C_MAJOR, Wishes()), Wishes()) == C_MAJOR


@pytest.mark.parametrize("name", ["E", "Bb", "F#", "A minor", "C#m"])
def test_a_phrase_takes_the_notes_of_the_key_that_was_asked_for(name: str) -> None:
    wanted = parse_key(name)
    assert wanted is not None
    home = Key(*wanted, 1.0).home
    moved = in_key(C_MAJOR, Wishes(key=name))
    assert key_of(moved.notes).home == home
    assert np.ptp([note.pitch for note in moved.notes]) == 13


@given(
    st.lists(st.integers(0, 127), min_size=1, max_size=40), st.integers(0, 100), st.integers(12, 40)
)
def test_no_note_leaves_the_range_and_each_keeps_its_name(
    pitches: list[int], lowest: int, width: int
) -> None:
    highest = min(127, lowest + width)
    wishes = Wishes(lowest=lowest, highest=highest)
    before = Phrase(tuple(Note(float(i % 16), p, 0.5) for i, p in enumerate(pitches)))
    after = in_range(before, wishes)
    assert all(lowest <= note.pitch <= highest for note in after.notes)
    assert sorted(n.pitch % 12 for n in after.notes) == sorted(n.pitch % 12 for n in before.notes)


def test_an_engine_composes_in_the_key_and_range_that_are_wished_for() -> None:
    wishes = Wishes(key="Eb", lowest=48, highest=72)
    phrase = compose(load_engine("midinet"), None, Affect(0.6, 0.3), 4, 3, wishes)
    assert key_of(phrase.notes).home == 3
    assert all(48 <= note.pitch <= 72 for note in phrase.notes)


def test_an_engine_that_fulfils_wishes_is_told_them() -> None:
    class Obliging:
        name = "obliging"
        wishes = Wishes()

        def compose(
            self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
        ) -> Phrase:
            return Phrase((Note(0.0, 60, 1.0),) * round(4 * self.wishes.density), bars=bars)

    assert len(compose(Obliging(), None, NEUTRAL, 4, 0, Wishes(density=2.0)).notes) == 8
    assert len(compose(Obliging(), None, NEUTRAL, 4, 0).notes) == 4


def test_an_engine_that_composes_in_a_key_is_not_transposed_after_a_guess() -> None:
    """These notes are in G as they are in C; only the engine knows which of them it meant."""

    class Settled:
        name = "settled"
        wishes = Wishes()

        def compose(
            self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
        ) -> Phrase:
            return Phrase(tuple(Note(float(i), p, 1.0) for i, p in enumerate((67, 71, 74, 79))))

    phrase = compose(Settled(), None, NEUTRAL, 4, 0, Wishes(key="C"))
    assert [note.pitch for note in phrase.notes] == [67, 71, 74, 79]


def test_an_option_follows_the_engines_name() -> None:
    tidy, published = load_engine("midinet"), load_engine("midinet:published")
    loud = Affect(0.5, 0.8)
    assert compose(tidy, None, loud, 4, 1) != compose(published, None, loud, 4, 1)


@pytest.mark.parametrize("name", ["midinet:", "midinet:wild"])
def test_an_unknown_option_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        load_engine(name)
    assert caught.value.code == "unknown-option"
    assert "published" in caught.value.message

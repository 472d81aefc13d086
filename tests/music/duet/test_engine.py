"""What a performer may rely on, with the shipped weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.compose import compose
from oscbridge.music.duet.engine import DuetEngine
from oscbridge.music.engine import Engine, Scorer, Wishful, load_engine
from oscbridge.music.keys import key_of
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note, Phrase
from tests.music.duet.builders import march, waltz


def test_it_is_an_engine_that_scores_and_takes_wishes(duet: DuetEngine) -> None:
    for protocol in (Engine, Scorer, Wishful):
        assert isinstance(duet, protocol)
    assert isinstance(load_engine("duet"), DuetEngine)


def test_the_same_seed_gives_the_same_notes_and_another_seed_others(duet: DuetEngine) -> None:
    first, again, other = (compose(duet, march(), NEUTRAL, 4, seed) for seed in (5, 5, 6))
    assert first == again
    assert first.notes != other.notes


def test_a_phrase_does_not_depend_on_what_was_composed_before(duet: DuetEngine) -> None:
    once = compose(duet, waltz(), Affect(0.5, 0.5), 4, 1)
    compose(duet, march(), Affect(-1, -1), 4, 2)
    assert compose(duet, waltz(), Affect(0.5, 0.5), 4, 1) == once


@pytest.mark.parametrize("bars", [1, 2, 4, 5, 16])
def test_every_bar_of_the_form_has_notes_and_none_lies_outside(duet: DuetEngine, bars: int) -> None:
    phrase = compose(duet, march(), Affect(0.3, 0.2), bars, 0)
    assert {int(note.start_beats // 4) for note in phrase.notes} == set(range(bars))
    assert all(note.end_beats <= bars * 4 + 1e-9 for note in phrase.notes)


@pytest.mark.parametrize("beats", [2.0, 3.0, 3.5, 4.0, 5.0, 1.0, 12.0, 2.75])
def test_the_primers_metre_is_kept(duet: DuetEngine, beats: float) -> None:
    phrase = compose(duet, march(beats_per_bar=beats), NEUTRAL, 4, 0)
    assert phrase.beats_per_bar == beats
    assert {int(note.start_beats / beats + 1e-6) for note in phrase.notes} == {0, 1, 2, 3}


def test_the_primers_key_is_kept_at_neutral(duet: DuetEngine) -> None:
    inside = []
    for tonic in (60, 63, 67, 70):
        scale = key_of(march(tonic).notes).scale
        for seed in range(3):
            phrase = compose(duet, march(tonic), NEUTRAL, 4, seed)
            inside += [note.pitch % 12 in scale for note in phrase.notes]
    assert np.mean(inside) > 0.93


def test_valence_turns_the_mode_on_the_same_tonic(duet: DuetEngine) -> None:
    dark = [key_of(compose(duet, march(), Affect(-0.9, 0.0), 4, s).notes) for s in range(6)]
    bright = [
        key_of(compose(duet, waltz(minor=True), Affect(0.9, 0.0), 4, s).notes) for s in range(6)
    ]
    assert sum(key.minor for key in dark) >= 5
    assert sum(not key.minor for key in bright) >= 5


def test_arousal_is_denser_louder_and_faster(duet: DuetEngine) -> None:
    for primer in (march(), waltz(), None):
        calm, wild = (
            [compose(duet, primer, Affect(0.2, a), 4, s) for s in range(3)] for a in (-0.9, 0.9)
        )
        assert sum(len(p.notes) for p in wild) > 1.5 * sum(len(p.notes) for p in calm)
        assert _velocity(wild) > _velocity(calm) + 15
        assert np.mean([p.tempo_bpm for p in wild]) > np.mean([p.tempo_bpm for p in calm])


def _velocity(phrases: list[Phrase]) -> float:
    return float(np.mean([note.velocity for phrase in phrases for note in phrase.notes]))


def test_a_fresh_start_is_composed_in_many_keys(duet: DuetEngine) -> None:
    phrases = [compose(duet, None, NEUTRAL, 4, seed) for seed in range(8)]
    assert all(phrase.notes for phrase in phrases)
    assert len({key_of(phrase.notes).tonic for phrase in phrases}) > 3


@pytest.mark.parametrize(("name", "tonic", "minor"), [("F#m", 6, True), ("Bb", 10, False)])
def test_a_wished_for_key_is_kept_whatever_the_primer_and_the_valence(
    duet: DuetEngine, name: str, tonic: int, minor: bool
) -> None:
    scale = {
        (tonic + s) % 12 for s in ((0, 2, 3, 5, 7, 8, 10, 11) if minor else (0, 2, 4, 5, 7, 9, 11))
    }
    inside = []
    for valence in (-0.6, 0.0, 0.6):
        phrase = compose(duet, march(), Affect(valence, 0.0), 4, 3, Wishes(key=name))
        inside += [note.pitch % 12 in scale for note in phrase.notes]
    assert np.mean(inside) > 0.85


def test_wishes_for_range_and_density_are_fulfilled(duet: DuetEngine) -> None:
    narrow = compose(duet, march(), NEUTRAL, 4, 0, Wishes(lowest=55, highest=67))
    assert {note.pitch for note in narrow.notes} <= set(range(55, 68))
    few, many = (
        np.mean(
            [len(compose(duet, march(), NEUTRAL, 4, s, Wishes(density=d)).notes) for s in range(4)]
        )
        for d in (0.5, 2.0)
    )
    assert many > 1.5 * few


def test_temperature_widens_the_choice_of_pitches(duet: DuetEngine) -> None:
    def outside(temperature: float) -> float:
        scale = key_of(march().notes).scale
        return float(
            np.mean(
                [
                    note.pitch % 12 not in scale
                    for seed in range(4)
                    for note in compose(
                        duet, march(), NEUTRAL, 4, seed, Wishes(temperature=temperature)
                    ).notes
                ]
            )
        )

    assert outside(4.0) > outside(0.5)


def test_it_thinks_a_primer_likelier_to_go_on_in_its_own_key(duet: DuetEngine) -> None:
    own = march()
    foreign = replace(own, notes=tuple(replace(n, pitch=n.pitch + 6) for n in own.notes))
    assert duet.score(own, own, NEUTRAL) > duet.score(own, foreign, NEUTRAL)
    assert duet.log_likelihood(own, own) < 0
    assert duet.score(own, replace(own, notes=()), NEUTRAL) == float("-inf")


def test_more_bars_than_can_be_added_up_are_not_scored_wrongly(duet: DuetEngine) -> None:
    long = Phrase((Note(0.0, 60, 1.0), Note(4799.0, 60, 1.0)), bars=1200)
    with pytest.raises(ValueError, match="1024"):
        duet.score(march(), long, NEUTRAL)


def test_a_bar_too_long_to_compose_in_is_refused(duet: DuetEngine) -> None:
    endless = Phrase((Note(0.0, 60, 1.0),), bars=1, beats_per_bar=1000.0)
    with pytest.raises(OscbridgeError) as caught:
        duet.compose(endless, NEUTRAL, 4, np.random.default_rng(0))
    assert caught.value.code == "bad-metre"


note = st.builds(
    Note,
    start_beats=st.floats(0, 7.9),
    pitch=st.integers(0, 127),
    length_beats=st.floats(1e-4, 50),
    velocity=st.integers(1, 127),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    notes=st.lists(note, max_size=40),
    beats=st.sampled_from([4.0, 3.0, 2.0, 3.5, 5.25, 8.0]),
    valence=st.floats(-1, 1),
    arousal=st.floats(-1, 1),
    seed=st.integers(0, 2**31),
)
def test_any_primer_gets_a_phrase_in_its_form(
    duet: DuetEngine,
    notes: list[Note],
    beats: float,
    valence: float,
    arousal: float,
    seed: int,
) -> None:
    primer = Phrase(tuple(notes), bars=4, beats_per_bar=beats)
    phrase = compose(duet, primer, Affect(valence, arousal), 2, seed)
    assert (phrase.bars, phrase.beats_per_bar) == (2, beats)
    assert {int(n.start_beats / beats + 1e-6) for n in phrase.notes} == {0, 1}

"""The three engines' common promises: exact bars, same in same out, any primer, wishes kept."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.engine import Engine, Scorer, Wishful
from oscbridge.music.experts.published import EMOTIONS
from oscbridge.music.keys import Key, key_of
from oscbridge.music.triples.model import TripleModel, load_network
from oscbridge.music.triples.network import blank_state
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Note, Phrase
from oscbridge.weights.models import weights_path
from tests.music.loaded import engine
from tests.music.triples.loaded import NAMES, made, scale_primer

unit = st.floats(-1, 1)
few = settings(max_examples=12, deadline=None)
PARTS = [("notelstm", "network"), ("chopin", "network"), *(("experts", e) for e in EMOTIONS)]
FORMS = [*NAMES, *(f"{name}:published" for name in NAMES), "notelstm:corrected"]


@pytest.mark.parametrize("name", NAMES)
def test_each_is_an_engine_that_scores_and_fulfils_wishes(name: str) -> None:
    assert isinstance(engine(name), Engine)
    assert isinstance(engine(name), Scorer)
    assert isinstance(engine(name), Wishful)


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_onnx_note_by_note_and_torch_at_once_agree(name: str, part: str) -> None:
    path = weights_path(name)
    model, network = TripleModel(path, part), load_network(path, part)
    rng = np.random.default_rng(0)
    triples = np.stack(
        [rng.integers(40, 90, 30), rng.choice([0, 0.5, 1], 30), rng.choice([0.5, 1], 30)], axis=1
    ).astype(np.float32)
    with torch.no_grad():
        logits, steps, lengths, _, _ = network(
            torch.from_numpy(triples[None, :, 0]).long(),
            torch.from_numpy(triples[None, :, 1:].copy()),
            *blank_state(1),
        )
    memory = model.blank()
    for at, note in enumerate(triples):
        reading = model.read(note[None], memory)
        memory = reading.memory
        assert np.abs(reading.logits[0] - logits[0, at].numpy()).max() < 2e-3
        assert abs(reading.steps[0] - max(0.0, float(steps[0, at]))) < 1e-4
        assert abs(reading.lengths[0] - max(0.0, float(lengths[0, at]))) < 1e-4


@pytest.mark.parametrize("form", FORMS)
@few
@given(
    st.builds(Affect, unit, unit), st.integers(0, 2**31), st.sampled_from([1, 3, 4]), st.booleans()
)
def test_a_phrase_has_its_bars_and_notes_and_is_no_wall(
    form: str, affect: Affect, seed: int, bars: int, primed: bool
) -> None:
    primer = scale_primer() if primed else None
    phrase = made(form, primer, affect, bars, seed)
    assert phrase.bars == bars
    assert phrase.notes
    assert len(phrase.notes) <= 16 * phrase.length_beats + 1
    assert all(note.end_beats <= phrase.length_beats + 1e-9 for note in phrase.notes)
    assert phrase == made(form, primer, affect, bars, seed)


@pytest.mark.parametrize("form", FORMS)
def test_no_pitch_is_struck_while_it_sounds(form: str) -> None:
    for seed in range(4):
        ends: dict[int, float] = {}
        for note in made(form, scale_primer(), seed=seed).notes:
            assert note.start_beats >= ends.get(note.pitch, 0.0) - 1e-9
            ends[note.pitch] = note.end_beats


@pytest.mark.parametrize("name", NAMES)
def test_sixteen_bars_go_on_to_the_end(name: str) -> None:
    phrase = made(name, scale_primer(), bars=16)
    starts = {int(note.start_beats // 16) for note in phrase.notes}
    assert starts == {0, 1, 2, 3}


@pytest.mark.parametrize("name", NAMES)
def test_a_primers_key_and_tempo_are_kept_and_a_wished_for_key_wins(name: str) -> None:
    for tonic in (1, 7):
        primer = scale_primer(60 + tonic)
        own = [made(name, primer, seed=seed) for seed in range(6)]
        assert {phrase.tempo_bpm for phrase in own} == {primer.tempo_bpm}
        scale = set(Key(tonic, False, 1.0).scale)
        notes = [note for phrase in own for note in phrase.notes]
        assert np.mean([note.pitch % 12 in scale for note in notes]) >= 0.95
        wished = [made(name, primer, seed=seed, wishes=Wishes(key="E")) for seed in range(6)]
        scale = set(Key(4, False, 1.0).scale)
        notes = [note for phrase in wished for note in phrase.notes]
        assert np.mean([note.pitch % 12 in scale for note in notes]) >= 0.95


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("lowest", "highest"), [(60, 72), (0, 20), (110, 127), (40, 55)])
def test_the_wished_for_range_is_kept(name: str, lowest: int, highest: int) -> None:
    wishes = Wishes(lowest=lowest, highest=highest)
    phrase = made(name, scale_primer(), wishes=wishes)
    assert all(lowest <= note.pitch <= highest for note in phrase.notes)


@pytest.mark.parametrize("name", NAMES)
def test_a_wish_for_density_makes_more_notes_or_fewer(name: str) -> None:
    def count(density: float) -> int:
        wishes = Wishes(density=density)
        return sum(
            len(made(name, scale_primer(), seed=seed, wishes=wishes).notes) for seed in range(4)
        )

    assert count(0.4) < 0.8 * count(1.0)
    assert count(2.5) > 1.2 * count(1.0)


@pytest.mark.parametrize("name", ["notelstm:corrected", "experts"])
def test_block_chords_are_continued_at_the_least_density(name: str) -> None:
    """Every note that could join a chord does, and the next chord is further than points reach."""
    chords = Phrase(
        tuple(
            Note(8.0 * bar, root + up, 8.0)
            for bar, root in enumerate((60, 65, 67, 60))
            for up in (0, 4, 7)
        ),
        bars=8,
    )
    for affect in (Affect(-0.6, -0.9), Affect(0.5, -1.0)):
        for seed in range(6):
            phrase = made(name, chords, affect, 8, seed, Wishes(density=0.25))
            assert phrase.notes


@pytest.mark.parametrize("name", NAMES)
def test_triplets_in_the_primer_stay_triplets_and_eighths_eighths(name: str) -> None:
    triplets = made(name, scale_primer(beats=1 / 3), bars=8)
    twelfths = [round(note.start_beats % 1 * 12) % 12 for note in triplets.notes]
    assert set(twelfths) <= {0, 4, 6, 8}
    assert np.mean([at in (4, 8) for at in twelfths]) > 0.3
    eighths = made(name, scale_primer(beats=0.5), bars=8)
    twelfths = [round(note.start_beats % 1 * 12) % 12 for note in eighths.notes]
    assert np.mean([at in (0, 6) for at in twelfths]) > 0.7


@pytest.mark.parametrize("name", NAMES)
def test_velocity_follows_arousal(name: str) -> None:
    def loudness(arousal: float) -> float:
        notes = made(name, scale_primer(), Affect(0.0, arousal)).notes
        return float(np.mean([note.velocity for note in notes]))

    assert loudness(1.0) > loudness(0.0) + 15 > loudness(-1.0) + 30


@pytest.mark.parametrize("name", NAMES)
def test_without_a_primer_the_tempo_follows_the_affect(name: str) -> None:
    fast = made(name, affect=Affect(0.2, 0.9)).tempo_bpm
    slow = made(name, affect=Affect(-0.2, -0.9)).tempo_bpm
    assert fast > 1.2 * slow


@pytest.mark.parametrize("name", NAMES)
def test_music_that_goes_on_is_likelier_than_noise(name: str) -> None:
    primer = scale_primer()
    rng = np.random.default_rng(0)
    noise = Phrase(
        tuple(
            Note(float(start), int(pitch), 0.3)
            for start, pitch in zip(rng.uniform(0, 15, 34), rng.integers(30, 100, 34), strict=True)
        )
    )
    one = engine(name)
    affect = Affect(0.3, 0.3)
    assert one.score(primer, scale_primer(), affect) > one.score(primer, noise, affect) + 1.0


@pytest.mark.parametrize("name", NAMES)
def test_nothing_to_score_is_a_coded_error(name: str) -> None:
    for primer, after in ((Phrase(()), scale_primer()), (scale_primer(), Phrase(()))):
        with pytest.raises(OscbridgeError) as caught:
            engine(name).score(primer, after, Affect(0, 0))
        assert caught.value.code == "nothing-to-score"


@pytest.mark.parametrize("name", NAMES)
def test_phrases_without_a_primer_are_in_a_key_and_differ(name: str) -> None:
    phrases = [made(name, seed=seed) for seed in range(8)]
    assert len({phrase.notes for phrase in phrases}) == 8
    assert len({key_of(phrase.notes).tonic for phrase in phrases}) > 2
    assert float(np.mean([key_of(phrase.notes).clarity for phrase in phrases])) > 0.6

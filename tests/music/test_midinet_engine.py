"""The engine's promises: same in, same out; never empty, never a wall; any primer."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscbridge.affect import Affect
from oscbridge.music.midinet.decoding import MOST_NOTES_PER_BAR
from oscbridge.music.midinet.engine import MidinetEngine, load_generator
from oscbridge.music.roll import PITCHES, WINDOW_STEPS
from oscbridge.music.shaping import tempo_bpm, wanted_notes_per_bar
from oscbridge.phrase import Note, Phrase
from oscbridge.weights.models import weights_path

unit = st.floats(-1, 1)
affects = st.builds(Affect, unit, unit)
several = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def most_at_once(phrase: Phrase) -> int:
    steps = np.zeros(int(phrase.length_beats * 4), dtype=int)
    for note in phrase.notes:
        steps[int(note.start_beats * 4) : int(note.end_beats * 4)] += 1
    return int(steps.max())


def test_onnx_and_torch_agree(tidy: MidinetEngine) -> None:
    rng = np.random.default_rng(0)
    network = load_generator(weights_path("midinet"))
    for quadrant in (1, 2, 3, 4):
        noise = rng.standard_normal((3, 100)).astype(np.float32)
        previous = tidy.draw_precursor(quadrant, rng)
        with torch.no_grad():
            wanted = network(
                torch.from_numpy(noise),
                torch.from_numpy(previous).float().expand(3, -1, -1, -1),
                torch.eye(4)[quadrant - 1].expand(3, -1),
            ).numpy()
        got = tidy.probabilities(noise, previous, quadrant)
        assert got.shape == (3, 2, PITCHES, WINDOW_STEPS)
        assert float(np.abs(got - wanted).max()) < 1e-4


@several
@given(affects, st.integers(0, 2**31), st.sampled_from([1, 3, 4, 16]))
def test_a_phrase_is_never_empty_and_never_a_wall(
    tidy: MidinetEngine, affect: Affect, seed: int, bars: int
) -> None:
    phrase = tidy.compose(None, affect, bars, np.random.default_rng(seed))
    assert phrase.bars == bars
    assert phrase.beats_per_bar == 4.0
    assert most_at_once(phrase) <= 4
    for bar in range(0, bars - bars % 4, 4):
        inside = [n for n in phrase.notes if bar * 4 <= n.start_beats < bar * 4 + 16]
        assert 4 <= len(inside) <= 4 * MOST_NOTES_PER_BAR
    assert phrase.notes


@several
@given(affects, st.integers(0, 2**31))
def test_each_bar_has_a_note(tidy: MidinetEngine, affect: Affect, seed: int) -> None:
    phrase = tidy.compose(None, affect, 4, np.random.default_rng(seed))
    assert {int(note.start_beats // 4) for note in phrase.notes} == {0, 1, 2, 3}


@several
@given(affects, st.integers(0, 2**31))
def test_same_seed_and_input_same_phrase(tidy: MidinetEngine, affect: Affect, seed: int) -> None:
    once = tidy.compose(None, affect, 4, np.random.default_rng(seed))
    again = tidy.compose(None, affect, 4, np.random.default_rng(seed))
    assert repr(once) == repr(again)


def test_another_process_composes_the_same_phrase_and_imports_no_torch(tidy: MidinetEngine) -> None:
    here = tidy.compose(None, Affect(0.4, -0.3), 16, np.random.default_rng(7))
    program = (
        "import sys, numpy as np\n"
        "from oscbridge.affect import Affect\n"
        "from oscbridge.music.engine import load_engine\n"
        "engine = load_engine('midinet')\n"
        "print(repr(engine.compose(None, Affect(0.4, -0.3), 16, np.random.default_rng(7))))\n"
        "print('torch' in sys.modules)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert told == [repr(here), "False"]


def test_other_seeds_give_other_phrases(tidy: MidinetEngine) -> None:
    primer = Phrase(tuple(Note(float(i), 60 + 2 * i % 12, 1.0) for i in range(16)))
    found = {
        tidy.compose(primer, Affect(0.2, 0.2), 4, np.random.default_rng(seed)).notes
        for seed in range(12)
    }
    assert len(found) == 12


def test_more_arousal_means_more_louder_and_faster_notes(tidy: MidinetEngine) -> None:
    calm, excited = (
        [tidy.compose(None, Affect(0.3, a), 4, np.random.default_rng(s)) for s in range(10)]
        for a in (-0.9, 0.9)
    )
    for measure in (
        lambda p: len(p.notes),
        lambda p: p.tempo_bpm,
        lambda p: float(np.mean([n.velocity for n in p.notes])),
    ):
        assert np.mean([measure(p) for p in calm]) < np.mean([measure(p) for p in excited])


def test_density_and_tempo_rise_steadily_with_arousal() -> None:
    steps = [Affect(0.0, a) for a in np.linspace(-1, 1, 9)]
    for one, other in pairwise(steps):
        assert wanted_notes_per_bar(one, 12.0) < wanted_notes_per_bar(other, 12.0)
        assert tempo_bpm(one) < tempo_bpm(other)


def test_a_primers_tempo_is_kept_and_its_key_is_heard(tidy: MidinetEngine) -> None:
    scale = (66, 68, 70, 71, 73, 75, 77)  # F sharp major, far from home
    notes = [Note(i * 0.5, scale[i * 3 % 7], 0.5) for i in range(32)]
    notes += [Note(float(bar * 4), 54, 2.0) for bar in range(4)]
    primer = Phrase(tuple(notes), tempo_bpm=93.0)
    shares = []
    for seed in range(8):
        phrase = tidy.compose(primer, Affect(0.5, 0.2), 4, np.random.default_rng(seed))
        assert phrase.tempo_bpm == 93.0
        shares.append(np.mean([n.pitch % 12 in {p % 12 for p in scale} for n in phrase.notes]))
    assert np.mean(shares) > 0.8

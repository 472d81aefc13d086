"""Distances between sets of music whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from oscbridge.phrase import Note, Phrase
from oscbridge.training.music.yardstick.overlap import (
    columns,
    compared,
    overlap_and_divergence,
    yang_lerch,
)
from oscbridge.training.music.yardstick.quality import Reference, frechet, measures
from oscbridge.training.music.yardstick.sheet import sheet
from tests.training.music.yardstick.making import melody

SCALE = Phrase(
    tuple(Note(at / 2, 60 + step, 0.5) for at, step in enumerate((0, 2, 4, 5, 7, 9, 11, 12)))
)


def test_a_list_of_distances_overlaps_fully_with_itself_and_does_not_diverge() -> None:
    values = np.random.default_rng(0).gamma(2.0, size=500)
    area, divergence = overlap_and_divergence(values, values)
    assert area == pytest.approx(1)
    assert divergence == pytest.approx(0, abs=1e-9)


def test_lists_far_apart_do_not_overlap() -> None:
    rng = np.random.default_rng(0)
    area, divergence = overlap_and_divergence(rng.normal(0, 1, 500), rng.normal(100, 1, 500))
    assert area < 1e-3
    assert divergence > 5


def test_the_overlap_of_two_normal_densities_is_the_known_one() -> None:
    # Two unit normals d apart share 2 Φ(−d / 2); kernels widen them a little.
    rng = np.random.default_rng(0)
    area, _ = overlap_and_divergence(rng.normal(0, 1, 50_000), rng.normal(2, 1, 50_000))
    assert area == pytest.approx(0.3173, abs=0.02)


def test_the_nine_features_of_a_scale_are_what_they_are_by_hand() -> None:
    found = yang_lerch(sheet(SCALE))
    assert found["pitch_count"] == 8
    assert found["pitch_range"] == 12
    assert found["note_count"] == 8
    assert found["pitch_interval"] == pytest.approx(12 / 7)
    assert found["onset_interval"] == pytest.approx(0.25)
    assert found["pitch_class_histogram"][0] == pytest.approx(2 / 8)
    assert found["pitch_class_transitions"].reshape(12, 12)[0, 2] == pytest.approx(1 / 7)
    assert found["note_length_histogram"][3] == 1  # eighths only
    assert found["note_length_transitions"].reshape(12, 12)[3, 3] == 1


def test_a_set_against_another_of_its_kind_overlaps_more_than_against_another_kind() -> None:
    one = columns([sheet(melody(seed)) for seed in range(40)])
    same = columns([sheet(melody(seed)) for seed in range(100, 140)])
    dense = columns([sheet(melody(seed, notes=62)) for seed in range(40)])
    alike, unlike = compared(one, same), compared(one, dense)
    assert np.mean([area for area, _ in alike.values()]) > 0.85
    assert alike["note_count"][0] > unlike["note_count"][0]
    assert unlike["onset_interval"][1] > alike["onset_interval"][1]


def test_the_frechet_distance_of_two_normal_clouds_is_the_known_one() -> None:
    rng = np.random.default_rng(0)
    one = rng.normal(0, 1, (20_000, 3))
    other = rng.normal(0, 2, (20_000, 3)) + np.array([3.0, 0, 0])
    assert frechet(one, one) == pytest.approx(0, abs=1e-9)
    assert frechet(one, other) == pytest.approx(9 + 3 * (1 - 2) ** 2, rel=0.05)


def test_single_figures_of_a_scale_and_of_silence() -> None:
    found = measures(sheet(SCALE))
    assert found["scale_consistency"] == 1
    assert found["empty_bar_rate"] == 0.75
    assert found["consonance"] == 1
    assert found["pitch_class_entropy_bits"] == pytest.approx(2.75)
    silent = measures(sheet(Phrase(())))
    assert silent["empty_bar_rate"] == 1
    assert all(np.isfinite(value) for value in silent.values())


def test_bars_alike_groove_fully_and_bars_apart_do_not() -> None:
    same = Phrase(
        tuple(Note(4.0 * bar + at, 60, 0.5) for bar in range(4) for at in (0.0, 1.5, 3.0))
    )
    assert measures(sheet(same))["grooving_similarity"] == 1
    apart = Phrase(tuple(Note(4.0 * bar + at / 4, 60, 0.2) for bar in (0, 2) for at in range(16)))
    assert measures(sheet(apart))["grooving_similarity"] == pytest.approx(2 / 6)


def test_people_against_people_is_nearer_than_noise_and_a_copy_no_farther() -> None:
    songs = [f"song {seed // 2}" for seed in range(60)]
    human = [sheet(melody(seed)) for seed in range(60)]
    reference = Reference(human, songs, halvings=6)
    rng = np.random.default_rng(1)
    noise = [
        sheet(
            Phrase(
                tuple(
                    Note(float(start), int(pitch), 0.25)
                    for start, pitch in zip(
                        rng.uniform(0, 16, 120), rng.integers(20, 110, 120), strict=True
                    )
                )
            )
        )
        for _ in range(60)
    ]
    own = reference.compare([sheet(melody(seed)) for seed in range(200, 260)])
    bad = reference.compare(noise)
    assert own["overlap_area"]["mean"] > bad["overlap_area"]["mean"] + 0.2
    assert own["frechet_ratio_to_humans"] == pytest.approx(1, abs=0.5)
    assert bad["frechet_ratio_to_humans"] > 3
    copied = reference.compare(human)
    assert copied["frechet_ratio_to_humans"] == pytest.approx(1)


def test_refused_prompts_leave_the_comparison_standing() -> None:
    songs = [f"song {seed}" for seed in range(40)]
    human = [sheet(melody(seed)) for seed in range(40)]
    reference = Reference(human, songs, halvings=3)
    gaps = [None if seed % 5 == 0 else one for seed, one in enumerate(human)]
    assert reference.compare(gaps)["overlap_area"]["mean"] > 0.8
    assert reference.compare([None] * 40) == {}

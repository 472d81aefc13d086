"""The felt label: it stays until another one has clearly led for a while, and may be uncertain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.affect import EXPRESSIONS
from oscbridge.daemon.felt.label import SteadyLabel


def scores(**given: float) -> list[float]:
    """Scores of eight, what is left shared by the rest."""
    left = (1.0 - sum(given.values())) / (8 - len(given))
    return [given.get(name, left) for name in EXPRESSIONS]


def steady(margin: float = 0.1, for_s: float = 0.3, below: float = 0.35) -> SteadyLabel:
    return SteadyLabel(margin, for_s, below)


def show(label: SteadyLabel, seen: list[float], start_s: float, seconds: float) -> list[str | None]:
    said = []
    for frame in range(round(seconds * 30)):
        label.read(seen, start_s + frame / 30)
        said.append(label.label)
    return said


def test_before_any_reading_there_is_none() -> None:
    assert (steady().label, steady().confidence, steady().is_uncertain) == (None, 0.0, False)


def test_the_first_reading_counts_at_once() -> None:
    label = steady()
    label.read(scores(happy=0.9), 0.0)
    assert (label.label, label.confidence) == ("happy", 0.9)


def test_two_that_are_nearly_equal_do_not_flicker() -> None:
    label, said = steady(), set()
    for frame in range(300):
        ahead, behind = (0.48, 0.44) if frame // 7 % 2 else (0.44, 0.48)
        label.read(scores(sad=ahead, neutral=behind), frame / 30)
        said.add(label.label)
    assert len(said) == 1


def test_another_that_clearly_leads_becomes_the_label_after_a_while() -> None:
    label = steady()
    show(label, scores(happy=0.9), 0.0, 1.0)
    said = show(label, scores(angry=0.9), 1.0, 1.5)
    change = said.index("angry")
    assert 0.3 <= change / 30 <= 0.7
    assert set(said[:change]) == {"happy"}
    assert set(said[change:]) == {"angry"}


def test_a_lead_that_is_interrupted_begins_anew() -> None:
    label = steady(margin=0.1, for_s=1.0)
    now = 0.0
    for _ in range(10):
        assert set(show(label, scores(happy=0.9), now, 1.0)) == {"happy"}
        assert set(show(label, scores(sad=0.9), now + 1.0, 0.8)) == {"happy"}
        now += 1.8


def test_a_picture_long_after_the_last_one_names_the_label_alone() -> None:
    label = steady()
    label.read(scores(happy=0.9), 0.0)
    label.read(scores(sad=0.9), 10.0)
    assert label.label == "sad"


def test_a_low_score_is_uncertain_until_it_is_clearly_higher() -> None:
    label = steady(below=0.35)
    show(label, scores(happy=0.9), 0.0, 1.0)
    assert not label.is_uncertain
    show(label, scores(happy=0.33), 1.0, 2.0)
    assert label.is_uncertain
    show(label, scores(happy=0.38), 3.0, 2.0)
    assert label.is_uncertain
    show(label, scores(happy=0.45), 5.0, 2.0)
    assert not label.is_uncertain


def test_with_a_limit_of_0_nothing_is_uncertain() -> None:
    label = steady(below=0.0)
    label.read(scores(happy=0.126), 0.0)
    assert not label.is_uncertain


eight = st.lists(st.floats(0.001, 1), min_size=8, max_size=8).map(
    lambda values: [value / sum(values) for value in values]
)


@given(st.lists(st.tuples(eight, st.floats(0, 3)), min_size=1))
def test_it_never_changes_sooner_than_after_the_time_that_was_asked_for(
    steps: list[tuple[list[float], float]],
) -> None:
    label, now, last, changed_at = steady(for_s=0.5), 0.0, None, 0.0
    for seen, wait_s in steps:
        now += wait_s
        label.read(seen, now)
        assert label.label in EXPRESSIONS
        assert 0.0 <= label.confidence <= 1.0
        if last is not None and label.label != last:
            assert now - changed_at >= 0.5
            changed_at = now
        last = label.label

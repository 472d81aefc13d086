"""Whether AbletonOSC answers: greeted at growing intervals, told once, found again."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.ableton.health import ASK_EVERY_S, LONGEST_PAUSE_S, LOST_AFTER_S, Health


def watch(health: Health, begin: float, seconds: float) -> tuple[list[float], list[float]]:
    """When it greeted and when it told of the loss, in so many seconds without an answer."""
    greeted, lost = [], []
    for step in range(int(seconds * 5)):
        now = begin + step / 5
        due = health.attend(now)
        if due.greet:
            greeted.append(now)
        if due.lost:
            lost.append(now)
    return greeted, lost


def test_nobody_is_told_of_once_and_greeted_ever_more_seldom() -> None:
    greeted, lost = watch(Health(100.0), 100.0, 120.0)
    assert greeted[0] == 100.0
    pauses = [later - earlier for earlier, later in itertools.pairwise(greeted)]
    assert pauses[0] < 1.0
    assert all(later >= earlier - 0.25 for earlier, later in itertools.pairwise(pauses))
    assert LONGEST_PAUSE_S - 0.1 <= pauses[-1] <= LONGEST_PAUSE_S + 0.25
    assert len(lost) == 1
    assert LOST_AFTER_S <= lost[0] - 100.0 <= LOST_AFTER_S + 0.25


def test_an_answer_ends_the_greeting_and_silence_is_asked_after() -> None:
    health = Health(0.0)
    assert health.attend(0.0).greet
    assert health.heard(0.1)
    assert not health.heard(0.2)
    assert health.answering
    assert not health.attend(1.0).greet
    assert not health.attend(ASK_EVERY_S).ask
    assert health.attend(ASK_EVERY_S + 0.2).ask
    health.heard(ASK_EVERY_S + 0.3)
    assert not health.attend(ASK_EVERY_S + 0.4).ask


def test_who_falls_silent_is_told_once_and_greeted_again() -> None:
    health = Health(0.0)
    health.heard(0.1)
    greeted, lost = watch(health, 0.2, 60.0)
    assert len(lost) == 1
    assert ASK_EVERY_S + LOST_AFTER_S <= lost[0] - 0.1 <= ASK_EVERY_S + LOST_AFTER_S + 0.3
    assert greeted[0] == lost[0]
    assert len(greeted) > 5
    assert health.heard(61.0)
    _, lost = watch(health, 61.0, 30.0)
    assert len(lost) == 1  # away once more, so it is told once more


def test_who_was_started_anew_is_greeted_at_once_though_it_cannot_answer_yet() -> None:
    health = Health(0.0)
    health.heard(0.1)
    health.restarted(1.0)
    assert not health.answering
    due = health.attend(1.1)
    assert (due.greet, due.lost) == (True, False)
    assert health.attend(1.7).greet
    assert health.heard(1.8)


@given(st.lists(st.tuples(st.sampled_from(["heard", "restarted", "attend"]), st.floats(0, 20))))
@settings(max_examples=200, deadline=None)
def test_a_loss_is_never_told_twice_without_an_answer_between(
    events: list[tuple[str, float]],
) -> None:
    health, now, may_be_told = Health(0.0), 0.0, True
    for what, later in events:
        now += later
        if what == "attend":
            due = health.attend(now)
            assert not (due.lost and not may_be_told)
            assert not (due.lost and health.answering)
            may_be_told = may_be_told and not due.lost
        else:
            getattr(health, what)(now)
            may_be_told = True

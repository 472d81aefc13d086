"""The felt emotion: hold, fade, uncertainty, several cameras, take-over, freeze."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.affect import EXPRESSIONS, NEUTRAL, Affect
from oscbridge.daemon.felt.emotion import STATES, FeltEmotion, FeltSettings
from oscbridge.vision.reading import Reading

GLAD = Affect(0.8, 0.4)
SAD = Affect(-0.6, -0.4)


def reading(affect: Affect = GLAD, label: str = "happy", score: float = 0.9) -> Reading:
    rest = (1 - score) / 7
    return Reading(tuple(score if name == label else rest for name in EXPRESSIONS), affect)


def felt(**settings: float | str) -> FeltEmotion:
    return FeltEmotion(FeltSettings(**settings))  # type: ignore[arg-type]


def show(
    feeling: FeltEmotion, seen: Reading, start_s: float, seconds: float, source: str = ""
) -> float:
    """At 30 frames a second; returns when the last one was."""
    now = start_s
    for frame in range(round(seconds * 30)):
        now = start_s + frame / 30
        feeling.read(seen, now, source)
    return now


def test_before_any_reading_it_is_neutral_and_unknown() -> None:
    feeling = felt()
    assert feeling.at(10.0) == NEUTRAL
    assert feeling.now(10.0).state == "none"
    assert feeling.now(10.0).label == "none"
    assert not feeling.known(10.0)


def test_the_first_reading_counts_at_once() -> None:
    feeling = felt()
    feeling.read(reading(), 1.0)
    now = feeling.now(1.0)
    assert (now.label, now.state, now.affect, now.confidence) == ("happy", "sure", GLAD, 0.9)
    assert feeling.known(1.0)


def test_a_change_is_followed_by_affect_and_label() -> None:
    feeling = felt()
    end = show(feeling, reading(), 0.0, 2.0)
    end = show(feeling, reading(SAD, "sad"), end, 1.0)
    now = feeling.now(end)
    assert (now.label, now.state) == ("sad", "sure")
    assert now.affect.valence == pytest.approx(SAD.valence, abs=0.02)


def test_a_lost_face_is_held_then_fades_to_neutral() -> None:
    feeling = felt(hold_s=2.0, fade_s=5.0)
    feeling.read(reading(), 0.0)
    for moment in (0.1, 0.2, 1.5):
        feeling.lose(moment)
    states = [feeling.now(at).state for at in (0.1, 2.0, 2.2, 7.0, 7.1)]
    assert states == ["held", "held", "fading", "fading", "neutral"]
    assert feeling.now(2.0).affect == GLAD
    assert feeling.at(2.1 + 2.5).valence == pytest.approx(0.4)
    gone = feeling.now(2.1 + 5.0)
    assert (gone.label, gone.affect, gone.confidence) == ("neutral", NEUTRAL, 0.0)


def test_a_face_that_comes_back_goes_on_from_where_the_fade_has_got_to() -> None:
    feeling = felt(hold_s=0.0, fade_s=2.0, smoothing_s=100.0)
    feeling.read(reading(), 0.0)
    feeling.lose(0.0)
    feeling.read(reading(), 1.0)
    assert feeling.at(1.0).valence == pytest.approx(0.4, abs=0.01)
    assert feeling.now(1.0).state == "sure"


def test_a_face_lost_for_one_frame_changes_nothing() -> None:
    feeling = felt()
    end = show(feeling, reading(), 0.0, 1.0)
    feeling.lose(end + 1 / 30)
    assert feeling.now(end + 1 / 30).affect == GLAD
    feeling.read(reading(), end + 2 / 30)
    assert feeling.now(end + 60.0).affect == GLAD
    assert feeling.now(end + 60.0).state == "sure"


@pytest.mark.parametrize(
    ("then", "after_1_s", "after_9_s"),
    [("hold", GLAD, GLAD), ("drift", GLAD, NEUTRAL), ("follow", SAD, SAD)],
)
def test_an_uncertain_face_does_what_was_configured(
    then: str, after_1_s: Affect, after_9_s: Affect
) -> None:
    feeling = felt(when_uncertain=then, smoothing_s=0.1, hold_s=2.0, fade_s=5.0)
    show(feeling, reading(), 0.0, 1.0)
    faint = reading(SAD, "sad", 0.2)
    end = show(feeling, faint, 10.0, 1.0)
    assert feeling.now(end).state == "uncertain"
    assert feeling.at(end).valence == pytest.approx(after_1_s.valence, abs=0.02)
    end = show(feeling, faint, 11.0, 8.0)
    assert feeling.now(end).state == "uncertain"
    assert feeling.at(end).valence == pytest.approx(after_9_s.valence, abs=0.02)


def test_after_doubtful_readings_the_first_sure_one_does_not_stand_for_them() -> None:
    feeling = felt(when_uncertain="hold")
    show(feeling, reading(), 0.0, 1.0)
    end = show(feeling, reading(SAD, "sad", 0.2), 1.0, 5.0)
    assert feeling.at(end) == GLAD
    feeling.read(reading(SAD, "sad"), end + 1 / 30)
    assert 0.7 < feeling.at(end + 1 / 30).valence < GLAD.valence


def test_an_uncertain_first_face_is_no_emotion_yet() -> None:
    feeling = felt()
    feeling.read(reading(score=0.2), 0.0)
    assert feeling.now(0.0).state == "uncertain"
    assert not feeling.known(0.0)


def test_the_camera_that_shows_a_face_first_leads_while_its_faces_keep_coming() -> None:
    feeling = felt(smoothing_s=0.0)
    for frame in range(30):
        feeling.read(reading(GLAD), frame / 30, "one")
        feeling.read(reading(SAD, "sad"), frame / 30 + 0.01, "two")
        if frame:
            assert feeling.at(frame / 30 + 0.01) == GLAD
    assert feeling.source == "one"
    feeling.lose(1.2, "two")
    assert feeling.now(1.2).state == "sure"
    feeling.read(reading(SAD, "sad"), 2.1, "two")
    assert (feeling.source, feeling.at(2.1)) == ("two", SAD)


def test_single_pictures_of_several_programs_all_count() -> None:
    feeling = felt(smoothing_s=0.0)
    feeling.read(reading(GLAD), 0.0, "one")
    feeling.read(reading(SAD), 0.2, "two")
    assert feeling.at(0.2) == SAD


def test_the_mean_of_all_cameras_can_be_felt() -> None:
    feeling = felt(smoothing_s=0.0, sources="mean")
    feeling.read(reading(Affect(0.8, 0.4)), 0.0, "one")
    feeling.read(reading(Affect(0.2, 0.0)), 0.1, "two")
    assert feeling.at(0.1).valence == pytest.approx(0.5)
    feeling.lose(0.2, "one")
    assert feeling.now(0.2).state == "sure"
    feeling.read(reading(Affect(0.2, 0.0)), 0.3, "two")
    assert feeling.at(0.3).valence == pytest.approx(0.2)
    feeling.lose(0.4, "two")
    assert feeling.now(0.4).state == "held"


def test_taking_over_by_hand_ends_by_itself_or_on_release() -> None:
    feeling = felt()
    feeling.read(reading(), 0.0)
    feeling.override(SAD, 1.0, seconds=3.0)
    assert feeling.at(3.9) == SAD
    assert (feeling.now(3.9).label, feeling.now(3.9).state) == ("none", "hand")
    assert feeling.at(4.0) == GLAD
    feeling.override(SAD, 5.0)
    assert feeling.at(1e6) == SAD
    feeling.release()
    assert feeling.at(6.0) == GLAD


def test_frozen_it_ignores_the_face_but_not_the_hand() -> None:
    feeling = felt(smoothing_s=0.0)
    feeling.read(reading(), 0.0)
    feeling.freeze(True, 0.0)
    feeling.read(reading(SAD, "sad"), 1.0)
    assert feeling.at(1.0) == GLAD
    assert (feeling.now(1.0).label, feeling.now(1.0).state) == ("happy", "frozen")
    feeling.override(NEUTRAL, 1.0, seconds=1.0)
    assert feeling.at(1.5) == NEUTRAL
    assert (feeling.now(1.5).state, feeling.is_frozen) == ("hand", True)
    feeling.freeze(False, 2.0)
    assert feeling.at(2.0) == SAD


def test_settings_change_without_a_jump() -> None:
    feeling = felt()
    feeling.read(reading(), 0.0)
    feeling.tune(smoothing_s=0.0, hold_s=1.0, fade_s=0.0, uncertain_below=0.0, sources="mean")
    assert feeling.at(0.0) == GLAD
    feeling.read(reading(SAD, "sad", 0.13), 0.1)
    assert (feeling.at(0.1), feeling.now(0.1).state) == (SAD, "sure")
    feeling.lose(0.2)
    assert [feeling.now(at).state for at in (1.2, 1.3)] == ["held", "neutral"]


coordinates = st.floats(-1, 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("read", "lose", "override", "release", "freeze", "thaw")),
            coordinates,
            coordinates,
            st.floats(0.13, 1),
            st.floats(0, 10),
            st.sampled_from(("one", "two")),
        )
    ),
    st.sampled_from(("hold", "drift", "follow")),
    st.sampled_from(("lead", "mean")),
)
def test_whatever_happens_it_stays_on_the_plane_and_in_a_known_state(
    steps: list[tuple[str, float, float, float, float, str]], then: str, rule: str
) -> None:
    feeling, now = felt(when_uncertain=then, sources=rule), 0.0
    for what, valence, arousal, score, wait_s, source in steps:
        now += wait_s
        match what:
            case "read":
                feeling.read(reading(Affect(valence, arousal), "sad", score), now, source)
            case "lose":
                feeling.lose(now, source)
            case "override":
                feeling.override(Affect(valence, arousal), now, score)
            case "release":
                feeling.release()
            case _:
                feeling.freeze(what == "freeze", now)
        here = feeling.now(now)
        assert here.state in STATES
        assert -1 <= here.affect.valence <= 1
        assert -1 <= here.affect.arousal <= 1
        assert 0 <= here.confidence <= 1
        assert here.label in (*EXPRESSIONS, "none")

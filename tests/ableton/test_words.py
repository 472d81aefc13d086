"""AbletonOSC's answers: as documented they mean something, else nothing."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.ableton import words
from oscbridge.ableton.words import Answer, understand


@pytest.mark.parametrize(
    ("address", "args", "answer"),
    [
        ("/live/song/get/tempo", [120.5], words.Tempo(120.5)),
        ("/live/song/get/is_playing", [True], words.Playing(True)),
        ("/live/song/get/is_playing", [0], words.Playing(False)),
        ("/live/song/get/beat", [17], words.Beat(17)),
        ("/live/song/get/current_song_time", [17.25], words.Position(17.25)),
        ("/live/song/get/signature_numerator", [6], words.Numerator(6)),
        ("/live/song/get/signature_denominator", [8], words.Denominator(8)),
        ("/live/song/get/clip_trigger_quantization", [4], words.Quantisation(words.ONE_BAR)),
        ("/live/song/get/track_names", ["1-MIDI", "Keys"], words.Tracks(("1-MIDI", "Keys"))),
        ("/live/song/get/num_scenes", [8], words.Scenes(8)),
        ("/live/clip_slot/get/has_clip", [2, 3, True], words.HasClip(2, 3, True)),
        ("/live/clip/get/name", [2, 3, "Verse"], words.ClipName(2, 3, "Verse")),
        ("/live/clip/get/is_playing", [2, 3, False], words.ClipPlaying(2, 3, False)),
        ("/live/track/get/fired_slot_index", [2, -1], words.FiredSlot(2, -1)),
        ("/live/startup", [], words.Started()),
        ("/live/error", ["no"], words.Failed("no")),
        ("/live/test", ["ok"], words.Works()),
    ],
)
def test_each_answer_of_the_documentation(address: str, args: list[Any], answer: Answer) -> None:
    assert understand(address, args) == answer


@pytest.mark.parametrize(
    ("address", "args"),
    [
        ("/live/song/get/tempo", []),
        ("/live/song/get/tempo", ["120"]),
        ("/live/song/get/tempo", [True]),
        ("/live/song/get/tempo", [math.nan]),
        ("/live/song/get/tempo", [0.0]),
        ("/live/song/get/is_playing", [2]),
        ("/live/song/get/beat", [0.5]),
        ("/live/song/get/num_scenes", [-1]),
        ("/live/clip_slot/get/has_clip", [1, 2]),
        ("/live/clip_slot/get/has_clip", [-1, 2, True]),
        ("/live/clip/get/name", [1, 2, 3]),
        ("/oscbridge/panic", []),
        ("/live/song/get/metronome", [True]),
    ],
)
def test_what_is_not_as_documented_means_nothing(address: str, args: list[Any]) -> None:
    assert understand(address, args) is None


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.just(())
)


@given(st.sampled_from(sorted(words._READERS)), st.lists(ANYTHING, max_size=6))
def test_no_argument_makes_it_fail(address: str, args: list[Any]) -> None:
    understand(address, args)


def test_a_long_error_is_cut() -> None:
    answer = understand("/live/error", ["x" * 60_000])
    assert isinstance(answer, words.Failed)
    assert len(answer.message) == words.LONGEST_TEXT

"""Phrases as AbletonOSC's messages: the exact datagrams of its documentation."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_message import OscMessage

from oscbridge.ableton.clips import (
    ask_clip,
    ask_fired,
    ask_name,
    ask_playing,
    clip_name,
    delete_clip,
    fire_clip,
    is_ours,
    stop_clip,
    write_clip,
)
from oscbridge.ableton.words import (
    ASK_PLAYING,
    ASK_POSITION,
    ASK_SCENES,
    ASK_TRACKS,
    FAREWELL,
    GREETING,
    Message,
    set_tempo,
)
from oscbridge.osc.packets import build_message
from oscbridge.phrase import Note, Phrase

SMALLEST_LIMIT = 9216
"""macOS sends no larger datagram unless told to (net.inet.udp.maxdgram)."""


def datagram(message: Message) -> bytes:
    return build_message(message.address, message.args)


PHRASE = Phrase((Note(0.0, 60, 0.5, 64), Note(1.5, 67, 2.0, 100)), bars=1, engine="duet", seed=7)


def test_a_phrase_is_made_named_and_filled_in_these_very_bytes() -> None:
    # README, Clip Slot API: create_clip track_index, clip_index, length.
    # Clip API: add/notes track_id, clip_id, pitch, start_time, duration, velocity, mute, …
    assert [datagram(message) for message in write_clip(PHRASE, 2, 5)] == [
        b"/live/clip_slot/create_clip\0,iif\0\0\0\0\0\0\0\x02\0\0\0\x05\x40\x80\0\0",
        b"/live/clip/set/name\0,iis\0\0\0\0\0\0\0\x02\0\0\0\x05oscbridge duet 7\0\0\0\0",
        b"/live/clip/set/looping\0\0,iii\0\0\0\0\0\0\0\x02\0\0\0\x05\0\0\0\0",
        b"/live/clip/add/notes\0\0\0\0,iiiffiFiffiF\0\0\0"
        b"\0\0\0\x02\0\0\0\x05"
        b"\0\0\0\x3c\0\0\0\0\x3f\0\0\0\0\0\0\x40"
        b"\0\0\0\x43\x3f\xc0\0\0\x40\0\0\0\0\0\0\x64",
    ]


@pytest.mark.parametrize(
    ("message", "data"),
    [
        (fire_clip(0, 1), b"/live/clip/fire\0,ii\0\0\0\0\0\0\0\0\x01"),
        (stop_clip(0, 1), b"/live/clip/stop\0,ii\0\0\0\0\0\0\0\0\x01"),
        (
            delete_clip(0, 1),
            b"/live/clip_slot/delete_clip\0,ii\0\0\0\0\0\0\0\0\x01",
        ),
        (ask_clip(0, 1), b"/live/clip_slot/get/has_clip\0\0\0\0,ii\0\0\0\0\0\0\0\0\x01"),
        (ask_name(0, 1), b"/live/clip/get/name\0,ii\0\0\0\0\0\0\0\0\x01"),
        (ask_playing(0, 1), b"/live/clip/get/is_playing\0\0\0,ii\0\0\0\0\0\0\0\0\x01"),
        (ask_fired(3), b"/live/track/get/fired_slot_index\0\0\0\0,i\0\0\0\0\0\x03"),
        (set_tempo(96), b"/live/song/set/tempo\0\0\0\0,f\0\0\x42\xc0\0\0"),
        (ASK_PLAYING, b"/live/song/get/is_playing\0\0\0,\0\0\0"),
        (ASK_POSITION, b"/live/song/get/current_song_time\0\0\0\0,\0\0\0"),
        (ASK_TRACKS, b"/live/song/get/track_names\0\0,\0\0\0"),
        (ASK_SCENES, b"/live/song/get/num_scenes\0\0\0,\0\0\0"),
        (GREETING[0], b"/live/song/start_listen/tempo\0\0\0,\0\0\0"),
        (GREETING[1], b"/live/song/start_listen/is_playing\0\0,\0\0\0"),
        (GREETING[2], b"/live/song/start_listen/signature_numerator\0,\0\0\0"),
        (GREETING[3], b"/live/song/start_listen/signature_denominator\0\0\0,\0\0\0"),
        (GREETING[4], b"/live/song/start_listen/clip_trigger_quantization\0\0\0,\0\0\0"),
        (GREETING[5], b"/live/song/start_listen/beat\0\0\0\0,\0\0\0"),
        (FAREWELL[5], b"/live/song/stop_listen/beat\0,\0\0\0"),
    ],
)
def test_each_other_message_in_its_bytes(message: Message, data: bytes) -> None:
    assert datagram(message) == data


def test_a_phrase_without_notes_is_an_empty_clip() -> None:
    addresses = [message.address for message in write_clip(Phrase(()), 0, 0)]
    assert addresses == [
        "/live/clip_slot/create_clip",
        "/live/clip/set/name",
        "/live/clip/set/looping",
    ]


@st.composite
def phrases(draw: st.DrawFn) -> Phrase:
    bars = draw(st.integers(1, 16))
    beats_per_bar = draw(st.sampled_from([2.0, 3.0, 3.5, 4.0, 7.0]))
    # In sixty-fourths, as single-precision floats hold exactly.
    last = int(bars * beats_per_bar * 64) - 1
    notes = draw(
        st.lists(
            st.builds(
                Note,
                st.integers(0, last).map(lambda n: n / 64),
                st.integers(0, 127),
                st.integers(1, 1024).map(lambda n: n / 64),
                st.integers(1, 127),
            ),
            max_size=400,
        )
    )
    return Phrase(tuple(notes), bars, beats_per_bar, engine=draw(st.sampled_from(["duet", "a b"])))


@given(phrases(), st.integers(0, 300), st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_every_note_arrives_once_in_datagrams_that_any_system_sends(
    phrase: Phrase, track: int, slot: int
) -> None:
    sent = [datagram(message) for message in write_clip(phrase, track, slot)]
    assert all(len(data) <= 1200 < SMALLEST_LIMIT for data in sent)
    read = [OscMessage(data) for data in sent]  # python-osc: what AbletonOSC reads with
    assert all(message.params[:2] == [track, slot] for message in read)
    (length,) = read[0].params[2:]
    assert length == phrase.length_beats
    notes: list[Note] = []
    for message in read[3:]:
        assert message.address == "/live/clip/add/notes"
        args = message.params[2:]
        assert args
        assert len(args) % 5 == 0
        for first in range(0, len(args), 5):
            pitch, start, duration, velocity, mute = args[first : first + 5]
            assert mute is False
            notes.append(Note(start, pitch, duration, velocity))
    assert notes == list(phrase.notes)


def test_floats_travel_as_single_precision() -> None:
    phrase = Phrase((Note(1 / 3, 60, 2 / 3),), engine="duet")
    (start, length) = struct.unpack(">ff", datagram(write_clip(phrase, 0, 0)[3])[-12:-4])
    assert (start, length) == pytest.approx((1 / 3, 2 / 3), abs=1e-7)


@pytest.mark.parametrize("engine", ["duet", "midinet:published", "", "my own engine"])
@pytest.mark.parametrize("seed", [0, 7, 2**31 - 1])
def test_a_clip_of_ours_is_known_by_its_name(engine: str, seed: int) -> None:
    assert is_ours(clip_name(Phrase((), engine=engine, seed=seed)))


@pytest.mark.parametrize(
    "name",
    ["", "Verse", "oscbridge", "oscbridge duet 7 keep", "my oscbridge duet 7", "oscbridge 7"],
)
def test_a_clip_that_was_renamed_is_its_owners(name: str) -> None:
    assert not is_ours(name)

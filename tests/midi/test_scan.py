"""MIDI files made to keep a reader busy are refused before they are read."""

from __future__ import annotations

import io
import struct

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.midi import files
from oscbridge.midi.files import parse_midi
from oscbridge.midi.scan import MOST_EVENTS, too_much

END = b"\0\xff\x2f\0"
NOTE = b"\0\x90\x40\x40\x10\x80\x40\0"


def track(events: bytes) -> bytes:
    return b"MTrk" + struct.pack(">I", len(events)) + events


def song(*tracks: bytes, claims: int | None = None) -> bytes:
    count = len(tracks) if claims is None else claims
    return b"MThd" + struct.pack(">IHHH", 6, 1, count, 480) + b"".join(tracks)


def refusal(data: bytes) -> str:
    with pytest.raises(OscbridgeError) as caught:
        parse_midi(data)
    assert caught.value.code == "bad-midi"
    return caught.value.message


@pytest.mark.parametrize(
    ("data", "why"),
    [
        # Reading each of these takes minutes, or gigabytes, or both.
        (song(track(b"\xff" * 3_000_000 + b"\0\x90\x40\x40" + END)), "more than 8 bytes"),
        (song(track(b"\0\xff\x01" + b"\xff" * 3_000_000)), "more than 8 bytes"),
        (song(track(b"\0\xf0" + b"\xff" * 3_000_000)), "more than 8 bytes"),
        (song(track(b"\0\xc0\1" + b"\0\1" * MOST_EVENTS + END)), "1,000,000 events"),
        (song(*[track(NOTE + END)] * (MOST_EVENTS // 3 + 1), claims=65535), "1,000,000 events"),
        (song(track(b"\0\xff\x51\3\0\0\1" * 1_000_001)), "1,000,000 events"),
        (song(track(NOTE + END)) + bytes(files.LARGEST_BYTES), "16,000,000"),
    ],
    ids=["delta", "meta length", "sysex length", "events", "tracks", "tempos", "bytes"],
)
def test_a_file_made_to_keep_the_reader_busy_is_refused_unread(
    data: bytes, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mido, "MidiFile", lambda **_: pytest.fail("it was read"))
    assert why in refusal(data)


def test_more_tracks_claimed_than_there_are_is_damage() -> None:
    refusal(song(track(NOTE + END), claims=32767))


def test_zeros_before_a_number_are_suffered() -> None:
    padded = b"\x80\x80\x80\x80\0\x90\x40\x40\x10\x80\x40\0"
    assert len(parse_midi(song(track(padded + END))).notes) == 1


EVENTS = st.lists(
    st.one_of(
        st.builds(
            lambda kind, channel, a, b, time: mido.Message.from_bytes(
                [kind << 4 | channel, a, b][: 2 if kind in (0xC, 0xD) else 3], time=time
            ),
            st.integers(0x8, 0xE),
            st.integers(0, 15),
            st.integers(0, 127),
            st.integers(0, 127),
            st.integers(0, 2**28 - 1),
        ),
        st.builds(
            lambda data: mido.Message("sysex", data=data),
            st.lists(st.integers(0, 127), max_size=200),
        ),
        st.builds(
            lambda text: mido.MetaMessage("text", text=text), st.text("aé\x80", max_size=200)
        ),
        st.builds(
            lambda tempo: mido.MetaMessage("set_tempo", tempo=tempo), st.integers(1, 2**24 - 1)
        ),
    ),
    max_size=30,
)


@given(st.lists(EVENTS, max_size=3))
def test_every_event_of_a_written_file_is_counted(tracks: list[list[mido.Message]]) -> None:
    whole = mido.MidiFile()
    whole.tracks.extend(mido.MidiTrack(events) for events in tracks)
    out = io.BytesIO()
    whole.save(file=out)
    data = out.getvalue()
    assert too_much(data) is None
    # Each track ends with an event of its own; one more than there are is too much.
    with pytest.MonkeyPatch.context() as patch:
        events = sum(len(each) + 1 for each in tracks)
        patch.setattr("oscbridge.midi.scan.MOST_EVENTS", events)
        assert too_much(data) is None
        patch.setattr("oscbridge.midi.scan.MOST_EVENTS", events - 1)
        assert (too_much(data) is None) == (not tracks)


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_scanned(noise: bytes, in_a_track: bool) -> None:
    too_much(song(track(noise)) if in_a_track else noise)

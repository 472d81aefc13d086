"""The container of a Max for Live device: written, read back, and read in the forms of others."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py2max.m4l import pack_amxd

from oscbridge.errors import OscbridgeError
from oscbridge.patches.amxd import MIDI_EFFECT, Device, pack, unpack
from tests.clients.conftest import MAX

PATCHER = {"patcher": {"boxes": [], "lines": [], "description": "föhn ☼"}}

# As Live saves an unfrozen device: written out here so that our writer cannot vouch for itself.
AS_LIVE_SAVES_IT = (
    b"ampf\x04\x00\x00\x00mmmmmeta\x04\x00\x00\x00\x00\x00\x00\x00ptch"
    + struct.pack("<I", 31)
    + b'{ "patcher" : { "boxes" : [] }}'
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=10,
)


@settings(deadline=None)
@given(
    st.sampled_from(["aaaa", "iiii", "mmmm", "nagg", "natt"]),
    st.dictionaries(st.text(), json_values, max_size=4),
    st.none() | st.integers(0, 2**32 - 1),
)
def test_what_is_packed_is_unpacked(
    kind: str, patcher: dict[str, object], meta: int | None
) -> None:
    device = Device(kind, {"patcher": patcher}, meta)
    assert unpack(pack(device)) == device


def test_a_device_as_live_saves_it_is_read() -> None:
    assert unpack(AS_LIVE_SAVES_IT) == Device(MIDI_EFFECT, {"patcher": {"boxes": []}}, 0)


@pytest.mark.parametrize("form", ["frozen by py2max", "unfrozen without meta"])
def test_a_device_without_meta_is_read(form: str) -> None:
    text = json.dumps(PATCHER)
    if form == "frozen by py2max":
        data, frozen = pack_amxd(text, device_type="midi_effect", mtime=0), True
    else:
        data, frozen = pack(Device(MIDI_EFFECT, PATCHER, None)), False
    assert unpack(data) == Device(MIDI_EFFECT, PATCHER, None, frozen)


@given(st.integers(0, len(AS_LIVE_SAVES_IT) - 1))
def test_a_file_that_was_cut_short_gets_a_coded_error(length: int) -> None:
    with pytest.raises(OscbridgeError) as caught:
        unpack(AS_LIVE_SAVES_IT[:length])
    assert caught.value.code == "not-a-device"


@given(st.binary(max_size=80))
def test_no_bytes_are_worse_than_a_coded_error(data: bytes) -> None:
    with pytest.raises(OscbridgeError) as caught:
        unpack(data)
    assert caught.value.code == "not-a-device"


def test_a_bare_patcher_is_no_device() -> None:
    with pytest.raises(OscbridgeError, match="no Max for Live device"):
        unpack(json.dumps(PATCHER).encode())


def test_our_device_is_an_unfrozen_midi_effect_with_its_project_block() -> None:
    device = unpack((MAX / "oscbridge.amxd").read_bytes())
    assert (device.kind, device.meta, device.frozen) == (MIDI_EFFECT, 0, False)
    # The kind once more, as a number: Max refuses a project without it.
    assert device.patcher["patcher"]["project"]["amxdtype"] == int.from_bytes(b"mmmm", "big")

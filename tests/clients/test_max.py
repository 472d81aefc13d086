"""The Max patches and the Live device, as far as they can be checked without Max."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from py2max import Patcher

from oscbridge.osc.addresses import IN, OUT, ROOT
from oscbridge.osc.arguments import Kind
from oscbridge.osc.binding import bind
from oscbridge.patches.amxd import unpack
from tests.clients.conftest import MAX

FILES = ("oscbridge.maxpat", "oscbridge.maxhelp", "oscbridge.amxd")
UNKNOWN_TO_PY2MAX = "object 'node.script' is not in the Max reference"


def document(name: str) -> dict[str, Any]:
    data = (MAX / name).read_bytes()
    found: dict[str, Any] = unpack(data).patcher if name.endswith(".amxd") else json.loads(data)
    return found


def patchers(patcher: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A patcher and all those within it."""
    yield patcher
    for box in patcher["boxes"]:
        if "patcher" in box["box"]:
            yield from patchers(box["box"]["patcher"])


def boxes(name: str) -> Iterator[dict[str, Any]]:
    for patcher in patchers(document(name)["patcher"]):
        yield from (box["box"] for box in patcher["boxes"])


def texts(name: str) -> list[str]:
    return [str(box["text"]) for box in boxes(name) if box.get("text")]


@pytest.mark.parametrize("name", FILES)
def test_py2max_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    path = tmp_path / "any.maxpat"
    path.write_text(json.dumps(document(name)))
    found = [finding.message for finding in Patcher.from_file(path).lint()]
    assert set(found) <= {UNKNOWN_TO_PY2MAX}


@pytest.mark.parametrize("name", FILES)
def test_every_position_is_a_whole_number(name: str) -> None:
    for box in boxes(name):
        for key in ("patching_rect", "presentation_rect"):
            assert all(float(one).is_integer() for one in box.get(key, ())), box


@pytest.mark.parametrize("name", ["oscbridge.maxpat", "oscbridge.amxd"])
def test_nothing_lies_over_anything_else_on_the_panel(name: str) -> None:
    for patcher in patchers(document(name)["patcher"]):
        shown = [
            box["box"]["presentation_rect"]
            for box in patcher["boxes"]
            if box["box"].get("presentation")
        ]
        assert shown
        for (x, y, width, height), (x2, y2, width2, height2) in combinations(shown, 2):
            apart = x + width <= x2 or x2 + width2 <= x or y + height <= y2 or y2 + height2 <= y
            assert apart, (x, y, x2, y2)


@pytest.mark.parametrize("name", FILES)
def test_every_message_box_says_what_the_daemon_takes(name: str) -> None:
    for box in boxes(name):
        if box["maxclass"] != "message" or not str(box.get("text")).startswith(ROOT):
            continue
        address, *words = shlex.split(box["text"])
        values = [read(word) for word in words]
        tags = "".join({int: "i", float: "f", str: "s"}[type(value)] for value in values)
        assert bind(address, values, tags)


def read(word: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word


def test_the_patch_has_a_control_for_every_address_and_shows_every_answer() -> None:
    said = " ".join(texts("oscbridge.maxpat")).split()
    for address in IN:
        if any(argument.kind is Kind.BLOB for argument in address.arguments):
            continue  # node.script sends those
        if address.path != ROOT + "unsubscribe":  # closing the patch lets the lease run out
            assert address.path in said, address.path
    assert {address.path for address in OUT} <= set(said)


def test_a_number_box_has_the_limits_of_its_argument() -> None:
    panels = list(patchers(document("oscbridge.maxpat")["patcher"]))[1:]
    for patcher in panels:
        by_id = {box["box"]["id"]: box["box"] for box in patcher["boxes"]}
        for line in patcher["lines"]:
            source, target = (by_id[line["patchline"][end][0]] for end in ("source", "destination"))
            if source["maxclass"] in ("number", "flonum") and "prepend" in target["text"]:
                path = target["text"].split()[1]
                (address,) = (address for address in IN if address.path == path)
                argument = address.arguments[0]
                assert source.get("minimum") == argument.low
                high = argument.high
                assert source.get("maximum") == (high if high != 2**31 - 1 else None)


def test_what_is_read_by_the_daemon_was_written_before() -> None:
    # Order counts here, so a trigger sees to it: from right to left, export and then tell.
    patcher = document("oscbridge.maxpat")["patcher"]
    by_id = {box["box"]["id"]: box["box"] for box in patcher["boxes"]}
    (order,) = (
        line["patchline"]["source"]
        for line in patcher["lines"]
        if by_id[line["patchline"]["destination"][0]].get("text") == "exportimage $1 jpeg"
    )
    told = [
        line["patchline"]["source"]
        for line in patcher["lines"]
        if by_id[line["patchline"]["destination"][0]].get("text") == "gate 2 1"
        and line["patchline"]["destination"][1] == 1
    ]
    assert by_id[order[0]]["text"] == "t l l"
    assert told == [[order[0], order[1] - 1]]


def test_the_device_keeps_ableton_s_patch_standard() -> None:
    said = texts("oscbridge.amxd")
    words = [text.split() for text in said]
    assert not any(word[0] == "print" for word in words)
    named = [word[1] for word in words if word[0] in ("s", "r", "send", "receive", "v", "coll")]
    assert named
    assert all(name.startswith("---") for name in named)
    (receive,) = (word for word in words if word[0] == "udpreceive")
    assert receive[2:] == ["@defer", "1"]
    assert not any(word[0] in ("dac~", "adc~", "metro") for word in words)


def test_midi_goes_through_the_device_untouched() -> None:
    patcher = document("oscbridge.amxd")["patcher"]
    by_id = {box["box"]["id"]: box["box"].get("text") for box in patcher["boxes"]}
    ways = [
        (by_id[line["patchline"]["source"][0]], by_id[line["patchline"]["destination"][0]])
        for line in patcher["lines"]
    ]
    assert [way for way in ways if "midiin" in way or "midiout" in way] == [("midiin", "midiout")]


def test_every_control_of_the_device_has_a_name_of_its_own_and_fits_the_strip() -> None:
    patcher = document("oscbridge.amxd")["patcher"]
    controls = [box["box"] for box in patcher["boxes"] if box["box"].get("parameter_enable")]
    names = [box["saved_attribute_attributes"]["valueof"]["parameter_longname"] for box in controls]
    assert len(set(names)) == len(names) >= 15
    for box in controls:
        x, y, width, height = box["presentation_rect"]
        assert x + width <= patcher["devicewidth"]
        assert y + height <= 169
        value = box["saved_attribute_attributes"]["valueof"]
        assert value["parameter_defer"] == 1
        assert box["annotation"]


def test_a_button_that_only_acts_is_not_stored_with_the_set() -> None:
    # A stored button would fire when the set is opened.
    for box in boxes("oscbridge.amxd"):
        if box["maxclass"] == "live.text" and box.get("mode") == 0:
            assert box["saved_attribute_attributes"]["valueof"]["parameter_invisible"] == 2

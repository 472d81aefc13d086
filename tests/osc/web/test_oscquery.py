"""The address table as OSCQuery describes it: complete, typed, and never upset by a question."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import BY_PATH, IN, OUT, ROOT, Address
from oscbridge.osc.arguments import Kind
from oscbridge.osc.binding import bind
from oscbridge.osc.web.oscquery import ATTRIBUTES, EXTENSIONS, IMPULSE, Host, Query

HOST = Host("a name", "10.0.0.1", 9010, "10.0.0.1", 9020)
VALUES: dict[str, tuple[Any, ...]] = {
    ROOT + "tempo": (120.0,),
    ROOT + "range": (21, 108),
    ROOT + "faces/all": (False,),
    ROOT + "felt": ("happy", "sure", 0.5, float("nan"), 1.0),
}
QUERY = Query(lambda reached_at: HOST, lambda: VALUES, lambda: {ROOT + "engine": ("a", "b:c")})

_ANY = {"i": 3, "f": 0.5, "s": "C", "b": b"x", "T": True, IMPULSE: None}


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("CONTENTS", {}).values():
        yield from nodes(child)


def tree() -> dict[str, Any]:
    answer = QUERY.ask("/")
    assert answer.status == 200
    found: dict[str, Any] = json.loads(answer.text)
    return found


def described(path: str) -> dict[str, Any]:
    (found,) = [node for node in nodes(tree()) if node["FULL_PATH"] == path]
    return found


def test_every_address_of_the_table_is_there_once_and_no_other() -> None:
    paths = [node["FULL_PATH"] for node in nodes(tree()) if "TYPE" in node]
    assert sorted(paths) == sorted({address.path for address in (*IN, *OUT)})


def test_contents_are_under_the_last_part_of_their_path() -> None:
    for node in nodes(tree()):
        for name, child in node.get("CONTENTS", {}).items():
            assert child["FULL_PATH"] == f"{node['FULL_PATH'].rstrip('/')}/{name}"


def test_each_node_alone_is_what_the_tree_has_of_it() -> None:
    for node in nodes(tree()):
        assert json.loads(QUERY.ask(node["FULL_PATH"]).text) == node


def test_access_says_who_may_send() -> None:
    for address in (*IN, *OUT):
        access = described(address.path)["ACCESS"]
        assert bool(access & 2) == (address.path in BY_PATH)
        said = address.path in {one.path for one in OUT}
        assert bool(access & 1) == (said or address.path in VALUES)
    assert described("/oscbridge")["ACCESS"] == 0


def fitting(node: dict[str, Any]) -> list[Any]:
    """Values for a node's type, within its ranges."""
    ranges = node.get("RANGE") or [None] * len(node["TYPE"])
    assert len(ranges) == len(node["TYPE"])
    values = []
    for tag, limits in zip(node["TYPE"], ranges, strict=True):
        limits = limits or {}
        value = limits["VALS"][0] if "VALS" in limits else _ANY[tag]
        if tag in "if":
            kind = int if tag == "i" else float
            value = kind(min(max(value, limits.get("MIN", value)), limits.get("MAX", value)))
        values.append(value)
    return values


@pytest.mark.parametrize("address", IN, ids=lambda address: address.path)
def test_a_message_that_its_description_allows_is_taken(address: Address) -> None:
    node = described(address.path)
    forms = [node, *node.get("OVERLOADS", ())]
    if any(one.path == address.path for one in OUT):
        forms = [form for form in forms[1:] if form["ACCESS"] == 2]
    assert forms
    for form in forms:
        tags = "" if form["TYPE"] == IMPULSE else form["TYPE"]
        values = fitting(form) if tags else []
        bind(address.path, values, tags)


@pytest.mark.parametrize("address", IN, ids=lambda address: address.path)
def test_a_number_beyond_its_described_range_is_refused(address: Address) -> None:
    node = described(address.path)
    if node["TYPE"] == IMPULSE or address.path in {one.path for one in OUT}:
        return
    good = fitting(node)
    for index, limits in enumerate(node.get("RANGE", ())):
        for beyond in [limits["MIN"] - 1] if limits and "MIN" in limits else []:
            bad = type(good[index])(beyond)
            with pytest.raises(OscbridgeError) as caught:
                bind(address.path, [*good[:index], bad, *good[index + 1 :]], node["TYPE"])
            assert caught.value.code == "out-of-range"


@pytest.mark.parametrize("address", OUT, ids=lambda address: address.path)
def test_what_oscbridge_says_has_one_tag_for_each_argument(address: Address) -> None:
    node = described(address.path)
    always = address.arguments[: address.required]
    for tag, argument in zip(node["TYPE"], always, strict=True):
        wanted = {Kind.INT: "i", Kind.FLOAT: "f", Kind.TEXT: "s", Kind.SWITCH: "i", Kind.ID: "i"}
        assert tag == wanted.get(argument.kind, "s")


def test_values_choices_and_units_are_in_their_place() -> None:
    tempo = described("/oscbridge/tempo")
    assert tempo["TYPE"] == "f"
    assert tempo["VALUE"] == [120.0]
    assert tempo["RANGE"] == [{"MIN": 20, "MAX": 400}]
    assert tempo["UNIT"] == ["time.bpm"]
    assert described("/oscbridge/engine")["RANGE"] == [{"VALS": ["a", "b:c"]}]
    assert described("/oscbridge/mode")["RANGE"] == [{"VALS": ["continuous", "once", "onchange"]}]
    assert described("/oscbridge/faces/all")["VALUE"] == [False]
    assert described("/oscbridge/panic")["TYPE"] == IMPULSE
    # JSON has no not-a-number.
    assert described("/oscbridge/felt")["VALUE"] == ["happy", "sure", 0.5, None, 1.0]


def test_a_question_that_is_answered_at_its_own_path_is_an_overload() -> None:
    felt = described("/oscbridge/felt")
    assert (felt["TYPE"], felt["ACCESS"]) == ("ssfff", 3)
    assert felt["OVERLOADS"] == [{"TYPE": IMPULSE, "ACCESS": 2}]


@pytest.mark.parametrize("tags", ["I", "N"])
def test_an_impulse_is_a_message_without_arguments(tags: str) -> None:
    assert bind("/oscbridge/panic", [None], tags) == bind("/oscbridge/panic", [], "")
    with pytest.raises(OscbridgeError):
        bind("/oscbridge/tempo", [None], tags)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/oscbridge/tempo?VALUE", 200),
        ("/oscbridge/", 200),
        ("/oscbridge/panic?VALUE", 204),
        ("/oscbridge/tempo?CLIPMODE", 204),
        ("/oscbridge/tempo?CONTENTS", 204),
        ("/oscbridge/tempo?NONSENSE", 400),
        ("/oscbridge/tempo?VALUE&RANGE", 400),
        ("/oscbridge/tempo?value", 400),
        ("/oscbridge/tempo?", 400),
        ("/oscbridge/tempoo", 404),
        ("/oscbridge//tempo", 404),
        ("/oscbridge/../oscbridge/tempo", 404),
        ("/oscbridge/temp%6f?VALUE", 200),
        ("/oscbridge/tempo%zz", 404),
        ("/oscbridge/%ff%fe", 400),
        ("/oscbridge/tempo%00", 404),
        ("oscbridge/tempo", 404),
        ("", 404),
    ],
)
def test_questions_get_the_status_of_the_proposal(target: str, status: int) -> None:
    answer = QUERY.ask(target)
    assert answer.status == status
    assert (answer.body is not None) == (status == 200)


def test_one_attribute_is_all_that_is_told_when_one_is_asked() -> None:
    assert QUERY.ask("/oscbridge/tempo?VALUE").body == {"VALUE": [120.0]}
    assert list(QUERY.ask("/oscbridge/clock?CONTENTS").body or ()) == ["CONTENTS"]


def test_the_host_says_where_it_is_and_what_it_can() -> None:
    info = QUERY.ask("/?HOST_INFO").body
    assert info is not None
    assert (info["NAME"], info["OSC_IP"], info["OSC_PORT"]) == ("a name", "10.0.0.1", 9010)
    assert (info["OSC_TRANSPORT"], info["WS_PORT"]) == ("UDP", 9020)
    assert info["EXTENSIONS"]["LISTEN"] is True
    assert info["EXTENSIONS"]["PATH_CHANGED"] is False


def test_an_attribute_that_is_declared_is_used_and_one_that_is_not_is_not() -> None:
    used = {attribute for node in nodes(tree()) for attribute in node}
    for attribute, declared in EXTENSIONS.items():
        if attribute in ATTRIBUTES:
            assert (attribute in used) == declared, attribute


@given(st.text(max_size=300))
@example("/" * 5000)
@example("/oscbridge/" + "%61" * 2000 + "?VALUE")
def test_no_target_does_worse_than_be_refused(target: str) -> None:
    answer = QUERY.ask(target)
    assert answer.status in (200, 204, 400, 404)
    json.loads(answer.text)


@given(
    st.sampled_from(sorted({address.path for address in (*IN, *OUT)})),
    st.sampled_from(sorted(ATTRIBUTES)),
)
def test_what_a_node_tells_alone_is_what_it_tells_in_the_tree(path: str, attribute: str) -> None:
    node, answer = QUERY.ask(path).body, QUERY.ask(f"{path}?{attribute}")
    assert node is not None
    if attribute in node:
        assert answer.body == {attribute: node[attribute]}
    else:
        assert answer.status == 204

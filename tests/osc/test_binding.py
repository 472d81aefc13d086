"""Messages against the address table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.osc.addresses import BY_PATH, IN, OUT, ROOT, Direction
from oscbridge.osc.arguments import Kind, RefusedError
from oscbridge.osc.binding import bind
from oscbridge.osc.packets import build_message

# DESIGN's public names: patches depend on them. Argument names in order, [optional].
DESIGN_IN = """
ping [id] | version [id] | status [id] | ready [id]
subscribe port [host] [id] | unsubscribe [port] [id]
frame blob [id] | frame/chunk id index count blob | frame/raw width height format blob [id]
file path [id] | affect/set valence arousal [seconds] [id] | affect/release [id]
affect/freeze on [id] | phrase [engine] [seed] [id] | play [id] | stop [id] | panic [id]
engine name [id] | tempo bpm [id] | key name [id] | clock source [id] | seed n [id]
clock/offset ms [beats] [id] | clock/out on [id] | downbeat [id]
mode mode [id] | primer path [id] | primer/live on [id] | primer/clear [id] | listen path [id]
"""
DESIGN_OUT = """
pong version id | ready version id | emotion id label confidence valence arousal
va valence arousal
scores neutral happy surprise sad angry disgust fear contempt | face id x y width height score
noface id | melancholy id score | timing id decode detect read total
phrase/info id engine seed bars notes bpm valence arousal
phrase/note id pitch start_beat length_beats velocity | beat bar beat
composer id label confidence | instrument id label confidence
error code message address id | dropped count
"""


def usages(text: str) -> set[str]:
    return {ROOT + part.strip() for line in text.strip().splitlines() for part in line.split("|")}


def bound(name: str, *sent: object, tags: str | None = None) -> dict[str, object]:
    """Bind with tags as a sender in Python would choose them."""
    guessed = {int: "i", float: "f", str: "s", bytes: "b"}
    return dict(bind(ROOT + name, sent, tags or "".join(guessed[type(v)] for v in sent)))


def refusal(name: str, *sent: object, tags: str | None = None) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        bound(name, *sent, tags=tags)
    return caught.value


def test_every_promised_address_is_in_the_table_with_its_arguments_in_order() -> None:
    assert usages(DESIGN_IN) <= {address.usage for address in IN}
    assert usages(DESIGN_OUT) <= {address.usage for address in OUT}


def test_required_arguments_come_before_optional_ones_everywhere() -> None:
    for address in (*IN, *OUT):
        optional = [argument.optional for argument in address.arguments]
        assert optional == sorted(optional), address.path
        assert len({argument.name for argument in address.arguments}) == len(address.arguments)
        assert address.direction is (Direction.IN if address in IN else Direction.OUT)


def test_no_answer_can_be_taken_for_a_question() -> None:
    # Two daemons subscribed to each other would else answer each other's answers for ever.
    for address in OUT:
        if address.path in BY_PATH:
            assert address.required > len(BY_PATH[address.path].arguments), address.path


def test_a_message_without_an_id_has_minus_one() -> None:
    assert bound("ping") == {"id": -1}


@pytest.mark.parametrize(("sent", "id"), [(7, 7), (7.0, 7), ("frame-7", "frame-7"), (-3, -3)])
def test_an_id_is_an_int_or_a_string_and_a_whole_float_from_pd_is_an_int(
    sent: object, id: int | str
) -> None:
    value = bound("ping", sent)["id"]
    assert value == id
    assert type(value) is type(id)


def test_numbers_are_taken_for_each_other_where_nothing_is_lost() -> None:
    assert bound("tempo", 120) == {"bpm": 120.0, "id": -1}
    assert bound("seed", 42.0) == {"n": 42, "id": -1}
    assert type(bound("tempo", 120)["bpm"]) is float
    assert type(bound("seed", 42.0)["n"]) is int
    assert refusal("seed", 42.5).code == "wrong-types"
    assert refusal("tempo", "120").code == "wrong-types"


@pytest.mark.parametrize(
    ("value", "tag", "on"),
    [(1, "i", True), (0, "i", False), (1.0, "f", True), (True, "T", True), (False, "F", False)],
)
def test_a_switch_is_zero_or_one_or_true_or_false(value: object, tag: str, on: bool) -> None:
    assert bound("affect/freeze", value, tags=tag)["on"] is on


def test_a_switch_is_nothing_else() -> None:
    assert refusal("affect/freeze", 2).code == "out-of-range"
    assert refusal("affect/freeze", 0.5).code == "wrong-types"
    assert refusal("affect/freeze", "on").code == "wrong-types"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(value: float) -> None:
    assert refusal("affect/set", value, 0.0).code == "out-of-range"
    assert refusal("tempo", value).code == "out-of-range"
    assert refusal("seed", value).code == "out-of-range"
    assert refusal("ping", value).code == "out-of-range"


def test_ranges_hold_at_both_ends() -> None:
    assert bound("affect/set", -1.0, 1.0)["seconds"] is None
    for valence, arousal in ((-1.01, 0.0), (0.0, 1.01)):
        error = refusal("affect/set", valence, arousal)
        assert error.code == "out-of-range"
        assert "-1 to 1" in error.message
    assert refusal("tempo", 0).code == "out-of-range"
    assert refusal("subscribe", 70000).code == "out-of-range"


def test_a_choice_names_what_there_is() -> None:
    error = refusal("mode", "sometimes", 3)
    assert error.code == "unknown-choice"
    assert error.id == 3
    for choice in ("continuous", "once", "onchange", "sometimes"):
        assert choice in error.message


def test_an_engine_may_have_any_name_for_plug_ins_bring_their_own() -> None:
    assert bound("engine", "somebody-elses")["name"] == "somebody-elses"


def test_an_optional_argument_can_be_skipped_when_the_value_only_fits_a_later_one() -> None:
    assert bound("phrase", 42) == {"engine": None, "seed": 42, "id": -1}
    assert bound("phrase", "midinet", 42, "me") == {"engine": "midinet", "seed": 42, "id": "me"}
    assert bound("affect/set", 0.1, 0.2, "me") == {
        "valence": 0.1,
        "arousal": 0.2,
        "seconds": None,
        "id": "me",
    }
    assert bound("subscribe", 7401, 5) == {"port": 7401, "host": None, "id": 5}


def test_values_that_no_argument_is_left_for_are_refused() -> None:
    # Guards an assignment that ran past the last argument: the id took the second value.
    assert refusal("affect/set", 0.1, 0.2, "me", 3).code == "wrong-types"


def test_too_few_and_too_many_are_counted() -> None:
    for error in (refusal("tempo"), refusal("ping", 1, 2, 3), refusal("frame/chunk", 1, 0, 2)):
        assert error.code == "wrong-count"
        assert "usage: /oscbridge/" in error.message


def test_an_error_carries_the_messages_id_even_when_another_argument_is_wrong() -> None:
    assert refusal("frame", "no blob", "cam-1").id == "cam-1"
    assert refusal("affect/set", 9.0, 0.0, 1.0, 77).id == 77
    assert refusal("frame/chunk", 12, -1, 2, b"x").id == 12
    assert refusal("key", 1.5, 5).id == 5


def test_lists_blobs_and_other_types_are_named_in_the_refusal() -> None:
    assert "a list" in refusal("tempo", (1, 2), tags="[").message
    assert "a blob" in refusal("tempo", b"1").message
    assert "nil" in refusal("tempo", None, tags="N").message


def test_an_unknown_address_gets_near_misses() -> None:
    with pytest.raises(RefusedError, match="did you mean /oscbridge/tempo"):
        bind("/oscbridge/temp", (), "")
    with pytest.raises(RefusedError, match="did you mean /oscbridge/ping"):
        bind("/ping", (), "")
    with pytest.raises(RefusedError, match=r"unknown-address|no address"):
        bind("/wek/outputs", (), "")
    assert refusal("emotion", 1).code == "unknown-address"
    assert "oscbridge says" in refusal("emotion", 1).message


def test_an_endless_address_does_not_make_an_endless_reply() -> None:
    with pytest.raises(RefusedError) as caught:
        bind("/" + "x" * 60_000, (), "")
    assert len(caught.value.message) < 200


def test_only_questions_do_not_change_anything() -> None:
    asking = {path for path, address in BY_PATH.items() if not address.changes_state}
    assert asking == {
        ROOT + "ping",
        ROOT + "version",
        ROOT + "status",
        ROOT + "ready",
        ROOT + "felt",
    }


_TAGGED = st.one_of(
    st.tuples(st.just("i"), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just("h"), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.sampled_from("fd"), st.floats()),
    st.tuples(st.sampled_from("sS"), st.text(max_size=20)),
    st.tuples(st.just("s"), st.sampled_from(["midi", "lead", "9" * 5000, "nan", "-1", "²"])),
    st.tuples(st.just("b"), st.binary(max_size=20)),
    st.tuples(st.just("T"), st.just(True)),
    st.tuples(st.just("N"), st.none()),
    st.tuples(st.just("["), st.just((1, "a"))),
)


@given(st.sampled_from([address.path for address in IN]), st.lists(_TAGGED, max_size=7))
def test_any_values_are_bound_within_their_limits_or_refused(
    path: str, sent: list[tuple[str, object]]
) -> None:
    tags = "".join(tag for tag, _ in sent)
    try:
        bound = bind(path, [value for _, value in sent], tags)
    except RefusedError as error:
        build_message("/error", (error.code, error.message, error.id))
        return
    build_message("/echo", (bound["id"],))
    for argument in BY_PATH[path].arguments:
        value = bound[argument.name]
        if value is None:
            assert argument.optional
        elif isinstance(value, float):
            assert math.isfinite(value)
        if isinstance(value, int | float) and argument.kind in (Kind.INT, Kind.FLOAT):
            assert argument.low is None or value >= argument.low
            assert argument.high is None or value <= argument.high
        if isinstance(value, str) and argument.choices:
            assert value in argument.choices

"""Address patterns."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.osc.patterns import MOST_WILDCARDS, Pattern, is_pattern


@pytest.mark.parametrize(
    ("pattern", "address", "matches"),
    [
        ("/oscbridge/*", "/oscbridge/ping", True),
        ("/oscbridge/*", "/oscbridge/affect/set", False),  # No wildcard crosses a slash.
        ("/*/ping", "/oscbridge/ping", True),
        ("/oscbridge/p?ng", "/oscbridge/ping", True),
        ("/oscbridge?ping", "/oscbridge/ping", False),
        ("/oscbridge/[o-q]ing", "/oscbridge/ping", True),
        ("/oscbridge/[!p]ing", "/oscbridge/ping", False),
        ("/oscbridge/[q-o]ing", "/oscbridge/ping", True),
        ("/oscbridge/{ping,version}", "/oscbridge/version", True),
        ("/oscbridge/{ping,version}", "/oscbridge/status", False),
        ("/oscbridge/**p*n*g*", "/oscbridge/ping", True),
        ("/oscbridge/ping*", "/oscbridge/ping", True),
        ("/oscbridge/pin", "/oscbridge/ping", False),
    ],
)
def test_wildcards_match_as_osc_says(pattern: str, address: str, matches: bool) -> None:
    assert Pattern(pattern).matches(address) is matches


@pytest.mark.parametrize("pattern", ["/a[b", "/a{b", "/a]", "/a}", "/" + "*a" * 200])
def test_a_pattern_that_cannot_be_read_is_a_coded_error(pattern: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        Pattern(pattern)
    assert caught.value.code == "bad-pattern"


@given(st.text("ab*?", max_size=12), st.text("ab", max_size=12))
def test_stars_and_question_marks_match_as_the_shell_does(pattern: str, address: str) -> None:
    assert Pattern(pattern).matches(address) == fnmatch.fnmatchcase(address, pattern)


@given(st.text("/ab*?[]{},!-", max_size=30))
def test_no_pattern_raises_anything_but_its_code(pattern: str) -> None:
    try:
        Pattern(pattern).matches("/a/b")
    except OscbridgeError as error:
        if error.code != "bad-pattern" or not is_pattern(pattern):
            raise


def test_a_hostile_pattern_costs_no_more_than_its_length() -> None:
    # A regular expression made of this backtracks for hours.
    assert not Pattern("/" + "*a" * MOST_WILDCARDS + "b").matches("/" + "a" * 200)
    assert not Pattern("/" + "*a" * MOST_WILDCARDS + "b").matches("/" + "a" * 20_000)


@pytest.mark.parametrize("part", ["*a", "?", "[a-z]", "{a,b}", "*"])
def test_a_pattern_with_too_many_wildcards_is_refused(part: str) -> None:
    with pytest.raises(OscbridgeError, match="bad-pattern"):
        Pattern("/" + part * (MOST_WILDCARDS + 1))

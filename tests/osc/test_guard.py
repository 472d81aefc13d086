"""Budgets, proofs and the counts of what was not told, by a clock of the test's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer, Transport
from oscbridge.osc.guard import ERRORS_AT_ONCE, ERRORS_PER_S, MULTIPLE, Guard
from oscbridge.system.networks import AllowList, is_loopback

NETWORK = AllowList.parse(["192.0.2.0/24", "198.51.100.7", "2001:db8::/64"])
PEER = Peer(Transport.UDP, "192.0.2.9", 5000)


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def guarded() -> tuple[Guard, Clock]:
    clock = Clock()
    return Guard(NETWORK, clock), clock


# -- the list ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "admitted", "named"),
    [
        ("127.0.0.1", True, True),
        ("127.8.9.1", True, True),
        ("::1", True, True),
        ("::ffff:127.0.0.1", True, True),
        ("192.0.2.9", True, False),
        ("::ffff:192.0.2.9", True, False),
        ("192.0.3.9", False, False),
        ("198.51.100.7", True, True),
        ("198.51.100.8", False, False),
        ("2001:db8::5%eth0", True, False),
        ("2001:db8:0:1::5", False, False),
        ("stage.local", False, False),
        ("", False, False),
    ],
)
def test_who_is_on_the_list(host: str, admitted: bool, named: bool) -> None:
    assert (NETWORK.admits(host), NETWORK.names(host)) == (admitted, named)


@given(st.text(max_size=40))
def test_no_text_breaks_the_list(text: str) -> None:
    is_loopback(text)
    NETWORK.admits(text)
    try:
        AllowList.parse([text])
    except OscbridgeError as error:
        assert "osc.allow" in error.message  # noqa: PT017 - either is fine


@given(st.ip_addresses())
def test_an_empty_list_lets_in_this_machine_alone(address: object) -> None:
    assert AllowList().admits(str(address)) == is_loopback(str(address))


# -- how much ----------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(1, 60_000), st.floats(0, 5)),
        max_size=80,
    )
)
def test_who_proved_nothing_never_gets_more_than_a_multiple_and_a_little_grace(
    steps: list[tuple[int, int, float]],
) -> None:
    guard, clock = guarded()
    came = sent = 0
    began_s = clock.now_s
    for what, size, later_s in steps:
        clock.now_s += later_s
        if what == 0:
            guard.received(PEER, size)
            came += size
        elif guard.may_send(PEER, size):
            sent += size
        assert sent <= MULTIPLE * came + 1500 + 150 * (clock.now_s - began_s) + 1e-6


@given(st.lists(st.tuples(st.integers(0, 65_535), st.integers(1, 100)), max_size=600))
def test_ever_new_addresses_of_a_network_bring_no_ever_new_grace(
    steps: list[tuple[int, int]],
) -> None:
    guard = Guard(AllowList.parse(["10.0.0.0/8"]), Clock())
    came = sent = 0
    for number, size in steps:
        peer = Peer(Transport.UDP, f"10.1.{number // 256}.{number % 256}", 5000)
        guard.received(peer, size)
        came += size
        while guard.may_send(peer, 500):
            sent += 500
    assert sent <= MULTIPLE * came + 256 * 1500
    assert len(guard._unproved) <= 256


def test_who_was_never_heard_gets_nothing() -> None:
    guard, _ = guarded()
    assert not guard.may_send(PEER, 1)


@pytest.mark.parametrize("host", ["127.0.0.1", "198.51.100.7"])
def test_this_machine_and_one_that_was_named_get_all(host: str) -> None:
    guard, _ = guarded()
    peer = Peer(Transport.UDP, host, 5000)
    assert all(guard.may_send(peer, 60_000) for _ in range(100))


def test_what_was_withheld_is_told_as_a_number_as_soon_as_there_is_room() -> None:
    guard, clock = guarded()
    guard.received(PEER, 10)
    while guard.may_send(PEER, 100):
        pass
    assert not any(guard.may_send(PEER, 100) for _ in range(6))
    assert list(guard.summaries()) == []
    clock.now_s += 20
    ((peer, error),) = guard.summaries()
    assert (peer, error.code) == (PEER, "rate-limited")
    assert error.message.startswith("7 replies ")
    assert list(guard.summaries()) == []


def test_errors_past_a_rate_are_told_as_a_number_to_each() -> None:
    guard, clock = guarded()
    peers = [Peer(Transport.UDP, "127.0.0.1", port) for port in (1, 2)]
    told = [guard.may_report(peers[0]) for _ in range(ERRORS_AT_ONCE + 5)]
    assert told.count(True) == ERRORS_AT_ONCE
    assert guard.may_report(peers[1])
    ((peer, error),) = guard.summaries()
    assert peer == peers[0]
    assert error.message.startswith("5 more errors ")
    clock.now_s += 1
    assert [guard.may_report(peers[0]) for _ in range(1000)].count(True) == ERRORS_PER_S


def test_peers_who_err_no_more_are_forgotten_and_never_more_known_than_may_be() -> None:
    guard, clock = guarded()
    for port in range(5000):
        guard.may_report(Peer(Transport.UDP, "127.0.0.1", port))
    assert len(guard._error_budgets) <= 1025
    clock.now_s += 10
    for _ in range(2):
        assert list(guard.summaries()) == []
    assert guard._error_budgets == {}


def test_who_can_never_be_told_what_was_not_told_is_forgotten_too() -> None:
    # Else such peers would fill the table for good, and all others share one budget.
    clock = Clock()
    guard = Guard(AllowList.parse(["10.0.0.0/8"]), clock)
    gone = Peer(Transport.UDP, "10.0.0.1", 5000)
    guard.received(gone, 100)
    assert not all(guard.may_report(gone) for _ in range(ERRORS_AT_ONCE + 1))
    for number in range(256):
        guard.received(Peer(Transport.UDP, f"10.1.0.{number}", 5000), 100)
    clock.now_s += 10
    assert list(guard.summaries()) == []
    assert guard._error_budgets == {}


# -- proofs ------------------------------------------------------------------------------------


def test_a_token_that_comes_back_proves_a_host_for_an_hour() -> None:
    guard, clock = guarded()
    token = guard.token(PEER.host, 5000, 9000)
    assert guard.check(PEER.host, token) == (5000, 9000)
    guard.proved(PEER.host)
    assert guard.trusts(PEER.host)
    assert not guard.needs_new_proof(PEER.host)
    clock.now_s += 3300
    assert guard.needs_new_proof(PEER.host)
    clock.now_s += 301
    assert not guard.trusts(PEER.host)


def test_a_token_is_good_for_its_host_its_ports_and_a_minute_only() -> None:
    guard, clock = guarded()
    token = guard.token(PEER.host, 5000, 9000)
    other = Guard(NETWORK, clock)
    for host, said in [
        ("192.0.2.10", token),
        (PEER.host, token.replace("9000", "9001")),
        (PEER.host, token[:-1]),
        (PEER.host, ""),
        (PEER.host, "ü.1.2"),
        (PEER.host, other.token(PEER.host, 5000, 9000)),
    ]:
        with pytest.raises(OscbridgeError, match="bad-token"):
            guard.check(host, said)
    clock.now_s += 121
    with pytest.raises(OscbridgeError, match="bad-token"):
        guard.check(PEER.host, token)


@given(st.text(max_size=64))
def test_no_guess_is_a_token(guess: str) -> None:
    guard, _ = guarded()
    with pytest.raises(OscbridgeError, match="bad-token"):
        guard.check(PEER.host, guess)


def test_proofs_of_many_hosts_take_no_more_room() -> None:
    guard = Guard(AllowList.parse(["10.0.0.0/8"]), Clock())
    for number in range(2000):
        guard.proved(f"10.0.{number // 256}.{number % 256}")
    assert len(guard._proved_until_s) == 256
    assert guard.trusts("10.0.7.207")

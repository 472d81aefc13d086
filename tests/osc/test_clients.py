"""Subscriptions and their leases, on a clock that the tests turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer, Subscriptions, Transport


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def udp(port: int, host: str = "127.0.0.1") -> Peer:
    return Peer(Transport.UDP, host, port)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def subscriptions(clock: Clock) -> Subscriptions:
    return Subscriptions(60.0, 12, clock)


def code(caught: pytest.ExceptionInfo[OscbridgeError]) -> str:
    return caught.value.code


def test_a_sender_that_subscribed_nothing_is_answered_where_it_sent_from(
    subscriptions: Subscriptions,
) -> None:
    assert subscriptions.routes(udp(50001)) == (udp(50001),)


def test_two_max_patches_on_one_machine_each_hear_their_own_replies(
    subscriptions: Subscriptions,
) -> None:
    # udpsend sends from any port and cannot receive; udpreceive listens on a fixed one.
    subscriptions.subscribe(udp(50001), 7401)
    subscriptions.subscribe(udp(50002), 7402)
    assert subscriptions.routes(udp(50001)) == (udp(7401),)
    assert subscriptions.routes(udp(50002)) == (udp(7402),)


def test_a_patchs_second_udpsend_is_answered_at_the_port_that_the_first_subscribed(
    subscriptions: Subscriptions,
) -> None:
    subscriptions.subscribe(udp(50001), 7401)
    # It may also be a program of its own that hears where it sends from: both are served.
    assert subscriptions.routes(udp(50003)) == (udp(50003), udp(7401))


def test_another_machine_is_not_answered_at_this_ones_ports(subscriptions: Subscriptions) -> None:
    subscriptions.subscribe(udp(50001), 7401)
    assert subscriptions.routes(udp(50001, "10.0.0.9")) == (udp(50001, "10.0.0.9"),)


def test_a_tcp_client_is_answered_in_its_connection_unless_it_subscribed_itself(
    subscriptions: Subscriptions,
) -> None:
    connection = Peer(Transport.TCP, "127.0.0.1", 50001)
    subscriptions.subscribe(udp(50001), 7401)
    assert subscriptions.routes(connection) == (connection,)
    subscriptions.subscribe(connection, 7402)
    assert subscriptions.routes(connection) == (udp(7402),)
    subscriptions.forget(connection)
    assert udp(7402) in subscriptions.targets()


def test_subscribing_another_port_moves_the_subscription(subscriptions: Subscriptions) -> None:
    subscriptions.subscribe(udp(50001), 7401)
    subscriptions.subscribe(udp(50001), 7402)
    assert subscriptions.targets() == (udp(7402),)


def test_a_patch_that_was_opened_again_takes_its_old_port_over(
    subscriptions: Subscriptions,
) -> None:
    for sending_port in range(50000, 50100):
        subscriptions.subscribe(udp(sending_port), 7401)
    assert subscriptions.targets() == (udp(7401),)
    assert subscriptions.routes(udp(50099)) == (udp(7401),)


def test_a_lease_ends_without_a_message_and_any_message_renews_it(
    subscriptions: Subscriptions, clock: Clock
) -> None:
    subscriptions.subscribe(udp(50001), 7401)
    clock.now_s += 59
    subscriptions.heard(udp(50001))
    clock.now_s += 59
    assert subscriptions.expire() == []
    clock.now_s += 1
    assert subscriptions.expire() == [udp(7401)]
    assert subscriptions.routes(udp(50001)) == (udp(50001),)


def test_a_message_of_one_subscriber_does_not_renew_anothers_lease(
    subscriptions: Subscriptions, clock: Clock
) -> None:
    subscriptions.subscribe(udp(50001), 7401)
    subscriptions.subscribe(udp(50002), 7402)
    clock.now_s += 59
    subscriptions.heard(udp(50002))
    clock.now_s += 1
    assert subscriptions.expire() == [udp(7401)]


def test_a_message_from_a_patchs_other_socket_renews_its_machines_lease(
    subscriptions: Subscriptions, clock: Clock
) -> None:
    subscriptions.subscribe(udp(50001), 7401)
    clock.now_s += 59
    subscriptions.heard(udp(50003))
    subscriptions.heard(udp(50003, "10.0.0.9"))
    clock.now_s += 59
    assert subscriptions.expire() == []


@pytest.mark.parametrize("host", [None, "10.0.0.9", "localhost", "127.0.0.1", "::1"])
def test_a_machine_may_name_itself(subscriptions: Subscriptions, host: str | None) -> None:
    # "localhost" is the sender's machine, never ours: a stranger must not reach our own ports.
    assert subscriptions.subscribe(udp(5, "10.0.0.9"), 7401, host) == udp(7401, "10.0.0.9")


@pytest.mark.parametrize("host", ["10.0.0.8", "example.org", "", "255.255.255.255", "224.0.0.1"])
def test_replies_are_never_sent_to_a_third_machine(subscriptions: Subscriptions, host: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        subscriptions.subscribe(udp(5, "10.0.0.9"), 7401, host)
    assert code(caught) == "host-refused"
    assert subscriptions.targets() == ()


def test_subscriptions_are_limited_for_a_machine_and_in_all(clock: Clock) -> None:
    subscriptions = Subscriptions(60.0, 12, clock)
    for port in range(8):
        subscriptions.subscribe(udp(50000 + port), 7000 + port)
    with pytest.raises(OscbridgeError) as caught:
        subscriptions.subscribe(udp(50100), 7100)
    assert code(caught) == "too-many-subscriptions"
    # One that is held already, and one that moves, take no new place.
    subscriptions.subscribe(udp(50100), 7000)
    subscriptions.subscribe(udp(50001), 7101)
    for machine in range(4):
        subscriptions.subscribe(udp(5, f"10.0.0.{machine}"), 7000)
    with pytest.raises(OscbridgeError) as caught:
        subscriptions.subscribe(udp(5, "10.0.0.99"), 7000)
    assert code(caught) == "too-many-subscriptions"
    clock.now_s += 60
    subscriptions.subscribe(udp(5, "10.0.0.99"), 7000)


def test_unsubscribing_ends_the_senders_own(subscriptions: Subscriptions) -> None:
    subscriptions.subscribe(udp(50001), 7401)
    subscriptions.subscribe(udp(50002), 7402)
    assert subscriptions.unsubscribe(udp(50001)) == udp(7401)
    assert subscriptions.targets() == (udp(7402),)


def test_a_port_that_two_sockets_share_lives_until_both_left(subscriptions: Subscriptions) -> None:
    subscriptions.subscribe(udp(50001), 7401)
    subscriptions.subscribe(udp(50002), 7401)
    subscriptions.unsubscribe(udp(50001))
    assert subscriptions.routes(udp(50002)) == (udp(7401),)
    subscriptions.unsubscribe(udp(50002))
    assert subscriptions.targets() == ()


def test_of_many_sockets_that_share_a_port_the_one_that_keeps_subscribing_is_not_forgotten(
    subscriptions: Subscriptions,
) -> None:
    for sending_port in range(50000, 50016):
        subscriptions.subscribe(udp(sending_port), 7401)
    subscriptions.subscribe(udp(50000), 7401)
    subscriptions.subscribe(udp(50016), 7401)
    assert subscriptions.has_moved(udp(50000))
    assert not subscriptions.has_moved(udp(50001))


def test_a_new_socket_ends_its_machines_only_subscription_or_names_the_port(
    subscriptions: Subscriptions,
) -> None:
    # oscsend has a new sending port for each message.
    subscriptions.subscribe(udp(50001), 7401)
    assert subscriptions.unsubscribe(udp(50009)) == udp(7401)
    subscriptions.subscribe(udp(50001), 7401)
    subscriptions.subscribe(udp(50002), 7402)
    with pytest.raises(OscbridgeError, match="7401, 7402") as caught:
        subscriptions.unsubscribe(udp(50009))
    assert code(caught) == "not-subscribed"
    assert subscriptions.unsubscribe(udp(50009), 7402) == udp(7402)
    with pytest.raises(OscbridgeError) as caught:
        subscriptions.unsubscribe(udp(50009), 7402)
    assert code(caught) == "not-subscribed"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["subscribe", "unsubscribe", "heard", "forget", "wait"]),
        st.integers(1, 4),
        st.integers(7001, 7012),
        st.sampled_from(["127.0.0.1", "10.0.0.1"]),
    ),
    max_size=40,
)


@given(STEPS)
def test_after_any_history_every_sender_has_somewhere_to_be_answered(
    steps: list[tuple[str, int, int, str]],
) -> None:
    clock = Clock()
    subscriptions = Subscriptions(60.0, 12, clock)
    for what, sender_port, port, host in steps:
        sender = udp(sender_port, host)
        try:
            match what:
                case "subscribe":
                    target = subscriptions.subscribe(sender, port)
                    assert subscriptions.routes(sender) == (target,)
                case "unsubscribe":
                    subscriptions.unsubscribe(sender)
                case "heard":
                    subscriptions.heard(sender)
                case "forget":
                    subscriptions.forget(sender)
                case _:
                    clock.now_s += port - 7000
        except OscbridgeError as error:
            if error.code not in ("not-subscribed", "too-many-subscriptions"):
                raise
        for route in subscriptions.routes(sender):
            assert route == sender or route in subscriptions.targets()
            assert route.host == host
    clock.now_s += 60
    subscriptions.expire()
    assert subscriptions.targets() == ()
    assert subscriptions.routes(udp(1)) == (udp(1),)

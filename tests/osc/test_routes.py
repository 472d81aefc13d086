"""Where replies and news go."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

import oscbridge
from oscbridge.osc.requests import Request
from tests.osc.conftest import Rig, Socket, error_code

Sockets = Callable[[], Socket]
both = pytest.mark.parametrize("transport", ["udp", "tcp"])


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def test_a_patch_that_cannot_receive_where_it_sends_is_answered_at_its_port(
    rig: Rig, sockets: Sockets
) -> None:
    udpsend, udpreceive = sockets(), sockets()
    udpsend.send("/oscbridge/subscribe", udpreceive.port, 9)
    udpsend.send("/oscbridge/ping", 1)
    udpsend.send("/oscbridge/tempo", "x", 2)
    subscribed, pong, error = (udpreceive.receive() for _ in range(3))
    assert subscribed.args == ("127.0.0.1", udpreceive.port, 60.0, 9)
    assert pong.args[1] == 1
    assert error.args[3] == 2
    assert udpsend.is_silent()


def test_two_patches_on_one_machine_each_get_their_own_replies(rig: Rig, sockets: Sockets) -> None:
    patches = [(sockets(), sockets()) for _ in range(2)]
    for number, (udpsend, udpreceive) in enumerate(patches):
        udpsend.send("/oscbridge/subscribe", udpreceive.port)
        udpreceive.receive()
        udpsend.send("/oscbridge/ping", number)
    for number, (_, udpreceive) in enumerate(patches):
        assert udpreceive.receive().args[1] == number
        assert udpreceive.is_silent()


def test_a_program_beside_a_subscribed_patch_still_hears_its_own_answer(
    rig: Rig, sockets: Sockets
) -> None:
    udpsend, udpreceive, program = sockets(), sockets(), sockets()
    udpsend.send("/oscbridge/subscribe", udpreceive.port)
    udpreceive.receive()
    program.send("/oscbridge/ping", 3)
    assert program.receive().args[1] == 3
    assert udpreceive.receive().args[1] == 3


def test_after_unsubscribing_replies_go_to_where_messages_come_from(
    rig: Rig, sockets: Sockets
) -> None:
    udpsend, udpreceive = sockets(), sockets()
    udpsend.send("/oscbridge/subscribe", udpreceive.port)
    udpreceive.receive()
    udpsend.send("/oscbridge/unsubscribe", 8)
    # 8 is read as a port, as documented, and nobody has it; without it the own one ends.
    assert udpreceive.receive().args[0] == "not-subscribed"
    udpsend.send("/oscbridge/unsubscribe")
    assert udpsend.receive().args == ("127.0.0.1", udpreceive.port, -1)
    udpsend.send("/oscbridge/ping")
    assert udpsend.receive().address == "/oscbridge/pong"


def test_subscribing_our_own_port_is_refused(rig: Rig, sockets: Sockets) -> None:
    # Else every reply would come back as a message that gets a reply.
    sender = sockets()
    sender.send("/oscbridge/subscribe", rig.port)
    assert sender.receive().args[0] == "port-refused"


def test_news_reach_subscribers_and_tcp_clients_once_and_not_the_one_left_out(
    rig: Rig, sockets: Sockets
) -> None:
    one, other, bystander = sockets(), sockets(), sockets()
    for listener in (one, other):
        listener.send("/oscbridge/subscribe", listener.port)
        listener.receive()
    bystander.send("/oscbridge/affect/release")
    asker = rig.next().peer
    with rig.client("tcp") as client:
        client.request("ping", reply="pong")
        rig.call(rig.server.broadcast, "/oscbridge/beat", 1, 2)
        for listener in (one, other):
            assert listener.receive().args == (1, 2)
        assert client.receive().args == (1, 2)
        one.send("/oscbridge/affect/release")
        rig.call(rig.server.broadcast, "/oscbridge/beat", 1, 3, exclude=rig.next().peer)
        assert other.receive().args == (1, 3)
        assert client.receive().args == (1, 3)
        assert one.is_silent()
    assert bystander.is_silent(0.01)
    # What its reply reached already is left out too: the bystander's reply goes to both ports.
    rig.call(rig.server.broadcast, "/oscbridge/beat", 1, 4, exclude=asker)
    assert one.is_silent()


def test_ready_is_told_to_listeners_and_to_each_that_comes_later(
    rig: Rig, sockets: Sockets
) -> None:
    early, late = sockets(), sockets()
    early.send("/oscbridge/subscribe", early.port)
    early.receive()
    rig.call(rig.server.announce_ready)
    assert early.receive().address == "/oscbridge/ready"
    late.send("/oscbridge/subscribe", late.port)
    assert late.receive().address == "/oscbridge/subscribed"
    assert late.receive().address == "/oscbridge/ready"
    late.send("/oscbridge/subscribe", late.port)
    assert late.receive().address == "/oscbridge/subscribed"
    assert late.is_silent()
    with rig.client("tcp") as client:
        assert client.receive().address == "/oscbridge/ready"


@both
def test_who_asks_before_all_is_ready_is_answered_once_when_it_is(rig: Rig, transport: str) -> None:
    with rig.client(transport) as client:
        client.send("ready", "first")
        client.request("ping", reply="pong")
        rig.call(rig.server.announce_ready)
        assert client.receive().args == (oscbridge.__version__, "first")
        assert client.request("ready", "again", reply="ready").args[1] == "again"


def test_two_servers_that_were_subscribed_to_each_other_fall_silent(
    rigs: Callable[..., Rig],
) -> None:
    one, other = rigs(), rigs()
    for here, there in ((one, other), (other, one)):
        with here.client() as client:
            client.send("subscribe", there.port)
    # The first answer, "subscribed", went to the other server, which did not ask for it.
    wait_until(lambda: min(s.counters["errors_heard"] for s in (one.server, other.server)) > 0)
    assert [target.port for target in one.server.subscriptions.targets()] == [other.port]
    for rig in (one, other):
        rig.call(rig.server.announce_ready)
    wait_until(lambda: min(s.counters["errors_heard"] for s in (one.server, other.server)) > 1)
    packets = -1
    deadline = time.monotonic() + 5
    while (now := one.server.counters["packets"]) != packets:
        assert time.monotonic() < deadline, "they still talk"
        packets = now
        time.sleep(0.1)


def test_a_lease_ends_by_itself(rigs: Callable[..., Rig]) -> None:
    rig = rigs(lease_s=0.2)
    sender, listener = Socket(rig.port), Socket(rig.port)
    sender.send("/oscbridge/subscribe", listener.port)
    listener.receive()
    wait_until(lambda: not rig.server.subscriptions.targets())
    sender.send("/oscbridge/ping")
    assert sender.receive().address == "/oscbridge/pong"
    sender.close()
    listener.close()


def test_a_reply_too_large_for_a_datagram_is_an_error_over_udp_and_whole_over_tcp(
    rig: Rig,
) -> None:
    text = "x" * 70_000

    def obey(request: Request) -> None:
        rig.server.reply(request.peer, "/oscbridge/status", "log", text, request.id)

    rig.obey = obey
    with rig.client() as client:
        client.send("status")
        assert error_code(client) == "reply-too-large"
        assert rig.server.error_codes["reply-too-large"] == 1
    with rig.client("tcp") as client:
        assert client.request("status", reply="status").args[1] == text

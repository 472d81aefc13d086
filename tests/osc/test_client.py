"""The client's own behaviour."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from oscbridge.client import OscbridgeClient, full_address
from oscbridge.errors import OscbridgeError
from oscbridge.launcher import free_port
from tests.osc.conftest import Rig


@pytest.mark.parametrize("name", ["ping", "/ping", "oscbridge/ping", "/oscbridge/ping"])
def test_short_names_are_put_behind_the_programs(name: str) -> None:
    assert full_address(name) == "/oscbridge/ping"


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_nobody_there_is_told_with_host_port_and_a_way_out_without_waiting(transport: str) -> None:
    port = free_port()
    began_s = time.monotonic()

    def ask() -> None:
        with OscbridgeClient(port=port, transport=transport, timeout_s=10) as client:
            client.request("ping", reply="pong")

    with pytest.raises(OscbridgeError, match=f"127.0.0.1:{port}.*oscbridge run") as caught:
        ask()
    assert caught.value.code == "no-answer"
    assert time.monotonic() - began_s < 5


def test_an_answer_that_does_not_come_is_told_by_its_name(rig: Rig) -> None:
    with rig.client() as client, pytest.raises(OscbridgeError, match="/emotion did") as caught:
        client.wait_for("emotion", 0.05)
    assert caught.value.code == "no-answer"


def test_a_request_that_is_refused_raises_the_daemons_own_code(rig: Rig) -> None:
    with rig.client() as client:
        with pytest.raises(OscbridgeError) as caught:
            client.request("tempo", "fast", reply="status")
        assert caught.value.code == "wrong-types"
        client.request("ping", reply="pong")


def test_messages_that_were_not_waited_for_stay_for_later(rig: Rig) -> None:
    with rig.client() as client:
        for id in (1, 2, 3):
            client.send("ping", id)
        assert client.wait_for("pong", id=3).args[1] == 3
        assert client.wait_for("pong", id=1).args[1] == 1
        assert client.receive().args[1] == 2


def test_everything_said_is_captured_with_direction_and_time(rig: Rig) -> None:
    with rig.client(capture=3) as client:
        client.request("version", reply="version")
        client.request("ping", 5, reply="pong")
        captured = list(client.captured)
    assert [(c.direction, c.message.address) for c in captured] == [
        ("in", "/oscbridge/version"),
        ("out", "/oscbridge/ping"),
        ("in", "/oscbridge/pong"),
    ]
    assert captured[0].at_s <= captured[1].at_s <= captured[2].at_s


def test_listening_yields_what_comes_and_ends(rig: Rig) -> None:
    with rig.client() as client:
        client.send("ping", 1)
        client.send("nonsense")
        heard = [message.address for message in client.listen(0.3)]
    assert heard == ["/oscbridge/pong", "/oscbridge/error"]


def test_a_blob_too_large_for_a_datagram_is_an_error_that_names_the_ways_out(rig: Rig) -> None:
    with rig.client() as client, pytest.raises(OscbridgeError, match="send_frame") as caught:
        client.send("frame", bytes(70_000))
    assert caught.value.code == "too-large-for-udp"


def test_only_what_is_too_large_is_told_as_too_large(rig: Rig) -> None:
    client = rig.client()
    client.close()
    with pytest.raises(OscbridgeError) as caught:
        client.send("frame", bytes(5000))
    assert caught.value.code == "no-answer"


def test_messages_that_nobody_asks_for_do_not_fill_the_memory(rig: Rig) -> None:
    with rig.client("tcp", unread=3) as client:
        for number in range(20):
            client.send("ping", number)
        assert client.wait_for("pong", id=19).args[1] == 19
        assert [message.args[1] for message in client.listen(0)] == [17, 18]


def test_chunks_can_be_made_small_for_systems_with_small_datagrams(rig: Rig) -> None:
    # macOS sends 9,216 bytes by default.
    with rig.client(largest_blob=9000) as client:
        client.send_frame(bytes(30_000), "mac")
        assert rig.next().values["blob"] == bytes(30_000)
        sizes = [len(c.message.args[3]) for c in client.captured if c.direction == "out"]
    assert sizes == [9000, 9000, 9000, 3000]


def test_an_unknown_transport_is_refused() -> None:
    with pytest.raises(OscbridgeError, match="udp or tcp"):
        OscbridgeClient(transport="serial")


def test_over_udp_what_is_told_to_all_is_heard_by_who_subscribes(rig: Rig) -> None:
    with rig.client() as alone, rig.client(subscribe=True) as listener:
        alone.request("ping", reply="pong")
        rig.call(rig.server.broadcast, "/oscbridge/beat", 2, 1)
        assert listener.wait_for("beat").args == (2, 1)
        with pytest.raises(OscbridgeError):
            alone.wait_for("beat", 0.05)
        # Its own answers still come, once each.
        listener.request("ping", 5, reply="pong")
        listener.request("ping", 6, reply="pong")
        assert list(listener.listen(0)) == []


def test_a_subscription_is_kept_while_nothing_is_said(rigs: Callable[..., Rig]) -> None:
    rig = rigs(lease_s=0.3)
    with rig.client(subscribe=True) as listener:
        assert list(listener.listen(1.0)) == []
        assert len(rig.call(rig.server.subscriptions.expire)) == 0
        rig.call(rig.server.broadcast, "/oscbridge/beat", 1, 1)
        assert listener.wait_for("beat").args == (1, 1)


def test_a_subscription_ends_with_its_client(rig: Rig) -> None:
    with rig.client(subscribe=True), rig.client() as other:
        other.request("ping", reply="pong")
        assert len(rig.call(rig.server.subscriptions.targets)) == 1
    with rig.client() as other:
        other.request("ping", reply="pong")
        assert rig.call(rig.server.subscriptions.targets) == ()


def test_nobody_there_to_subscribe_to_is_told(rig: Rig) -> None:
    with pytest.raises(OscbridgeError) as caught:
        OscbridgeClient(port=free_port(), subscribe=True)
    assert caught.value.code == "no-answer"


def test_over_tcp_subscribing_changes_nothing(rig: Rig) -> None:
    with rig.client("tcp", subscribe=True) as client:
        client.request("ping", reply="pong")
        assert rig.call(rig.server.subscriptions.targets) == ()
        rig.call(rig.server.broadcast, "/oscbridge/beat", 2, 1)
        assert client.wait_for("beat").args == (2, 1)

"""The queues in which packets wait."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.osc.clients import Peer, Transport
from oscbridge.osc.intake import Arrival, Intake
from tests.osc.conftest import Rig


def arrival(port: int, content: bytes = b"/a\0\0") -> Arrival:
    return Arrival(Peer(Transport.UDP, "127.0.0.1", port), content, 0.0)


def test_senders_are_served_in_turn_so_a_flood_does_not_delay_another() -> None:
    intake = Intake()
    for _ in range(1000):
        intake.put(arrival(1))
    intake.put(arrival(2))
    served = [taken.sender.port for _ in range(3) if (taken := intake.take())]
    assert 2 in served[:2]


@given(st.lists(st.tuples(st.integers(1, 4), st.binary(max_size=8)), max_size=50))
def test_each_senders_packets_stay_in_order_and_none_is_lost(
    packets: list[tuple[int, bytes]],
) -> None:
    intake = Intake()
    for port, content in packets:
        assert intake.put(arrival(port, content))
    taken: list[tuple[int, bytes]] = []
    while found := intake.take():
        assert isinstance(found.content, bytes)
        taken.append((found.sender.port, found.content))
    for port in range(1, 5):
        assert [p for p in taken if p[0] == port] == [p for p in packets if p[0] == port]
    assert len(intake) == 0
    assert intake.waiting_bytes(arrival(1).sender) == 0


def test_what_finds_no_room_is_told_and_room_comes_back() -> None:
    intake = Intake(most=2, most_bytes=100)
    assert intake.put(arrival(1, bytes(60)))
    assert not intake.put(arrival(2, bytes(60)))
    assert intake.put(arrival(2, bytes(20)))
    assert not intake.put(arrival(3, b""))
    assert intake.take() is not None
    assert intake.put(arrival(1, bytes(60)))


def test_one_that_floods_leaves_room_for_another() -> None:
    intake = Intake(most=10, most_bytes=1000)
    flood, other = (Peer(Transport.UDP, "127.0.0.1", port) for port in (1, 2))
    assert [intake.put(Arrival(flood, b"x", 0.0)) for _ in range(8)].count(True) == 5
    assert intake.put(Arrival(other, b"x", 0.0))
    large = Intake(most=10, most_bytes=1000)
    assert [large.put(Arrival(flood, bytes(400), 0.0)) for _ in range(3)] == [True, False, False]
    assert large.put(Arrival(other, bytes(400), 0.0))


def test_what_found_no_room_is_told_to_its_sender_and_counted_by_its_code(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rig.server._intake.put
    with rig.client("tcp", timeout_s=5) as client:
        client.request("ping", reply="pong")
        monkeypatch.setattr(rig.server._intake, "put", lambda arrival: False)
        client.send("ping")
        while not rig.server.counters["lost"]:
            rig.call(lambda: None)
        monkeypatch.setattr(rig.server._intake, "put", real)
        code, message, *_ = client.wait_for("error").args
    assert code == "packets-lost"
    assert str(message).startswith("1 packets ")
    assert rig.server.error_codes[code] == rig.server.counters["errors"] == 1

"""A server that other machines may reach: who is let in, and what an address must prove.

Another machine is played by this one's own address on its network, which is not loopback.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator

import ifaddr
import pytest
from websockets.exceptions import ConnectionClosed, InvalidMessage
from websockets.sync.client import connect

from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.osc.limits import ServerLimits
from oscbridge.osc.packets import Message, build_message, parse_packet
from oscbridge.osc.requests import Request
from oscbridge.osc.web.server import WebServer
from oscbridge.system.networks import AllowList
from tests.osc.conftest import PING, Rig

_OWN = [
    str(ip.ip)
    for adapter in ifaddr.get_adapters()
    for ip in adapter.ips
    if ip.is_IPv4 and not str(ip.ip).startswith("127.")
]
pytestmark = pytest.mark.skipif(not _OWN, reason="this machine has no address but loopback")
AT = _OWN[0] if _OWN else ""
NETWORK = f"{AT}/24"
ANOTHER = "198.51.100.0/24" if AT.startswith("203.0.113.") else "203.0.113.0/24"
"""A network that this machine is not in."""


class Elsewhere:
    """A UDP socket of another machine."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((AT, 0))
        self._socket.settimeout(5)
        self._to = (AT, port)
        self.port: int = self._socket.getsockname()[1]
        self.sent = self.came = 0

    def send(self, address: str, *args: object) -> None:
        self.raw(build_message(address, args))

    def raw(self, data: bytes) -> None:
        self.sent += len(data)
        self._socket.sendto(data, self._to)

    def receive(self) -> Message:
        data = self._socket.recv(65_536)
        self.came += len(data)
        (timed,) = parse_packet(data)
        return timed.message

    def drain(self) -> list[Message]:
        """All that is here by now."""
        found = []
        self._socket.settimeout(0.05)
        try:
            while True:
                found.append(self.receive())
        except TimeoutError:
            return found
        finally:
            self._socket.settimeout(5)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def elsewhere() -> Iterator[Callable[[Rig], Elsewhere]]:
    made: list[Elsewhere] = []

    def make(rig: Rig) -> Elsewhere:
        made.append(Elsewhere(rig.port))
        return made[-1]

    yield make
    for one in made:
        one.close()


def opened(rigs: Callable[..., Rig], *allow: str, **options: object) -> Rig:
    return rigs(host="0.0.0.0", allow=AllowList.parse(allow), **options)


def heard_by_now(rig: Rig) -> None:
    """Whatever was sent before is read: datagrams to one socket come in order."""
    with rig.client() as client:
        client.request("ping", reply="pong")


def test_what_a_stranger_sends_is_dropped_counted_and_never_answered(
    rigs: Callable[..., Rig],
    elsewhere: Callable[[Rig], Elsewhere],
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = opened(rigs, ANOTHER)
    stranger = elsewhere(rig)
    for _ in range(3):
        stranger.raw(PING)
    stranger.raw(b"junk")
    heard_by_now(rig)
    assert stranger.drain() == []
    assert rig.server.counters["strangers"] == 4
    assert [record.message.count("osc.allow") for record in caplog.records].count(1) == 1


def test_a_stranger_gets_no_tcp_either(rigs: Callable[..., Rig]) -> None:
    rig = opened(rigs, ANOTHER)
    with socket.create_connection((AT, rig.port), 5) as stream:
        assert stream.recv(100) == b""
    assert rig.server.connections == ()


def test_a_stranger_gets_no_web(rigs: Callable[..., Rig]) -> None:
    rig = opened(rigs, ANOTHER)
    server = rig.call(WebServer, rig.server, lambda path: None, 0, 1000)
    rig.run(server.start("0.0.0.0"))
    with pytest.raises((ConnectionClosed, InvalidMessage, OSError, EOFError)):
        connect(f"ws://{AT}:{server.port}/")
    stream = socket.create_connection((AT, server.port), 5)
    with stream, contextlib.suppress(ConnectionResetError):
        assert stream.recv(100) == b""
    rig.run(server.stop())


def test_a_web_server_that_cannot_listen_everywhere_it_should_listens_nowhere(
    rigs: Callable[..., Rig],
) -> None:
    # Else the page would be served, and its address told, after "no page" was logged.
    rig = opened(rigs, AT)
    with socket.socket() as other:
        other.bind((AT, 0))
        other.listen()
        port = other.getsockname()[1]
        server = rig.call(WebServer, rig.server, lambda path: None, port, 1000)
        with pytest.raises(OscbridgeError) as caught:
            rig.run(server.start(AT))
    assert caught.value.code == "port-busy"
    assert server.address == ""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)


def test_an_address_of_another_machine_is_not_told_as_a_busy_port(
    rigs: Callable[..., Rig],
) -> None:
    rig = rigs()
    server = rig.call(WebServer, rig.server, lambda path: None, 0, 1000)
    with pytest.raises(OscbridgeError) as caught:
        rig.run(server.start("192.0.2.1"))
    assert caught.value.code == "cannot-listen"


def test_a_named_machine_subscribes_as_this_one_does(
    rigs: Callable[..., Rig], elsewhere: Callable[[Rig], Elsewhere]
) -> None:
    rig = opened(rigs, AT)
    one = elsewhere(rig)
    one.send("/oscbridge/subscribe", one.port)
    assert one.receive().address == "/oscbridge/subscribed"


def test_a_machine_of_a_network_returns_a_token_before_it_is_told_anything(
    rigs: Callable[..., Rig], elsewhere: Callable[[Rig], Elsewhere]
) -> None:
    rig = opened(rigs, NETWORK)
    sender, listener = elsewhere(rig), elsewhere(rig)
    sender.send("/oscbridge/subscribe", listener.port)
    asked = listener.receive()
    assert asked.address == "/oscbridge/prove"
    assert sender.receive() == asked
    rig.call(rig.server.broadcast, "/oscbridge/va", 0.5, 0.5)
    assert listener.drain() == []
    listener.send("/oscbridge/confirm", asked.args[0], 7)
    assert listener.receive().args == (AT, listener.port, 60.0, 7)
    rig.call(rig.server.broadcast, "/oscbridge/va", 0.5, 0.5)
    assert listener.receive().address == "/oscbridge/va"
    sender.raw(PING)
    assert listener.receive().address == "/oscbridge/pong"  # The sender subscribed.


def test_a_victim_whose_address_somebody_writes_on_datagrams_gets_next_to_nothing(
    rigs: Callable[..., Rig], elsewhere: Callable[[Rig], Elsewhere]
) -> None:
    rig = opened(rigs, NETWORK)
    facts = [("/oscbridge/status", "a fact", n) for n in range(60)]

    def tell(request: Request) -> None:
        for fact in facts:
            rig.server.reply(request.peer, *fact)

    rig.obey = tell
    victim = elsewhere(rig)
    for n in range(200):
        victim.send("/oscbridge/status")
        victim.send("/oscbridge/subscribe", 9000 + n)
        victim.raw(b"/nothing\0\0\0\0,\0\0\0")
    heard_by_now(rig)
    while rig.call(len, rig.server._intake):
        pass
    rig.call(rig.server.broadcast, "/oscbridge/va", 0.5, 0.5)
    told = victim.drain()
    assert told
    assert victim.came <= 3 * victim.sent + 3000
    assert rig.server.counters["withheld"] > 5000
    assert rig.server.subscriptions.targets() == ()


def test_a_connection_proves_an_address_too(
    rigs: Callable[..., Rig], elsewhere: Callable[[Rig], Elsewhere]
) -> None:
    rig = opened(rigs, NETWORK)
    with OscbridgeClient(AT, rig.port, "tcp") as client:
        client.request("ping", reply="pong")
        one = elsewhere(rig)
        one.send("/oscbridge/subscribe", one.port)
        assert one.receive().address == "/oscbridge/subscribed"


def test_our_own_client_returns_the_token_by_itself(rigs: Callable[..., Rig]) -> None:
    rig = opened(rigs, NETWORK)
    with OscbridgeClient(AT, rig.port, subscribe=True) as client:
        rig.call(rig.server.broadcast, "/oscbridge/va", 0.25, 0.5)
        assert client.wait_for("va").args == (0.25, 0.5)


def test_a_client_that_never_subscribed_returns_nothing(rigs: Callable[..., Rig]) -> None:
    rig = opened(rigs, NETWORK)
    with OscbridgeClient(AT, rig.port) as client, OscbridgeClient(AT, rig.port) as other:
        other.send("subscribe", client.local_port)
        assert client.wait_for("prove")
        with pytest.raises(OscbridgeError, match="no-answer"):
            client.wait_for("subscribed", 0.1)


def test_a_wrong_token_and_a_foreign_host_are_refused(
    rigs: Callable[..., Rig], elsewhere: Callable[[Rig], Elsewhere]
) -> None:
    rig = opened(rigs, NETWORK)
    one = elsewhere(rig)
    one.send("/oscbridge/confirm", "1.2.abc")
    assert one.receive().args[0] == "bad-token"
    one.send("/oscbridge/subscribe", one.port, "203.0.113.7")
    assert one.receive().args[0] == "host-refused"


def test_a_proof_that_runs_out_is_asked_for_again_and_without_it_the_subscription_ends(
    rigs: Callable[..., Rig], elsewhere: Callable[[Rig], Elsewhere], monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = opened(rigs, NETWORK, lease_s=80_000.0)
    clock = [0.0]
    monkeypatch.setattr(rig.server._guard, "_clock", lambda: clock[0])
    one = elsewhere(rig)
    one.send("/oscbridge/subscribe", one.port)
    one.send("/oscbridge/confirm", one.receive().args[0])
    assert one.receive().address == "/oscbridge/subscribed"
    clock[0] = 3500.0
    for _ in range(60):
        rig.call(rig.server._registrar.sweep)
    one.send("/oscbridge/confirm", one.receive().args[0])
    assert one.receive().address == "/oscbridge/subscribed"
    clock[0] = 7000.0
    rig.call(rig.server._registrar.sweep)
    assert rig.server.subscriptions.targets() != ()
    clock[0] = 7101.0
    rig.call(rig.server._registrar.sweep)
    assert rig.server.subscriptions.targets() == ()


def test_our_own_port_is_refused_by_whatever_address_of_this_machine_it_is_named(
    rigs: Callable[..., Rig], elsewhere: Callable[[Rig], Elsewhere]
) -> None:
    # Else everything that is told to all would come back as a message that gets an error.
    rig = opened(rigs, AT)
    one = elsewhere(rig)
    one.send("/oscbridge/subscribe", rig.port)
    assert one.receive().args[0] == "port-refused"
    assert rig.server.subscriptions.targets() == ()


def test_one_machine_does_not_take_all_connections(rigs: Callable[..., Rig]) -> None:
    rig = opened(rigs, AT, limits=ServerLimits(connections=8, connections_of_a_host=2))
    clients = [OscbridgeClient(AT, rig.port, "tcp") for _ in range(3)]
    code, message, *_ = clients[2].wait_for("error").args
    assert code == "too-many-connections"
    assert f"2 clients of {AT}" in str(message)
    assert rig.server.error_codes[code] == rig.server.counters["errors"] == 1
    with rig.client("tcp") as local:
        local.request("ping", reply="pong")
    for client in clients:
        client.close()


def test_listening_on_one_address_this_machine_is_no_stranger_there(
    rigs: Callable[..., Rig], elsewhere: Callable[[Rig], Elsewhere]
) -> None:
    rig = rigs(host=AT, allow=AllowList.parse([ANOTHER]))
    one = elsewhere(rig)
    one.send("/oscbridge/subscribe", one.port)
    assert one.receive().address == "/oscbridge/subscribed"

"""OSC over WebSocket, from a real client, and who is not let in."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from oscbridge.osc.packets import build_message
from oscbridge.osc.web.server import Document, WebServer
from tests.osc.conftest import PING, Rig
from tests.osc.web.conftest import heard

HELLO = Document("text/html; charset=utf-8", b"<p>hello</p>")


class Page:
    """A rig's WebSocket server, and ways to talk to it."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.server = rig.call(
            WebServer,
            rig.server,
            lambda path: HELLO if path == "/" else None,
            0,
            1_000_000,
        )
        rig.run(self.server.start())
        self.port = int(self.server.address.rpartition(":")[2])

    def connect(self, **options: object) -> ClientConnection:
        return connect(f"ws://127.0.0.1:{self.port}/osc", **options)  # type: ignore[call-overload,no-any-return]

    def get(self, path: str, **headers: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        http_client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        http_client.request("GET", path, headers=headers)
        answer = http_client.getresponse()
        found = answer.status, answer.read(), answer.headers
        http_client.close()
        return found


@pytest.fixture
def page(rig: Rig) -> Iterator[Page]:
    made = Page(rig)
    yield made
    rig.run(made.server.stop())


def test_a_message_is_answered_on_the_same_way(page: Page) -> None:
    with page.connect() as websocket:
        websocket.send(PING)
        answer = heard(websocket)
    assert answer.address == "/oscbridge/pong"
    assert answer.args[-1] == 7


def test_what_is_told_to_all_reaches_every_page(page: Page) -> None:
    with page.connect() as one, page.connect() as other:
        for websocket in (one, other):
            websocket.send(PING)
            heard(websocket)
        page.rig.call(page.rig.server.broadcast, "/oscbridge/beat", 3, 1)
        assert heard(one).args == heard(other).args == (3, 1)


def test_a_request_reaches_the_daemon_and_the_peer_says_how_it_came(page: Page) -> None:
    with page.connect() as websocket:
        websocket.send(build_message("/oscbridge/frame", (b"\xff" * 200_000, "cam")))
        request = page.rig.requests.get(timeout=10)
        assert request.values["blob"] == b"\xff" * 200_000
        assert "(web)" in str(request.peer)


def test_text_and_broken_packets_get_coded_errors_and_the_way_stays_open(page: Page) -> None:
    with page.connect() as websocket:
        websocket.send("hello")
        assert heard(websocket).args[0] == "not-osc"
        websocket.send(b"no osc at all")
        assert heard(websocket).address == "/oscbridge/error"
        websocket.send(PING)
        assert heard(websocket).address == "/oscbridge/pong"


def test_a_packet_over_the_limit_ends_the_connection_and_nothing_else(page: Page) -> None:
    with page.connect() as websocket:
        websocket.send(b"\0" * 1_100_000)
        with pytest.raises(ConnectionClosed):
            websocket.recv(10)
    with page.connect() as websocket:
        websocket.send(PING)
        assert heard(websocket).address == "/oscbridge/pong"


def test_a_page_that_is_gone_is_forgotten(page: Page) -> None:
    with page.connect() as websocket:
        websocket.send(PING)
        heard(websocket)
        assert len(page.rig.server.connections) == 1
    with page.connect() as websocket:
        websocket.send(PING)
        heard(websocket)
        assert len(page.rig.server.connections) == 1


@pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1", "null"])
def test_another_sites_page_is_not_let_in(page: Page, origin: str) -> None:
    with pytest.raises(InvalidStatus) as caught:
        page.connect(origin=origin)
    assert caught.value.response.status_code == 403
    assert page.get("/", Origin=origin)[0] == 403


def test_the_page_itself_is_let_in(page: Page) -> None:
    with page.connect(origin=f"http://localhost:{page.port}") as websocket:
        websocket.send(PING)
        assert heard(websocket).address == "/oscbridge/pong"


def test_a_name_that_was_pointed_at_this_machine_is_not_served(page: Page) -> None:
    assert page.get("/", Host=f"evil.example:{page.port}")[0] == 403
    assert page.get("/", Host="127.0.0.1")[0] == 403


def test_a_document_is_served_with_a_policy_that_lets_nothing_foreign_in(page: Page) -> None:
    status, body, headers = page.get("/")
    assert (status, body) == (200, HELLO.body)
    assert "default-src 'self'" in str(headers["Content-Security-Policy"])
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/nothing", "/../config.py", "//", "/%2e%2e/x"])
def test_what_is_not_there_is_not_found(page: Page, path: str) -> None:
    assert page.get(path)[0] == 404

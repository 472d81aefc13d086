"""OSCQuery over real HTTP and a real WebSocket: who gets what, who is told, who is not let in."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import ifaddr
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from oscbridge.osc.packets import Message, build_message
from oscbridge.osc.web.oscquery import Host, Query
from oscbridge.osc.web.server import Document, WebServer
from oscbridge.system.networks import AllowList
from tests.osc.conftest import PING, Rig
from tests.osc.web.conftest import heard

PAGE = Document("text/html; charset=utf-8", b"<p>the page</p>")
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
OWN_ADDRESSES = [
    str(ip.ip)
    for adapter in ifaddr.get_adapters()
    for ip in adapter.ips
    if ip.is_IPv4 and not str(ip.ip).startswith("127.")
]


class Service:
    """A rig's web server with OSCQuery, and ways to talk to it."""

    def __init__(self, rig: Rig, also_on: str = "") -> None:
        self.rig = rig
        self.values: dict[str, tuple[Any, ...]] = {"/oscbridge/tempo": (100.0,)}
        self.server = rig.call(
            WebServer,
            rig.server,
            {"/": PAGE, "/page.js": PAGE}.get,
            0,
            1_000_000,
            Query(
                lambda at: Host("rig", at, rig.port, at, self.server.port),
                lambda: dict(self.values),
            ),
        )
        rig.run(self.server.start(also_on))
        self.port = self.server.port

    def get(self, target: str, at: str = "127.0.0.1", **headers: str) -> tuple[int, str, str]:
        """Status, content type and body."""
        http_client = http.client.HTTPConnection(at, self.port, timeout=10)
        http_client.request("GET", target, headers=headers)
        answer = http_client.getresponse()
        found = answer.status, str(answer.headers["Content-Type"]), answer.read().decode()
        http_client.close()
        return found

    def connect(self, at: str = "127.0.0.1", **options: Any) -> ClientConnection:
        websocket: ClientConnection = connect(f"ws://{at}:{self.port}", **options)
        return websocket


@pytest.fixture
def service(rig: Rig) -> Iterator[Service]:
    made = Service(rig)
    yield made
    rig.run(made.server.stop())


def command(websocket: ClientConnection, name: str, path: str) -> None:
    websocket.send(json.dumps({"COMMAND": name, "DATA": path}))


def asked_all(websocket: ClientConnection) -> None:
    """Waits until everything that was sent before has been read."""
    websocket.send("/oscbridge/tempo?TYPE")
    assert json.loads(websocket.recv(10)) == {"TYPE": "f"}


# -- over HTTP ---------------------------------------------------------------------------------


def test_a_browser_gets_the_page_and_a_program_the_tree(service: Service) -> None:
    assert service.get("/", Accept=BROWSER)[2] == "<p>the page</p>"
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "application/json, text/plain, */*"}):
        status, kind, body = service.get("/", **headers)
        assert (status, kind) == (200, "application/json")
        assert json.loads(body)["FULL_PATH"] == "/"


def test_a_browser_may_look_at_descriptions_too(service: Service) -> None:
    host = json.loads(service.get("/?HOST_INFO", Accept=BROWSER)[2])
    assert (host["OSC_PORT"], host["WS_PORT"]) == (service.rig.port, service.port)
    tempo = json.loads(service.get("/oscbridge/tempo", Accept=BROWSER)[2])
    assert tempo["VALUE"] == [100.0]
    assert service.get("/page.js", Accept=BROWSER)[0] == 200


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/oscbridge/tempo?VALUE", 200),
        ("/oscbridge/panic?VALUE", 204),
        ("/oscbridge/tempo?WRONG", 400),
        ("/oscbridge/nothing", 404),
        ("/oscbridge/%ff", 400),
        ("/oscbridge/%", 404),
        ("/" + "a" * 7000, 404),
    ],
)
def test_the_status_is_the_proposals(service: Service, target: str, status: int) -> None:
    found = service.get(target)
    assert found[0] == status
    assert (found[2] == "") == (status == 204)


def test_a_target_without_end_is_cut_off_and_the_next_is_answered(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port), 10) as websocket:
        websocket.sendall(b"GET /" + b"a" * 20_000)
        while websocket.recv(4096):
            pass
    assert service.get("/?HOST_INFO")[0] == 200


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_other_sites_learn_nothing(service: Service, headers: dict[str, str]) -> None:
    for target in ("/", "/?HOST_INFO", "/oscbridge/tempo"):
        status, _, body = service.get(target, **headers)
        assert status == 403
        assert "tempo" not in body


# -- over WebSocket ----------------------------------------------------------------------------


def test_a_listener_hears_what_it_listens_to_and_nothing_else(service: Service) -> None:
    with service.connect() as websocket:
        command(websocket, "LISTEN", "/oscbridge/beat")
        asked_all(websocket)
        service.rig.call(service.rig.server.broadcast, "/oscbridge/va", 0.5, 0.5)
        service.rig.call(service.rig.server.broadcast, "/oscbridge/beat", 1, 2)
        assert heard(websocket) == Message("/oscbridge/beat", (1, 2), "ii")
        command(websocket, "IGNORE", "/oscbridge/beat")
        asked_all(websocket)
        service.rig.call(service.rig.server.broadcast, "/oscbridge/beat", 1, 3)
        asked_all(websocket)  # it comes next: the beat did not


def test_a_value_is_told_at_first_and_whenever_it_changes(service: Service) -> None:
    with service.connect() as websocket:
        command(websocket, "LISTEN", "/oscbridge/tempo")
        assert heard(websocket) == Message("/oscbridge/tempo", (100.0,), "f")
        service.values["/oscbridge/tempo"] = (140.0,)
        assert heard(websocket).args == (140.0,)
        command(websocket, "IGNORE", "/oscbridge/tempo")
        command(websocket, "LISTEN", "/oscbridge/tempo")
        assert heard(websocket).args == (140.0,)


def test_osc_that_comes_this_way_is_obeyed_and_refused_as_on_any_other(service: Service) -> None:
    with service.connect() as websocket:
        websocket.send(build_message("/oscbridge/engine", ("duet",)))
        assert service.rig.next().values["name"] == "duet"
        websocket.send(build_message("/oscbridge/tempo", ("fast",)))
        error = heard(websocket)
        assert (error.address, error.args[0]) == ("/oscbridge/error", "wrong-types")
        command(websocket, "LISTEN", "/oscbridge/pong")
        websocket.send(PING)
        assert heard(websocket).address == "/oscbridge/pong"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hello", "not-osc"),
        ("", "not-osc"),
        ("[]", "not-osc"),
        ('{"COMMAND": "LISTEN"}', "not-osc"),
        ('{"COMMAND": "LISTEN", "DATA": 7}', "not-osc"),
        ('{"COMMAND": "DELETE", "DATA": "/oscbridge/beat"}', "not-osc"),
        ("[" * 4000, "not-osc"),
        ('"' + "x" * 100_000 + '"', "not-osc"),
        ('{"COMMAND": "LISTEN", "DATA": "/oscbridge/panic"}', "unknown-address"),
        ('{"COMMAND": "LISTEN", "DATA": "/oscbridge"}', "unknown-address"),
        ('{"COMMAND": "LISTEN", "DATA": "' + "/x" * 1000 + '"}', "unknown-address"),
        ("/nothing/here", "unknown-address"),
        ("/oscbridge/tempo?WRONG", "unknown-address"),
        # A path of megabytes would hold up everybody while its escapes are read.
        ("/oscbridge/" + "%61" * 10_000, "not-osc"),
    ],
)
def test_a_text_that_is_no_command_gets_one_coded_error(
    service: Service, text: str, code: str
) -> None:
    with service.connect() as websocket:
        websocket.send(text)
        error = heard(websocket)
        assert (error.address, error.args[0]) == ("/oscbridge/error", code)
        assert len(str(error.args[1])) < 400
        asked_all(websocket)


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_a_foreign_page_cannot_listen(service: Service, origin: str) -> None:
    with pytest.raises(InvalidStatus) as caught:
        service.connect(origin=origin)
    assert caught.value.response.status_code == 403


def test_other_paths_are_no_websocket(service: Service) -> None:
    with pytest.raises(InvalidStatus) as caught:
        connect(f"ws://127.0.0.1:{service.port}/oscbridge/tempo")
    assert caught.value.response.status_code == 200


# -- from other machines -----------------------------------------------------------------------


@pytest.fixture(params=["0.0.0.0", "one"])
def open_service(
    rigs: Callable[..., Rig], request: pytest.FixtureRequest
) -> Iterator[tuple[Service, str]]:
    """A service that other machines may reach, and where."""
    if not OWN_ADDRESSES:
        pytest.skip("this machine has no address but loopback")
    at = OWN_ADDRESSES[0]
    rig = rigs(allow=AllowList.parse([at]))
    made = Service(rig, "0.0.0.0" if request.param == "0.0.0.0" else at)
    made.server.names = {"stage-oscbridge-9010.local"}
    yield made, at
    rig.run(made.server.stop())


def test_other_machines_get_the_description_and_never_the_page(
    open_service: tuple[Service, str],
) -> None:
    service, at = open_service
    host = json.loads(service.get("/?HOST_INFO", at)[2])
    assert (host["OSC_IP"], host["WS_IP"]) == (at, at)
    assert json.loads(service.get("/", at, Accept=BROWSER)[2])["FULL_PATH"] == "/"
    assert service.get("/page.js", at)[0] == 404
    with service.connect(at) as websocket:
        command(websocket, "LISTEN", "/oscbridge/tempo")
        assert heard(websocket).args == (100.0,)
    with pytest.raises(InvalidStatus):  # the page's own socket
        connect(f"ws://{at}:{service.port}/osc")
    assert service.get("/", Accept=BROWSER)[2] == "<p>the page</p>"


def test_from_other_machines_no_browser_and_no_other_name_is_let_in(
    open_service: tuple[Service, str],
) -> None:
    service, at = open_service
    port = service.port
    assert service.get("/", at, Origin=f"http://{at}:{port}")[0] == 403
    assert service.get("/", at, Host=f"evil.example:{port}")[0] == 403
    assert service.get("/", at, Host=f"127.0.0.1:{port}")[0] == 403
    assert service.get("/", at, Host=f"stage-oscbridge-9010.local:{port}")[0] == 200

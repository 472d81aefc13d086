"""A server on real sockets, on an event loop of its own thread, and sockets that talk to it."""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest

from oscbridge.client import OscbridgeClient
from oscbridge.osc.packets import Message, build_message, parse_packet
from oscbridge.osc.requests import Request
from oscbridge.osc.server import OscServer

Result = TypeVar("Result")

PING = b"/oscbridge/ping\0,i\0\0\0\0\0\x07"
"""``/oscbridge/ping 7``, byte by byte."""


def error_code(client: OscbridgeClient) -> str:
    """The code of the next error that a client is sent."""
    return str(client.wait_for("error").args[0])


class Rig:
    """A running server; ``requests`` holds what reached the daemon's side."""

    def __init__(self, **options: Any) -> None:
        self.requests: queue.Queue[Request] = queue.Queue()
        self.obey: Callable[[Request], Any] = lambda request: None
        self._options = options
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self.server: OscServer

    def start(self) -> None:
        self._thread.start()
        self.run(self._start())

    async def _start(self) -> None:
        self.server = OscServer(self._handle, port=0, **self._options)
        await self.server.start()

    def stop(self) -> None:
        self.run(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _handle(self, request: Request) -> Any:
        self.requests.put(request)
        return self.obey(request)

    def run(self, work: Any) -> Any:
        """Await something on the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def call(self, what: Callable[..., Result], *args: Any, **named: Any) -> Result:
        """Call something on the server's loop, where all of its methods belong."""

        async def called() -> Result:
            return what(*args, **named)

        result: Result = self.run(called())
        return result

    @property
    def port(self) -> int:
        return self.server.port

    def client(self, transport: str = "udp", **options: Any) -> OscbridgeClient:
        return OscbridgeClient(port=self.port, transport=transport, **options)

    def next(self) -> Request:
        """The next request that reached the daemon's side."""
        return self.requests.get(timeout=5)


class Socket:
    """A UDP socket, as any other program has it."""

    def __init__(self, to_port: int) -> None:
        self._to = ("127.0.0.1", to_port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(5)
        self.port: int = self._socket.getsockname()[1]

    def raw(self, data: bytes) -> None:
        self._socket.sendto(data, self._to)

    def send(self, address: str, *args: object) -> None:
        self.raw(build_message(address, args))

    def receive(self) -> Message:
        (timed,) = parse_packet(self._socket.recv(65_536))
        return timed.message

    def is_silent(self, for_s: float = 0.1) -> bool:
        """Nothing came: only meaningful after something else came that was sent later."""
        self._socket.settimeout(for_s)
        try:
            self._socket.recv(65_536)
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(5)
        return False

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def rigs() -> Iterator[Callable[..., Rig]]:
    """Makes servers with options of the test's own."""
    made: list[Rig] = []

    def make(**options: Any) -> Rig:
        rig = Rig(**options)
        rig.start()
        made.append(rig)
        return rig

    yield make
    for rig in made:
        rig.stop()


@pytest.fixture
def rig(rigs: Callable[..., Rig]) -> Rig:
    return rigs()


@pytest.fixture
def sockets(rig: Rig) -> Iterator[Callable[[], Socket]]:
    """Makes sockets that talk to the rig."""
    made: list[Socket] = []

    def make() -> Socket:
        made.append(Socket(rig.port))
        return made[-1]

    yield make
    for one in made:
        one.close()

"""A small OSC client, for tests, scripts, ``oscbridge send`` and ``oscbridge demo``.

::

    with OscbridgeClient() as client:
        client.request("ping", 7, reply="pong")
        client.send_frame(Path("face.jpg").read_bytes(), id=8)
        print(client.wait_for("emotion", id=8).args)

It knows nothing of the daemon but its packets. Names may be short: everything that does not start
with ``/oscbridge/`` is put behind it, so ``ping``, ``/ping`` and ``/oscbridge/ping`` are the same.
``send_raw`` sends any other bytes as they are.
"""

from __future__ import annotations

import contextlib
import errno
import math
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

from oscbridge.errors import OscbridgeError
from oscbridge.osc.packets import Message, build_message, parse_packet
from oscbridge.osc.slip import SlipDecoder, slip_encode
from oscbridge.osc.vocabulary import ROOT

__all__ = ["Captured", "Message", "OscbridgeClient", "full_address"]

LARGEST_UDP_BLOB = 65_000
"""A blob that fits a datagram together with its address and id."""

_LARGEST_REPLY = 64_000_000
_RECEIVE_BUFFER = 4 * 2**20
_RENEWAL_ID = 2_147_480_099
"""The id under which the client renews its subscription; answers with it are passed over."""
_TOO_LARGE = {errno.EMSGSIZE, getattr(errno, "WSAEMSGSIZE", errno.EMSGSIZE)}


def full_address(name: str) -> str:
    """A short name as a full address: ``ping`` → ``/oscbridge/ping``."""
    return ROOT + name.lstrip("/").removeprefix(ROOT.lstrip("/"))


@dataclass(frozen=True, slots=True)
class Captured:
    """A message that went out or came in, and when (``time.monotonic()``)."""

    direction: Literal["out", "in"]
    message: Message
    at_s: float


class OscbridgeClient:
    """Talks to a daemon. Use it as a context manager, or close it.

    Args:
        host, port: where the daemon listens.
        transport: ``udp``, or ``tcp`` for frames of any size and replies that cannot get lost.
        timeout_s: how long an answer may take unless a call says otherwise.
        largest_blob: over UDP, larger frames are sent in chunks of this size.
        capture: how many messages ``captured`` keeps, the newest.
        unread: how many messages wait until they are asked for, the newest: a script that runs for
            days and asks for some of what it hears must not keep the rest.
        subscribe: over UDP, hear what is told to all too, not only the answers to one's own
            messages; renewed while something is waited for. Over TCP that is so in any case.

    Raises:
        OscbridgeError: ``no-answer`` when nothing listens there (over TCP, or to subscribe);
            ``unknown-choice``; ``too-many-subscriptions``.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 9010,
        transport: str = "udp",
        *,
        timeout_s: float = 2.0,
        largest_blob: int = LARGEST_UDP_BLOB,
        capture: int = 1000,
        unread: int = 10_000,
        subscribe: bool = False,
    ) -> None:
        if transport not in ("udp", "tcp"):
            raise OscbridgeError("unknown-choice", f"transport is udp or tcp, not '{transport}'")
        self.host = host
        self.port = port
        self.timeout_s = timeout_s
        self.captured: deque[Captured] = deque(maxlen=capture)
        """What went out and came in, oldest first."""
        self._largest_blob = largest_blob
        self._inbox: deque[Message] = deque(maxlen=unread)
        self._decoder = SlipDecoder(_LARGEST_REPLY)
        self._tcp = transport == "tcp"
        self._frame_id = 0
        self._asked = 0
        self._subscribes = False
        self._renew_every_s = math.inf
        self._renew_at_s = math.inf
        try:
            self._socket = (
                _tcp_socket(host, port, timeout_s) if self._tcp else _udp_socket(host, port)
            )
        except OSError as error:
            raise self._no_answer(str(error)) from None
        if subscribe and not self._tcp:
            try:
                self._subscribe()
            except OscbridgeError:
                self._socket.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the socket, and end the subscription."""
        if self._renew_every_s < math.inf:
            with contextlib.suppress(OSError, OscbridgeError):
                self.send("unsubscribe")
        self._socket.close()

    @property
    def local_port(self) -> int:
        """The port that this client sends from, and is answered at."""
        port: int = self._socket.getsockname()[1]
        return port

    def send(self, address: str, *args: object) -> None:
        """Send a message.

        Raises:
            OscbridgeError: ``bad-argument``, ``too-large-for-udp``, ``no-answer``.
        """
        path = full_address(address)
        self._subscribes |= path == ROOT + "subscribe"
        self.send_raw(build_message(path, args))
        self.captured.append(Captured("out", Message(path, args), time.monotonic()))

    def send_raw(self, packet: bytes) -> None:
        """Send any bytes as one packet.

        Raises:
            OscbridgeError: ``too-large-for-udp``, ``no-answer``.
        """
        try:
            if self._tcp:
                self._socket.settimeout(self.timeout_s)
                self._socket.sendall(slip_encode(packet))
            else:
                self._socket.send(packet)
        except ConnectionRefusedError:
            # Told of an earlier datagram; this one was not sent.
            raise self._no_answer("nothing listens there") from None
        except OSError as error:
            if not self._tcp and error.errno in _TOO_LARGE:
                raise OscbridgeError(
                    "too-large-for-udp",
                    f"{len(packet)} bytes do not fit a datagram here ({error}); use send_frame, "
                    'which sends chunks, or transport="tcp"',
                ) from None
            raise self._no_answer(str(error)) from None

    def send_frame(self, image: bytes, id: int | str | None = None) -> int | str:
        """Send an encoded image, in chunks when it is too large for one datagram.

        Args:
            image: a whole JPEG, PNG or WebP file.
            id: comes back in the replies; the next of 1, 2, 3 … if left out.

        Returns:
            The id.
        """
        if id is None:
            self._frame_id += 1
            id = self._frame_id
        if self._tcp or len(image) <= self._largest_blob:
            self.send("frame", image, id)
            return id
        size = self._largest_blob
        chunks = [image[start : start + size] for start in range(0, len(image), size)]
        for index, chunk in enumerate(chunks):
            self.send("frame/chunk", id, index, len(chunks), chunk)
        return id

    def receive(self, timeout_s: float | None = None) -> Message:
        """The next message, whatever it is.

        Raises:
            OscbridgeError: ``no-answer``.
        """
        return self._first(lambda message: True, timeout_s, "an answer")

    def wait_for(
        self, address: str, timeout_s: float | None = None, id: int | str | None = None
    ) -> Message:
        """The next message with this address, and with this id among its arguments if one is given.

        Others stay for later calls.

        Raises:
            OscbridgeError: ``no-answer``.
        """
        path = full_address(address)

        def wanted(message: Message) -> bool:
            return message.address == path and (id is None or id in message.args)

        return self._first(wanted, timeout_s, path)

    def request(
        self, address: str, *args: object, reply: str, timeout_s: float | None = None
    ) -> Message:
        """Send a message and wait for its reply.

        Raises:
            OscbridgeError: the daemon's own code, when it answers this address with an error; else
                ``no-answer``.
        """
        asked, answer = full_address(address), full_address(reply)
        error = ROOT + "error"

        def wanted(message: Message) -> bool:
            if message.address == error:
                return len(message.args) >= 3 and message.args[2] == asked
            return message.address == answer

        kept = [message for message in self._inbox if not wanted(message)]
        self._inbox = deque(kept, self._inbox.maxlen)
        self.send(address, *args)
        found = self._first(wanted, timeout_s, answer)
        if found.address == error:
            raise OscbridgeError(str(found.args[0]), str(found.args[1]))
        return found

    def status(self, timeout_s: float | None = None) -> dict[str, int | float | str]:
        """The daemon's facts about itself, by name.

        Raises:
            OscbridgeError: ``no-answer``.
        """
        self._asked += 1
        id = f"status {self._asked}"
        self.send("status", id)
        count = int(self.wait_for("status", timeout_s, id).args[1])
        facts = (self.wait_for("status", timeout_s, id).args for _ in range(count))
        return {str(name): value for name, value, _ in facts}

    def listen(self, seconds: float) -> Iterator[Message]:
        """Every message that waits or comes within some seconds."""
        until = time.monotonic() + seconds
        while True:
            while self._inbox:
                yield self._inbox.popleft()
            left = until - time.monotonic()
            if left <= 0:
                return
            self._pump(left)

    def _first(
        self, wanted: Callable[[Message], bool], timeout_s: float | None, what: str
    ) -> Message:
        timeout_s = self.timeout_s if timeout_s is None else timeout_s
        until = time.monotonic() + timeout_s
        unseen = len(self._inbox)
        while True:
            for index in range(max(0, len(self._inbox) - unseen), len(self._inbox)):
                message = self._inbox[index]
                if wanted(message):
                    del self._inbox[index]
                    return message
            left = until - time.monotonic()
            if left <= 0:
                raise self._no_answer(f"{what} did not come within {timeout_s:g} s")
            unseen = self._pump(left)

    def _subscribe(self) -> None:
        _, _, lease_s, _ = self.request("subscribe", self.local_port, reply="subscribed").args
        self._renew_every_s = lease_s / 3
        self._renew_at_s = time.monotonic() + self._renew_every_s

    def _renew(self) -> None:
        """Keep the subscription. Any message does, but only this one gets it back from a daemon
        that was started anew meanwhile."""
        if time.monotonic() >= self._renew_at_s:
            self._renew_at_s = time.monotonic() + self._renew_every_s
            with contextlib.suppress(OscbridgeError):  # told by what is waited for
                self.send_raw(build_message(ROOT + "subscribe", (self.local_port, _RENEWAL_ID)))

    def _pump(self, timeout_s: float) -> int:
        """Take what comes next off the socket, waiting no longer than that: how many messages."""
        self._renew()
        timeout_s = min(timeout_s, self._renew_at_s - time.monotonic())
        self._socket.settimeout(max(timeout_s, 1e-6))
        try:
            data = self._socket.recv(65_536)
        except TimeoutError:
            return 0
        except OSError as error:
            raise self._no_answer(str(error)) from None
        if self._tcp and not data:
            raise self._no_answer("it closed the connection")
        count = 0
        for packet in self._decoder.feed(data) if self._tcp else [data]:
            if isinstance(packet, OscbridgeError):
                raise packet
            for timed in parse_packet(packet):
                if timed.message.args[-1:] == (_RENEWAL_ID,):
                    continue
                if timed.message.address == ROOT + "prove" and self._subscribes:
                    # It asks whether we are where we say we are, as we did subscribe.
                    self.send_raw(build_message(ROOT + "confirm", timed.message.args[:1]))
                    continue
                self.captured.append(Captured("in", timed.message, time.monotonic()))
                self._inbox.append(timed.message)
                count += 1
        return count

    def _no_answer(self, why: str) -> OscbridgeError:
        kind = "TCP" if self._tcp else "UDP"
        return OscbridgeError(
            "no-answer",
            f"no answer from {self.host}:{self.port} ({kind}): {why}; "
            "is it running (oscbridge run), and on that port?",
        )


def _tcp_socket(host: str, port: int, timeout_s: float) -> socket.socket:
    made = socket.create_connection((host, port), timeout_s)
    # The end of a frame must not wait until its beginning is acknowledged.
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _udp_socket(host: str, port: int) -> socket.socket:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    made = socket.socket(family, kind)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        # Connected, the system tells at once that nobody listens there.
        made.connect(address)
    except OSError:
        made.close()
        raise
    return made

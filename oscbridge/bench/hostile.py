"""100,000 messages, right and wrong, from four clients over UDP and four over TCP.

Each is answered, told as wrong, or counted aloud (``rate-limited``, ``packets-lost``): what was
sent is the sum of these. Meanwhile the main process neither dies nor grows.
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import time

from oscbridge.bench.report import Figure, Findings, Limit, Options, single
from oscbridge.bench.rigs.processes import DaemonProcesses
from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.launcher import Running, quiet
from oscbridge.osc.packets import build_bundle, build_message

MESSAGES = 100_000
PER_S = 5_000
"""Of all clients together: so slow that the answers do not get lost at our end."""

_TURN_S = 0.01
_GLANCE_S = 0.0005
_LAST_WORDS_S = 10.0
_BUFFER = 8 * 2**20
_SEED = 7
_NONE = Limit("value", 0)


def measure(options: Options) -> Findings:
    """Send, listen, add up."""
    count = 5_000 if options.quick else MESSAGES
    if options.seconds is not None:
        count = round(options.seconds * PER_S)
    with quiet() as daemon, contextlib.ExitStack() as stack:
        senders = [
            _Sender(stack.enter_context(daemon.client(transport)), number)
            for number, transport in enumerate(("udp", "tcp") * 4)
        ]
        processes = DaemonProcesses(daemon)
        before = _status(daemon)
        took, grown_mb = _send_all(senders, count, processes)
        lost = _listen_to_the_end(senders, daemon, int(before["lost"]))
        after = _status(daemon)
        alive = daemon.process.poll() is None
    sent = sum(sender.sent for sender in senders)
    answered = sum(sender.answered for sender in senders)
    told = sum(sender.told for sender in senders)
    counted = sum(sender.counted for sender in senders)
    restarts = [name for name in after if name.endswith("_restarts") and after[name] != 0]
    return Findings(
        (
            Figure(
                "neither answered nor reported",
                "messages",
                single(sent - answered - told - counted - lost),
                (_NONE,),
            ),
            Figure(
                "crashes, and faults that were caught",
                "",
                single(int(not alive) + int(after["internal_errors"]) + len(restarts)),
                (_NONE,),
            ),
            Figure(
                "the main process grew, from a fifth of the way to the end",
                "MB",
                single(grown_mb),
                (Limit("value", 3.0),),
            ),
            Figure("sent", "messages a second", single(sent / took, 0)),
        ),
        facts={
            "sent": sent,
            "answered": answered,
            "errors_told": told,
            "errors_counted": counted,
            "lost_as_told": lost,
            "seed": _SEED,
        },
    )


class _Sender:
    """One client: what it sent, and what became of it."""

    def __init__(self, client: OscbridgeClient, number: int) -> None:
        self.sent = self.answered = self.told = self.counted = 0
        self._client = client
        self._random = random.Random(_SEED + number)
        # The answers must not be what gets lost.
        with contextlib.suppress(OSError):
            client._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)

    def send(self) -> None:
        """One packet, which should bring as many answers or errors as it has messages."""
        packet, messages = _packet(self._random, self.sent)
        self._client.send_raw(packet)
        self.sent += messages

    def listen(self, seconds: float = _GLANCE_S) -> None:
        """Take what comes within some seconds."""
        for message in self._client.listen(seconds):
            name = message.address.removeprefix("/oscbridge/")
            if name == "pong":
                self.answered += 1
            elif name == "error":
                code = str(message.args[0])
                if code == "rate-limited":
                    self.counted += int(str(message.args[1]).split()[0])
                elif code != "packets-lost":  # what was lost is asked for at the end
                    self.told += 1


def _packet(draw: random.Random, number: int) -> tuple[bytes, int]:
    """A packet, and how many messages it holds as far as anybody can tell."""
    ping = build_message("/oscbridge/ping", (number,))
    kind = draw.randrange(12)
    match kind:
        case 0:
            return build_message("/oscbridge/" + draw.choice(["pnig", "x" * 300, "", "ü"])), 1
        case 1:
            return build_message("/oscbridge/tempo", ("fast",)), 1
        case 2:
            return build_message("/oscbridge/tempo", (1e9,)), 1
        case 3:
            return ping[: draw.randrange(1, len(ping) - 1) | 1], 1  # no multiple of four
        case 4:
            return draw.randbytes(draw.randrange(1, 200)), 1
        case 5:
            return build_message(draw.choice(["/[", "/{a,b", "/*/*?*?*?*", "/oscbridge/*"])), 1
        case 6:
            return build_bundle([ping, ping]), 2
        case 7:
            return build_bundle([ping], time.time() + 1e6), 1
        case 8:
            return build_message("/oscbridge/subscribe", (9000, "192.0.2.1")), 1
        case 9:
            return b"/oscbridge/ping\0,f\0\0" + struct.pack(">f", draw.choice([1e30, 0.5])), 1
        case _:
            return ping, 1


def _send_all(
    senders: list[_Sender], count: int, processes: DaemonProcesses
) -> tuple[float, float]:
    """Returns the seconds that it took, and by how many MB the main process grew."""
    began = time.perf_counter()
    done = 0
    early_mb: float | None = None
    while done < count:
        due = min(count, round((time.perf_counter() - began + _TURN_S) * PER_S))
        for number in range(done, due):
            senders[number % len(senders)].send()
        done = max(done, due)
        for sender in senders:
            sender.listen()
        if early_mb is None and done > count / 5:
            early_mb = processes.memory_mb()["main"]
        time.sleep(max(0.0, began + done / PER_S - time.perf_counter()))
    assert early_mb is not None
    return time.perf_counter() - began, processes.memory_mb()["main"] - early_mb


def _listen_to_the_end(senders: list[_Sender], daemon: Running, lost_before: int) -> int:
    """Until all is accounted for, or nothing more is to be expected. Returns what was lost."""
    until = time.monotonic() + _LAST_WORDS_S
    while True:
        for sender in senders:
            sender.listen(0.02)
        lost = int(_status(daemon)["lost"]) - lost_before
        open_ones = sum(s.sent - s.answered - s.told - s.counted for s in senders) - lost
        if open_ones <= 0 or time.monotonic() > until:
            return lost


def _status(daemon: Running) -> dict[str, int | float | str]:
    with daemon.client("tcp") as client:
        facts = client.status()
    if "internal_errors" not in facts:
        raise OscbridgeError("benchmark-broken", "the daemon does not tell what it counts")
    return facts

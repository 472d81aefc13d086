"""10,000 small messages as fast as one program can send them; beside python-osc, taking turns.

Each is a ``ping`` with a number of its own, and counts when its ``pong`` comes back. python-osc's
blocking server, the one its examples show, has only to count them. The sender is a process of its
own that does nothing else.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import multiprocessing.sharedctypes
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from oscbridge.bench.report import Figure, Findings, Limit, Options, Stats, single
from oscbridge.errors import OscbridgeError
from oscbridge.launcher import free_port, quiet
from oscbridge.osc.packets import build_message, parse_packet

MESSAGES = 10_000
_SILENCE_S = 1.0
_BUFFER = 8 * 2**20
_RIVAL = "python-osc's BlockingOSCUDPServer with a handler that counts, in a process of its own"


def measure(options: Options) -> Findings:
    """Rounds of ours and the rival's, and how many of the messages arrived."""
    rounds = 1 if options.quick else 5
    count = 500 if options.quick else MESSAGES
    kept: list[float] = []
    rival_kept: list[float] = []
    speeds: list[float] = []
    with quiet() as daemon, _python_osc() as (rival_port, counter):
        for _ in range(rounds):
            answered, speed = _pinged(daemon.port, count)
            kept.append(answered)
            speeds.append(speed)
            before = counter.value
            rival_speed = _sent(rival_port, count)
            _settled(counter)
            rival_kept.append(counter.value - before)
            speeds.append(rival_speed)
    lost, rival_lost = count - min(kept), count - min(rival_kept)
    return Findings(
        (
            Figure(
                f"lost of {count}, worst of {rounds} rounds",
                "messages",
                single(lost),
                (Limit("value", 0),),
                single(rival_lost),
            ),
            Figure("kept", "messages", _kept(kept), (), _kept(rival_kept)),
        ),
        _RIVAL,
        {
            "sent_in_a_second": [round(speed) for speed in speeds],
            "kept": kept,
            "rival_kept": rival_kept,
        },
    )


def _kept(rounds: list[float]) -> Stats:
    return {"median": statistics.median(rounds), "worst": min(rounds), "count": len(rounds)}


def _pinged(port: int, count: int) -> tuple[int, float]:
    """How many of the pings were answered, and how many were sent in a second."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind(("127.0.0.1", 0))
        # The answers must not be what gets lost.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        made.settimeout(_SILENCE_S)
        with _sender(made, port, count) as speed_of:
            packets: list[bytes] = []
            with contextlib.suppress(TimeoutError):
                while len(packets) < count:
                    packets.append(made.recv(2048))
            speed = speed_of()
    numbers = {timed.message.args[1] for packet in packets for timed in parse_packet(packet)}
    return len(numbers & set(range(count))), speed


def _sent(port: int, count: int) -> float:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind(("127.0.0.1", 0))
        with _sender(made, port, count) as speed_of:
            speed = speed_of()
    return speed


@contextlib.contextmanager
def _sender(made: socket.socket, port: int, count: int) -> Iterator[Callable[[], float]]:
    """A process that sends through our socket, so that answers come to us; gives a function that
    waits for its end and tells how many it sent in a second."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_send_all, args=(made, port, count, theirs), daemon=True)
    process.start()
    theirs.close()
    ours.recv()  # it has its packets built
    ours.send(None)

    def speed() -> float:
        return count / float(ours.recv())

    try:
        yield speed
    finally:
        process.join(10)
        process.kill()


def _send_all(made: socket.socket, port: int, count: int, connection: Connection) -> None:
    packets = [build_message("/oscbridge/ping", [number]) for number in range(count)]
    made.connect(("127.0.0.1", port))
    made.settimeout(None)
    connection.send(None)
    connection.recv()
    start = time.perf_counter()
    for packet in packets:
        made.send(packet)
    connection.send(time.perf_counter() - start)


@contextlib.contextmanager
def _python_osc() -> Iterator[tuple[int, Any]]:
    """The rival, running: its port, and what it has counted."""
    context = multiprocessing.get_context("spawn")
    counter: Any = multiprocessing.sharedctypes.RawValue(ctypes.c_long, 0)
    ours, theirs = context.Pipe()
    port = free_port()
    process = context.Process(target=_serve, args=(port, counter, theirs), daemon=True)
    process.start()
    if not ours.poll(30):
        raise OscbridgeError("benchmark-broken", f"{_RIVAL} did not start")
    try:
        yield port, counter
    finally:
        process.kill()
        process.join()


def _serve(port: int, counter: Any, connection: Connection) -> None:
    from pythonosc.dispatcher import Dispatcher
    from pythonosc.osc_server import BlockingOSCUDPServer

    def count(*_: object) -> None:
        counter.value += 1

    dispatcher = Dispatcher()
    dispatcher.map("/oscbridge/ping", count)
    server = BlockingOSCUDPServer(("127.0.0.1", port), dispatcher)
    connection.send(None)
    server.serve_forever()


def _settled(counter: Any) -> None:
    """Wait until nothing has been counted for a while."""
    last = -1
    while counter.value != last:
        last = counter.value
        time.sleep(_SILENCE_S / 2)

"""`oscbridge send`: send one OSC message to a running daemon and print what it answers.

A word that reads as a whole number or a number is sent as one; everything else is text. Quote a
number to send it as text: ``oscbridge send /oscbridge/ping '"7"'``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from oscbridge.config.settings import OscSettings
from oscbridge.errors import OscbridgeError

if TYPE_CHECKING:
    from oscbridge.client import OscbridgeClient
    from oscbridge.osc.packets import Message

WORK = frozenset({"phrase", "file", "primer", "listen"})
"""Names whose answer takes work: an answer is waited for, and then for what comes with it."""

TOLD_TO_ALL = frozenset({"ready", "beat", "va", "felt", "clock/state", "phrase/playing"})
"""What comes by itself, over TCP, and answers nothing."""

ANSWER_WITHIN_S = 20.0
REST_WITHIN_S = 0.5
LONGEST_WAIT_S = 86_400.0

_PRESENT = "oscbridge send: is anybody there?"
"""The id of a ping of our own, which is not printed."""


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("address", metavar="ADDRESS", help="such as /oscbridge/ping, or just ping")
    command.add_argument("args", nargs="*", default=[], metavar="ARG", help="numbers or text")
    command.add_argument(
        "--host", default=OscSettings().host, help="where the daemon runs (%(default)s)"
    )
    command.add_argument(
        "--port", type=int, default=OscSettings().port, help="where it listens (%(default)s)"
    )
    command.add_argument("--tcp", action="store_true", help="over TCP instead of UDP")
    command.add_argument(
        "--wait",
        type=float,
        metavar="S",
        help="seconds to listen for answers (1; for what takes work: until it is answered)",
    )


def value(word: str) -> int | float | str:
    """What a word on the command line stands for."""
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    if len(word) >= 2 and word[0] == word[-1] == '"':
        return word[1:-1]
    return word


def main(asked: argparse.Namespace) -> int:
    """Send, listen, print. Exit status 1 when the daemon answers with an error or not at all."""
    from oscbridge.client import OscbridgeClient

    if not 1 <= asked.port <= 65_535:
        raise OscbridgeError("out-of-range", f"--port must be from 1 to 65535, not {asked.port}")
    if asked.wait is not None and not 0 <= asked.wait <= LONGEST_WAIT_S:
        raise OscbridgeError(
            "out-of-range", f"--wait must be from 0 to {LONGEST_WAIT_S:g}, not {asked.wait:g}"
        )
    status, heard = 0, False
    transport = "tcp" if asked.tcp else "udp"
    with OscbridgeClient(asked.host, asked.port, transport=transport) as client:
        client.send(asked.address, *[value(word) for word in asked.args])
        # Much is obeyed without a word: whether anybody is there is asked behind it.
        client.send("ping", _PRESENT)
        for message in _answers(client, asked):
            heard = True
            if message.args[-1:] == (_PRESENT,):
                continue
            print(message.address, *message.args, flush=True)
            if message.address == "/oscbridge/error":
                status = 1
    if not heard and asked.wait != 0:
        raise OscbridgeError(
            "no-answer",
            f"no answer from {asked.host}:{asked.port} ({transport.upper()}); is it running "
            "(oscbridge run), on that port, and may this machine talk to it (osc.allow)?",
        )
    return status


def _answers(client: OscbridgeClient, asked: argparse.Namespace) -> Iterator[Message]:
    name = asked.address.removeprefix("/oscbridge/")
    if asked.wait is not None or name not in WORK:
        yield from client.listen(1.0 if asked.wait is None else asked.wait)
        return
    for message in client.listen(ANSWER_WITHIN_S):
        yield message
        by_itself = message.address.removeprefix("/oscbridge/") in TOLD_TO_ALL
        if not by_itself and message.args[-1:] != (_PRESENT,):
            break
    yield from client.listen(REST_WITHIN_S)

"""`oscbridge send`: send one OSC message to a running daemon and print what it answers.

A word that reads as a whole number or a number is sent as one; everything else is text. Quote a
number to send it as text: ``oscbridge send /oscbridge/ping '"7"'``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from oscbridge.config.settings import OscSettings

if TYPE_CHECKING:
    from oscbridge.client import OscbridgeClient
    from oscbridge.osc.packets import Message

WORK = frozenset({"phrase", "file", "primer", "listen"})
"""Names whose answer takes work: an answer is waited for, and then for what comes with it."""

TOLD_TO_ALL = frozenset({"ready", "beat", "va", "felt", "clock/state", "phrase/playing"})
"""What comes by itself, over TCP, and answers nothing."""

ANSWER_WITHIN_S = 20.0
REST_WITHIN_S = 0.5


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("address", metavar="ADDRESS", help="such as /oscbridge/ping, or just ping")
    command.add_argument("args", nargs="*", metavar="ARG", help="numbers or text")
    command.add_argument("--host", default=OscSettings().host)
    command.add_argument("--port", type=int, default=OscSettings().port)
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

    status = 0
    transport = "tcp" if asked.tcp else "udp"
    with OscbridgeClient(asked.host, asked.port, transport=transport) as client:
        client.send(asked.address, *[value(word) for word in asked.args])
        for message in _answers(client, asked):
            print(message.address, *message.args, flush=True)
            if message.address == "/oscbridge/error":
                status = 1
    return status


def _answers(client: OscbridgeClient, asked: argparse.Namespace) -> Iterator[Message]:
    name = asked.address.removeprefix("/oscbridge/")
    if asked.wait is not None or name not in WORK:
        yield from client.listen(1.0 if asked.wait is None else asked.wait)
        return
    for message in client.listen(ANSWER_WITHIN_S):
        yield message
        if message.address.removeprefix("/oscbridge/") not in TOLD_TO_ALL:
            break
    yield from client.listen(REST_WITHIN_S)

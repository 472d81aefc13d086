"""`oscbridge send`: send one OSC message to a running daemon and print what it answers.

A word that reads as a whole number or a number is sent as one; everything else is text. Quote a
number to send it as text: ``oscbridge send /oscbridge/ping '"7"'``.
"""

from __future__ import annotations

import argparse

from oscbridge.config import OscSettings


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("address", metavar="ADDRESS", help="such as /oscbridge/ping, or just ping")
    command.add_argument("args", nargs="*", metavar="ARG", help="numbers or text")
    command.add_argument("--host", default=OscSettings().host)
    command.add_argument("--port", type=int, default=OscSettings().port)
    command.add_argument("--tcp", action="store_true", help="over TCP instead of UDP")
    command.add_argument(
        "--wait", type=float, default=1.0, metavar="S", help="seconds to listen for answers (1)"
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
        for message in client.listen(asked.wait):
            print(message.address, *message.args)
            if message.address == "/oscbridge/error":
                status = 1
    return status

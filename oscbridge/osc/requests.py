"""From a message to requests: the addresses that it is for, and its values checked for each."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import BY_PATH, Address
from oscbridge.osc.arguments import RefusedError, Value, shorten
from oscbridge.osc.binding import bind
from oscbridge.osc.clients import Peer
from oscbridge.osc.packets import Message
from oscbridge.osc.patterns import Pattern, is_pattern


@dataclass(frozen=True, slots=True)
class Request:
    """A message that may be obeyed.

    Args:
        address: its full address, from the table; a frame sent in chunks is one
            ``/oscbridge/frame``.
        values: its arguments by name, as ``binding.bind`` gives them.
        peer: who sent it; replies go by this.
        id: its id, −1 when it has none.
        received_at_s: when its (last) packet was taken off the network, ``time.monotonic()``.
    """

    address: str
    values: dict[str, Value | None]
    peer: Peer
    id: int | str
    received_at_s: float


Handler = Callable[[Request], Awaitable[None] | None]
"""Obeys a request. An OscbridgeError from it becomes an error reply; it may be a coroutine."""


def read_message(
    message: Message, peer: Peer, received_at_s: float
) -> tuple[list[Request], list[tuple[str, OscbridgeError]]]:
    """What a message asks for, and what of it is refused, with the address that refuses it."""
    requests: list[Request] = []
    refused: list[tuple[str, OscbridgeError]] = []
    try:
        paths = _paths(message.address)
    except OscbridgeError as error:
        return [], [(message.address, error)]
    for path in paths:
        try:
            values = bind(path, message.args, message.tags)
        except RefusedError as error:
            refused.append((path, error))
            continue
        id = values["id"]
        assert isinstance(id, int | str)
        requests.append(Request(path, values, peer, id, received_at_s))
    return requests, refused


@functools.lru_cache(256)
def _matched(pattern: str) -> tuple[Address, ...]:
    compiled = Pattern(pattern)
    return tuple(entry for path, entry in BY_PATH.items() if compiled.matches(path))


def _paths(address: str) -> list[str]:
    """The addresses that a message is for: its own, or all that its pattern matches.

    Raises:
        OscbridgeError: ``bad-pattern``, ``unknown-address`` or ``pattern-refused``.
    """
    if not is_pattern(address):
        return [address]
    matched = _matched(address)
    if not matched:
        raise OscbridgeError("unknown-address", f"no address matches {shorten(address)}")
    changing = [entry.path for entry in matched if entry.changes_state]
    if changing:
        raise OscbridgeError(
            "pattern-refused",
            f"the pattern {shorten(address)} matches {changing[0]}, which changes something; "
            "name such addresses in full",
        )
    return [entry.path for entry in matched]

"""Errors told to peers: one by one as far as the guard allows, the rest as numbers each second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import ERROR
from oscbridge.osc.arguments import NO_ID, RefusedError, shorten
from oscbridge.osc.clients import Peer
from oscbridge.osc.guard import Guard
from oscbridge.osc.losses import Losses


class ErrorReplies:
    """Sends ``/oscbridge/error``.

    Args:
        reply: sends a peer a message: the peer, the address, the arguments.
        guard: says how many errors a peer is told.
        losses: knows whose packets were lost.
        counters: ``errors`` and ``errors_untold`` are counted there.
        codes: every error is counted there, by its code.
    """

    def __init__(
        self,
        reply: Callable[..., None],
        guard: Guard,
        losses: Losses,
        counters: Counter[str],
        codes: Counter[str],
    ) -> None:
        self._reply = reply
        self._guard = guard
        self._losses = losses
        self._counters = counters
        self._codes = codes

    def count(self, code: str) -> None:
        """Count an error; ``send`` does so by itself."""
        self._counters["errors"] += 1
        self._codes[code] += 1

    def send(
        self, peer: Peer, error: OscbridgeError, address: str = "", id: int | str | None = None
    ) -> None:
        """Tell a peer one error, unless it was told too many; then it is part of a number later."""
        self.count(error.code)
        if self._guard.may_report(peer):
            self._send(peer, error, address, id)
        else:
            self._counters["errors_untold"] += 1

    def send_summaries(self) -> None:
        """Tell how many errors, replies and packets were not told, sent or read; each second."""
        for peer, error in self._guard.summaries():
            self._send(peer, error)  # The errors that it sums up were counted already.
        for peer, error in self._losses.summaries():
            self.count(error.code)
            self._send(peer, error)

    def _send(
        self, peer: Peer, error: OscbridgeError, address: str = "", id: int | str | None = None
    ) -> None:
        if id is None:
            id = error.id if isinstance(error, RefusedError) else NO_ID
        self._reply(peer, ERROR, error.code, error.message, shorten(address, 200), id)

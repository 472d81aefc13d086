"""Who is admitted, and how much is sent to whom: strangers, unproved addresses, error floods.

A datagram's sender is whoever it says it is. So that oscbridge cannot be used against a third
machine, an address that has not proved that it is where it says is sent at most ``MULTIPLE`` times
the bytes that came from it, as QUIC does (RFC 9000, section 8.1), and cannot subscribe. It proves
itself by returning a token that was sent to it, or by a connection. This machine needs no proof,
and neither does one that the user named by its own address.

All that is kept here is bounded, whoever sends.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer, Transport
from oscbridge.system.networks import AllowList

log = logging.getLogger(__name__)

MULTIPLE = 3
"""Bytes to an unproved address for each byte from it."""
ERRORS_AT_ONCE = 1000
ERRORS_PER_S = 200
"""Errors that one peer is told, at once and for each second; the rest is told as a count."""

_GRACE_BYTES = 1500
_GRACE_BYTES_PER_S = 150
_MOST_CREDIT_BYTES = 65_536
_PROVED_S = 3600.0
_RENEW_S = 600.0
_TOKEN_S = 60.0
_MAX_HOSTS = 256
_MAX_ERRING_PEERS = 1024
_CACHED_HOSTS = 1024


class TokenBucket:
    """So much at once, so much a second."""

    def __init__(self, most: float, per_s: float, now_s: float, *, full: bool = True) -> None:
        self._most = most
        self._per_s = per_s
        self._left = most if full else 0.0
        self._seen_s = now_s

    def take(self, amount: float, now_s: float) -> bool:
        """Take some, or say that there is not enough."""
        if self.left(now_s) < amount:
            return False
        self._left -= amount
        return True

    def left(self, now_s: float) -> float:
        """What may be taken now."""
        self._left = min(self._most, self._left + (now_s - self._seen_s) * self._per_s)
        self._seen_s = now_s
        return self._left

    def is_full(self, now_s: float) -> bool:
        """Whether it is as if it had never been used."""
        return self.left(now_s) >= self._most


@dataclass(slots=True)
class _Unproved:
    """A host that was heard but has proved nothing."""

    peer: Peer
    grace: TokenBucket
    credit_bytes: float = 0.0
    withheld: int = 0


@dataclass(slots=True)
class _ErrorBudget:
    """How many more errors a peer is told, and how many it was not."""

    bucket: TokenBucket
    untold: int = 0


class Guard:
    """Watches over what comes and what leaves.

    Args:
        allow: who may talk to us.
        clock: seconds, monotonic.
        counters: ``strangers`` is counted there.
    """

    def __init__(
        self,
        allow: AllowList,
        clock: Callable[[], float] = time.monotonic,
        counters: Counter[str] | None = None,
    ) -> None:
        self._counters: Counter[str] = Counter() if counters is None else counters
        # Asked for each packet, mostly of the same few.
        self._admits = functools.lru_cache(_CACHED_HOSTS)(allow.admits)
        self._names = functools.lru_cache(_CACHED_HOSTS)(allow.names)
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        # Dicts keep their order: who was heard longest ago comes first.
        self._unproved: dict[str, _Unproved] = {}
        self._proved_until_s: dict[str, float] = {}
        self._error_budgets: dict[Peer, _ErrorBudget] = {}
        self.own_address = ""
        """The one address that we listen on, if it is one. Systems let nothing in from outside
        that claims to come from there, so it is this machine."""

    # -- who -------------------------------------------------------------------------------------

    def admits(self, host: str) -> bool:
        """Whether anything that comes from there is looked at; the first that is not is logged."""
        admitted = host == self.own_address or self._admits(host)
        if admitted:
            return True
        self._counters["strangers"] += 1
        if self._counters["strangers"] == 1:
            log.warning(
                "%s is not in osc.allow: what it sends is dropped, as is what others send who are "
                "not; /oscbridge/status counts it as strangers",
                host,
            )
        return False

    def trusts(self, host: str) -> bool:
        """Whether a host is where it says it is, as far as anybody can know."""
        return self._needs_no_proof(host) or self._proved_until_s.get(host, 0.0) > self._clock()

    def proved(self, host: str) -> None:
        """A host has shown that it is there: it connected, or returned a token."""
        if self._needs_no_proof(host):
            return
        self._proved_until_s.pop(host, None)
        if len(self._proved_until_s) >= _MAX_HOSTS:
            del self._proved_until_s[next(iter(self._proved_until_s))]
        self._proved_until_s[host] = self._clock() + _PROVED_S
        self._unproved.pop(host, None)

    def _needs_no_proof(self, host: str) -> bool:
        return host == self.own_address or self._names(host)

    def needs_new_proof(self, host: str) -> bool:
        """Whether what a host proved runs out soon."""
        until_s = self._proved_until_s.get(host)
        return until_s is not None and until_s - self._clock() < _RENEW_S

    def token(self, host: str, sender_port: int, port: int) -> str:
        """What a host must return to prove that it is there. Nothing is kept for it."""
        return self._sign(host, f"{sender_port}.{port}", int(self._clock() // _TOKEN_S))

    def check(self, host: str, token: str) -> tuple[int, int]:
        """The sender's port and the subscribed one out of a token that came back.

        Raises:
            OscbridgeError: ``bad-token``.
        """
        said = token.rpartition(".")[0]
        slot = int(self._clock() // _TOKEN_S)
        for one in (slot, slot - 1):
            if hmac.compare_digest(self._sign(host, said, one).encode(), token.encode()):
                sender_port, _, port = said.partition(".")
                return int(sender_port), int(port)
        raise OscbridgeError(
            "bad-token",
            "this is not what was sent to you, or it is older than a minute; subscribe again, and "
            "return what /oscbridge/prove brings as it is",
        )

    def _sign(self, host: str, said: str, slot: int) -> str:
        text = f"{host} {said} {slot}".encode("utf-8", "replace")
        return f"{said}.{hmac.new(self._secret, text, hashlib.sha256).hexdigest()[:16]}"

    # -- how much --------------------------------------------------------------------------------

    def received(self, peer: Peer, size: int) -> None:
        """Count the bytes that came from a peer: they earn it replies."""
        if peer.transport is not Transport.UDP or self.trusts(peer.host):
            return
        found = self._unproved.pop(peer.host, None)
        if found is None:
            crowded = len(self._unproved) >= _MAX_HOSTS
            if crowded:
                del self._unproved[next(iter(self._unproved))]
            # When there are more hosts than can be known, a new one brings no grace with it: else
            # one that takes ever new names would get it each time.
            grace = TokenBucket(_GRACE_BYTES, _GRACE_BYTES_PER_S, self._clock(), full=not crowded)
            found = _Unproved(peer, grace)
        found.peer = peer
        found.credit_bytes = min(_MOST_CREDIT_BYTES, found.credit_bytes + MULTIPLE * size)
        self._unproved[peer.host] = found

    def may_send(self, target: Peer, size: int) -> bool:
        """Whether a datagram may go there; False is counted, and told once it may be."""
        if target.transport is not Transport.UDP or self.trusts(target.host):
            return True
        found = self._unproved.get(target.host)
        if found is None:
            return False
        if found.credit_bytes >= size:
            found.credit_bytes -= size
            return True
        if found.grace.take(size, self._clock()):
            return True
        found.withheld += 1
        return False

    def may_report(self, peer: Peer) -> bool:
        """Whether a peer may be told one more error; False is counted, and told as a number."""
        found = self._error_budgets.get(peer)
        now_s = self._clock()
        if found is None:
            if len(self._error_budgets) >= _MAX_ERRING_PEERS:
                peer = _OTHERS  # All that there is no room for share one budget.
                found = self._error_budgets.get(peer)
            if found is None:
                bucket = TokenBucket(ERRORS_AT_ONCE, ERRORS_PER_S, now_s)
                found = self._error_budgets[peer] = _ErrorBudget(bucket)
        if found.bucket.take(1, now_s):
            return True
        found.untold += 1
        return False

    def summaries(self) -> Iterator[tuple[Peer, OscbridgeError]]:
        """Errors that tell how much was not told one by one; to be asked for once a second."""
        now_s = self._clock()
        for peer, budget in list(self._error_budgets.items()):
            if budget.untold and self._has_room(peer):
                count, budget.untold = budget.untold, 0
                if peer is not _OTHERS:
                    yield (
                        peer,
                        _rate_limited(f"{count} more errors", f"{ERRORS_PER_S} a second are"),
                    )
            elif budget.bucket.is_full(now_s) and not (budget.untold and self._is_known(peer)):
                del self._error_budgets[peer]
        for unproved in list(self._unproved.values()):
            if unproved.withheld and self._has_room(unproved.peer):
                count, unproved.withheld = unproved.withheld, 0
                yield (
                    unproved.peer,
                    _rate_limited(
                        f"{count} replies",
                        f"{MULTIPLE} bytes for each that came are sent to an address that proved "
                        "nothing; subscribe and confirm, use TCP, or name it itself in osc.allow",
                    ),
                )

    def _has_room(self, peer: Peer) -> bool:
        """Whether a summary may be sent to a peer."""
        if peer.transport is not Transport.UDP or self.trusts(peer.host):
            return True
        found = self._unproved.get(peer.host)
        return found is not None and found.grace.left(self._clock()) >= _GRACE_BYTES / 2

    def _is_known(self, peer: Peer) -> bool:
        """Whether a summary may still be sent to a peer, now or later."""
        return peer.host in self._unproved or self._has_room(peer)

    def forget(self, peer: Peer) -> None:
        """A connection is gone."""
        self._error_budgets.pop(peer, None)


_OTHERS = Peer(Transport.OWN, "others", 0)


def _rate_limited(what: str, most: str) -> OscbridgeError:
    return OscbridgeError(
        "rate-limited", f"{what} were counted and not sent one by one: at most {most}"
    )

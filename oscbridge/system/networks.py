"""Which machines an allow-list names: addresses and networks, as numbers, never by name lookup."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from oscbridge.errors import OscbridgeError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def is_loopback(host: str) -> bool:
    """Whether a numeric address, or the name ``localhost``, is this machine alone."""
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback


def is_own_address(host: str) -> bool:
    """Whether a numeric address is one of this machine's: a socket can be bound to no other."""
    try:
        with socket.socket(
            socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM
        ) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class AllowList:
    """Who may talk to oscbridge besides this machine itself.

    Args:
        machines: addresses that were named one by one: the user knows these machines.
        networks: whole networks.
    """

    machines: frozenset[_Address] = frozenset()
    networks: tuple[_Network, ...] = ()

    @classmethod
    def parse(cls, texts: Iterable[str]) -> AllowList:
        """``192.168.1.20`` is a machine, ``192.168.1.0/24`` a network; IPv6 likewise.

        Raises:
            OscbridgeError: ``config-invalid``.
        """
        networks = []
        for text in texts:
            try:
                networks.append(ipaddress.ip_network(text.strip(), strict=False))
            except ValueError:
                raise OscbridgeError(
                    "config-invalid",
                    f"'osc.allow' holds {text[:60]!r}, which is no address; write one such as "
                    "192.168.1.20, or a network such as 192.168.1.0/24 (names are not looked up)",
                ) from None
        single = [network for network in networks if network.num_addresses == 1]
        return cls(
            frozenset(network.network_address for network in single),
            tuple(network for network in networks if network not in single),
        )

    def admits(self, host: str) -> bool:
        """Whether a numeric address may talk to us at all. This machine always may."""
        address = _address(host)
        if address is None:
            return False
        if address.is_loopback or address in self.machines:
            return True
        return any(address in network for network in self.networks)

    def names(self, host: str) -> bool:
        """Whether it is this machine, or was named by itself and not only in a network.

        A datagram from loopback comes from this machine: the system lets none in from outside.
        """
        address = _address(host)
        return address is not None and (address.is_loopback or address in self.machines)


def _address(host: str) -> _Address | None:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    # A socket for both versions tells an IPv4 sender this way.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address

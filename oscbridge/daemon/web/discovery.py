"""Discovery: tells the network by zeroconf (RFC 6762, 6763) where OSC and its description are.

``_osc._udp`` is the port for OSC, ``_oscjson._tcp`` the one for OSCQuery. What cannot be announced
costs nothing but that, and is tried again.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import socket
from typing import TYPE_CHECKING

from oscbridge import __version__
from oscbridge.config.settings import OscSettings
from oscbridge.daemon.replies import Facts
from oscbridge.system.tasks import in_background

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncZeroconf

log = logging.getLogger(__name__)

OSC_TYPE = "_osc._udp.local."
QUERY_TYPE = "_oscjson._tcp.local."

_LONGEST_NAME_BYTES = 55
"""A DNS label has 63 bytes (RFC 6763, section 4.1.1); some are kept for ``-2`` and so on."""
_GIVE_UP_AFTER_S = 10.0
_LOOK_AROUND_S = 1.0
_TRY_AGAIN_AFTER_S = 60.0
"""A machine that starts by itself may have its network later than oscbridge."""


class Announcer:
    """Announces the daemon, where that is wanted.

    Args:
        settings: whether, and as what.
    """

    def __init__(self, settings: OscSettings) -> None:
        self._settings = settings
        self._task: asyncio.Task[None] | None = None
        self._zeroconf: AsyncZeroconf | None = None
        self._state = "no"
        self.name = _fitting(settings.name or _own_name(settings.port))
        """What it is called; another once it is announced, where the name was taken."""

    @property
    def host_name(self) -> str:
        """The machine's name in the announcement, such as ``stage-oscbridge-9010.local``."""
        return f"{_machine()}-oscbridge-{self._settings.port}.local"

    def facts(self) -> Facts:
        """For ``/oscbridge/status``."""
        return [("announced", self._state)]

    def start(self, bound_to: str, osc_port: int, query_port: int | None) -> None:
        """Begin to announce, in the background: asking whether a name is free takes seconds.

        Args:
            bound_to: the numeric address that OSC is received at.
            osc_port: its port.
            query_port: that of OSCQuery, if there is one.
        """
        wanted = self._settings.discovery
        if wanted == "off" or (wanted == "auto" and is_loopback(bound_to)):
            return
        self._state = "starting"
        ports = {OSC_TYPE: osc_port, **({} if query_port is None else {QUERY_TYPE: query_port})}
        self._task = in_background(self._try(bound_to, ports), "announcing")

    async def stop(self) -> None:
        """Take the announcement back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._close()

    async def _close(self) -> None:
        if self._zeroconf is not None:
            zeroconf, self._zeroconf = self._zeroconf, None
            try:
                async with asyncio.timeout(_GIVE_UP_AFTER_S):
                    await zeroconf.async_close()
            except Exception as error:
                log.debug("zeroconf did not close: %s", error)

    async def _try(self, bound_to: str, ports: dict[str, int]) -> None:
        while True:
            try:
                async with asyncio.timeout(_GIVE_UP_AFTER_S):
                    await self._announce(bound_to, ports)
                return
            # Whatever the network, another responder or the library does: the show goes on.
            except Exception as error:
                first, self._state = self._state != "cannot-announce", "cannot-announce"
                log.log(
                    logging.WARNING if first else logging.DEBUG,
                    "nobody will find oscbridge, until it can be announced: %s: %s",
                    "cannot-announce",
                    error or type(error),
                )
            await self._close()
            await asyncio.sleep(_TRY_AGAIN_AFTER_S)

    async def _announce(self, bound_to: str, ports: dict[str, int]) -> None:
        # Costs a tenth of a second that most starts need not spend.
        from zeroconf import DNSQuestionType, InterfaceChoice
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

        anywhere = ipaddress.ip_address(bound_to).is_unspecified
        addresses = _own_addresses() if anywhere else [bound_to]
        if not addresses:
            raise OSError("this machine has no address on a network")
        # Programs look on real interfaces, not on loopback, also for what is on this machine.
        everywhere = anywhere or is_loopback(bound_to)
        interfaces = InterfaceChoice.All if everywhere else [bound_to]
        self._zeroconf = AsyncZeroconf(interfaces=interfaces)
        # Registering asks whether a name is taken, but for answers to port 5353 of this machine
        # alone, where several programs listen and one of them gets each. This asks for all to hear.
        neighbours = AsyncServiceBrowser(
            self._zeroconf.zeroconf,
            list(ports),
            handlers=[lambda **_: None],
            question_type=DNSQuestionType.QM,
        )
        await asyncio.sleep(_LOOK_AROUND_S)
        await neighbours.async_cancel()
        announcing = []
        for kind, port in ports.items():
            info = AsyncServiceInfo(
                kind,
                f"{self.name}.{kind}",
                port=port,
                properties={"txtvers": "1", "version": __version__},
                server=f"{self.host_name}.",
                parsed_addresses=addresses,
            )
            announcing.append(
                await self._zeroconf.async_register_service(info, allow_name_change=True)
            )
            self.name = info.name.removesuffix(f".{kind}")
        self._state = self.name
        await asyncio.gather(*announcing)
        log.info("announced as '%s' at %s", self.name, ", ".join(addresses))


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches a numeric address."""
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _own_addresses() -> list[str]:
    """This machine's IPv4 addresses that others can reach."""
    import ifaddr

    found = (ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4)
    return [ip for ip in found if isinstance(ip, str) and not is_loopback(ip)]


def _machine() -> str:
    """The machine's name, as a host name may be written (RFC 1123)."""
    name = re.sub(r"[^a-zA-Z0-9-]+", "-", socket.gethostname().partition(".")[0]).strip("-")
    return name[:30] or "this-machine"


def _own_name(port: int) -> str:
    """After the machine, and the port where it is another than usual.

    Two daemons of one machine differ in their ports. Two that start at the same moment would not
    see each other in time.
    """
    usual = port == OscSettings().port
    return f"oscbridge on {_machine()}" + ("" if usual else f" {port}")


def _fitting(name: str) -> str:
    """A name as zeroconf carries it: one label (no dots), no control characters, not too long."""
    plain = "".join(c if c != "." else " " for c in name if c.isprintable()).strip()
    return plain.encode()[:_LONGEST_NAME_BYTES].decode("utf-8", "ignore").strip() or "oscbridge"

"""Found by a real zeroconf browser: what is announced, under which name, and that it is true."""

from __future__ import annotations

import asyncio
import http.client
import json
import logging
import queue
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.client import connect
from zeroconf import ServiceBrowser, Zeroconf

from oscbridge.client import OscbridgeClient
from oscbridge.config.settings import OscSettings
from oscbridge.daemon.web import discovery
from oscbridge.daemon.web.discovery import OSC_TYPE, QUERY_TYPE, Announcer
from oscbridge.osc.packets import Message, parse_packet
from tests.daemon.running import running

LOOPBACK = ["127.0.0.1"]


class Finder:
    """A browser for both services, as any other program has one."""

    def __init__(self) -> None:
        self.came: queue.Queue[tuple[str, str]] = queue.Queue()
        self.went: queue.Queue[tuple[str, str]] = queue.Queue()
        self.zeroconf = Zeroconf(interfaces=LOOPBACK)
        self._browser = ServiceBrowser(self.zeroconf, [OSC_TYPE, QUERY_TYPE], self)  # type: ignore[arg-type]

    def add_service(self, _: Zeroconf, kind: str, name: str) -> None:
        self.came.put((kind, name.removesuffix(f".{kind}")))

    def remove_service(self, _: Zeroconf, kind: str, name: str) -> None:
        self.went.put((kind, name.removesuffix(f".{kind}")))

    def update_service(self, *_: object) -> None:
        """What changes about a service is of no interest here."""

    def await_named(self, name: str) -> set[str]:
        """The types under which a name came: waits for both."""
        kinds: set[str] = set()
        while len(kinds) < 2:
            kind, found = self.came.get(timeout=30)
            kinds |= {kind} if found == name else set()
        return kinds

    def where(self, kind: str, name: str) -> tuple[str, int]:
        info = self.zeroconf.get_service_info(kind, f"{name}.{kind}")
        assert info is not None
        assert info.port is not None
        return info.parsed_addresses()[0], info.port


@pytest.fixture
def finder() -> Iterator[Finder]:
    made = Finder()
    yield made
    made.zeroconf.close()


def get(at: tuple[str, int], target: str) -> Any:
    way = http.client.HTTPConnection(*at, timeout=10)
    way.request("GET", target)
    answer = json.loads(way.getresponse().read())
    way.close()
    return answer


def test_a_daemon_is_found_described_steered_listened_to_and_gone(finder: Finder) -> None:
    name = "the rig's oscbridge ü"
    with running("osc.discovery=on", f"osc.name={name}", "music.start=on-play") as daemon:
        assert finder.await_named(name) == {OSC_TYPE, QUERY_TYPE}
        query = finder.where(QUERY_TYPE, name)
        host = get(query, "/?HOST_INFO")
        assert host["NAME"] == name
        assert (host["OSC_IP"], host["OSC_PORT"]) == finder.where(OSC_TYPE, name)
        with (
            connect(f"ws://{host['WS_IP']}:{host['WS_PORT']}/") as listener,
            OscbridgeClient(host["OSC_IP"], host["OSC_PORT"], timeout_s=10) as client,
        ):
            listener.send('{"COMMAND": "LISTEN", "DATA": "/oscbridge/tempo"}')
            assert message(listener.recv(10)).args == (100.0,)
            client.send("tempo", 133.0)
            client.request("ping", reply="pong")
            assert message(listener.recv(10)) == Message("/oscbridge/tempo", (133.0,), "f")
            assert get(query, "/oscbridge/tempo?VALUE") == {"VALUE": [133.0]}
            client.send("affect/set", 0.25, -0.5)
            client.request("ping", reply="pong")
            assert get(query, "/oscbridge/va?VALUE") == {"VALUE": [0.25, -0.5]}
            assert client.status()["announced"] == name
        values_have_the_type_that_is_told(get(query, "/"))
        daemon.process.terminate()
        gone = {finder.went.get(timeout=30) for _ in range(2)}
    assert gone == {(OSC_TYPE, name), (QUERY_TYPE, name)}


def message(packet: str | bytes) -> Message:
    assert isinstance(packet, bytes)
    (timed,) = parse_packet(packet)
    return timed.message


def values_have_the_type_that_is_told(node: dict[str, Any]) -> None:
    kinds = {"i": int, "f": float, "s": str, "T": bool}
    if "VALUE" in node:
        assert len(node["VALUE"]) == len(node["TYPE"])
        for tag, value in zip(node["TYPE"], node["VALUE"], strict=True):
            assert type(value) is kinds[tag], node["FULL_PATH"]
        for limits, value in zip(node.get("RANGE", ()), node["VALUE"], strict=False):
            if limits and "VALS" in limits:
                assert value in limits["VALS"] or node["FULL_PATH"] == "/oscbridge/follow"
            elif limits:
                assert limits.get("MIN", value) <= value <= limits.get("MAX", value)
    for child in node.get("CONTENTS", {}).values():
        values_have_the_type_that_is_told(child)


async def announced(announcer: Announcer) -> str:
    """What it came to."""
    async with asyncio.timeout(30):
        while announcer.facts()[0][1] == "starting":
            await asyncio.sleep(0.01)
    return str(announcer.facts()[0][1])


def test_a_name_that_is_taken_gets_a_number_even_the_longest(finder: Finder) -> None:
    longest = "é" * 27

    async def both() -> list[str]:
        first, second = (
            Announcer(OscSettings(port=port, discovery="on", name="é" * 100))
            for port in (9010, 9011)
        )
        first.start("127.0.0.1", 9010, 9020)
        names = [await announced(first)]
        second.start("127.0.0.1", 9011, 9021)
        names.append(await announced(second))
        assert second.name == names[1]
        loop = asyncio.get_running_loop()
        for name, port in zip(names, (9010, 9011), strict=True):
            await loop.run_in_executor(None, finder.await_named, name)
            found = await loop.run_in_executor(None, finder.where, OSC_TYPE, name)
            assert found == ("127.0.0.1", port)
        await first.stop()
        await second.stop()
        return names

    assert asyncio.run(both()) == [longest, f"{longest}-2"]


def test_without_oscquery_only_osc_is_announced(finder: Finder) -> None:
    async def one() -> set[str]:
        announcer = Announcer(OscSettings(discovery="on", name="no page here"))
        announcer.start("127.0.0.1", 9010, None)
        await announced(announcer)
        loop = asyncio.get_running_loop()
        kind, name = "", ""
        while name != "no page here":
            kind, name = await loop.run_in_executor(None, lambda: finder.came.get(timeout=30))
        found = await loop.run_in_executor(
            None, finder.zeroconf.get_service_info, QUERY_TYPE, f"{name}.{QUERY_TYPE}", 500
        )
        assert found is None
        await announcer.stop()
        return {kind}

    assert asyncio.run(one()) == {OSC_TYPE}


@pytest.mark.parametrize(
    ("discovery", "bound_to", "told"),
    [
        ("auto", "127.0.0.1", False),
        ("auto", "127.0.0.53", False),
        ("auto", "::1", False),
        ("auto", "0.0.0.0", True),
        ("auto", "203.0.113.7", True),
        ("on", "127.0.0.1", True),
        ("off", "0.0.0.0", False),
    ],
)
def test_who_listens_on_loopback_alone_is_announced_only_when_asked(
    discovery: str, bound_to: str, told: bool
) -> None:
    async def state() -> object:
        announcer = Announcer(OscSettings(discovery=discovery))
        announcer.start(bound_to, 9010, 9020)
        found = announcer.facts()[0][1]
        await announcer.stop()
        return found

    assert asyncio.run(state()) == ("starting" if told else "no")


def test_what_cannot_be_announced_is_a_warning_and_no_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def state() -> str:
        announcer = Announcer(OscSettings(discovery="auto"))
        # No interface of this machine has an address of the range for documentation (RFC 5737).
        announcer.start("203.0.113.7", 9010, 9020)
        found = await announced(announcer)
        await announcer.stop()
        return found

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(state()) == "cannot-announce"
    assert "cannot-announce" in caplog.text


def test_a_network_that_comes_later_is_announced_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A machine that starts by itself has no address yet when oscbridge asks."""
    asked: list[str] = []

    def addresses() -> list[str]:
        asked.append("again")
        return [] if len(asked) < 3 else ["127.0.0.1"]

    monkeypatch.setattr(discovery, "_own_addresses", addresses)
    monkeypatch.setattr(discovery, "_TRY_AGAIN_AFTER_S", 0.0)

    async def name() -> str:
        announcer = Announcer(OscSettings(discovery="on", name="late network"))
        announcer.start("0.0.0.0", 9010, None)
        async with asyncio.timeout(30):
            while announcer.facts()[0][1] in ("starting", "cannot-announce"):
                await asyncio.sleep(0.01)
        await announcer.stop()
        return str(announcer.facts()[0][1])

    assert asyncio.run(name()) == "late network"
    assert len(asked) == 3
    assert caplog.text.count("cannot-announce") == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("stage.left", "stage left"),
        ("x" * 200, "x" * 55),
        ("é" * 100, "é" * 27),
        ("a\x00b\nc", "abc"),
        ("...", "oscbridge"),
    ],
    ids=["dots", "long", "long in UTF-8", "control characters", "nothing left"],
)
def test_any_name_becomes_one_that_can_be_announced(name: str, shown: str) -> None:
    assert Announcer(OscSettings(name=name)).name == shown


def test_without_a_name_two_on_one_machine_are_told_apart_by_their_ports() -> None:
    usual = Announcer(OscSettings()).name
    assert usual.startswith("oscbridge on ")
    assert Announcer(OscSettings(port=9110)).name == f"{usual} 9110"


def test_who_announces_nothing_loads_no_zeroconf() -> None:
    code = (
        "import sys, oscbridge.daemon.app; "
        "sys.exit(any(name in sys.modules for name in ('zeroconf', 'ifaddr', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_closed_announcer_leaves_nothing_running() -> None:
    async def tasks_left() -> int:
        announcer = Announcer(OscSettings(discovery="on", name="short-lived"))
        announcer.start("127.0.0.1", 9010, 9020)
        await asyncio.sleep(0)
        await announcer.stop()
        await announcer.stop()
        return len(asyncio.all_tasks()) - 1

    assert asyncio.run(tasks_left()) == 0

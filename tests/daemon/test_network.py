"""A whole daemon on a network: only with a list, and counted is what the list keeps out."""

from __future__ import annotations

import socket
import subprocess
import sys

import ifaddr
import pytest

from oscbridge.client import OscbridgeClient
from tests.daemon.running import running

_OWN = [
    str(ip.ip)
    for adapter in ifaddr.get_adapters()
    for ip in adapter.ips
    if ip.is_IPv4 and not str(ip.ip).startswith("127.")
]


def test_a_daemon_does_not_open_itself_to_a_network_without_a_list() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "oscbridge", "run", "--set", "osc.host=0.0.0.0", "--dry-run"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert "config-invalid" in done.stderr
    assert "osc.allow" in done.stderr


@pytest.mark.skipif(not _OWN, reason="this machine has no address but loopback")
def test_an_open_daemon_answers_its_list_and_counts_the_others() -> None:
    elsewhere = "198.51.100.7" if _OWN[0].startswith("203.0.113.") else "203.0.113.7"
    options = ("osc.host=0.0.0.0", "osc.discovery=off", "music.start=on-play", "web.enabled=false")
    with running(*options, f"osc.allow=[{elsewhere}]") as daemon:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(b"/oscbridge/ping\0,\0\0\0", (_OWN[0], daemon.port))
        with daemon.client("tcp") as client:
            status = client.status()
            while not status["strangers"]:
                status = client.status()
        assert (status["strangers"], status["withheld"], status["internal_errors"]) == (1, 0, 0)
    with (
        running(*options, f"osc.allow=[{_OWN[0]}/24]") as daemon,
        OscbridgeClient(_OWN[0], daemon.port, subscribe=True) as client,
    ):
        client.send("tempo", 90)
        assert client.request("ping", 7, reply="pong").args[1] == 7

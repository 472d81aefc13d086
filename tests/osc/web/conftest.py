"""What the tests of WebSockets share."""

from __future__ import annotations

from websockets.sync.client import ClientConnection

from oscbridge.osc.packets import Message, parse_packet


def heard(websocket: ClientConnection) -> Message:
    """The next message that a WebSocket is sent."""
    packet = websocket.recv(10)
    assert isinstance(packet, bytes)
    (timed,) = parse_packet(packet)
    return timed.message

"""TouchDesigner → oscbridge. Paste this into a Text DAT named `oscbridge_send`.

    mod.oscbridge_send.subscribe()                     # once, and then every 20 s
    mod.oscbridge_send.send_path(op('null1'))          # a TOP as a JPEG file, by its path
    mod.oscbridge_send.send_udp(op('null1'))           # its bytes, through the OSC Out DAT
    mod.oscbridge_send.send_tcp(op('null1'))           # its bytes, over TCP, any size
    mod.oscbridge_send.say('tempo', 120)               # any other message

Needs an OSC Out DAT (network address 127.0.0.1, port 9010) named as in OSC_OUT. Answers come to an
OSC In DAT at LISTEN_PORT, whose callbacks are in `oscbridge_callbacks`. What TCP answers is read by
`poll_tcp()`, once in each frame.

Nothing here but the standard library, and of TouchDesigner `op()`, `TOP.save`, `TOP.saveByteArray`
and `oscoutDAT.sendOSC`.
"""

import os
import socket
import struct
import tempfile

OSC_OUT = "oscout1"
HOST, PORT = "127.0.0.1", 9010
LISTEN_PORT = 9013
FOLDER = tempfile.gettempdir()
LARGEST_UDP_BLOB = 8000  # macOS sends no datagram above 9,216 bytes unless told otherwise

_END, _ESC, _ESC_END, _ESC_ESC = b"\xc0", b"\xdb", b"\xdb\xdc", b"\xdb\xdd"
_NUMBERS = {"i": ">i", "h": ">q", "f": ">f"}
_frame_id = 0
_tcp = None
_received = b""


def say(name, *values):
    """Sends any message, short or in full: 'tempo', 'affect/set', '/oscbridge/stop'."""
    op(OSC_OUT).sendOSC(_address(name), list(values))  # noqa: F821


def subscribe(port=None):
    """Has answers sent to our OSC In DAT. A subscription ends after 60 s without a message."""
    say("subscribe", LISTEN_PORT if port is None else port)


def send_path(top):
    """Saves a TOP as a JPEG and sends its path: the quickest way on one machine."""
    frame = _next_id()
    # Four names in turn, so that none is written while it is read.
    path = os.path.join(FOLDER, f"oscbridge-td-{frame % 4}.jpg")
    top.save(path)
    say("file", path, frame)
    return frame


def send_udp(top):
    """Sends a TOP's JPEG bytes as a blob; in parts when they do not fit one datagram."""
    frame, image = _next_id(), bytes(top.saveByteArray(".jpg"))
    if len(image) <= LARGEST_UDP_BLOB:
        say("frame", image, frame)
        return frame
    parts = [image[at : at + LARGEST_UDP_BLOB] for at in range(0, len(image), LARGEST_UDP_BLOB)]
    for index, part in enumerate(parts):
        say("frame/chunk", frame, index, len(parts), part)
    return frame


def send_tcp(top):
    """Sends a TOP's JPEG bytes over TCP. Returns its id, or -1 when the daemon is not there."""
    frame, image = _next_id(), bytes(top.saveByteArray(".jpg"))
    try:
        _connection().sendall(_slip(_packet("/oscbridge/frame", [image, frame])))
    except OSError as error:
        close_tcp()
        print(f"oscbridge: not sent ({error}); is the daemon running?")
        return -1
    return frame


def poll_tcp(callback=None):
    """What came over TCP since the last call: [(address, [values]), …]. Never waits.

    Calls callback(address, values) for each when one is given. Call it in each frame, from an
    Execute DAT's onFrameStart.
    """
    global _received
    if _tcp is None:
        return []
    ended = False
    _tcp.setblocking(False)
    try:
        while not ended:
            data = _tcp.recv(65536)
            _received += data
            ended = not data
    except BlockingIOError:
        _tcp.settimeout(1.0)
    except OSError:
        ended = True
    *packets, _received = _received.split(_END)
    found = [_read(_unslip(packet)) for packet in packets if packet]
    if ended:  # only now: what came before the end is often the error that says why
        close_tcp()
    if callback is not None:
        for address, values in found:
            callback(address, values)
    return found


def close_tcp():
    """Closes the connection; the next send_tcp opens another."""
    global _tcp, _received
    if _tcp is not None:
        _tcp.close()
    _tcp, _received = None, b""


def _connection():
    global _tcp
    if _tcp is None:
        # Short, because TouchDesigner stands still meanwhile.
        _tcp = socket.create_connection((HOST, PORT), timeout=1.0)
        _tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _tcp


def _address(name):
    return name if name.startswith("/oscbridge/") else "/oscbridge/" + name.lstrip("/")


def _next_id():
    global _frame_id
    _frame_id += 1
    return _frame_id


def _text(text):
    data = text.encode() + b"\0"
    return data + b"\0" * (-len(data) % 4)


def _packet(address, values):
    """An OSC message of ints, floats, strings and blobs."""
    tags, data = ",", b""
    for value in values:
        if isinstance(value, int):
            tags, data = tags + "i", data + struct.pack(">i", value)
        elif isinstance(value, float):
            tags, data = tags + "f", data + struct.pack(">f", value)
        elif isinstance(value, str):
            tags, data = tags + "s", data + _text(value)
        else:
            size = struct.pack(">i", len(value))
            tags, data = tags + "b", data + size + value + b"\0" * (-len(value) % 4)
    return _text(address) + _text(tags) + data


def _read(packet):
    """An OSC message's address and values; oscbridge answers with i, h, f and s only."""
    address, at = _read_text(packet, 0)
    tags, at = _read_text(packet, at)
    values = []
    for tag in tags[1:]:
        if tag == "s":
            value, at = _read_text(packet, at)
        else:
            layout = _NUMBERS[tag]
            (value,) = struct.unpack_from(layout, packet, at)
            at += struct.calcsize(layout)
        values.append(value)
    return address, values


def _read_text(packet, at):
    end = packet.index(b"\0", at)
    return packet[at:end].decode(), end + 4 - end % 4


def _slip(packet):
    return _END + packet.replace(_ESC, _ESC_ESC).replace(_END, _ESC_END) + _END


def _unslip(packet):
    return packet.replace(_ESC_END, _END).replace(_ESC_ESC, _ESC)

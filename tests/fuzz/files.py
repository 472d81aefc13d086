"""Targets in texts and files: patterns, paths, config, MIDI, logs of sessions, pictures."""

from __future__ import annotations

import contextlib
import io
import math
from pathlib import Path

from oscbridge.ableton.words import understand
from oscbridge.config.reading import parse_settings
from oscbridge.daemon.service import ServiceManager
from oscbridge.errors import OscbridgeError
from oscbridge.excerpt import BarRange
from oscbridge.files.paths import native_path
from oscbridge.midi.clock import InternalClock
from oscbridge.midi.clock.midi import MidiClock
from oscbridge.midi.files import last_bars, parse_midi
from oscbridge.midi.live import MOST_NOTES, LiveEar
from oscbridge.midi.messages import PlayedBars
from oscbridge.osc.addresses import IN
from oscbridge.osc.clients import Peer, Transport
from oscbridge.osc.packets import build_message, parse_packet
from oscbridge.osc.patterns import Pattern, is_pattern
from oscbridge.osc.requests import read_message
from oscbridge.sessions.log import parse_log
from oscbridge.vision.frames.images import EncodedImage, ImageLimits
from tests.fuzz.target import Draw, Target, only

# -- texts: patterns, paths, config ----------------------------------------------------------------


def texts(data: bytes) -> None:
    """Address patterns, file paths in any host's form, bars, and AbletonOSC's words."""
    text = data.decode("utf-8", "replace")
    with contextlib.suppress(OscbridgeError):
        pattern = Pattern(text)
        for entry in IN[:5]:
            pattern.matches(entry.path)
        if not is_pattern(text):
            assert Pattern(text).matches(text)
    with contextlib.suppress(OscbridgeError):
        BarRange.parse(text)
    ServiceManager({"NOTIFY_SOCKET": text, "WATCHDOG_USEC": text})
    for platform in ("linux", "darwin", "win32"):
        with contextlib.suppress(OscbridgeError):
            assert native_path(text, platform=platform, home="/home/me")
    with contextlib.suppress(OscbridgeError):
        for timed in parse_packet(data):
            message = timed.message
            understand(message.address, message.args)
            peer = Peer(Transport.UDP, "127.0.0.1", 1)
            requests, refused = read_message(message, peer, 0.0)
            assert requests or refused


def _text_seeds() -> list[bytes]:
    return [
        *(entry.path.encode() for entry in IN),
        b"/oscbridge/{ping,version}",
        b"/oscbridge/[!a-c]*?",
        b"Macintosh HD:/Users/me/a.jpg",
        b"C:\\a\\b.jpg",
        b"~/x.mid",
        b"5-8",
        b"12",
        b"500000",
        build_message("/live/song/get/beat", (3,)),
        build_message("/live/song/get/tempo", (120.0,)),
        build_message("/live/clip_slot/get/has_clip", (0, 1, 1)),
        build_message("/live/error", ("Invalid", "x")),
    ]


def config(data: bytes) -> None:
    """A config file: settings, or an error that says where."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return  # told as unreadable before it gets here
    with only("config-invalid"):
        parse_settings(text, "fuzz.yaml")


def _config_seeds() -> list[bytes]:
    from oscbridge.config.reading import default_yaml

    whole = [line for line in default_yaml().splitlines() if not line.lstrip().startswith("#")]
    sections = "\n".join(whole).split("\n\n")
    odd = ["camera: 0", "osc: {port: 1e999}", "osc: &a {port: *a}", "osc:\n  port: !!int x", "- a"]
    return [one.strip().encode() for one in (*sections, *odd)]


# -- MIDI ------------------------------------------------------------------------------------------


def primers(data: bytes) -> None:
    """A MIDI file: a phrase that an engine can go on from, or an error."""
    with only("bad-midi", "no-notes"):
        phrase = last_bars(parse_midi(data))
        assert phrase.bars >= 1
        assert all(0 <= note.pitch <= 127 and 1 <= note.velocity <= 127 for note in phrase.notes)


def _primer_seeds() -> list[bytes]:
    import mido

    made = []
    for kind in (0, 1):
        song = mido.MidiFile(type=kind, ticks_per_beat=96)
        track = mido.MidiTrack()
        song.tracks.append(track)
        track += [
            mido.MetaMessage("set_tempo", tempo=400_000),
            mido.MetaMessage("time_signature", numerator=3, denominator=4),
            mido.Message("program_change", program=5),
            mido.Message("note_on", note=60, velocity=80),
            mido.Message("note_off", note=60, time=96),
            mido.Message("note_on", note=64, velocity=80, channel=9),
            mido.Message("note_on", note=64, velocity=0, channel=9, time=48),
            mido.Message("sysex", data=(1, 2, 3)),
        ]
        written = io.BytesIO()
        song.save(file=written)
        made.append(written.getvalue())
    return made


def played(data: bytes) -> None:
    """What comes in on the MIDI input, to clock and ear: beats go on, notes are notes."""
    clock, internal = MidiClock(), InternalClock(120.0, 4.0)
    internal.start(0.0)
    ear = LiveEar(internal, 0)
    draw = Draw(data)
    ear.set("turns" if draw.byte() & 1 else "always", 2, 0.1)
    now = 0.0
    while draw:
        head = draw.byte()
        now += (head & 0x3F) * (2.0 if head & 0x80 else 0.005)
        message = draw.piece(1 + (head >> 6 & 1) * 2) or b"\xf8"
        clock.receive(now, message)
        clock.attend(now)
        assert math.isfinite(clock.beat_at(now))
        assert math.isfinite(clock.tempo_bpm)
        ear.attend(now)
        ear.receive(internal.beat_at(now), message)
        for event in ear.take_events():
            if isinstance(event, PlayedBars) and event.phrase is not None:
                notes = event.phrase.notes
                assert len(notes) <= MOST_NOTES
                assert all(0 <= n.pitch <= 127 and 1 <= n.velocity <= 127 for n in notes)


def _played_seeds() -> list[bytes]:
    note = b"\x48\x90\x3c\x50\x60\x80\x3c\x00"
    return [b"\0" + note * 4, b"\1" + note + b"\x84\xf8", b"\0\x04\xfa" + b"\x04\xf8" * 24]


# -- files of our own, and pictures ----------------------------------------------------------------


def logs(data: bytes) -> None:
    """A session's log: read, or refused with the line."""
    with contextlib.suppress(OscbridgeError):
        log = parse_log(io.BytesIO(data), Path("fuzz.jsonl"))
        assert math.isfinite(log.begin_beat)


def _log_seeds() -> list[bytes]:
    head = b'{"oscbridge-session": 1, "oscbridge": "0.1.0", "begin_beat": 0.0}\n'
    lines = (
        b'{"e":"begin","t":0.1,"beat":4.0}\n',
        b'{"e":"order","order":1,"engine":"duet","primer":null,"primer_bpm":100,'
        b'"affect":[0.1,0.2],"bars":4,"seed":3,"wishes":{}}\n',
        b'{"e":"end"}\n',
        b'{"e":"sent","done":1.0,"beat":1.0,"data":"903c50"}\n',
        b'{"e":"tempo","done":1.0,"beat":1.0,"bpm":120.0}\n',
        b'{"e":"play","token":1,"digest":"0123456789abcdef","bpm":100}\n',
    )
    return [head + line for line in lines] + [head + b"".join(lines)]


def pictures(data: bytes) -> None:
    """An image file: within the limits before a pixel is decoded, or refused."""
    with contextlib.suppress(OscbridgeError):
        image = EncodedImage(data, ImageLimits(max_bytes=4096, max_pixels=10_000))
        assert image.width * image.height <= 10_000
        assert image.decode().rgb.nbytes <= 3 * 10_000


def _picture_seeds() -> list[bytes]:
    from PIL import Image

    made = []
    for name in ("JPEG", "PNG", "WEBP"):
        written = io.BytesIO()
        Image.new("RGB", (8, 6), (10, 20, 30)).save(written, name)
        made.append(written.getvalue())
    return made


FILES: dict[str, Target] = {
    "texts": Target("patterns, paths, AbletonOSC's words", texts, _text_seeds),
    "config": Target("the config file", config, _config_seeds),
    "primers": Target("MIDI files as primers", primers, _primer_seeds),
    "played": Target("MIDI input: clock and live ear", played, _played_seeds),
    "logs": Target("logs of sessions", logs, _log_seeds, 2048),
    "pictures": Target("image files", pictures, _picture_seeds, 2048),
}

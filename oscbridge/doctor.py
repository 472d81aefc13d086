"""What works on this machine, what does not, and how to mend it: one finding after another.

Every check does the thing itself (opens the port, loads the weights, sends the frame) rather than
guess from what is installed.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from oscbridge.ableton.slots import find_track
from oscbridge.config.settings import Settings
from oscbridge.errors import OscbridgeError

FINE, NOTE, BROKEN = "ok", "note", "broken"

PACKAGES = ("onnxruntime", "torch", "facenet-pytorch", "pillow", "mido", "python-rtmidi")
PINGS = 50
FRAMES = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Args:
        topic: what it was about, in a word or two.
        state: ``ok``; ``note``: works, or is not needed, with something to know; ``broken``.
        told: what was found.
        fix: what to do about it, in plain words; empty where nothing is to be done.
    """

    topic: str
    state: str
    told: str
    fix: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding under these settings, in the order in which they depend on each other."""
    yield from _machine()
    yield from _weights(settings)
    yield from _midi(settings)
    yield from _clock(settings)
    yield from _ableton(settings)
    yield from _camera(settings)
    yield from _network(settings)
    yield from _round_trip(settings)


def _machine() -> Iterator[Finding]:
    cores = os.cpu_count() or 1
    told = f"Python {platform.python_version()} on {platform.system()}, {cores} cores"
    if cores < 2:
        yield Finding("machine", NOTE, told, "two cores keep the music apart from the faces")
    else:
        yield Finding("machine", FINE, told)
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        fix = f"install oscbridge again in this Python ({sys.executable}): {', '.join(missing)}"
        yield Finding("packages", BROKEN, f"missing: {', '.join(missing)}", fix)
    else:
        yield Finding("packages", FINE, ", ".join(found))


def _weights(settings: Settings) -> Iterator[Finding]:
    from oscbridge.music.engine import is_built_in
    from oscbridge.weights.cache import cache_folder
    from oscbridge.weights.models import weights_path

    face, engine = settings.face, settings.music.engine.partition(":")[0]
    wanted = [] if face.weights else [face.reader]  # one's own are opened by the daemon's start
    if face.melancholy and "melancholy" not in wanted:
        wanted.append("melancholy")
    if is_built_in(engine):  # a plug-in keeps its weights where it likes; the round trip will tell
        wanted.append(engine)
    for name in wanted:
        try:
            size = weights_path(name).stat().st_size / 1e6
        except OscbridgeError as error:
            yield Finding("weights", BROKEN, f"{name}: {error.message}", "install oscbridge again")
        else:
            yield Finding("weights", FINE, f"{name}, {size:.1f} MB")
    folder = cache_folder()
    ready = len(list(folder.glob("*.onnx")))
    if ready:
        yield Finding("cache", FINE, f"{ready} networks ready in {folder}")
    else:
        told = f"nothing in {folder} yet: the first start prepares the networks"
        yield Finding("cache", NOTE, told, "start oscbridge once before the show")


def _midi(settings: Settings) -> Iterator[Finding]:
    from oscbridge.midi.ports.outputs import MissingBackend, list_ports, open_output

    midi = settings.midi
    for port in list_ports():
        if isinstance(port, MissingBackend):
            fix = "needed only if you want to play there"
            yield Finding("MIDI system", NOTE, port.reason, fix)
    try:
        # Not the daemon's own name: one that runs may hold it.
        output = open_output(f"{midi.name}-doctor", midi.backend, midi.port or None)
    except OscbridgeError as error:
        yield Finding("MIDI port", BROKEN, error.message, f"see `oscbridge ports` ({error.code})")
        return
    try:
        if output.backend == "dry-run" and midi.backend == "auto":
            fix = "on Linux start JACK or load snd-seq; on Windows start loopMIDI and set midi.port"
            told = "no MIDI system works here: the notes would go into a recorder"
            yield Finding("MIDI port", NOTE, told, fix)
        else:
            yield Finding("MIDI port", FINE, f"can play on {output.description}")
    finally:
        output.close()


def _clock(settings: Settings) -> Iterator[Finding]:
    source = settings.clock.source
    if source == "internal":
        yield Finding("clock", FINE, f"internal, {settings.music.tempo_bpm:g} bpm")
    elif source == "ableton":
        yield Finding("clock", FINE, "Ableton Live's, by way of AbletonOSC")
    elif source == "link":
        if find_spec("aalink") is None:
            fix = "pip install 'oscbridge[link]', or set clock.source to internal or midi"
            yield Finding("clock", BROKEN, "Ableton Link: aalink is not installed", fix)
        else:
            yield Finding("clock", FINE, f"Ableton Link (aalink {version('aalink')})")
    else:
        from oscbridge.midi.ports.inputs import open_input

        midi = settings.midi
        try:
            port = open_input(
                lambda *_: None,
                name=f"{midi.name}-doctor",
                backend=midi.backend,
                port=midi.input_port or None,
            )
        except OscbridgeError as error:
            fix = "see `oscbridge ports`; set midi.input_port, or clock.source to internal"
            yield Finding("clock", BROKEN, f"MIDI clock: {error.message}", fix)
        else:
            yield Finding("clock", FINE, f"MIDI clock, heard on {port.description}")
            port.close()


def _ableton(settings: Settings) -> Iterator[Finding]:
    live, writes = settings.ableton, settings.midi.output != "port"
    if not writes and settings.clock.source != "ableton":
        return
    from oscbridge.daemon.ableton.connection import ask

    where = f"AbletonOSC at {live.host}:{live.port}"
    try:
        names, took_s = ask(live.host, live.port, live.reply_port)
    except OscbridgeError as error:
        if error.code == "ableton-not-answering":
            fix = "start Live, and choose AbletonOSC as a control surface in its settings"
            yield Finding("Ableton Live", BROKEN, f"{where} does not answer", fix)
        else:
            fix = "if oscbridge runs already, it has that port; else see ableton.reply_port"
            yield Finding("Ableton Live", NOTE, error.message, fix)
        return
    yield Finding("Ableton Live", FINE, f"{where} answers after {took_s * 1000:.0f} ms")
    if not writes:
        return
    if find_track(live.track, names) is None:
        fix = f"set ableton.track to one of: {', '.join(names)}; or to a number"
        yield Finding("clips", BROKEN, f'Live has no track "{live.track}"', fix)
    elif settings.clock.source in ("ableton", "link"):
        yield Finding("clips", FINE, f'go on track "{live.track}"')
    else:
        fix = "set clock.source to ableton, or to link, so that both have the same bars"
        told = f"clips begin on Live's bar lines, and the music follows {settings.clock.source}"
        yield Finding("clips", NOTE, told, fix)


_CAMERA_FIXES = {
    "folder": "make that folder, or set camera.folder to another",
    "ndi": "start what sends it, in this network, or set camera.ndi (Linux needs avahi-daemon)",
    "spout": "start the program that sends it, on the same graphics card, or set camera.spout",
    "syphon": "start the program that serves it, or set camera.syphon",
}


def _camera(settings: Settings) -> Iterator[Finding]:
    from oscbridge.camera.check import check
    from oscbridge.daemon.camera import camera_spec

    try:
        spec = camera_spec(settings.camera, settings.face.max_bytes)
    except OscbridgeError as error:
        yield Finding("camera", BROKEN, error.message, "take the others out of the config file")
        return
    if spec is None:
        yield Finding("camera", FINE, "none of oscbridge's own: frames come over OSC")
        return
    found = check(spec)
    told, _, why = found.message.partition(": ")
    if not found.code:
        yield Finding("camera", FINE, f"{found.shown}: there after {found.after_s:.1f} s")
    elif found.code == "extra-missing":
        extra = "camera" if spec.kind == "device" else spec.kind
        fix = f"pip install 'oscbridge[{extra}]' (in this Python: {sys.executable})"
        yield Finding("camera", BROKEN, told.partition(";")[0], fix)
    elif found.code == "camera-silent":
        fix = "close what else uses the camera, plug it in anew, or try another number"
        yield Finding("camera", BROKEN, found.message, fix)
    elif spec.kind == "device":
        yield Finding("camera", BROKEN, told, why or "see docs/cameras.md")
    else:
        yield Finding("camera", BROKEN, found.message, _CAMERA_FIXES[spec.kind])


def _network(settings: Settings) -> Iterator[Finding]:
    from oscbridge.osc.transports import open_sockets

    osc = settings.osc
    try:
        opened = open_sockets(osc.host, osc.port)
    except OscbridgeError as error:
        yield _unusable_port(settings, error)
        return
    for one in opened:
        one.close()
    yield Finding("OSC port", FINE, f"UDP and TCP {osc.port} on {osc.host} are free")


def _unusable_port(settings: Settings, error: OscbridgeError) -> Finding:
    from oscbridge.client import OscbridgeClient

    osc, told = settings.osc, error.message.partition(";")[0]
    if error.code != "port-busy":
        fix = "set osc.host to an address of this machine, or to 127.0.0.1"
        return Finding("OSC port", BROKEN, told, fix)
    try:
        with OscbridgeClient(osc.host, osc.port, timeout_s=1.0) as client:
            answer = client.request("ping", reply="pong")
    except OscbridgeError:
        fix = "another program has it: end that one, or set osc.port to a free port"
        return Finding("OSC port", BROKEN, told, fix)
    told = f"oscbridge {answer.args[0]} runs already on {osc.host}:{osc.port}"
    return Finding("OSC port", NOTE, told, "end it before you start another one")


def _round_trip(settings: Settings) -> Iterator[Finding]:
    """A daemon of its own on a free port, with the sample face: what a rig would see."""
    from oscbridge.launcher import SAMPLE, quiet

    music = settings.music
    try:
        started = time.perf_counter()
        with (
            quiet(
                f"music.engine={music.engine}",
                f"face.reader={settings.face.reader}",
                f"face.weights={settings.face.weights}",
                f"music.weights={music.weights}",
            ) as daemon,
            daemon.client("tcp", timeout_s=20.0) as client,
        ):
            took = time.perf_counter() - started
            yield Finding("start", FINE, f"a daemon was ready after {took:.1f} s")
            pings = _times(PINGS, lambda _: client.request("ping", reply="pong"))
            yield Finding("OSC round trip", FINE, _spread(pings))
            face = SAMPLE.read_bytes()

            def look(number: int) -> None:
                client.send("frame", face, number)
                client.wait_for("emotion", id=number)

            frames = _times(FRAMES, look)
            yield Finding("frame → emotion", FINE, f"640 × 480: {_spread(frames[1:])}")
            phrases = _times(
                3,
                lambda number: client.request("phrase", music.engine, number, reply="phrase/info"),
            )
            told = f"{music.engine}, {music.bars} bars: {_spread(phrases)}"
            yield Finding("phrase", FINE, told)
    except OscbridgeError as error:
        fix = "run `oscbridge run --set log.level=debug --dry-run` and look at what it says"
        yield Finding("round trip", BROKEN, f"{error.code}: {error.message}", fix)


def _times(count: int, call: Callable[[int], object]) -> list[float]:
    """How long each call took, in milliseconds."""
    taken = []
    for number in range(count):
        began = time.perf_counter()
        call(number)
        taken.append((time.perf_counter() - began) * 1000.0)
    return taken


def _spread(milliseconds: list[float]) -> str:
    return f"median {statistics.median(milliseconds):.1f} ms, worst {max(milliseconds):.1f} ms"

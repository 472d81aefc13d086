"""A Live with AbletonOSC in it, as its README says that it behaves: a real UDP server.

It listens on one port and answers to the sender's address on another, looks at what came in every
few milliseconds (Live: every 100), tells listeners, and has tracks, slots and clips. It shares no
code with oscbridge: messages are read and built by python-osc.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

LOOKS_EVERY_S = 0.01


@dataclass
class Clip:
    """A clip in a slot; notes as AbletonOSC gets them."""

    length: float
    name: str = ""
    looping: bool = True
    notes: list[tuple[int, float, float, int, bool]] = field(default_factory=list)
    playing: bool = False


@dataclass
class Heard:
    """A message that came, with its bytes."""

    address: str
    args: list[Any]
    data: bytes
    at_s: float


class Live:
    """Runs in a thread of its own from ``__enter__`` to ``__exit__``."""

    def __init__(
        self,
        port: int,
        reply_port: int,
        tracks: tuple[str, ...] = ("1-MIDI", "2-Audio", "Piano"),
        scenes: int = 8,
        startup: bool = False,
    ) -> None:
        self.tracks = tracks
        self.scenes = scenes
        self.tempo = 120.0
        self.playing = False
        self.song = 0.0
        self.signature = [4, 4]
        self.quantisation = 4
        self.clips: dict[tuple[int, int], Clip] = {}
        self.fired: dict[int, int] = {}
        self.heard: list[Heard] = []
        self.listeners: set[str] = set()
        self.mute = False
        self._reply_port = reply_port
        self._client = ("127.0.0.1", reply_port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._socket.setblocking(False)
        self._changed = threading.Condition()
        self._ending = False
        self._at = time.monotonic()
        self._last_song = -1.0
        self._thread = threading.Thread(target=self._run, daemon=True)
        if startup:
            self.say("/live/startup")

    def __enter__(self) -> Live:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending = True
        self._thread.join()
        self._socket.close()

    # -- for the tests ---------------------------------------------------------------------------

    def await_that(self, what: Callable[[], Any], timeout_s: float = 20.0) -> Any:
        """Wait until this is true; its value."""
        with self._changed:
            found = self._changed.wait_for(what, timeout_s)
        assert found, f"it never came; heard: {[h.address for h in self.heard][-40:]}"
        return found

    def await_message(self, address: str, count: int = 1) -> Heard:
        """Wait for the so-manieth message of this address."""
        self.await_that(lambda: len(self.of(address)) >= count)
        return self.of(address)[count - 1]

    def of(self, address: str) -> list[Heard]:
        """Messages of an address."""
        return [heard for heard in self.heard if heard.address == address]

    def say(self, address: str, *args: Any) -> None:
        """Send to whoever spoke last."""
        builder = OscMessageBuilder(address)
        for arg in args:
            builder.add_arg(arg)
        self._socket.sendto(builder.build().dgram, self._client)

    def play(self, at: float = 0.0) -> None:
        """The space bar, from this beat of the song on."""
        with self._changed:
            self.song, self.playing, self._at = at, True, time.monotonic()
            self._last_song = at - 1
        self._tell("is_playing", True)

    def stop(self) -> None:
        """The space bar again."""
        with self._changed:
            self.playing = False
        self._tell("is_playing", False)

    def set_signature(self, numerator: int, denominator: int) -> None:
        """Somebody changes the time signature."""
        self.signature = [numerator, denominator]
        self._tell("signature_numerator", numerator)
        self._tell("signature_denominator", denominator)

    def set_quantisation(self, index: int) -> None:
        """Somebody changes the launch quantisation."""
        self.quantisation = index
        self._tell("clip_trigger_quantization", index)

    def set_tempo(self, bpm: float) -> None:
        """Somebody turns the tempo."""
        with self._changed:
            self.tempo = bpm
        self._tell("tempo", float(bpm))

    # -- what it does ----------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._ending:
            with self._changed:
                self._move()
                self._look()
                self._changed.notify_all()
            time.sleep(LOOKS_EVERY_S)

    def _move(self) -> None:
        now = time.monotonic()
        if self.playing:
            self.song += (now - self._at) * self.tempo / 60
            if int(self.song) > int(self._last_song) or self.song < self._last_song:
                if "beat" in self.listeners:
                    self.say("/live/song/get/beat", int(self.song))
                if int(self.song) % 4 == 0:
                    self._launch()
            self._last_song = self.song
        self._at = now

    def _launch(self) -> None:
        for track, slot in self.fired.items():
            for (of, _), clip in self.clips.items():
                if of == track:
                    clip.playing = False
            if (track, slot) in self.clips:
                self.clips[track, slot].playing = True
        self.fired.clear()

    def _look(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                data, sender = self._socket.recvfrom(65536)
                message = OscMessage(data)
                self._client = (sender[0], self._reply_port)
                self.heard.append(Heard(message.address, message.params, data, time.monotonic()))
                if not self.mute:
                    self._obey(message.address, message.params)

    def _obey(self, address: str, args: list[Any]) -> None:
        try:
            answer = self._do(address, args)
        except (KeyError, IndexError) as error:
            # What AbletonOSC says of a clip that is not there, or a track.
            self.say("/live/error", f"Error handling OSC message: {error!r}")
            return
        if answer is not None:
            self.say(address, *answer)

    def _do(self, address: str, args: list[Any]) -> tuple[Any, ...] | None:
        if address.startswith(("/live/clip/", "/live/clip_slot/")):
            track, slot = int(args[0]), int(args[1])
            self._check(track, slot)
            return self._clip(address, track, slot, args[2:])
        match address.removeprefix("/live/").split("/"):
            case ["test"]:
                return ("ok",)
            case ["song", "start_listen", "beat"]:
                self.listeners.add("beat")
            case ["song", "start_listen", name]:
                self.listeners.add(name)
                self._tell(name, self._of_song(name))
            case ["song", "stop_listen", name]:
                self.listeners.discard(name)
            case ["song", "get", "track_names"]:
                return self.tracks
            case ["song", "get", "num_scenes"]:
                return (self.scenes,)
            case ["song", "get", name]:
                return (self._of_song(name),)
            case ["song", "set", "tempo"]:
                self.tempo = args[0]
                self._tell("tempo", self.tempo)
            case ["track", "get", "fired_slot_index"]:
                return (args[0], self.fired.get(args[0], -1))
            case _:
                self.say("/live/error", f"Unknown OSC address: {address}")
        return None

    def _of_song(self, name: str) -> Any:
        return {
            "tempo": float(self.tempo),
            "is_playing": self.playing,
            "signature_numerator": self.signature[0],
            "signature_denominator": self.signature[1],
            "clip_trigger_quantization": self.quantisation,
            "current_song_time": float(self.song),
        }[name]

    def _check(self, track: int, slot: int) -> None:
        if not 0 <= track < len(self.tracks) or not 0 <= slot < self.scenes:
            raise IndexError("Index out of range")

    def _clip(self, address: str, track: int, slot: int, args: list[Any]) -> tuple[Any, ...] | None:
        here = (track, slot)
        match address.removeprefix("/live/").split("/"):
            case ["clip_slot", "get", "has_clip"]:
                return (*here, here in self.clips)
            case ["clip_slot", "create_clip"]:
                if here in self.clips:
                    raise KeyError("the slot has a clip")
                self.clips[here] = Clip(args[0])
            case ["clip_slot", "delete_clip"]:
                del self.clips[here]
            case ["clip", "get", "name"]:
                return (*here, self.clips[here].name)
            case ["clip", "get", "is_playing"]:
                return (*here, self.clips[here].playing)
            case ["clip", "set", "name"]:
                self.clips[here].name = args[0]
            case ["clip", "set", "looping"]:
                self.clips[here].looping = bool(args[0])
            case ["clip", "add", "notes"]:
                for first in range(0, len(args), 5):
                    pitch, start, length, velocity, mute = args[first : first + 5]
                    self.clips[here].notes.append((pitch, start, length, velocity, mute))
            case ["clip", "fire"]:
                self.clips[here]  # one must be there
                self.fired[track] = slot
            case ["clip", "stop"]:
                self.clips[here].playing = False
                self.fired.pop(track, None)
        return None

    def _tell(self, name: str, value: Any) -> None:
        if name in self.listeners:
            self.say(f"/live/song/get/{name}", value)


@contextlib.contextmanager
def live(port: int, reply_port: int, **options: Any) -> Iterator[Live]:
    """A Live that runs."""
    with Live(port, reply_port, **options) as running:
        yield running

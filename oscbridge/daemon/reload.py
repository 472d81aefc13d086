"""New settings for a daemon that runs: what changed in the file, and what of it can be had at once.

Clients, leases and the music stay. Only keys that the file changed since it was last read are
touched, so what a performer set over OSC outlives a reload. What is built in at the start (ports,
processes) is named as waiting for a restart.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from oscbridge.config.settings import CameraSettings, Settings
from oscbridge.daemon.camera import CameraDesk
from oscbridge.daemon.faces.desk import FacesDesk
from oscbridge.daemon.felt.desk import FeltDesk
from oscbridge.daemon.music.desk import MusicDesk
from oscbridge.errors import OscbridgeError
from oscbridge.system import logs

Apply = Callable[[Any, Settings], None]
"""Takes a key's new value, and all new settings, for what belongs together."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload did.

    Args:
        changed: keys that hold from now on, such as ``music.tempo_bpm``.
        waiting: keys that will hold after a restart.
        refused: (key, code, message) of what could not be.
        holds: the new settings, but for what was refused: the next reload tries that again.
    """

    changed: tuple[str, ...]
    waiting: tuple[str, ...]
    refused: tuple[tuple[str, str, str], ...]
    holds: Settings


def differences(old: Settings, new: Settings) -> dict[str, Any]:
    """``section.key`` → new value, for all that differs."""
    found = {}
    for section in dataclasses.fields(Settings):
        before, after = getattr(old, section.name), getattr(new, section.name)
        for known in dataclasses.fields(before):
            value = getattr(after, known.name)
            if value != getattr(before, known.name):
                found[f"{section.name}.{known.name}"] = value
    return found


def reload(old: Settings, new: Settings, live: Mapping[str, Apply]) -> Reloaded:
    """Apply what differs, as far as ``live`` knows how. One refusal does not stop the others."""
    changed, waiting, refused = [], [], []
    holds = new
    for key, value in differences(old, new).items():
        apply = live.get(key)
        if apply is None:
            waiting.append(key)
            continue
        try:
            apply(value, new)
            changed.append(key)
        except OscbridgeError as error:
            refused.append((key, error.code, error.message))
            holds = _with_old(holds, old, key)
    return Reloaded(tuple(changed), tuple(waiting), tuple(refused), holds)


def _with_old(settings: Settings, old: Settings, key: str) -> Settings:
    section, _, name = key.partition(".")
    before = getattr(getattr(old, section), name)
    kept = dataclasses.replace(getattr(settings, section), **{name: before})
    return dataclasses.replace(settings, **{section: kept})


def live_keys(
    faces: FacesDesk, felt: FeltDesk, music: MusicDesk, camera: CameraDesk
) -> Mapping[str, Apply]:
    """The keys that hold at once, and how."""
    conductor, player = music.conductor, music.player

    def tune(name: str) -> Apply:
        return lambda value, _: felt.tune(**{name: value})

    def wish(name: str) -> Apply:
        return lambda value, _: music.wish(**{name: value})

    def span(_: Any, new: Settings) -> None:
        # Together: a range may move as a whole, and must not be refused half way.
        music.wish(lowest=new.music.lowest, highest=new.music.highest)

    def offset(_: Any, new: Settings) -> None:
        player.clock_offset(new.clock.offset_ms, new.clock.offset_beats)

    def opened_anew(_: Any, new: Settings) -> None:
        camera.configure(new)

    def told(_: Any, new: Settings) -> None:
        logs.set_up(new.log.level, new.log.format)

    follows = ("smoothing_s", "quick_s", "hold_s", "fade_s", "label_margin", "label_for_s")
    doubts = ("uncertain_below", "when_uncertain", "sources")
    return {
        **{f"face.{name}": tune(name) for name in (*follows, *doubts)},
        **{f"music.{name}": wish(name) for name in ("key", "density", "temperature")},
        **{f"camera.{known.name}": opened_anew for known in dataclasses.fields(CameraSettings)},
        "camera.enabled": lambda value, _: camera.switch(value),
        "music.lowest": span,
        "music.highest": span,
        "face.follow": lambda value, _: faces.follow(value),
        "face.read_all": lambda value, _: faces.read_all(value),
        "face.reader": lambda value, _: faces.read_with(reader=value),
        "face.melancholy": lambda value, _: faces.read_with(melancholy=value),
        "music.engine": lambda value, _: music.engine(None, value),
        "music.tempo_bpm": lambda value, _: music.tempo(value),
        "music.mode": lambda value, _: conductor.set_mode(value),
        "clock.source": lambda value, _: music.clock(None, value),
        "clock.offset_ms": offset,
        "clock.offset_beats": offset,
        "clock.send": lambda value, _: player.clock_out(value),
        "log.level": told,
        "log.format": told,
    }

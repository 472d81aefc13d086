"""Settings: all that may be configured, one section for each part.

The dataclasses below ``sections/`` are the only source: the config file, its check and
``configs/default.yaml`` (``reading.py``) follow from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from oscbridge.config.sections.connections import (
    AbletonSettings,
    ClockSettings,
    MidiSettings,
    OscSettings,
    WebSettings,
)
from oscbridge.config.sections.faces import (
    CameraSettings,
    FaceSettings,
)
from oscbridge.config.sections.machine import (
    LogSettings,
    PathSettings,
    WorkerSettings,
)
from oscbridge.config.sections.music import (
    MusicSettings,
    SessionSettings,
)

__all__ = [
    "AbletonSettings",
    "CameraSettings",
    "ClockSettings",
    "FaceSettings",
    "LogSettings",
    "MidiSettings",
    "MusicSettings",
    "OscSettings",
    "PathSettings",
    "SessionSettings",
    "Settings",
    "WebSettings",
    "WorkerSettings",
]


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, one section for each part. ``short``: the key that is meant by a section that
    holds a value alone, such as ``camera: 0``."""

    osc: OscSettings = field(default_factory=OscSettings)
    midi: MidiSettings = field(default_factory=MidiSettings)
    clock: ClockSettings = field(default_factory=ClockSettings)
    ableton: AbletonSettings = field(default_factory=AbletonSettings)
    camera: CameraSettings = field(default_factory=CameraSettings, metadata={"short": "device"})
    face: FaceSettings = field(default_factory=FaceSettings)
    music: MusicSettings = field(default_factory=MusicSettings)
    web: WebSettings = field(default_factory=WebSettings)
    session: SessionSettings = field(default_factory=SessionSettings)
    paths: PathSettings = field(default_factory=PathSettings)
    workers: WorkerSettings = field(default_factory=WorkerSettings, metadata={"short": "kind"})
    log: LogSettings = field(default_factory=LogSettings)

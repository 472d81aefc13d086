"""What a player process is started with, out of the daemon's settings."""

from __future__ import annotations

from oscbridge.config.settings import Settings
from oscbridge.midi.messages import PlayerSettings
from oscbridge.midi.sounding import SoundingRecord


def player_settings(settings: Settings) -> PlayerSettings:
    """For a player that nothing was changed for yet; its record of what sounds is a new one."""
    midi, clock = settings.midi, settings.clock
    return PlayerSettings(
        name=midi.name,
        backend=midi.backend,
        port=midi.port,
        input_port=midi.input_port,
        input_channel=midi.input_channel,
        channel=midi.channel,
        program=None if midi.program < 0 else midi.program,
        tempo_bpm=settings.music.tempo_bpm,
        beats_per_bar=float(settings.music.beats_per_bar),
        clock=clock.source,  # type: ignore[arg-type]  # checked by the settings
        clock_offset_ms=clock.offset_ms,
        clock_offset_beats=clock.offset_beats,
        clock_lost_s=clock.lost_s,
        clock_out=clock.send,
        link_start_stop=clock.link_start_stop,
        valence_cc=midi.valence_cc if midi.controllers else None,
        arousal_cc=midi.arousal_cc if midi.controllers else None,
        ahead_ms=midi.ahead_ms,
        notes=midi.output != "abletonosc",
        record=SoundingRecord(),
        tape=bool(settings.session.folder),
    )

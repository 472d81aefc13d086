"""What is composed and when, and whether it is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.config.sections.setting import setting


@dataclass(frozen=True, slots=True)
class MusicSettings:
    """What is composed, and when it plays."""

    engine: str = setting("duet", "Engine that composes the phrases.")
    weights: str = setting(
        "",
        "File of an engine's own weights, as oscbridge train wrote it: that engine then composes "
        "with them; empty: the shipped ones.",
    )
    mode: str = setting(
        "continuous",
        "continuous: phrase after phrase. once: one for each /oscbridge/phrase. onchange: one when "
        "the felt emotion changes quadrant.",
        choices=("continuous", "once", "onchange"),
    )
    start: str = setting(
        "first-affect",
        "When the music begins: at-start, with the first-affect (a face, or /affect/set), or "
        "on-play (/oscbridge/play).",
        choices=("at-start", "first-affect", "on-play"),
    )
    tempo_bpm: float = setting(100.0, "Tempo of the internal clock.", low=20, high=400)
    beats_per_bar: int = setting(4, "Quarter notes in a bar.", low=1, high=16)
    bars: int = setting(4, "Length of a phrase in bars.", low=1, high=16)
    phrases_per_section: int = setting(
        4,
        "Phrases that continue one another before a fresh start (4 of 4 bars make 16 bars).",
        low=1,
        high=1000,
    )
    seed: int = setting(
        -1,
        "Seed of the first phrase; each next phrase takes the next number. -1 draws one at start.",
        low=-1,
        high=2**31 - 1,
    )
    key: str = setting("auto", "Key of the music: C, F#m, Bb minor …; auto: the engine's choice.")
    lowest: int = setting(21, "Lowest MIDI note that is played.", low=0, high=115)
    highest: int = setting(
        108, "Highest MIDI note that is played; at least 12 above the lowest.", low=12, high=127
    )
    density: float = setting(1.0, "Factor on the number of notes.", low=0.25, high=4)
    temperature: float = setting(
        1.0, "Factor on how adventurous the choice of notes is.", low=0.25, high=4
    )
    primer_bars: str = setting(
        "last",
        "Which bars of a primer are continued: last (the last four), or such as 5-8 or 5.",
    )
    primer_voices: str = setting(
        "auto",
        "Whether a recording is of one voice or of chords; auto finds out.",
        choices=("auto", "one", "many"),
    )
    primer_max_bytes: int = setting(
        256_000_000, "Largest primer that is read, in bytes.", low=1000, high=2_000_000_000
    )
    primer_longest_s: float = setting(
        120.0, "Seconds that listening to a primer may take.", low=1, high=3600
    )
    live_mode: str = setting(
        "turns",
        "What /oscbridge/primer/live does: turns (you play a phrase's length, then oscbridge "
        "does) or always (oscbridge goes on playing, and continues what you play).",
        choices=("turns", "always"),
    )
    follow_listen: bool = setting(
        False,
        "Whether what /oscbridge/listen hears is followed: the instrument chooses the MIDI "
        "program, and a composer who has an engine of his name (chopin) chooses the engine.",
    )
    save_folder: str = setting(
        "", "Folder in which every phrase is kept as a .mid file; empty: none."
    )


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """The recording of performances, to be played again by oscbridge replay. No pictures."""

    folder: str = setting("", "Folder in which every performance is recorded; empty: none.")
    part_mb: float = setting(
        64.0,
        "A log that has grown so large goes on in another file, at the next phrase.",
        low=0.01,
        high=1000,
    )
    total_mb: float = setting(
        4000.0,
        "What all sessions in the folder may have together; then recording ends, and says so.",
        low=1,
        high=10_000_000,
    )
    delete_oldest: bool = setting(
        False, "Delete the oldest sessions then, and say which; else none is ever deleted."
    )

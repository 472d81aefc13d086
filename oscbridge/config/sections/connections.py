"""How oscbridge is connected: the OSC port, the MIDI port, the clock, Ableton Live, the page."""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.config.sections.setting import setting


@dataclass(frozen=True, slots=True)
class OscSettings:
    """Where oscbridge listens, and how long it keeps a listener."""

    host: str = setting(
        "127.0.0.1",
        "Address to listen on. Loopback keeps it on this machine; any other needs osc.allow.",
    )
    allow: tuple[str, ...] = setting(
        (),
        "Who else may talk to oscbridge: addresses (192.168.1.20) and networks (192.168.1.0/24). "
        "What comes from others is dropped. A machine of a network must confirm that it is there "
        "before it is sent much; one that is named by its address need not.",
    )
    port: int = setting(9010, "Port for UDP and TCP alike.", low=1, high=65535)
    lease_s: float = setting(
        60.0,
        "Seconds without any message after which a subscription ends.",
        low=5,
        high=86400,
    )
    bundle_horizon_s: float = setting(
        10.0,
        "How far ahead a bundle's time tag may lie, in seconds; later ones are refused.",
        low=0,
        high=3600,
    )
    discovery: str = setting(
        "auto",
        "Whether other programs can find oscbridge (zeroconf). auto: when it listens on more than "
        "loopback; on: on loopback too; off: never.",
        choices=("auto", "on", "off"),
    )
    name: str = setting(
        "", "The name that it is found by; empty: oscbridge on, and the name of the machine."
    )


@dataclass(frozen=True, slots=True)
class MidiSettings:
    """The port that the music leaves by."""

    backend: str = setting(
        "auto",
        "MIDI system to use. dry-run plays into a recorder instead of a port.",
        choices=("auto", "alsa", "jack", "coremidi", "windows", "dry-run"),
    )
    name: str = setting("oscbridge", "Name of the virtual port.")
    output: str = setting(
        "port",
        "Where the notes are heard: on this port; in Ableton Live (abletonosc), as clips that "
        "AbletonOSC makes; or both.",
        choices=("port", "abletonosc", "both"),
    )
    port: str = setting(
        "", "An existing port to play on, by name or a part of it (needed on Windows)."
    )
    input_port: str = setting(
        "",
        "An existing port to hear a MIDI clock on, by name or a part of it; empty: a virtual one.",
    )
    channel: int = setting(1, "MIDI channel of the notes.", low=1, high=16)
    program: int = setting(
        0,
        "General MIDI program sent at the start, 0 (piano) to 127; -1 sends none.",
        low=-1,
        high=127,
    )
    input_channel: int = setting(
        0,
        "Channel of the notes that are played into the input; 0: all but 10, the drums.",
        low=0,
        high=16,
    )
    controllers: bool = setting(True, "Send valence and arousal as controllers (64 is neutral).")
    valence_cc: int = setting(20, "Controller number for valence.", low=0, high=119)
    arousal_cc: int = setting(21, "Controller number for arousal.", low=0, high=119)
    ahead_ms: float = setting(
        25.0,
        "On JACK: how long ahead notes are handed over. More forgives a busier machine; stop and "
        "panic are at once all the same.",
        low=0,
        high=1000,
    )


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """Who counts the beats."""

    source: str = setting(
        "internal",
        "internal; midi: a MIDI clock on the input port; link: Ableton Link (an optional extra); "
        "ableton: Live's tempo and beat by AbletonOSC.",
        choices=("internal", "midi", "link", "ableton"),
    )
    offset_ms: float = setting(
        0.0,
        "Milliseconds by which the music is later than the clock; negative: earlier.",
        low=-1000,
        high=1000,
    )
    offset_beats: float = setting(
        0.0,
        "The same in quarter notes; both add up.",
        low=-64,
        high=64,
    )
    lost_s: float = setting(
        0.5,
        "A MIDI clock that is silent for so many seconds while it runs has stopped.",
        low=0.05,
        high=60,
    )
    send: bool = setting(False, "Send MIDI clock, start, stop and song position on the MIDI port.")
    link_start_stop: bool = setting(
        False, "Let the Link session's start and stop start and stop the music."
    )


@dataclass(frozen=True, slots=True)
class AbletonSettings:
    """Ableton Live by way of AbletonOSC; used where midi.output or clock.source says so."""

    host: str = setting("127.0.0.1", "The machine that Live runs on.")
    port: int = setting(11000, "Port that AbletonOSC listens on.", low=1, high=65535)
    reply_port: int = setting(11001, "Port that AbletonOSC answers to.", low=1, high=65535)
    track: str = setting(
        "1", "The MIDI track for the clips, by its name or its number.", number_from=1
    )
    first_slot: int = setting(1, "The first clip slot that is used, from 1.", low=1, high=1000)
    slots: int = setting(
        8,
        "How many slots are used in turn. Clips of others in them are left alone.",
        low=2,
        high=64,
    )
    fire: bool = setting(True, "Launch each clip as soon as it is written; Live waits for its bar.")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The page to see and steer all this in a browser, on this machine alone."""

    enabled: bool = setting(True, "Serve the page.")
    port: int = setting(9020, "Its port; 0 takes any that is free.", low=0, high=65535)
    show_frames: bool = setting(
        True,
        "Let the page show the last frame. It is kept in memory until the next one, never stored; "
        "everybody who can log in on this machine could see it.",
    )

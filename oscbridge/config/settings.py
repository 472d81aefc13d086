"""Settings: what may be configured, its default, its limits, and one sentence for each key.

The dataclasses below are the only source: the config file, its check and ``configs/default.yaml``
(``oscbridge/config/reading.py``) follow from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def _key(
    default: Any,
    about: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    number_from: int | None = None,
) -> Any:
    meta = {
        "about": about,
        "low": low,
        "high": high,
        "choices": choices,
        "number_from": number_from,
    }
    return field(default=default, metadata=meta)


@dataclass(frozen=True, slots=True)
class OscSettings:
    """Where oscbridge listens, and how long it keeps a listener."""

    host: str = _key(
        "127.0.0.1",
        "Address to listen on. Loopback keeps it on this machine; any other needs osc.allow.",
    )
    allow: tuple[str, ...] = _key(
        (),
        "Who else may talk to oscbridge: addresses (192.168.1.20) and networks (192.168.1.0/24). "
        "What comes from others is dropped. A machine of a network must confirm that it is there "
        "before it is sent much; one that is named by its address need not.",
    )
    port: int = _key(9010, "Port for UDP and TCP alike.", low=1, high=65535)
    lease_s: float = _key(
        60.0,
        "Seconds without any message after which a subscription ends.",
        low=5,
        high=86400,
    )
    bundle_horizon_s: float = _key(
        10.0,
        "How far ahead a bundle's time tag may lie, in seconds; later ones are refused.",
        low=0,
        high=3600,
    )
    discovery: str = _key(
        "auto",
        "Whether other programs can find oscbridge (zeroconf). auto: when it listens on more than "
        "loopback; on: on loopback too; off: never.",
        choices=("auto", "on", "off"),
    )
    name: str = _key(
        "", "The name that it is found by; empty: oscbridge on, and the name of the machine."
    )


@dataclass(frozen=True, slots=True)
class MidiSettings:
    """The port that the music leaves by."""

    backend: str = _key(
        "auto",
        "MIDI system to use. dry-run plays into a recorder instead of a port.",
        choices=("auto", "alsa", "jack", "coremidi", "windows", "dry-run"),
    )
    name: str = _key("oscbridge", "Name of the virtual port.")
    output: str = _key(
        "port",
        "Where the notes are heard: on this port; in Ableton Live (abletonosc), as clips that "
        "AbletonOSC makes; or both.",
        choices=("port", "abletonosc", "both"),
    )
    port: str = _key(
        "", "An existing port to play on, by name or a part of it (needed on Windows)."
    )
    input_port: str = _key(
        "",
        "An existing port to hear a MIDI clock on, by name or a part of it; empty: a virtual one.",
    )
    channel: int = _key(1, "MIDI channel of the notes.", low=1, high=16)
    program: int = _key(
        0,
        "General MIDI program sent at the start, 0 (piano) to 127; -1 sends none.",
        low=-1,
        high=127,
    )
    input_channel: int = _key(
        0,
        "Channel of the notes that are played into the input; 0: all but 10, the drums.",
        low=0,
        high=16,
    )
    controllers: bool = _key(True, "Send valence and arousal as controllers (64 is neutral).")
    valence_cc: int = _key(20, "Controller number for valence.", low=0, high=119)
    arousal_cc: int = _key(21, "Controller number for arousal.", low=0, high=119)
    ahead_ms: float = _key(
        25.0,
        "On JACK: how long ahead notes are handed over. More forgives a busier machine; stop and "
        "panic are at once all the same.",
        low=0,
        high=1000,
    )


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """Who counts the beats."""

    source: str = _key(
        "internal",
        "internal; midi: a MIDI clock on the input port; link: Ableton Link (an optional extra); "
        "ableton: Live's tempo and beat by AbletonOSC.",
        choices=("internal", "midi", "link", "ableton"),
    )
    offset_ms: float = _key(
        0.0,
        "Milliseconds by which the music is later than the clock; negative: earlier.",
        low=-1000,
        high=1000,
    )
    offset_beats: float = _key(
        0.0,
        "The same in quarter notes; both add up.",
        low=-64,
        high=64,
    )
    lost_s: float = _key(
        0.5,
        "A MIDI clock that is silent for so many seconds while it runs has stopped.",
        low=0.05,
        high=60,
    )
    send: bool = _key(False, "Send MIDI clock, start, stop and song position on the MIDI port.")
    link_start_stop: bool = _key(
        False, "Let the Link session's start and stop start and stop the music."
    )


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """A camera of oscbridge's own: one of the first five. "camera: 0" is short for its device."""

    device: str = _key(
        "",
        "A camera by its number, the first is 0; or a video file; or an address that OpenCV opens, "
        "such as rtsp://… or http://…/video.mjpg. Needs the extra camera.",
        number_from=0,
    )
    folder: str = _key(
        "", "A folder: each new JPEG, PNG or WebP in it is a frame, the newest wins."
    )
    ndi: str = _key("", "An NDI source, by its name or a part of it. Needs the extra ndi.")
    spout: str = _key("", "A Spout sender (Windows), by its name. Needs the extra spout.")
    syphon: str = _key("", "A Syphon server or its program (macOS), by name; extra syphon.")
    enabled: bool = _key(True, "On from the start; /oscbridge/camera turns it on and off.")
    frames_per_s: float = _key(30.0, "At most so many frames a second.", low=0.1, high=240)
    width: int = _key(
        640,
        "Asked of a device; larger frames are made to fit. Not for the folder.",
        low=64,
        high=7680,
    )
    height: int = _key(480, "The same for the height.", low=64, high=4320)
    mirror: bool = _key(False, "Left and right exchanged, as in a mirror. Not for the folder.")
    rotate: str = _key(
        "none",
        "For a camera that does not stand upright: turned by a quarter to the right or left, or by "
        "half. Not for the folder, whose pictures tell it themselves.",
        choices=("none", "right", "left", "half"),
    )
    loop: bool = _key(False, "A video file begins again at its end, and is not lost there.")
    delete_read: bool = _key(
        False, "Delete the folder's pictures once they were read or passed over."
    )


@dataclass(frozen=True, slots=True)
class AbletonSettings:
    """Ableton Live by way of AbletonOSC; used where midi.output or clock.source says so."""

    host: str = _key("127.0.0.1", "The machine that Live runs on.")
    port: int = _key(11000, "Port that AbletonOSC listens on.", low=1, high=65535)
    reply_port: int = _key(11001, "Port that AbletonOSC answers to.", low=1, high=65535)
    track: str = _key(
        "1", "The MIDI track for the clips, by its name or its number.", number_from=1
    )
    first_slot: int = _key(1, "The first clip slot that is used, from 1.", low=1, high=1000)
    slots: int = _key(
        8,
        "How many slots are used in turn. Clips of others in them are left alone.",
        low=2,
        high=64,
    )
    fire: bool = _key(True, "Launch each clip as soon as it is written; Live waits for its bar.")


@dataclass(frozen=True, slots=True)
class FaceSettings:
    """How faces are looked for, and how readings become one felt emotion."""

    min_face_px: int = _key(
        60, "Smallest face looked for, in pixels of the frame. Larger is faster.", low=20, high=2000
    )
    detect_every_s: float = _key(
        1.0,
        "Seconds between full searches of the frame while a face is being tracked.",
        low=0,
        high=60,
    )
    max_bytes: int = _key(
        16_000_000, "Largest encoded image accepted, in bytes.", low=1000, high=500_000_000
    )
    max_pixels: int = _key(
        24_000_000,
        "Largest image accepted, in pixels, checked before decoding.",
        low=1000,
        high=200_000_000,
    )
    runtime: str = _key(
        "onnx",
        "What runs the networks: onnx (onnxruntime, on the CPU; the fastest there) or torch.",
        choices=("onnx", "torch"),
    )
    device: str = _key(
        "cpu",
        "Where torch runs them: cpu, cuda (NVIDIA) or mps (Apple). Not tested on cuda and mps.",
        choices=("cpu", "cuda", "mps"),
    )
    reader: str = _key(
        "emotion",
        "What reads the faces: emotion (eight expressions, valence and arousal), cnn5 (happy, sad, "
        "angry, neutral) or melancholy (how sad a face looks: an artistic index, no diagnosis).",
        choices=("emotion", "cnn5", "melancholy"),
    )
    melancholy: bool = _key(
        False,
        "Read the melancholy index beside the reader and tell it after each face. An artistic "
        "index, no diagnosis.",
    )
    weights: str = _key(
        "",
        "File of a reader's own weights, as oscbridge train wrote it; empty: the shipped ones.",
    )
    follow: str = _key(
        "largest",
        "Whose emotion is felt when several faces are there: the largest, the one nearest to the "
        "centre, the group's mean, or a face's number (they count from 1 as people come).",
        choices=("largest", "centre", "group"),
        number_from=1,
    )
    read_all: bool = _key(
        False,
        "Read and tell the emotion of every face, not only of the one that is followed; each costs "
        "some milliseconds. The group's mean reads all in any case.",
    )
    smoothing_s: float = _key(
        0.8,
        "Time constant of the felt emotion while the face is at rest, in seconds; 0 follows every "
        "frame at once.",
        low=0,
        high=60,
    )
    quick_s: float = _key(
        0.07, "Its time constant while the face changes, in seconds.", low=0, high=60
    )
    label_margin: float = _key(
        0.1, "By how much another label's score must lead the felt label's.", low=0, high=1
    )
    label_for_s: float = _key(
        0.3, "For how many seconds, before it becomes the felt label.", low=0, high=60
    )
    uncertain_below: float = _key(
        0.35, "The felt label is uncertain below this score; 0: never.", low=0, high=1
    )
    when_uncertain: str = _key(
        "hold",
        "What the felt emotion does meanwhile: hold (it stays), drift (as if the face were gone), "
        "or follow (the readings all the same).",
        choices=("hold", "drift", "follow"),
    )
    sources: str = _key(
        "lead",
        "When several cameras show faces: lead (the first, while its faces keep coming) or mean.",
        choices=("lead", "mean"),
    )
    hold_s: float = _key(
        2.0, "Seconds that the felt emotion is kept when the face is gone.", low=0, high=3600
    )
    fade_s: float = _key(5.0, "Seconds in which it then fades to neutral.", low=0, high=3600)


@dataclass(frozen=True, slots=True)
class MusicSettings:
    """What is composed, and when it plays."""

    engine: str = _key("duet", "Engine that composes the phrases.")
    weights: str = _key(
        "",
        "File of an engine's own weights, as oscbridge train wrote it: that engine then composes "
        "with them; empty: the shipped ones.",
    )
    mode: str = _key(
        "continuous",
        "continuous: phrase after phrase. once: one for each /oscbridge/phrase. onchange: one when "
        "the felt emotion changes quadrant.",
        choices=("continuous", "once", "onchange"),
    )
    start: str = _key(
        "first-affect",
        "When the music begins: at-start, with the first-affect (a face, or /affect/set), or "
        "on-play (/oscbridge/play).",
        choices=("at-start", "first-affect", "on-play"),
    )
    tempo_bpm: float = _key(100.0, "Tempo of the internal clock.", low=20, high=400)
    beats_per_bar: int = _key(4, "Quarter notes in a bar.", low=1, high=16)
    bars: int = _key(4, "Length of a phrase in bars.", low=1, high=16)
    phrases_per_section: int = _key(
        4,
        "Phrases that continue one another before a fresh start (4 of 4 bars make 16 bars).",
        low=1,
        high=1000,
    )
    seed: int = _key(
        -1,
        "Seed of the first phrase; each next phrase takes the next number. -1 draws one at start.",
        low=-1,
        high=2**31 - 1,
    )
    key: str = _key("auto", "Key of the music: C, F#m, Bb minor …; auto: the engine's choice.")
    lowest: int = _key(21, "Lowest MIDI note that is played.", low=0, high=115)
    highest: int = _key(
        108, "Highest MIDI note that is played; at least 12 above the lowest.", low=12, high=127
    )
    density: float = _key(1.0, "Factor on the number of notes.", low=0.25, high=4)
    temperature: float = _key(
        1.0, "Factor on how adventurous the choice of notes is.", low=0.25, high=4
    )
    primer_bars: str = _key(
        "last",
        "Which bars of a primer are continued: last (the last four), or such as 5-8 or 5.",
    )
    primer_voices: str = _key(
        "auto",
        "Whether a recording is of one voice or of chords; auto finds out.",
        choices=("auto", "one", "many"),
    )
    primer_max_bytes: int = _key(
        256_000_000, "Largest primer that is read, in bytes.", low=1000, high=2_000_000_000
    )
    primer_longest_s: float = _key(
        120.0, "Seconds that listening to a primer may take.", low=1, high=3600
    )
    live_mode: str = _key(
        "turns",
        "What /oscbridge/primer/live does: turns (you play a phrase's length, then oscbridge "
        "does) or always (oscbridge goes on playing, and continues what you play).",
        choices=("turns", "always"),
    )
    follow_listen: bool = _key(
        False,
        "Whether what /oscbridge/listen hears is followed: the instrument chooses the MIDI "
        "program, and a composer who has an engine of his name (chopin) chooses the engine.",
    )
    save_folder: str = _key("", "Folder in which every phrase is kept as a .mid file; empty: none.")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The page to see and steer all this in a browser, on this machine alone."""

    enabled: bool = _key(True, "Serve the page.")
    port: int = _key(9020, "Its port; 0 takes any that is free.", low=0, high=65535)
    show_frames: bool = _key(
        True,
        "Let the page show the last frame. It is kept in memory until the next one, never stored; "
        "everybody who can log in on this machine could see it.",
    )


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """The recording of performances, to be played again by oscbridge replay. No pictures."""

    folder: str = _key("", "Folder in which every performance is recorded; empty: none.")
    part_mb: float = _key(
        64.0,
        "A log that has grown so large goes on in another file, at the next phrase.",
        low=0.01,
        high=1000,
    )
    total_mb: float = _key(
        4000.0,
        "What all sessions in the folder may have together; then recording ends, and says so.",
        low=1,
        high=10_000_000,
    )
    delete_oldest: bool = _key(
        False, "Delete the oldest sessions then, and say which; else none is ever deleted."
    )


@dataclass(frozen=True, slots=True)
class PathSettings:
    """What others may have read over OSC (/oscbridge/file, /primer, /listen) on this machine."""

    roots: tuple[str, ...] = _key(
        ("home", "temp", "samples"),
        "Folders below which those files must lie, once all links are resolved: home (yours), temp "
        "(the system's for temporary files), samples (oscbridge's own pictures), or others, "
        "absolute or ~/…; []: none is read.",
    )


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Who reads faces and composes. "workers: ray" is short for its kind; see docs/cluster.md."""

    kind: str = _key(
        "local",
        "local: processes of this machine. ray: those of a Ray cluster, shared with other rooms; "
        "this machine's own wait for when it is away. Needs the extra cluster.",
        choices=("local", "ray"),
    )
    address: str = _key(
        "127.0.0.1:6379",
        "Where the cluster's head is: host:port. Ray asks nobody for a password: whoever reaches "
        "it can run anything there. Trusted networks only.",
    )
    namespace: str = _key(
        "oscbridge", "Rooms with the same one share the cluster's readers and composers."
    )
    readers: int = _key(
        2, "How many readers there shall be in the cluster; each has a core.", low=1, high=512
    )
    composers: int = _key(
        1, "How many composers, of half a core each; 0: each room composes.", low=0, high=64
    )


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is told on the terminal."""

    level: str = _key("info", "How much is told.", choices=("error", "warning", "info", "debug"))
    format: str = _key(
        "text", "text: for eyes; json: an object a line, for programs.", choices=("text", "json")
    )


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

"""Where pictures come from, and how faces become one felt emotion."""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.config.sections.setting import setting


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """A camera of oscbridge's own: one of the first five. "camera: 0" is short for its device."""

    device: str = setting(
        "",
        "A camera by its number, the first is 0; or a video file; or an address that OpenCV opens, "
        "such as rtsp://… or http://…/video.mjpg. Needs the extra camera.",
        number_from=0,
    )
    folder: str = setting(
        "", "A folder: each new JPEG, PNG or WebP in it is a frame, the newest wins."
    )
    ndi: str = setting("", "An NDI source, by its name or a part of it. Needs the extra ndi.")
    spout: str = setting("", "A Spout sender (Windows), by its name. Needs the extra spout.")
    syphon: str = setting("", "A Syphon server or its program (macOS), by name; extra syphon.")
    enabled: bool = setting(True, "On from the start; /oscbridge/camera turns it on and off.")
    frames_per_s: float = setting(30.0, "At most so many frames a second.", low=0.1, high=240)
    width: int = setting(
        640,
        "Asked of a device; larger frames are made to fit. Not for the folder.",
        low=64,
        high=7680,
    )
    height: int = setting(480, "The same for the height.", low=64, high=4320)
    mirror: bool = setting(False, "Left and right exchanged, as in a mirror. Not for the folder.")
    rotate: str = setting(
        "none",
        "For a camera that does not stand upright: turned by a quarter to the right or left, or by "
        "half. Not for the folder, whose pictures tell it themselves.",
        choices=("none", "right", "left", "half"),
    )
    loop: bool = setting(False, "A video file begins again at its end, and is not lost there.")
    delete_read: bool = setting(
        False, "Delete the folder's pictures once they were read or passed over."
    )


@dataclass(frozen=True, slots=True)
class FaceSettings:
    """How faces are looked for, and how readings become one felt emotion."""

    min_face_px: int = setting(
        60, "Smallest face looked for, in pixels of the frame. Larger is faster.", low=20, high=2000
    )
    detect_every_s: float = setting(
        1.0,
        "Seconds between full searches of the frame while a face is being tracked.",
        low=0,
        high=60,
    )
    max_bytes: int = setting(
        16_000_000, "Largest encoded image accepted, in bytes.", low=1000, high=500_000_000
    )
    max_pixels: int = setting(
        24_000_000,
        "Largest image accepted, in pixels, checked before decoding.",
        low=1000,
        high=200_000_000,
    )
    runtime: str = setting(
        "onnx",
        "What runs the networks: onnx (onnxruntime, on the CPU; the fastest there) or torch.",
        choices=("onnx", "torch"),
    )
    device: str = setting(
        "cpu",
        "Where torch runs them: cpu, cuda (NVIDIA) or mps (Apple). Not tested on cuda and mps.",
        choices=("cpu", "cuda", "mps"),
    )
    reader: str = setting(
        "emotion",
        "What reads the faces: emotion (eight expressions, valence and arousal), cnn5 (happy, sad, "
        "angry, neutral) or melancholy (how sad a face looks: an artistic index, no diagnosis).",
        choices=("emotion", "cnn5", "melancholy"),
    )
    melancholy: bool = setting(
        False,
        "Read the melancholy index beside the reader and tell it after each face. An artistic "
        "index, no diagnosis.",
    )
    weights: str = setting(
        "",
        "File of a reader's own weights, as oscbridge train wrote it; empty: the shipped ones.",
    )
    follow: str = setting(
        "largest",
        "Whose emotion is felt when several faces are there: the largest, the one nearest to the "
        "centre, the group's mean, or a face's number (they count from 1 as people come).",
        choices=("largest", "centre", "group"),
        number_from=1,
    )
    read_all: bool = setting(
        False,
        "Read and tell the emotion of every face, not only of the one that is followed; each costs "
        "some milliseconds. The group's mean reads all in any case.",
    )
    smoothing_s: float = setting(
        0.8,
        "Time constant of the felt emotion while the face is at rest, in seconds; 0 follows every "
        "frame at once.",
        low=0,
        high=60,
    )
    quick_s: float = setting(
        0.07, "Its time constant while the face changes, in seconds.", low=0, high=60
    )
    label_margin: float = setting(
        0.1, "By how much another label's score must lead the felt label's.", low=0, high=1
    )
    label_for_s: float = setting(
        0.3, "For how many seconds, before it becomes the felt label.", low=0, high=60
    )
    uncertain_below: float = setting(
        0.35, "The felt label is uncertain below this score; 0: never.", low=0, high=1
    )
    when_uncertain: str = setting(
        "hold",
        "What the felt emotion does meanwhile: hold (it stays), drift (as if the face were gone), "
        "or follow (the readings all the same).",
        choices=("hold", "drift", "follow"),
    )
    sources: str = setting(
        "lead",
        "When several cameras show faces: lead (the first, while its faces keep coming) or mean.",
        choices=("lead", "mean"),
    )
    hold_s: float = setting(
        2.0, "Seconds that the felt emotion is kept when the face is gone.", low=0, high=3600
    )
    fade_s: float = setting(5.0, "Seconds in which it then fades to neutral.", low=0, high=3600)

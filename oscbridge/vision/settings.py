"""What the eyes are told: how they look, and at whom. Light values, no numpy."""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.vision.tracking.choice import LARGEST, Which


@dataclass(frozen=True, slots=True)
class ReadWith:
    """What a face is read with.

    Args:
        reader: leads: its scores and affect are the reading's. A name of ``readers.READERS``.
        melancholy: the melancholy index is read as well.
    """

    reader: str = "emotion"
    melancholy: bool = False


@dataclass(frozen=True, slots=True)
class EyesSettings:
    """How the eyes look.

    Args:
        min_face_px: smallest face looked for, in pixels of the frame. In frames of more than two
            megapixels, which are reduced first, it grows in proportion.
        detect_every_s: time between full searches while faces are being followed; 0 searches
            every frame.
        max_bytes: largest encoded image or file.
        max_pixels: largest image, checked before decoding.
        threads: threads of each network.
        runtime: what runs the networks: ``onnx`` (onnxruntime, on the CPU) or ``torch``.
        device: for torch, ``cpu``, ``cuda`` or ``mps``; see ``torch_runtime``.
        roots: folders that files may be read from; None: anywhere.
        weights: a file of the reader's own weights, as training wrote it; empty: the shipped ones.
        read_with: what faces are read with, where a look does not say otherwise.
    """

    min_face_px: float = 60.0
    detect_every_s: float = 1.0
    max_bytes: int = 16_000_000
    max_pixels: int = 24_000_000
    threads: int = 1
    runtime: str = "onnx"
    device: str = "cpu"
    roots: tuple[str, ...] | None = None
    weights: str = ""
    read_with: ReadWith = ReadWith()


@dataclass(frozen=True, slots=True)
class Attention:
    """Who is looked at when several faces are there, and what reads them.

    Args:
        which: whose reading is the frame's, see ``choice``.
        read_all: read every face, not only that one.
        read_with: what reads them; as the eyes' settings say where it is None.
    """

    which: Which = LARGEST
    read_all: bool = False
    read_with: ReadWith | None = None


ANYONE = Attention()
"""The largest face, and it alone, as the settings say."""

"""The ``midinet`` engine: precursor in, next four bars out. onnxruntime; torch only to export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.affect import Affect
from oscbridge.music.engine import check_bars
from oscbridge.music.midinet.decoding import (
    Decoding,
    Probabilities,
    published_roll,
    shift_home,
    tidy_roll,
)
from oscbridge.music.midinet.published import CLASSES, NOISE
from oscbridge.music.roll import (
    LAYERS,
    ONSET,
    PITCHES,
    STEPS_PER_BAR,
    WINDOW_BARS,
    WINDOW_STEPS,
    Roll,
    last_window,
    notes_of_roll,
    transposed,
)
from oscbridge.music.shaping import tempo_bpm, voiced, wanted_notes_per_bar
from oscbridge.phrase import Phrase
from oscbridge.weights.models import digest, onnx_session, weights_path

if TYPE_CHECKING:
    import torch

CANDIDATES = 4
"""Tidy decoding draws several continuations at once and keeps the one the network is surest of."""


class MidinetEngine:
    """The conditional GAN on piano rolls.

    Without a primer the first precursor is a random 4-bar passage of the affect's class, kept in
    the weights file, in a random key. Each output is the next precursor, so that 16 bars are one
    output and three repeats. The answer is in 4/4 whatever the primer's metre.

    Args:
        option: the decoding, ``tidy`` or ``published`` (see ``decoding``).
        weights: a file that ``oscbridge train midinet`` wrote; None: the shipped one.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    name = "midinet"
    options: tuple[Decoding, ...] = ("tidy", "published")

    def __init__(self, option: Decoding = "tidy", weights: Path | None = None) -> None:
        self._decoding = option
        path = weights or weights_path("midinet")
        self._bank, self._bank_classes = read_bank(path)
        source = Path(__file__).with_name("network.py").read_bytes()
        self._session = onnx_session(
            "midinet",
            digest(path.read_bytes(), source),
            lambda: _exportable(path),
            inputs=["noise", "previous", "label"],
            outputs=["roll"],
            dynamic_axes={name: {0: "count"} for name in ("noise", "previous", "label", "roll")},
        )

    def probabilities(
        self, noise: NDArray[np.float32], previous: Roll, quadrant: int
    ) -> Probabilities:
        """The generator's ``[n, 2, 84, 64]`` for noise ``[n, 100]``, a roll, a quadrant 1 to 4."""
        count = len(noise)
        label = np.zeros((count, CLASSES), dtype=np.float32)
        label[:, quadrant - 1] = 1.0
        feeds = {
            "noise": noise.astype(np.float32),
            "previous": np.broadcast_to(previous[None], (count, *previous.shape)).astype(
                np.float32
            ),
            "label": label,
        }
        answer: Probabilities = self._session.run(None, feeds)[0]
        return answer

    def compose(
        self, primer: Phrase | None, affect: Affect, bars: int, rng: np.random.Generator
    ) -> Phrase:
        """See ``Engine.compose``. A primer's tempo is kept; one silent over its last sixteen
        beats gives no precursor.

        Raises:
            OscbridgeError: ``bad-bars`` unless ``bars`` is 1 to 256.
        """
        check_bars(bars)
        precursor = None if primer is None else last_window(primer)
        if precursor is None or not precursor.any():
            precursor = self.draw_precursor(affect.quadrant, rng)
        tempo = primer.tempo_bpm if primer is not None and primer.notes else tempo_bpm(affect)
        parts = []
        for _ in range(-(-bars // WINDOW_BARS)):
            precursor = self.continued(precursor, affect, rng)
            parts.append(precursor)
        whole = np.concatenate(parts, axis=2)[:, :, : bars * STEPS_PER_BAR]
        notes = voiced(notes_of_roll(whole), affect)
        return Phrase(notes, bars=bars, tempo_bpm=tempo, engine=self.name, affect=affect)

    def draw_precursor(self, quadrant: int, rng: np.random.Generator) -> Roll:
        """A random passage ``[2, 84, 64]`` of the class, in a random key."""
        choices = np.flatnonzero(self._bank_classes == quadrant)
        packed = self._bank[int(rng.choice(choices))]
        bits = np.unpackbits(packed, count=LAYERS * PITCHES * WINDOW_STEPS)
        home: Roll = bits.reshape(LAYERS, PITCHES, WINDOW_STEPS)
        return transposed(home, int(rng.integers(-6, 6)))

    def continued(self, precursor: Roll, affect: Affect, rng: np.random.Generator) -> Roll:
        """The next four bars ``[2, 84, 64]`` after a precursor of that shape."""
        shift = shift_home(precursor)
        at_home = transposed(precursor, shift)
        if self._decoding == "published":
            noise = rng.standard_normal((1, NOISE)).astype(np.float32)
            answer = published_roll(self.probabilities(noise, at_home, affect.quadrant)[0])
        else:
            noise = rng.standard_normal((CANDIDATES, NOISE)).astype(np.float32)
            wanted = wanted_notes_per_bar(affect, float(at_home[ONSET].sum()) / WINDOW_BARS)
            outputs = self.probabilities(noise, at_home, affect.quadrant)
            rated = [tidy_roll(output, at_home, wanted) for output in outputs]
            answer, _ = max(rated, key=lambda candidate: candidate[1])
        return transposed(answer, -shift)


def read_bank(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The precursors in a weights file: packed bits ``[n, bytes]`` and their quadrants ``[n]``."""
    from safetensors import safe_open

    with safe_open(str(path), framework="numpy") as stored:
        return stored.get_tensor("bank.rolls"), stored.get_tensor("bank.classes")


def load_generator(path: Path) -> torch.nn.Module:
    """The torch generator of a weights file, in eval mode and single precision."""
    import torch
    from safetensors.torch import load_file

    from oscbridge.music.midinet.network import Generator

    stored: dict[str, Any] = load_file(str(path))
    network = Generator()
    network.load_state_dict(
        {
            name.removeprefix("generator."): value.float() if value.dtype == torch.half else value
            for name, value in stored.items()
            if name.startswith("generator.")
        }
    )
    return network.eval()


def _exportable(path: Path) -> tuple[torch.nn.Module, tuple[torch.Tensor, ...]]:
    import torch

    example = (
        torch.zeros(1, NOISE),
        torch.zeros(1, LAYERS, PITCHES, WINDOW_STEPS),
        torch.zeros(1, CLASSES),
    )
    return load_generator(path), example

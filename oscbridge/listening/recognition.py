"""A recording → who composed it and what plays it; or written notes → who composed them.

Each network sees windows of a spectrogram (``spectrum``): the instrument's 5 seconds, the
composer's 30. Beside the composer's network a linear reader looks at the notes that are heard in
its window (``polyphony``), and the two opinions are multiplied. What is said of all windows that
hold sound is averaged. All have learnt from rendered solo music only, and the composer's from
pianos only, so an answer that is not clear is ``uncertain``: so is the composer of whatever is
hardly a piano.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.listening import spectrum
from oscbridge.listening.audio import RATE, Samples, levelled, read_audio
from oscbridge.listening.basic_pitch import BasicPitch
from oscbridge.listening.labels import COMPOSERS, INSTRUMENTS, UNCERTAIN, Guess, Recognised
from oscbridge.listening.notes import HeardNote, Progress, unheeded
from oscbridge.listening.polyphony import played_notes
from oscbridge.listening.style import (
    FEWEST_NOTES,
    heard_features,
    is_on_grid,
    played_segments,
    segments,
)
from oscbridge.weights.models import digest, onnx_session, weights_path

if TYPE_CHECKING:
    import onnxruntime
    import torch

LONGEST_S = 300.0
"""What is listened to of a recording, from its beginning."""
SHORTEST_S = 1.0
INSTRUMENT_WINDOW_S = 5.0
COMPOSER_WINDOW_S = 30.0

_QUIETEST = 1e-4
"""Root mean square below which nothing sounds: 80 dB below full scale."""
_QUIET = 0.03
"""A window that has less of the loudest window's amplitude is a pause."""
_SURE_OF_INSTRUMENT = 0.5
_SURE_OF_COMPOSER = 0.4
_HARDLY_PIANO = 0.1
NETWORK_SHARE = 0.35
"""The network's exponent in the product with the reader of heard notes, whose exponent is the rest.
Chosen on validation works.
"""


class Transcriber:
    """Samples → the notes of all keys, whatever the loudness; loaded when first used."""

    def __init__(self) -> None:
        self._keys: BasicPitch | None = None

    def notes(self, samples: Samples) -> list[HeardNote]:
        """Sorted."""
        if not samples.any():
            return []
        self._keys = self._keys or BasicPitch()
        return played_notes(self._keys.hear(levelled(samples)))


class Recogniser:
    """Both networks and both readers of notes, with their weights; made once, loaded when asked.

    Args:
        weights: another file; None: the shipped ``listen.safetensors``.
        threads: for one run of a network.

    Raises:
        OscbridgeError: ``weights-missing``.
    """

    def __init__(self, weights: Path | None = None, threads: int = 1) -> None:
        self._path = weights or weights_path("listen")
        self._threads = threads
        self._sessions: dict[str, onnxruntime.InferenceSession] = {}
        self._readers: dict[str, dict[str, NDArray[np.float32]]] = {}
        self._transcriber = Transcriber()

    def listen(
        self, data: bytes, name: str = "the recording", progress: Progress = unheeded
    ) -> Recognised:
        """Composer and instrument of a sound file's bytes.

        Raises:
            OscbridgeError: those of ``read_audio``; ``no-sound`` where it is silent or shorter
                than a second.
        """
        sound = read_audio(data, name, longest_s=LONGEST_S, progress=progress)
        return self.recognise(sound.samples, name, progress)

    def recognise(
        self, samples: Samples, name: str = "the recording", progress: Progress = unheeded
    ) -> Recognised:
        """Composer and instrument of samples at ``audio.RATE``.

        Raises:
            OscbridgeError: ``no-sound``.
        """
        if len(samples) < SHORTEST_S * RATE:
            raise OscbridgeError(
                "no-sound", f"{name} is {len(samples) / RATE:.2f} s long; give at least a second"
            )
        if float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) < _QUIETEST:
            raise OscbridgeError("no-sound", f"{name} is silent")
        progress(0.0, "instrument")
        plays = self._average("instrument", samples, INSTRUMENT_WINDOW_S, progress)
        progress(0.0, "composer")
        wrote = self._average("composer", samples, COMPOSER_WINDOW_S, progress)
        instrument = _guess(plays, INSTRUMENTS, _SURE_OF_INSTRUMENT)
        composer = _guess(wrote, COMPOSERS, _SURE_OF_COMPOSER)
        if plays[INSTRUMENTS.index("piano")] < _HARDLY_PIANO:
            composer = Guess(UNCERTAIN, composer.confidence, composer.scores)
        return Recognised(composer, instrument)

    def composer_of_notes(
        self, starts_beats: Sequence[float], pitches: Sequence[int], name: str = "the file"
    ) -> Guess:
        """Composer of written notes: where each begins, in quarter notes, and its MIDI number.

        Where they keep to no beat, because somebody only played them, the reader of heard notes
        reads them.

        Raises:
            OscbridgeError: ``no-notes`` where there are too few.
        """
        starts, keys = np.asarray(starts_beats, float), np.asarray(pitches, np.int64)
        written = len(starts) == 0 or is_on_grid(starts)
        features = segments(starts, keys) if written else played_segments(starts, keys)
        if not features:
            raise OscbridgeError(
                "no-notes",
                f"{name} has too few notes to tell a composer: give {FEWEST_NOTES} within 16 bars",
            )
        scores = self._read("notes" if written else "heard", features)
        return _guess(scores, COMPOSERS, _SURE_OF_COMPOSER)

    def composer_scores(
        self, spectrogram: spectrum.Spectrogram, starts_s: Sequence[float], pitches: Sequence[int]
    ) -> NDArray[np.float64]:
        """[composers] of a window: the network's opinion times that of the reader of heard notes.

        Args:
            spectrogram: ``semitone_spectrogram``, not yet standardised.
            starts_s: where the notes heard in it begin; where there are too few, the network is
                alone.
            pitches: MIDI numbers.
        """
        seen = self.session("composer").run(
            None, {"spectrogram": spectrum.standardised(spectrogram)[None]}
        )
        network: NDArray[np.float64] = softmax(seen[0])[0]
        features = heard_features(np.asarray(starts_s, float), np.asarray(pitches, np.int64))
        if features is None:
            return network
        product = network**NETWORK_SHARE * self._read("heard", [features]) ** (1.0 - NETWORK_SHARE)
        return np.asarray(product / product.sum())

    def reader(self, kind: str) -> dict[str, NDArray[np.float32]]:
        """The reader of written ``notes`` or of ``heard`` ones: ``mean`` and ``deviation`` [F] of
        the features of style, ``weight`` [composers, F] and ``bias`` [composers].
        """
        from safetensors.numpy import load_file

        if kind not in self._readers:
            held = load_file(self._path)
            names = ("mean", "deviation", "weight", "bias")
            self._readers[kind] = {
                name: held[f"{kind}.{name}"].astype(np.float32) for name in names
            }
        return self._readers[kind]

    def _read(self, kind: str, features: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
        held = self.reader(kind)
        scaled = (np.stack(features) - held["mean"]) / held["deviation"]
        logits = np.clip(scaled, -4, 4) @ held["weight"].T + held["bias"]
        return np.asarray(softmax(logits.mean(0, keepdims=True))[0])

    def _average(
        self, kind: str, samples: Samples, window_s: float, progress: Progress
    ) -> NDArray[np.float64]:
        """The mean over all windows with sound, [classes]."""
        parts = [part for part in _windows(samples, window_s) if len(part) >= SHORTEST_S * RATE]
        loud = [float(np.sqrt(np.mean(np.square(part)))) for part in parts]
        total: list[NDArray[np.float64]] = []
        for index, part in enumerate(parts):
            if loud[index] >= _QUIET * max(loud):
                progress(index / len(parts), kind)
                see = self._instrument_scores if kind == "instrument" else self._composer_of_sound
                total.append(see(part))
        return np.asarray(np.mean(total, axis=0))

    def _instrument_scores(self, part: Samples) -> NDArray[np.float64]:
        spectrogram = spectrum.standardised(spectrum.mel_spectrogram(part))
        logits = self.session("instrument").run(None, {"spectrogram": spectrogram[None]})[0]
        return np.asarray(softmax(logits)[0])

    def _composer_of_sound(self, part: Samples) -> NDArray[np.float64]:
        notes = self._transcriber.notes(part)
        return self.composer_scores(
            spectrum.semitone_spectrogram(part),
            [note.start_s for note in notes],
            [note.pitch for note in notes],
        )

    def session(self, kind: str) -> onnxruntime.InferenceSession:
        """The network for ``instrument`` or ``composer``: ``spectrogram`` in, ``logits`` out."""
        if kind not in self._sessions:
            code = (Path(__file__).parent / "recognition_network.py").read_bytes()
            self._sessions[kind] = onnx_session(
                f"listen-{kind}",
                digest(self._path.read_bytes(), code),
                lambda: _load(self._path, kind),
                inputs=["spectrogram"],
                outputs=["logits"],
                dynamic_axes={"spectrogram": {1: "frames"}},
                threads=self._threads,
            )
        return self._sessions[kind]


def _windows(samples: Samples, window_s: float) -> list[Samples]:
    size = round(window_s * RATE)
    return [samples[i : i + size] for i in range(0, len(samples), size)]


def _guess(scores: NDArray[np.float64], labels: tuple[str, ...], sure: float) -> Guess:
    best = int(np.argmax(scores[: len(labels)]))
    confidence = float(scores[best])
    label = labels[best] if confidence >= sure else UNCERTAIN
    return Guess(label, confidence, tuple(float(score) for score in scores[: len(labels)]))


def softmax(logits: NDArray[Any]) -> NDArray[np.float64]:
    """Of each row."""
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _load(path: Path, kind: str) -> tuple[torch.nn.Module, tuple[torch.Tensor, ...]]:
    import torch
    from safetensors.torch import load_file

    from oscbridge.listening import recognition_network as networks

    if kind == "instrument":
        # One more for what is none of them.
        network = networks.instrument_network(len(INSTRUMENTS) + 1)
        example = torch.zeros(1, 216, spectrum.MEL_BANDS)
    else:
        network = networks.composer_network(len(COMPOSERS))
        example = torch.zeros(1, 323, spectrum.SEMITONES)
    held = load_file(path)
    mine = {
        name.removeprefix(f"{kind}."): value.float()
        for name, value in held.items()
        if name.startswith(f"{kind}.")
    }
    network.load_state_dict(mine)
    return network.eval(), (example,)

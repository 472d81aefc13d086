"""The weights file on onnxruntime: priming, composing one event, scoring. torch only to export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oscbridge.weights.models import digest, onnx_session

if TYPE_CHECKING:
    import onnxruntime
    import torch

    from oscbridge.music.duet.network import Network

STEP_INPUTS = (
    "event",
    "conditions",
    "state",
    "recent",
    "past",
    "first",
    "ends",
    "time_bias",
    "pitch_bias",
    "length_bias",
    "time_noise",
    "pitch_noise",
    "length_noise",
    "loudness_noise",
    "sharpness",
    "log_min_p",
)
MOST_EVENTS = 1024
"""``network.doubling_scan`` adds up no more."""
STEP_OUTPUTS = ("choice", "likelihood", "new_state", "new_recent")

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Runtime:
    """The three graphs of a weights file.

    Args:
        path: the ``.safetensors`` file.
    """

    def __init__(self, path: Path) -> None:
        here = Path(__file__).parent
        self._key = digest(
            path.read_bytes(), *(here.joinpath(f).read_bytes() for f in ("network.py", "graphs.py"))
        )
        self._path = path
        sizes = read_tables(path)[1]
        self._blank = (
            np.zeros((1, sizes["layers"], sizes["width"]), dtype=np.float32),
            np.zeros((1, sizes["layers"], sizes["reach"] - 1, sizes["width"]), dtype=np.float32),
        )
        self._prime = self._session("prime", ("event", "conditions"), ("state", "recent"), 1)
        self._step = self._session("step", STEP_INPUTS, STEP_OUTPUTS, 0)
        self._score: onnxruntime.InferenceSession | None = None

    def _session(
        self, which: str, inputs: tuple[str, ...], outputs: tuple[str, ...], varies: int
    ) -> onnxruntime.InferenceSession:
        axes = {
            name: {varies: "count"}
            for name in (*inputs, *outputs)
            if name not in ("sharpness", "log_min_p") and not (which == "prime" and name in outputs)
        }
        return onnx_session(
            f"duet-{which}",
            self._key,
            lambda: _exportable(self._path, which),
            inputs=list(inputs),
            outputs=list(outputs),
            dynamic_axes=axes,
        )

    def blank(self) -> tuple[Floats, Floats]:
        """Before any event: state ``[1, layers, width]``, recent inputs of the convolutions ``[1,
        layers, reach − 1, width]``.
        """
        return self._blank

    def prime(self, event: Ints, conditions: Floats) -> tuple[Floats, Floats]:
        """State and recent inputs, as ``blank``, after events ``[events, 13]`` under conditions
        ``[events, 26]``.
        """
        state, recent = self._prime.run(
            None, {"event": event[None], "conditions": conditions[None]}
        )
        return state, recent

    def step(self, feeds: dict[str, NDArray[Any]]) -> tuple[Ints, Floats, Floats, Floats]:
        """One event of every candidate: see ``graphs.StepGraph``."""
        choice, likelihood, state, recent = self._step.run(None, feeds)
        return choice, likelihood, state, recent

    def score(self, event: Ints, conditions: Floats, planes: Floats, follows: Ints) -> Floats:
        """Log-likelihood ``[events]`` of what follows each event: see ``graphs.ScoreGraph``.

        Raises:
            ValueError: there are more than 1,024 events.
        """
        if len(event) > MOST_EVENTS:
            raise ValueError(f"{len(event)} notes and bars; no more than {MOST_EVENTS} are scored")
        if self._score is None:
            self._score = self._session(
                "score", ("event", "conditions", "planes", "follows"), ("likelihood",), 1
            )
        feeds = {
            "event": event[None],
            "conditions": conditions[None],
            "planes": planes[None],
            "follows": follows[None],
        }
        likelihood: Floats = self._score.run(None, feeds)[0][0]
        return likelihood


def read_tables(path: Path) -> tuple[dict[str, NDArray[np.float64]], dict[str, int]]:
    """What a weights file holds beside the network: the tables of ``expression``, and its sizes."""
    from safetensors import safe_open

    with safe_open(str(path), framework="numpy") as stored:
        tables = {
            name.removeprefix("expression."): stored.get_tensor(name).astype(np.float64)
            for name in stored.keys()  # noqa: SIM118  (no mapping)
            if name.startswith("expression.")
        }
        sizes = json.loads(stored.metadata()["sizes"])
    return tables, sizes


def load_network(path: Path) -> Network:
    """The torch network of a weights file, in eval mode and single precision."""
    from safetensors.torch import load_file

    from oscbridge.music.duet.network import Network, Sizes

    network = Network(Sizes(**read_tables(path)[1]))
    stored = load_file(str(path))
    network.load_state_dict(
        {
            name.removeprefix("network."): value.float()
            for name, value in stored.items()
            if name.startswith("network.")
        }
    )
    return network.eval()


def _exportable(path: Path, which: str) -> tuple[torch.nn.Module, tuple[torch.Tensor, ...]]:
    from oscbridge.music.duet import graphs

    network = load_network(path)
    if which == "prime":
        return graphs.PrimeGraph(network), graphs.prime_example()
    if which == "score":
        return graphs.ScoreGraph(network), graphs.score_example()
    return graphs.StepGraph(network), graphs.step_example(network.sizes)

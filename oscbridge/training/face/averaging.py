"""The mean of several readers' weights, which reads as fast as one and often better than each.

    python -m oscbridge.training.face.averaging --data DIR --out FILE A.safetensors B.safetensors

Wortsman et al., "Model soups", ICML 2022, section 2: the uniform soup. It needs readers that were
tuned from the same start, at the same side of the input.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open

from oscbridge.errors import OscbridgeError
from oscbridge.training.face.data import splits
from oscbridge.training.face.emotion import Settings, export
from oscbridge.training.face.evaluation import outputs
from oscbridge.training.face.scores import fit_prior, fit_temperature, score, softmax
from oscbridge.vision.readers.emotion import header
from oscbridge.vision.readers.networks.efficientnet import load


def average(data: Path, readers: Sequence[Path], out: Path) -> dict[str, Any]:
    """Writes the mean of ``readers`` to ``out``, calibrated on validation faces, and gives its
    figures there.

    Args:
        data: folder with the FER+ files (see ``oscbridge.training.face.data``).

    Raises:
        OscbridgeError: ``weights-mismatch`` where there is no reader, or their sides differ;
            ``weights-missing``; ``data-missing``.
    """
    sizes = {header(path)[0] for path in readers}
    if len(sizes) != 1:
        raise OscbridgeError(
            "weights-mismatch",
            f"a mean needs readers of one input size, not of {sorted(sizes)} pixels",
        )
    (size,) = sizes
    states = [load(path).state_dict() for path in readers]
    net = load(readers[0])
    net.load_state_dict(
        {
            name: torch.stack([state[name] for state in states]).mean(0)
            if value.is_floating_point()
            else value
            for name, value in states[0].items()
        }
    )
    parts = splits(data)
    logits, affect = outputs(net, parts.val, size)
    share = np.maximum(parts.train.targets.mean(0, dtype=np.float64), 1e-3)
    shift = fit_prior(logits, parts.val.majority, share)
    temperature = fit_temperature(logits + shift, parts.val.majority)
    scores = softmax((logits + shift) / temperature)
    figures = score(scores, affect, parts.val, resamples=0)["figures"]
    line = {"epoch": 0, "size": size, "temperature": round(temperature, 4)}
    line |= {name: round(value["value"], 4) for name, value in figures.items()}
    with safe_open(readers[0], "np") as file:
        settings = Settings(**json.loads((file.metadata() or {})["settings"]))
    out.parent.mkdir(parents=True, exist_ok=True)
    export(net, out, settings, line, shift)
    return line


def main() -> None:
    """The command of the docstring."""
    asked = argparse.ArgumentParser(description="the mean of several readers' weights")
    asked.add_argument("--data", type=Path, required=True, metavar="DIR")
    asked.add_argument("--out", type=Path, required=True, metavar="FILE")
    asked.add_argument("readers", type=Path, nargs="+", metavar="READER")
    given = asked.parse_args()
    print(json.dumps(average(given.data, given.readers, given.out)))


if __name__ == "__main__":
    main()

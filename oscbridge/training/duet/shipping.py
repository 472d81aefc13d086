"""From a checkpoint and the fitted tables to the weights file: half precision, safetensors."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import torch

from oscbridge.music.duet.expression import Expression
from oscbridge.training.run_files import in_half, save_weights


def ship(checkpoint: Path, expression: Expression, out: Path) -> Path:
    """Write ``out`` and return it."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    tensors = in_half(state["network"], "network.")
    for each in fields(expression):
        table = np.asarray(getattr(expression, each.name), dtype=np.float32)
        tensors[f"expression.{each.name}"] = torch.from_numpy(table.copy())
    metadata = {"format": "oscbridge-duet-1", "sizes": json.dumps(state["sizes"])}
    return save_weights(out, tensors, metadata)

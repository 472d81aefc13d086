"""From a checkpoint and the fitted tables to the weights file: half precision, safetensors."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from oscbridge.music.duet.expression import Expression


def ship(checkpoint: Path, expression: Expression, out: Path) -> Path:
    """Write ``out`` and return it."""
    state = torch.load(checkpoint, weights_only=True)
    tensors = {f"network.{k}": v.half().contiguous() for k, v in state["network"].items()}
    for each in fields(expression):
        table = np.asarray(getattr(expression, each.name), dtype=np.float32)
        tensors[f"expression.{each.name}"] = torch.from_numpy(table.copy())
    metadata = {"format": "oscbridge-duet-1", "sizes": json.dumps(state["sizes"])}
    out.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, str(out), metadata=metadata)
    out.chmod(0o644)  # safetensors writes for its owner alone
    return out

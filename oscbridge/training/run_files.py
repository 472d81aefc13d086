"""What a training run leaves in its folder: checkpoints, a log, weights; each whole or not there.

A run may be stopped at any moment, also while it writes: so everything but a line of the log is
written aside and then renamed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from oscbridge.errors import OscbridgeError


def save_checkpoint(path: Path, plan: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Write ``state``, and the plan that a run must have to go on from it."""
    partial = path.with_suffix(".partial")
    torch.save({"plan": dict(plan), **state}, partial)
    partial.replace(path)


def load_checkpoint(
    path: Path, plan: Mapping[str, Any], device: str | torch.device = "cpu"
) -> dict[str, Any]:
    """The state that ``save_checkpoint`` wrote under the same plan.

    Raises:
        OscbridgeError: ``checkpoint-mismatch`` (another plan).
    """
    saved: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    if saved.get("plan") != dict(plan):
        raise OscbridgeError(
            "checkpoint-mismatch",
            f"{path} was made with {saved.get('plan')}, not {dict(plan)};"
            " use the same settings, another --out, or start over without resuming",
        )
    return saved


def append_line(log: Path, line: Mapping[str, Any]) -> None:
    """Add a line of JSON to a run's log."""
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def save_weights(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> Path:
    """Write a weights file (safetensors), its folder too; the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    whole = {name: value.contiguous().cpu() for name, value in tensors.items()}
    save_file(whole, str(partial), dict(metadata))
    partial.chmod(0o644)  # safetensors writes for the owner's eyes only; an install serves everyone
    partial.replace(path)
    return path


def in_half(tensors: Mapping[str, Tensor], prefix: str = "") -> dict[str, Tensor]:
    """A network's state in half precision, counters as they are, under names with a prefix."""
    return {
        f"{prefix}{name}": value.half() if value.is_floating_point() else value
        for name, value in tensors.items()
    }

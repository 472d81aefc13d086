"""Where trained weights live, and how a torch module becomes a running ONNX session.

Weights are ``models/NAME.safetensors`` with a card ``models/NAME.md`` beside each: in a checkout at
the top of the repository, in an installed package inside ``oscbridge/weights``. torch defines and
trains a network; the daemon runs it through onnxruntime, from a file exported once into the user's
cache. The cached file's name holds a digest of the weights and of the exporting code, so it can
never be stale, and one of its own bytes: a file that is damaged is exported anew. Exports that were
not used for three months are deleted when another is made. Shipped weights are held against their
checksums whenever they are asked for.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oscbridge.errors import OscbridgeError
from oscbridge.weights.cache import cache_folder
from oscbridge.weights.checksums import check_shipped

if TYPE_CHECKING:
    import onnxruntime
    import torch

log = logging.getLogger(__name__)

_UNUSED_DAYS = 90
_EXPORT = re.compile(r"[\w.-]+-(?:[0-9a-f]{64}\.onnx|\w{8}\.onnx\.part)")
"""A cached network, or what is left of an export that was killed."""

_PLACES = (Path(__file__).parent, Path(__file__).parents[2] / "models")


def places() -> tuple[Path, ...]:
    """The folders in which shipped weights are looked for, in that order."""
    return _PLACES


def weights_path(name: str) -> Path:
    """The file ``NAME.safetensors`` of a shipped model.

    Raises:
        OscbridgeError: ``weights-missing``, naming every place that was searched;
            ``weights-mismatch`` where the file is not the one that was shipped.
    """
    return _shipped(f"{name}.safetensors")


def _shipped(file: str) -> Path:
    for place in _PLACES:
        path = place / file
        if path.is_file():
            check_shipped(path)
            return path
    searched = ", ".join(str(place) for place in _PLACES)
    raise OscbridgeError("weights-missing", f"no {file} in {searched}; install oscbridge again")


def shipped_files() -> dict[str, Path]:
    """Name → file of every model that is shipped."""
    return {
        path.stem: path
        for place in _PLACES
        for path in sorted([*place.glob("*.safetensors"), *place.glob("*.onnx")])
    }


def shipped_digests() -> dict[str, str]:
    """Name → the first twelve hex digits of the SHA-256 of each shipped model's file."""
    found = {}
    for name, path in shipped_files().items():
        try:
            with path.open("rb") as file:
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()[:12]
        except OSError:
            found[name] = "unreadable"
    return found


def digest(*parts: bytes) -> str:
    """Sixteen hex digits that stand for the given bytes (a cached file's name, no safeguard)."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.hexdigest()[:16]


def onnx_session(
    name: str,
    key: str,
    build: Callable[[], tuple[torch.nn.Module, tuple[torch.Tensor, ...]]],
    *,
    inputs: list[str],
    outputs: list[str],
    dynamic_axes: dict[str, dict[int, str]] | None = None,
    threads: int = 1,
) -> onnxruntime.InferenceSession:
    """An onnxruntime session on the CPU for a torch module, exported on first use.

    Args:
        name: readable part of the cached file's name.
        key: changes whenever the weights or the exporting code do (see ``digest``).
        build: gives the module in eval mode and one example input tuple; called only when the cache
            has no such file, so a warm start never imports torch.
        inputs, outputs: names of the graph's tensors, in order.
        dynamic_axes: which dimensions may vary, as ``torch.onnx.export`` takes them.
        threads: onnxruntime's threads for one run. One is best beside a player on a small machine.
    """
    folder = cache_folder()
    network = _cached(folder, f"{name}-{key}")
    if network is None:
        network = _export(folder, f"{name}-{key}", build, inputs, outputs, dynamic_axes)
    return _session(network, threads)


def shipped_session(name: str, threads: int = 1) -> onnxruntime.InferenceSession:
    """A session for somebody else's network, which is shipped as the ``NAME.onnx`` it came as.

    Raises:
        OscbridgeError: ``weights-missing``, ``weights-mismatch``.
    """
    return _session(_shipped(f"{name}.onnx").read_bytes(), threads)


def _cached(folder: Path, name: str) -> bytes | None:
    """The network of this name, when a file of it is there whose bytes are those it was named for.

    The bytes that were checked are the ones that are run.
    """
    for path in sorted(folder.glob(f"{name}-*.onnx")):
        try:
            network = path.read_bytes()
            if path == _cache_path(folder, name, network):
                with contextlib.suppress(OSError):
                    os.utime(path)  # it is in use
                return network
            log.warning("%s in the cache is damaged; it is made anew", path)
            path.unlink()
        except OSError as error:
            log.warning("%s in the cache cannot be used: %s", path, error)
    return None


def _delete_unused(folder: Path) -> None:
    """Delete exports that were not loaded for so long: of older weights, or older versions."""
    oldest_s = time.time() - _UNUSED_DAYS * 86_400
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            if _EXPORT.fullmatch(path.name) and path.stat().st_mtime < oldest_s:
                path.unlink()


def _cache_path(folder: Path, name: str, network: bytes) -> Path:
    return folder / f"{name}-{hashlib.sha256(network).hexdigest()}.onnx"


def _session(network: bytes, threads: int) -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A spinning pool would take the core that the player needs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _export(
    folder: Path,
    name: str,
    build: Callable[[], tuple[Any, tuple[Any, ...]]],
    inputs: list[str],
    outputs: list[str],
    dynamic_axes: dict[str, dict[int, str]] | None,
) -> bytes:
    import torch

    module, example = build()
    # Written aside, then renamed: two processes that start together must not read half a file.
    handle, partial = tempfile.mkstemp(prefix=f"{name}-", suffix=".onnx.part", dir=folder)
    os.close(handle)
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module,
                example,
                partial,
                input_names=inputs,
                output_names=outputs,
                dynamic_axes=dynamic_axes,
                opset_version=17,
                dynamo=False,  # the newer exporter needs two more packages and gains nothing here
            )
        network = Path(partial).read_bytes()
        _delete_unused(folder)
        with contextlib.suppress(PermissionError):
            # Windows: another process was first, and has it open. The bytes are the same.
            Path(partial).replace(_cache_path(folder, name, network))
        return network
    finally:
        Path(partial).unlink(missing_ok=True)

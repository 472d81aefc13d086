"""Weights that somebody trained for an engine: a file says itself which engine it is for."""

from __future__ import annotations

import json
import re
from pathlib import Path

from oscbridge.errors import OscbridgeError

_LONGEST_HEADER = 10_000_000
_FORM = re.compile(r"oscbridge-([a-z]+)-\d+")


def engine_of(path: Path) -> str:
    """The engine that a file of weights is for, as ``oscbridge train`` noted it there.

    Only the header is read: eight bytes that tell its length, then JSON (the safetensors format).

    Raises:
        OscbridgeError: ``weights-missing`` without the file; ``weights-mismatch`` where it is none.
    """
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(size, _LONGEST_HEADER)))
        found = _FORM.fullmatch(header["__metadata__"]["format"])
    except OSError as error:
        raise OscbridgeError(
            "weights-missing", f"no weights can be read at {path}: {error.strerror or error}"
        ) from error
    except (ValueError, KeyError, TypeError):
        found = None
    if found is None:
        raise OscbridgeError(
            "weights-mismatch",
            f"{path} holds no engine's weights; give a file that oscbridge train wrote",
        )
    return found[1]

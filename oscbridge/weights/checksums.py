"""The checksums of all that is loaded as a network: whether a file is the one that was shipped.

``models/SHA256SUMS`` lists the shipped weights in the form that ``sha256sum --check`` reads. It is
written by ``python -m oscbridge.weights.checksums`` whenever a model was trained anew. What it
guards against is damage and mixed versions: a download that broke off, a disk that lies, a file
that git did not fetch. Whoever can change the weights can change the list, too.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from oscbridge.errors import OscbridgeError

LIST = "SHA256SUMS"
_FIX_SHIPPED = (
    "install oscbridge again, or, where you trained it yourself, run "
    "python -m oscbridge.weights.checksums"
)
_LINE = re.compile(r"([0-9a-f]{64})  ([\w.-]+)")


def check_shipped(path: Path) -> None:
    """Nothing, for a file that is listed in its folder with the checksum that it has.

    Raises:
        OscbridgeError: ``weights-mismatch``.
    """
    wanted = _listed(path.parent / LIST).get(path.name)
    if wanted is None:
        raise OscbridgeError(
            "weights-mismatch",
            f"{path.name} is not listed in {path.parent / LIST}; {_FIX_SHIPPED}",
        )
    check_file(path, wanted, _FIX_SHIPPED)


def check_file(path: Path, wanted: str, fix: str) -> None:
    """Nothing, for a file with this SHA-256.

    Args:
        fix: what to do about another one, for the message.

    Raises:
        OscbridgeError: ``weights-mismatch``; ``weights-missing`` where it cannot be read.
    """
    try:
        status = path.stat()
        found = _sha256(path, status.st_size, status.st_mtime_ns)
    except OSError as error:
        raise OscbridgeError(
            "weights-missing", f"{path} cannot be read: {error.strerror or error}; {fix}"
        ) from None
    if found != wanted:
        raise OscbridgeError(
            "weights-mismatch",
            f"{path} is not the file that was shipped (its SHA-256 is {found[:12]}…, not "
            f"{wanted[:12]}…): it is damaged or of another version; {fix}",
        )


@lru_cache(maxsize=64)
def _sha256(path: Path, size: int, changed_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found = (_LINE.fullmatch(line) for line in lines)
    return {match[2]: match[1] for match in found if match}


def listing(folder: Path) -> str:
    """The text of the list for a folder's weights."""
    lines = []
    for path in sorted([*folder.glob("*.safetensors"), *folder.glob("*.onnx")]):
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    return "".join(lines)


if __name__ == "__main__":
    models = Path(__file__).parents[2] / "models"
    (models / LIST).write_text(listing(models), "utf-8")
    print(f"wrote {models / LIST}")

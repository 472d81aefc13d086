"""What all cameras have in common: wait for a picture, take it as a file, or let it pass."""

from __future__ import annotations

import importlib
from typing import Any, Protocol

from oscbridge.errors import OscbridgeError


class Source(Protocol):
    """An open camera.

    Attributes:
        shown: what it is, in words.
        is_live: whether pictures come by themselves and are lost when nobody takes them.
        passed_over: pictures that it passed over by itself, since it was opened.
    """

    shown: str
    is_live: bool
    passed_over: int

    def wait(self, seconds: float) -> bool:
        """Wait for about so long; whether a picture is there that has not been taken.

        Raises:
            OscbridgeError: ``camera-lost``; ``file-too-large`` for a file of the folder.
        """
        ...

    def take(self) -> bytes:
        """The picture that ``wait`` found: a JPEG, PNG or WebP file.

        Raises:
            OscbridgeError: ``camera-lost``.
        """
        ...

    def close(self) -> None:
        """Let go of the camera."""
        ...


def extra_module(module: str, package: str, extra: str) -> Any:
    """An optional package's module.

    Raises:
        OscbridgeError: ``extra-missing``, with what to type.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise OscbridgeError(
            "extra-missing",
            f"this camera needs {package} ({error}); pip install 'oscbridge[{extra}]'",
        ) from None
    except OSError as error:  # a library that it brings does not load here
        raise OscbridgeError(
            "extra-missing", f"{package} does not work on this machine: {error}"
        ) from None

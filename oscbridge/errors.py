"""Errors that reach a person: each carries a stable code and says what to do.

The code travels in ``/oscbridge/error code message address id`` and in the command line's output,
so patches may route on it. Codes are only ever added, never renamed.
"""

from __future__ import annotations


class OscbridgeError(Exception):
    """Anything that oscbridge refuses or cannot do, told in plain words.

    Args:
        code: stable, lower-case, dashes between words, such as ``not-an-image``.
        message: one sentence naming the offending value and the fix.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def __reduce__(self) -> tuple[type[OscbridgeError], tuple[str, str]]:
        # Workers send these to the main process; the default would call cls(message) alone.
        return (type(self), (self.code, self.message))

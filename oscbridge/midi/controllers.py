"""The affect as two controllers: sent when it has changed, and not too often."""

from __future__ import annotations

import math

from oscbridge.midi import wire


class AffectControllers:
    """What a receiver knows of valence and arousal, and what it should know.

    Args:
        channel: 1 to 16.
        valence_cc, arousal_cc: controller numbers, or None.
        most_hz: at most so many updates in a second.
    """

    def __init__(
        self, channel: int, valence_cc: int | None, arousal_cc: int | None, most_hz: float
    ) -> None:
        self._channel = channel
        self._numbers = (valence_cc, arousal_cc)
        self._shortest_s = 1.0 / most_hz
        self._wanted: tuple[int, int] | None = None
        self._sent: tuple[int | None, int | None] = (None, None)
        self._sent_at = -math.inf

    def want(self, valence: float, arousal: float) -> None:
        """What should be known from now on, each −1 to 1 (clipped)."""
        self._wanted = (_value(valence), _value(arousal))

    def due(self, now: float) -> tuple[list[bytes], float]:
        """The messages that are to be sent at ``now``, taken as sent; the second at which to come
        again, infinity once the receiver knows all.
        """
        wanted = self._wanted
        if wanted is None or wanted == self._sent:
            return [], math.inf
        allowed_at = self._sent_at + self._shortest_s
        if now < allowed_at:
            return [], allowed_at
        messages = [
            wire.control_change(self._channel, number, value)
            for number, value, sent in zip(self._numbers, wanted, self._sent, strict=True)
            if number is not None and value != sent
        ]
        self._sent = wanted
        self._sent_at = now
        return messages, math.inf


def _value(affect: float) -> int:
    # −1 → 0, 0 → 64, 1 → 127: the two halves have different lengths in MIDI.
    affect = min(1.0, max(-1.0, affect))
    return 64 + round(affect * (63 if affect > 0 else 64))

"""Whose faces count when several cameras or programs send frames: there is one felt emotion.

``lead``: the first that shows a face leads, and keeps the lead while its faces keep coming; then
whoever shows a face next. So two cameras do not pull the music to and fro. ``mean``: all that show
a face now count alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.vision.reading import Reading, mean_reading

KEPT_S = 1.0
"""A stream whose last face is older than this counts no more. Whoever sends pictures further apart
than this has no stream, and no lead to lose: the next picture of anybody counts."""

_MOST = 64


@dataclass(frozen=True, slots=True)
class _Shown:
    reading: Reading
    at: float
    is_stream: bool


class Sources:
    """Who shows a face.

    Args:
        rule: ``lead`` or ``mean``.
    """

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.leader: str | None = None
        self._shown: dict[str, _Shown] = {}

    def read(self, source: str, reading: Reading, now: float) -> Reading | None:
        """What counts now that ``source`` shows a face; None when its face does not count."""
        last = self._shown.pop(source, None)
        is_stream = last is not None and now - last.at < KEPT_S
        self._shown[source] = _Shown(reading, now, is_stream)
        while len(self._shown) > _MOST:
            del self._shown[next(iter(self._shown))]
        if self.rule == "mean":
            self.leader = source
            fresh = [shown.reading for shown in self._shown.values() if now - shown.at < KEPT_S]
            return mean_reading(fresh)
        if source != self.leader and self._is_held(now):
            return None
        self.leader = source
        return reading

    def lose(self, source: str, now: float) -> bool:
        """Whether nobody who counts shows a face, now that ``source`` does not."""
        if self.rule == "mean":
            self._shown.pop(source, None)
            return not any(now - shown.at < KEPT_S for shown in self._shown.values())
        return source == self.leader or not self._is_held(now)

    def _is_held(self, now: float) -> bool:
        leader = None if self.leader is None else self._shown.get(self.leader)
        return leader is not None and leader.is_stream and now - leader.at < KEPT_S

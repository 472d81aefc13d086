"""A mailbox in which the latest wins: a camera's newest picture counts, and senders take turns.

A camera sends faster than a face can be read. What matters is its newest picture, and that one busy
sender does not starve another. So each sender has its own row of places, one for each of its
streams (its camera, or one file that is written again and again); a newer item takes the place of
the one that waits there. What is passed over is handed back, so that it can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class LatestMailbox(Generic[Item]):
    """Items wait by sender and stream; senders are served in turn, a sender's streams in order.

    Args:
        places: how many streams of one sender may wait; past that its oldest is passed over.
        most: how many items may wait in all; past that one of whoever has most is passed over.
    """

    def __init__(self, places: int = 64, most: int = 512) -> None:
        self._places = places
        self._most = most
        # Dicts keep their order: who is served goes to the end, and keeps that place with nothing
        # left, too. Else of cameras that send in step the first would come first each time.
        self._senders: dict[Hashable, dict[Hashable, Item]] = {}

    def __len__(self) -> int:
        return sum(len(streams) for streams in self._senders.values())

    def offer(self, sender: Hashable, stream: Hashable, item: Item) -> Item | None:
        """Leave an item. Returns the one that it passed over, or None."""
        streams = self._senders.setdefault(sender, {})
        passed_over = streams.get(stream)
        if passed_over is None and len(streams) >= self._places:
            passed_over = streams.pop(next(iter(streams)))
        streams[stream] = item
        if passed_over is None and len(self) > self._most:
            passed_over = self._pass_over()
        self._tidy()
        return passed_over

    def _pass_over(self) -> Item:
        sender = max(self._senders, key=lambda one: len(self._senders[one]))
        streams = self._senders[sender]
        return streams.pop(next(iter(streams)))

    def forget(self, sender: Hashable) -> None:
        """Throw away what waits of this sender."""
        self._senders.pop(sender, None)

    def take(self, is_wanted: Callable[[Item], bool] = lambda _: True) -> Item | None:
        """The next item, of the sender whose turn it is, or None when nothing waits.

        Args:
            is_wanted: which items may be taken now; the others keep their places, and a sender
                that has none but these keeps its turn.
        """
        for sender, streams in self._senders.items():
            for stream, item in streams.items():
                if is_wanted(item):
                    del self._senders[sender], streams[stream]
                    self._senders[sender] = streams
                    return item
        return None

    def _tidy(self) -> None:
        while len(self._senders) > self._most:
            idle = next((one for one, streams in self._senders.items() if not streams), None)
            if idle is None:
                return
            del self._senders[idle]

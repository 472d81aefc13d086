"""A mailbox in which the latest wins: one waiting place for each sender, taken in turn.

A camera sends faster than a face can be read. What matters is the newest picture, and that one busy
sender does not starve another. What is passed over is handed back, so that it can be told.
"""

from __future__ import annotations

from typing import Generic, TypeVar

Sender = TypeVar("Sender")
Item = TypeVar("Item")


class LatestMailbox(Generic[Sender, Item]):
    """At most one item waits for each sender; senders are served in turn."""

    def __init__(self) -> None:
        # Insertion order is the order of service: who is taken goes to the end at the next offer.
        self._waiting: dict[Sender, Item] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def offer(self, sender: Sender, item: Item) -> Item | None:
        """Leave an item; an older one of the same sender keeps its place in the queue but not its
        content. Returns what was passed over, or None."""
        passed_over = self._waiting.get(sender)
        self._waiting[sender] = item
        return passed_over

    def take(self) -> Item | None:
        """The item of the sender that has waited longest, or None when nothing waits."""
        for sender in self._waiting:
            return self._waiting.pop(sender)
        return None

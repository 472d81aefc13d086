"""Whose turn a slot is: clips of ours follow one another, and nobody else's is ever touched.

Before anything is written Live is asked what is in the slot. It may be written to when it is empty,
or when the clip in it has a name that we give and neither plays nor waits to play: that clip is
deleted. A clip with any other name is somebody's: it is told, and the next slot is taken. As soon
as a clip has been launched the next slot is cleared, so that a phrase finds it empty: one question
(a tenth of a second, Live's own beat of looking at messages), and the clip is on its way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from oscbridge.ableton.clips import (
    ask_clip,
    ask_fired,
    ask_name,
    ask_playing,
    delete_clip,
    fire_clip,
    is_ours,
    stop_clip,
    write_clip,
)
from oscbridge.ableton.words import (
    ASK_SCENES,
    ASK_TRACKS,
    Answer,
    ClipName,
    ClipPlaying,
    FiredSlot,
    HasClip,
    Message,
    Scenes,
    Tracks,
)
from oscbridge.phrase import Phrase

ASK_AGAIN_S = 0.6
MOST_ASKED = 4


class Slots:
    """Some slots of one track, taken in turn. For one thread; seconds are the caller's.

    Args:
        track: the track's number from 1, as Live shows it, or its name.
        first: the first slot, from 1.
        count: how many there are, 2 or more.
        fire: launch each clip once it is written.
        send: takes messages for Live.
        trouble: takes the code and the words of what goes wrong: ``ableton-track-missing``,
            ``ableton-slot-taken``, ``ableton-no-slot``.
    """

    def __init__(
        self,
        track: str,
        first: int,
        count: int,
        fire: bool,
        send: Callable[[Message], None],
        trouble: Callable[[str, str], None],
    ) -> None:
        self.written = 0
        """How many clips were written."""
        self._wanted = track.strip()
        self._first = first - 1
        self._count = count
        self._fire = fire
        self._send = send
        self._trouble = trouble
        self._phrase: Phrase | None = None
        self._turn = 0
        self._fired: deque[int] = deque(maxlen=2)
        """The one that plays, and the one that waits for it to end."""
        self._told: set[object] = set()
        self._track: int | None = None
        self._scenes: int | None = None
        # What is looked at, and what is known of it.
        self._at: int | None = None
        self._passed = 0
        self._full = False
        self._name: str | None = None
        self._playing: bool | None = None
        self._next_fired: int | None = None
        self._asked_at: float | None = None
        self._times = 0

    def forget(self) -> None:
        """Live was started anew: nothing is known of it, and the first slot comes first."""
        self._track = self._scenes = None
        self._turn = 0
        self._fired.clear()
        self._leave()

    def write(self, phrase: Phrase) -> None:
        """Put the phrase into the next free slot, and launch it there. One that waits for the same
        is passed over: it would have begun on the same bar line."""
        self._phrase = phrase
        if self._at is None:
            self._search()

    def remind(self) -> None:
        """What is still wrong is told again when it is met."""
        self._told.clear()

    def drop(self) -> None:
        """What waits is not written."""
        self._phrase = None

    def waits(self, phrase: Phrase) -> bool:
        """Whether it is still to be written."""
        return self._phrase is phrase

    def halt(self) -> None:
        """Stop what was launched; what waits is not written."""
        self.drop()
        if self._track is not None and self._fire:
            for slot in self._fired:
                self._send(stop_clip(self._track, slot))
        self._fired.clear()

    def heard(self, answer: Answer) -> None:
        """Live has answered."""
        match answer:
            case Tracks(names):
                self._know_track(names)
            case Scenes(count):
                self._scenes = count
                self._go_on()
            case HasClip(track, slot, yes) if self._looks_at(track, slot) and not self._full:
                self._told_clip(slot, yes)
            case ClipName(track, slot, name) if self._looks_at(track, slot):
                self._name = name
                self._decide()
            case ClipPlaying(track, slot, yes) if self._looks_at(track, slot):
                self._playing = yes
                self._decide()
            case FiredSlot(track, slot) if self._at is not None and track == self._track:
                self._next_fired = slot
                self._decide()

    def attend(self, now: float) -> None:
        """To be called every few tenths of a second: what was not answered is asked again."""
        if self._at is None:
            return
        if self._asked_at is None:
            self._asked_at = now
        elif now >= self._asked_at + ASK_AGAIN_S:
            self._asked_at = now
            self._times += 1
            if self._times >= MOST_ASKED:
                self._leave()
            else:
                self._ask()

    # -- which slot ------------------------------------------------------------------------------

    @property
    def _usable(self) -> int:
        return min(self._count, (self._scenes or 0) - self._first)

    def _know_track(self, names: tuple[str, ...]) -> None:
        track = find_track(self._wanted, names)
        if track is None:
            self._tell_once(
                "track",
                "ableton-track-missing",
                f'Live has no track "{self._wanted}"; it has: {", ".join(names) or "none"}. Set '
                "ableton.track to one of these names, or to a number from 1",
            )
            self._phrase = None
        else:
            self._told.discard("track")
        if track != self._track:
            # Tracks were moved, or there is another set.
            self._track = track
            self._leave()
        self._go_on()

    def _go_on(self) -> None:
        if (
            self._phrase is not None
            and self._at is None
            and None not in (self._track, self._scenes)
        ):
            self._search()

    def _search(self) -> None:
        if self._track is None or self._scenes is None:
            self._send(ASK_TRACKS)
            self._send(ASK_SCENES)
            return
        self._passed = 0
        self._look()

    def _look(self) -> None:
        if self._passed >= self._usable:
            self._no_slot()
            return
        self._turn %= self._usable
        self._at = self._first + self._turn
        self._forget_slot()
        self._ask()

    def _ask(self) -> None:
        assert self._track is not None
        assert self._at is not None
        if self._full:
            self._send(ask_name(self._track, self._at))
            self._send(ask_playing(self._track, self._at))
            self._send(ask_fired(self._track))
        else:
            self._send(ask_clip(self._track, self._at))

    def _looks_at(self, track: int, slot: int) -> bool:
        return track == self._track and slot == self._at

    def _told_clip(self, slot: int, yes: bool) -> None:
        if yes:
            self._full, self._asked_at = True, None
            self._ask()
        else:
            self._told.discard(slot)
            self._found(slot)

    def _decide(self) -> None:
        if self._at is None or self._track is None or self._name is None:
            return
        if self._playing is None or self._next_fired is None:
            return
        slot, in_use = self._at, self._playing or self._next_fired == self._at
        if not is_ours(self._name):
            self._tell_once(
                slot,
                "ableton-slot-taken",
                f'slot {slot + 1} holds "{self._name}", which is not ours: it is left as it is, '
                "and the next slot is taken",
            )
            self._pass_on()
        elif not in_use:
            self._send(delete_clip(self._track, slot))
            if slot in self._fired:
                self._fired.remove(slot)
            self._found(slot)
        elif self._phrase is None:
            self._leave()  # it will have ended when it is needed
        else:
            self._pass_on()

    def _pass_on(self) -> None:
        self._passed += 1
        self._turn += 1
        self._look()

    def _no_slot(self) -> None:
        self._leave()
        if self._phrase is None:
            return
        self._phrase = None
        if self._usable <= 0:
            why = f"Live's set has {self._scenes} scenes, and ableton.first_slot is later"
        else:
            why = (
                f"slots {self._first + 1} to {self._first + self._usable} hold clips that are not "
                "ours, or that play"
            )
        self._tell_once(
            "no slot",
            "ableton-no-slot",
            f"{why}: the phrase is not written; make room there, or set ableton.slots higher",
        )

    def _leave(self) -> None:
        self._at = None
        self._forget_slot()

    def _forget_slot(self) -> None:
        self._full = False
        self._name, self._playing, self._next_fired = None, None, None
        self._asked_at, self._times = None, 0

    # -- what is done there ----------------------------------------------------------------------

    def _found(self, slot: int) -> None:
        phrase, self._phrase = self._phrase, None
        self._leave()
        if phrase is None or self._track is None:
            return
        for message in write_clip(phrase, self._track, slot):
            self._send(message)
        if self._fire:
            self._send(fire_clip(self._track, slot))
            self._fired.append(slot)
        self.written += 1
        self._told.discard("no slot")
        self._turn += 1
        # Tracks and scenes may be moved at any time; by the next phrase it is known.
        self._send(ASK_TRACKS)
        self._send(ASK_SCENES)
        if self._usable > 1:
            self._search()

    def _tell_once(self, about: object, code: str, message: str) -> None:
        if about not in self._told:
            self._told.add(about)
            self._trouble(code, message)


def find_track(wanted: str, names: tuple[str, ...]) -> int | None:
    """The index of a track: by its name, in the same letters or others, or by its number."""
    if wanted in names:
        return names.index(wanted)
    folded = [name.casefold() for name in names]
    if wanted.casefold() in folded:
        return folded.index(wanted.casefold())
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    return None

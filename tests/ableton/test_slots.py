"""Slots in turn: what is written where, what is deleted, and what never is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.ableton.clips import is_ours
from oscbridge.ableton.slots import ASK_AGAIN_S, MOST_ASKED, Slots
from oscbridge.ableton.words import Message, understand
from oscbridge.phrase import Note, Phrase


def phrase(seed: int = 0) -> Phrase:
    return Phrase((Note(0.0, 60, 1.0),), bars=1, engine="duet", seed=seed)


class Set:
    """A set of Live's in memory, which answers in order when it is let."""

    def __init__(self, scenes: int = 8, tracks: tuple[str, ...] = ("Keys",), **options: object):
        self.tracks, self.scenes = tracks, scenes
        self.clips: dict[int, str] = {}
        self.playing: int | None = None
        self.fired = -1
        self.sent: list[Message] = []
        self.told: list[str] = []
        self.waiting: list[Message] = []
        of = {"track": "Keys", "first": 1, "count": 3, "fire": True} | options
        self.slots = Slots(**of, send=self._take, trouble=lambda code, _: self.told.append(code))  # type: ignore[arg-type]

    def _take(self, message: Message) -> None:
        self.sent.append(message)
        self.waiting.append(message)

    def bar_line(self) -> None:
        """What waits begins."""
        if self.fired >= 0:
            self.playing, self.fired = self.fired, -1

    def answer(self) -> None:
        """Obey and answer all, and what follows from the answers."""
        while self.waiting:
            message = self.waiting.pop(0)
            answer = self._obey(message.address.removeprefix("/live/"), message.args)
            if answer is not None:
                understood = understand(message.address, answer)
                assert understood is not None
                self.slots.heard(understood)

    def _obey(self, what: str, args: tuple[object, ...]) -> tuple[object, ...] | None:
        match what:
            case "song/get/track_names":
                return self.tracks
            case "song/get/num_scenes":
                return (self.scenes,)
            case "track/get/fired_slot_index":
                return (args[0], self.fired)
        slot = args[1]
        assert isinstance(slot, int)
        assert 0 <= slot < self.scenes, "there is no such slot"
        match what:
            case "clip_slot/get/has_clip":
                return (*args, slot in self.clips)
            case "clip_slot/create_clip":
                assert slot not in self.clips, "the slot has a clip"
                self.clips[slot] = ""
            case "clip_slot/delete_clip":
                assert is_ours(self.clips[slot]), "somebody's clip is gone"
                assert slot not in (self.playing, self.fired), "it was to be heard"
                del self.clips[slot]
            case "clip/get/name":
                return (*args, self.clips[slot])
            case "clip/get/is_playing":
                return (*args, slot == self.playing)
            case "clip/set/name":
                self.clips[slot] = str(args[2])
            case "clip/fire":
                assert slot in self.clips
                self.fired = slot
        return None

    def launched(self) -> list[int]:
        return [int(m.args[1]) for m in self.sent if m.address == "/live/clip/fire"]


def test_phrases_take_the_slots_in_turn_and_old_clips_make_room() -> None:
    live = Set()
    for seed in range(7):
        live.slots.write(phrase(seed))
        live.answer()
        live.bar_line()
    assert live.launched() == [0, 1, 2, 0, 1, 2, 0]
    assert live.told == []
    assert live.slots.written == 7


def test_a_phrase_finds_its_slot_cleared_and_needs_one_question() -> None:
    live = Set()
    for seed in range(5):
        live.slots.write(phrase(seed))
        live.answer()
        live.bar_line()
    live.sent.clear()
    live.slots.write(phrase(9))
    assert [message.address for message in live.sent] == ["/live/clip_slot/get/has_clip"]
    live.answer()
    addresses = [message.address for message in live.sent]
    assert addresses[1] == "/live/clip_slot/create_clip"
    assert "/live/clip_slot/delete_clip" not in addresses[: addresses.index("/live/clip/fire")]


def test_a_clip_of_somebody_elses_is_told_once_and_passed_over() -> None:
    live = Set()
    live.clips[1] = "Verse"
    for seed in range(6):
        live.slots.write(phrase(seed))
        live.answer()
        live.bar_line()
    assert live.clips[1] == "Verse"
    assert set(live.launched()) == {0, 2}
    assert live.told == ["ableton-slot-taken"]


def test_a_clip_of_ours_that_somebody_renamed_is_kept() -> None:
    live = Set()
    live.slots.write(phrase(1))
    live.answer()
    live.bar_line()
    live.clips[0] = "the good one"
    for seed in range(4):
        live.slots.write(phrase(seed))
        live.answer()
        live.bar_line()
    assert live.clips[0] == "the good one"


def test_no_room_is_told_once_and_the_next_phrase_finds_what_was_made() -> None:
    live = Set()
    live.clips.update({0: "a", 1: "b", 2: "c"})
    for _ in range(3):
        live.slots.write(phrase())
        live.answer()
    assert live.told.count("ableton-no-slot") == 1
    assert live.launched() == []
    del live.clips[1]
    live.slots.write(phrase())
    live.answer()
    assert live.launched() == [1]


def test_a_set_with_too_few_scenes_is_told() -> None:
    live = Set(scenes=2, first=5)
    live.slots.write(phrase())
    live.answer()
    assert live.told == ["ableton-no-slot"]


def test_one_slot_that_is_left_is_used_again_when_it_has_ended() -> None:
    live = Set(scenes=1)
    for seed in range(3):
        live.slots.write(phrase(seed))
        live.answer()
        live.bar_line()
        live.playing = None
    assert live.launched() == [0, 0, 0]


def test_a_track_is_found_by_name_by_other_letters_and_by_number() -> None:
    for track, index in (("Bass", 1), ("bass", 1), ("2", 1), ("3", 2), (" Keys ", 2)):
        live = Set(tracks=("3 dogs", "Bass", "Keys"), track=track)
        live.slots.write(phrase())
        live.answer()
        assert live.sent[-1].args[:1] == (index,) or live.sent[2].args[0] == index


def test_a_track_that_was_moved_is_found_where_it_is() -> None:
    live = Set(tracks=("Bass", "Keys"))
    live.slots.write(phrase(1))
    live.answer()
    live.tracks = ("Keys", "Bass")
    live.slots.write(phrase(2))
    live.answer()
    live.slots.write(phrase(3))
    live.answer()
    assert [m.args[0] for m in live.sent if m.address == "/live/clip/fire"][-1] == 0


def test_a_track_that_is_missing_is_told_once_until_it_is_there() -> None:
    live = Set(tracks=("Bass",))
    for _ in range(2):
        live.slots.write(phrase())
        live.answer()
    assert live.told == ["ableton-track-missing"]
    live.tracks = ("Bass", "Keys")
    live.slots.write(phrase())
    live.answer()
    assert live.launched() == [0]


def test_without_fire_clips_are_written_only() -> None:
    live = Set(fire=False)
    live.slots.write(phrase())
    live.answer()
    assert list(live.clips) == [0]
    assert live.launched() == []


def test_a_halt_stops_what_plays_and_what_waits() -> None:
    live = Set()
    for seed in range(2):
        live.slots.write(phrase(seed))
        live.answer()
    live.slots.write(phrase(2))
    live.slots.halt()
    live.answer()
    assert [m.args for m in live.sent if m.address == "/live/clip/stop"] == [(0, 0), (0, 1)]
    assert live.slots.written == 2


def test_what_is_still_to_be_written_is_known() -> None:
    live = Set()
    first, second = phrase(1), phrase(2)
    live.slots.write(first)
    assert live.slots.waits(first)
    live.slots.write(second)
    assert (live.slots.waits(first), live.slots.waits(second)) == (False, True)
    live.answer()
    assert not live.slots.waits(second)
    assert live.slots.written == 1


def test_a_question_that_is_lost_is_asked_again_and_not_for_ever() -> None:
    live = Set()
    live.slots.write(phrase())
    live.answer()
    live.slots.write(phrase())
    live.waiting.clear()  # as UDP may
    for step in range(int(ASK_AGAIN_S * (MOST_ASKED + 3) * 5)):
        live.slots.attend(step / 5)
    asked = [m for m in live.sent if m.address == "/live/clip_slot/get/has_clip"]
    assert 3 <= len(asked) <= 3 + MOST_ASKED
    live.waiting.clear()
    live.slots.write(phrase())
    live.answer()
    assert live.slots.written == 2


EVENTS = st.lists(
    st.one_of(
        st.just(("write", 0)),
        st.just(("answer", 0)),
        st.just(("bar", 0)),
        st.just(("lose", 0)),
        st.just(("halt", 0)),
        st.just(("forget", 0)),
        st.tuples(st.just("user"), st.integers(0, 4)),
        st.tuples(st.just("removes"), st.integers(0, 4)),
    ),
    max_size=60,
)


@given(EVENTS, st.integers(0, 6), st.integers(2, 4))
@settings(max_examples=200, deadline=None)
def test_whatever_happens_nothing_of_anybodys_is_touched(
    events: list[tuple[str, int]], scenes: int, count: int
) -> None:
    # ``Set`` asserts at every message that it may be obeyed.
    live = Set(scenes=scenes, count=count)
    theirs: set[int] = set()
    for number, (what, slot) in enumerate(events):
        if what == "write":
            live.slots.write(phrase(number))
        elif what == "answer":
            live.answer()
        elif what == "bar":
            live.bar_line()
        elif what == "lose":
            live.waiting.clear()
        elif what == "halt":
            live.slots.halt()
        elif what == "forget":
            live.slots.forget()
        elif not live.waiting and slot < scenes and slot not in (live.playing, live.fired):
            # Somebody at Live's window, while nothing is on its way there.
            if what == "user":
                live.clips[slot] = "mine"
                theirs.add(slot)
            else:
                live.clips.pop(slot, None)
                theirs.discard(slot)
        live.slots.attend(number / 2)
        assert all(live.clips[slot] == "mine" for slot in theirs)
    live.answer()
    assert all(live.clips[slot] == "mine" for slot in theirs)

"""When phrases are composed and played, mode by mode, without processes or clocks."""

from __future__ import annotations

from typing import Any

from oscbridge.affect import Affect
from oscbridge.config.settings import MusicSettings
from oscbridge.daemon.music.conductor import Conductor, Order
from oscbridge.phrase import Note, Phrase

GLAD = Affect(0.7, 0.6)
CALM = Affect(0.5, -0.5)
SAD = Affect(-0.6, -0.5)


class Rig:
    """A conductor whose orders and plays are kept in lists."""

    def __init__(self, **settings: Any) -> None:
        self.orders: list[Order] = []
        self.played: list[tuple[Phrase, bool]] = []
        self.conductor = Conductor(
            MusicSettings(**{"seed": 7, "start": "on-play", **settings}),
            self.orders.append,
            lambda phrase, follows: self.played.append((phrase, follows)),
        )

    def answer(self) -> Phrase:
        """The composer answers the newest order."""
        order = self.orders[-1]
        phrase = Phrase((Note(0, 60 + order.token, 1),), bars=order.bars, seed=order.seed)
        self.conductor.composed(order.token, phrase)
        return self.conductor._last or phrase


def test_continuous_orders_a_phrase_at_the_start_and_one_each_time_the_player_needs_it() -> None:
    rig = Rig()
    rig.conductor.feel(GLAD)
    rig.conductor.start()
    first = rig.answer()
    rig.conductor.feel(SAD)
    rig.conductor.need()
    rig.conductor.need()  # asked twice before the answer: one order is enough
    assert len(rig.orders) == 2
    assert rig.orders[1].affect == SAD
    assert rig.orders[1].primer == first
    rig.answer()
    assert [follows for _, follows in rig.played] == [False, True]


def test_the_first_affect_starts_the_music_where_so_configured() -> None:
    rig = Rig(start="first-affect")
    rig.conductor.feel(GLAD)
    rig.conductor.feel(GLAD)
    assert len(rig.orders) == 1
    assert rig.conductor.playing


def test_after_a_stop_a_face_does_not_start_the_music_again() -> None:
    rig = Rig(start="first-affect")
    rig.conductor.stop()
    rig.conductor.feel(GLAD)
    assert rig.orders == []


def test_a_phrase_still_being_composed_at_a_stop_is_not_played() -> None:
    rig = Rig()
    rig.conductor.start()
    rig.conductor.stop()
    rig.answer()
    assert rig.played == []
    rig.conductor.need()
    assert len(rig.orders) == 1


def test_once_plays_one_phrase_for_each_request() -> None:
    rig = Rig(mode="once")
    rig.conductor.feel(GLAD)
    assert rig.orders == []
    rig.conductor.start()
    rig.answer()
    rig.conductor.need()
    assert len(rig.orders) == 1
    rig.conductor.phrase(None, None, "max")
    assert rig.orders[1].asked_by == "max"
    rig.conductor.start()
    assert len(rig.orders) == 3


def test_onchange_orders_when_the_quadrant_changes_and_only_then() -> None:
    rig = Rig(mode="onchange")
    rig.conductor.feel(GLAD)
    rig.conductor.start()
    rig.answer()
    rig.conductor.feel(Affect(0.3, 0.2))
    rig.conductor.need()
    assert len(rig.orders) == 1
    rig.conductor.feel(CALM)
    assert len(rig.orders) == 2
    assert not rig.orders[1].follows


def test_seeds_count_up_and_can_be_set() -> None:
    rig = Rig()
    rig.conductor.start()
    rig.answer()
    rig.conductor.need()
    rig.answer()
    rig.conductor.set_seed(100)
    rig.conductor.phrase(None, 5, None)
    rig.answer()
    rig.conductor.phrase(None, None, None)
    assert [order.seed for order in rig.orders] == [7, 8, 5, 100]


def test_a_section_of_phrases_is_followed_by_a_fresh_start() -> None:
    rig = Rig(phrases_per_section=4)
    rig.conductor.start()
    for _ in range(9):
        rig.answer()
        rig.conductor.need()
    fresh = [order.primer is None for order in rig.orders]
    assert fresh == [i % 4 == 0 for i in range(10)]


def test_a_late_or_failed_phrase_is_replaced_by_a_variation_and_not_played_later() -> None:
    rig = Rig()
    rig.conductor.start()
    first = rig.answer()
    rig.conductor.need()
    assert rig.conductor.failed(rig.orders[-1].token) is not None
    (_, _), (variation, follows) = rig.played
    assert follows
    assert len(variation.notes) == len(first.notes)
    assert rig.conductor.composed(rig.orders[-1].token, first) is None
    assert len(rig.played) == 2
    rig.conductor.need()
    assert len(rig.conductor.composer_died()) == 1
    assert len(rig.played) == 3


def test_the_phrase_carries_the_tempo_that_it_plays_at() -> None:
    rig = Rig(tempo_bpm=77.0)
    rig.conductor.start()
    assert rig.answer().tempo_bpm == 77.0


def test_it_asks_again_when_nothing_is_left_to_play() -> None:
    rig = Rig()
    rig.conductor.start()
    rig.conductor.composer_died()  # the first phrase is lost with it
    assert rig.played == []
    rig.conductor.wake()  # it is back
    rig.answer()
    rig.conductor.wake()  # the player has a phrase: no need
    assert len(rig.orders) == 2
    rig.conductor.ended()
    assert len(rig.orders) == 3


def test_after_the_players_restart_the_music_goes_on() -> None:
    rig = Rig()
    rig.conductor.start()
    rig.answer()
    rig.conductor.player_restarted()
    assert len(rig.orders) == 2
    rig.conductor.stop()
    rig.conductor.player_restarted()
    assert len(rig.orders) == 2


PRIMER = Phrase((Note(0, 72, 1),), tempo_bpm=80)
CALL = Phrase((Note(0, 50, 1), Note(1.06, 52, 1), Note(2, 53, 1)))


def test_the_next_phrase_and_every_section_begin_from_the_primer() -> None:
    rig = Rig(phrases_per_section=2)
    rig.conductor.start()
    rig.answer()
    rig.conductor.set_primer(PRIMER)
    for _ in range(4):
        rig.conductor.need()
        rig.answer()
    primers = [order.primer for order in rig.orders]
    assert primers[0] is None
    assert primers[1] == primers[3] == PRIMER
    assert primers[2] not in (None, PRIMER)
    rig.conductor.set_primer(None)
    rig.conductor.need()
    assert rig.orders[-1].primer is None


def test_a_phrase_that_was_on_its_way_does_not_cover_a_new_primer() -> None:
    rig = Rig()
    rig.conductor.start()
    rig.conductor.set_primer(PRIMER)
    rig.answer()
    rig.conductor.need()
    assert rig.orders[-1].primer == PRIMER


def test_the_primer_is_there_again_after_a_stop() -> None:
    rig = Rig()
    rig.conductor.set_primer(PRIMER)
    rig.conductor.start()
    rig.answer()
    rig.conductor.stop()
    rig.conductor.start()
    assert rig.orders[-1].primer == PRIMER


def test_a_turn_is_answered_from_the_next_bar_line_with_its_notes_on_the_grid() -> None:
    rig = Rig()
    rig.conductor.set_live("turns")
    order = rig.conductor.heard(CALL)
    assert order is not None
    assert order.primer is not None
    assert [note.start_beats for note in order.primer.notes] == [0, 1, 2]
    rig.answer()
    ((_, follows),) = rig.played
    assert not follows


def test_the_answer_has_the_players_feel() -> None:
    rig = Rig()
    rig.conductor.set_live("turns")
    rig.conductor.heard(CALL)
    answer = Phrase((Note(0, 60, 1), Note(1, 62, 1)))
    rig.conductor.composed(rig.orders[-1].token, answer)
    assert [round(note.start_beats, 3) for note in rig.played[0][0].notes] == [0, 1.06]
    # What is continued later is the music, not how it was played.
    rig.conductor.phrase(None, None, "somebody")
    assert rig.orders[-1].primer is not None
    assert [note.start_beats for note in rig.orders[-1].primer.notes] == [0, 1]


def test_in_turns_nothing_is_composed_unasked() -> None:
    rig = Rig(start="first-affect")
    rig.conductor.set_live("turns")
    rig.conductor.feel(GLAD)
    rig.conductor.need()
    rig.conductor.ended()
    assert rig.orders == []


def test_a_new_call_takes_the_place_of_one_that_is_not_answered_yet() -> None:
    rig = Rig()
    rig.conductor.set_live("turns")
    rig.conductor.phrase(None, None, "somebody")
    first = rig.conductor.heard(CALL)
    second = rig.conductor.heard(CALL)
    assert first is not None
    assert second is not None
    assert not rig.conductor.waits_for(first.token)
    assert rig.conductor.waits_for(second.token)
    assert rig.conductor.waits_for(rig.orders[0].token)  # what somebody asked for is answered


def test_always_continues_what_is_played_for_as_long_as_it_is() -> None:
    rig = Rig()
    rig.conductor.set_live("always")
    rig.conductor.start()
    first = rig.answer()
    assert rig.conductor.heard(CALL) is None
    rig.conductor.need()
    assert rig.orders[-1].primer is not None
    assert rig.orders[-1].primer.notes[0].pitch == 50
    second = rig.answer()
    rig.conductor.heard(None)
    rig.conductor.need()
    assert rig.orders[-1].primer == second != first


def test_when_live_ends_the_music_goes_on_by_itself() -> None:
    rig = Rig()
    rig.conductor.set_live("turns")
    rig.conductor.start()
    rig.answer()
    rig.conductor.ended()
    assert len(rig.orders) == 1
    rig.conductor.set_live("off")
    assert len(rig.orders) == 2

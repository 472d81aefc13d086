"""Ableton Link: two real peers in one session, over this machine's own network."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterator

import pytest

from oscbridge.errors import OscbridgeError
from oscbridge.midi.clock import InternalClock
from oscbridge.midi.clock.link import LinkClock
from oscbridge.midi.messages import BeatStarted, ClockChanged, Event, PhraseEnded
from oscbridge.midi.player import Player
from oscbridge.midi.ports.recorder import Recorder
from oscbridge.phrase import Note, Phrase
from tests.midi.conftest import Stage, Told
from tests.midi.daw import await_true


def test_without_aalink_the_error_says_how_to_get_it_and_the_old_clock_runs_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "aalink", None)
    stage.player.play(Phrase((Note(0.0, 60, 1.0),), bars=1))
    with pytest.raises(OscbridgeError, match=r"pip install 'oscbridge\[link\]'") as missing:
        stage.player.set_clock("link")
    assert missing.value.code == "link-missing"
    stage.time.advance(0.1)
    assert len(stage.port.notes()) == 1
    assert stage.player.status().clock == "internal"


@pytest.fixture
def peers() -> Iterator[tuple[LinkClock, LinkClock]]:
    """Two clocks in one session, met."""
    pytest.importorskip("aalink", reason="aalink (extra: link) is not installed")
    first = LinkClock(120.0, 4.0, time.monotonic)
    second = LinkClock(97.0, 4.0, time.monotonic)
    try:
        end = time.monotonic() + 10
        while not (first.peers and second.peers) and time.monotonic() < end:
            time.sleep(0.02)
        if not (first.peers and second.peers):
            pytest.skip("two Link peers do not find each other on this machine's network")
        await_true(lambda: abs(apart(first, second)) < 0.01, 10, "no common phase")
        yield first, second
    finally:
        first.close()
        second.close()


def await_running(clock: LinkClock, running: bool) -> None:
    """Look until the session's start or stop has come through Link's own thread."""

    def has_come() -> bool:
        clock.attend(time.monotonic())
        return clock.running is running

    await_true(has_come, 5, "no start or stop")


def apart(first: LinkClock, second: LinkClock) -> float:
    """How far apart the two are in their bars, in beats, from −2 to 2; after a look at each."""
    for clock in (first, second):
        clock.attend(time.monotonic())
    now = time.monotonic()
    places = [clock.bar_and_beat(clock.beat_at(now))[1] for clock in (first, second)]
    return (places[0] - places[1] + 2.0) % 4.0 - 2.0


def test_two_peers_agree_on_tempo_and_on_the_place_in_the_bar(
    peers: tuple[LinkClock, LinkClock],
) -> None:
    first, second = peers
    offs = []
    for _ in range(50):
        offs.append(abs(apart(first, second)) * 60_000 / first.tempo_bpm)
        time.sleep(0.01)
    print(f"phase apart: median {sorted(offs)[25]:.4f} ms, worst {max(offs):.4f} ms")
    assert first.tempo_bpm == pytest.approx(second.tempo_bpm)
    assert sorted(offs)[25] < 2.0


def test_a_tempo_set_by_one_peer_is_the_tempo_of_both_and_no_place_is_lost(
    peers: tuple[LinkClock, LinkClock],
) -> None:
    first, second = peers
    cuts = second.cut.number
    begun = time.monotonic()
    first.set_tempo(140.0, begun)

    def followed() -> bool:
        second.attend(time.monotonic())
        return abs(second.tempo_bpm - 140) < 0.01

    await_true(followed, 5, "the second peer kept its tempo")
    print(f"a tempo was followed after {(time.monotonic() - begun) * 1000:.1f} ms")
    assert abs(apart(first, second)) * 60_000 / 140 < 10.0
    assert second.cut.number == cuts


def test_a_clock_that_is_looked_at_seldom_runs_straight_on(
    peers: tuple[LinkClock, LinkClock],
) -> None:
    first, _ = peers
    first.attend(time.monotonic())
    beats = []
    for _ in range(20):
        now = time.monotonic()
        expected = first.beat_at(now)
        time.sleep(0.02)
        first.attend(time.monotonic())
        beats.append(abs(first.beat_at(now) - expected))
    assert sorted(beats)[10] < 0.001
    assert first.time_of(first.beat_at(100.0)) == pytest.approx(100.0, abs=1e-6)


def test_link_asked_for_while_it_counts_already_disturbs_nothing(stage: Stage) -> None:
    pytest.importorskip("aalink", reason="aalink (extra: link) is not installed")
    stage.player.set_clock("link")
    counts = stage.player._clock.using
    stage.player.set_clock("link")
    assert stage.player._clock.using is counts
    stage.player.set_clock("internal")
    stage.player.set_clock("link")
    assert stage.player._clock.using is not counts, "a session that was left is joined anew"


def test_our_downbeat_is_not_the_sessions(peers: tuple[LinkClock, LinkClock]) -> None:
    first, second = peers
    # A beat off the bar line, so that there is something to move.
    while not 0.5 < second.bar_and_beat(second.beat_at(time.monotonic()))[1] < 1.5:
        time.sleep(0.005)
        second.attend(time.monotonic())
    before = apart(first, second)
    second.downbeat(time.monotonic())
    after = apart(first, second)
    assert abs(after - before) > 0.3
    assert abs(first.bar_and_beat(first.beat_at(time.monotonic()))[1]) < 4.0


def test_a_session_that_starts_and_stops_is_followed_where_asked_for() -> None:
    aalink = pytest.importorskip("aalink", reason="aalink (extra: link) is not installed")
    del aalink
    clock = LinkClock(120.0, 4.0, time.monotonic, start_stop=True)
    try:
        assert not clock.running
        cuts = clock.cut.number
        clock._link.playing = True
        await_running(clock, True)
        assert clock.cut.number == cuts + 1
        clock._link.playing = False
        await_running(clock, False)
    finally:
        clock.close()


def test_a_player_goes_over_to_link_and_begins_on_its_bar_line() -> None:
    pytest.importorskip("aalink", reason="aalink (extra: link) is not installed")
    # In real time, as Link's is.
    events: list[Event] = []
    port = Recorder()
    player = Player(port, InternalClock(120.0, 4.0), events.append)

    def told(kind: type[Told]) -> list[Told]:
        return [event for event in events if isinstance(event, kind)]

    player.set_clock("link")
    player.set_tempo(240.0)
    player.play(Phrase(tuple(Note(float(beat), 60, 0.5) for beat in range(4)), bars=1))
    await_true(lambda: bool(told(PhraseEnded)), 10, "no end of the phrase")
    assert told(PhraseEnded)[0].completed
    assert told(ClockChanged)[-1].source == "link"
    notes = port.notes()[-4:]
    gaps = [b.start - a.start for a, b in itertools.pairwise(notes)]
    assert gaps == pytest.approx([0.25] * 3, abs=0.1)
    assert any(event.beat == 1 for event in told(BeatStarted))
    player.set_clock("internal")
    assert player.status().running
    player.close()

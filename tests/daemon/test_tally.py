"""Counts by peer take no more room however many peers there are."""

from __future__ import annotations

from oscbridge.daemon.faces.tally import Tally


def test_each_peer_has_its_own_count_and_all_together_one() -> None:
    tally = Tally()
    assert [tally.add("a"), tally.add("b", 3), tally.add("a", 2)] == [1, 3, 3]
    assert tally.total == 6


def test_of_many_peers_those_counted_last_are_known_and_the_total_forgets_none() -> None:
    tally = Tally(most=3)
    for peer in range(1000):
        tally.add("faithful")
        tally.add(peer)
    assert len(tally) == 3
    assert tally.total == 2000
    assert tally.add("faithful") == 1001
    assert tally.add(5) == 1

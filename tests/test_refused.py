"""What killed or hung a worker is refused the second time, and nothing else is."""

from __future__ import annotations

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.files.refused import Blame, Refused, fingerprint


def is_refused(refused: Refused, data: bytes) -> bool:
    try:
        refused.check(data)
    except OscbridgeError as error:
        return (error.code, "eyes" in error.message) == ("file-refused", True)
    return False


def test_bytes_that_hung_the_worker_are_refused_and_others_of_their_length_are_not() -> None:
    blame = Blame("eyes")
    assert not is_refused(blame.refused, b"bomb")
    blame.hung(fingerprint(b"bomb"))
    assert is_refused(blame.refused, b"bomb")
    assert not is_refused(blame.refused, b"good")
    assert not is_refused(blame.refused, b"bomb ")


@pytest.mark.parametrize("status", [1, -signal.SIGSEGV, -signal.SIGABRT, 0xC0000005])
def test_a_death_by_the_workers_own_fault_is_proof(status: int) -> None:
    blame = Blame("eyes")
    blame.died(fingerprint(b"bomb"), status)
    assert is_refused(blame.refused, b"bomb")


@pytest.mark.parametrize("status", [-signal.SIGTERM, -signal.SIGINT])
def test_a_death_by_somebodys_signal_is_proof_the_second_time(status: int) -> None:
    blame = Blame("eyes")
    blame.died(fingerprint(b"unlucky"), status)
    assert not is_refused(blame.refused, b"unlucky")
    blame.died(fingerprint(b"unlucky"), status)
    assert is_refused(blame.refused, b"unlucky")


def test_bytes_that_a_worker_has_answered_for_meanwhile_are_no_suspects() -> None:
    # Whoever tries what happens when a process is killed does it with one picture, many times.
    blame = Blame("eyes")
    for _ in range(5):
        blame.died(fingerprint(b"sample"), -signal.SIGTERM)
        blame.lived(b"sampla")
        blame.lived(b"sample")
        assert not is_refused(blame.refused, b"sample")
    blame.hung(fingerprint(b"sample"))
    blame.lived(b"sample")
    assert is_refused(blame.refused, b"sample")


def test_a_worker_that_had_opened_nothing_blames_nothing() -> None:
    blame = Blame("eyes")
    blame.hung("")
    blame.died("", 1)
    assert blame.refused == Refused("eyes")


@given(st.lists(st.tuples(st.binary(max_size=3), st.sampled_from([None, 1, -15])), max_size=40))
def test_only_so_many_are_remembered_the_latest_for_certain(
    deaths: list[tuple[bytes, int | None]],
) -> None:
    blame = Blame("eyes", most=3)
    for data, status in deaths:
        if status is None:
            blame.hung(fingerprint(data))
        else:
            blame.died(fingerprint(data), status)
        assert len(blame.refused.prints) <= 3
        if status in (None, 1):
            assert is_refused(blame.refused, data)
    assert {*blame.refused.prints} <= {fingerprint(data) for data, _ in deaths}

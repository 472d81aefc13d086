"""Every kept input, and many more of hypothesis's making, through every target."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.corpus import FOLDER, kept, smallest
from tests.fuzz.targets import TARGETS


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Targets do what is logged as wrong, thousands of times."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_ever_kept_is_still_answered_or_refused(name: str) -> None:
    inputs = [*kept(name), *TARGETS[name].seeds()]
    assert len(inputs) > 2
    for data in inputs:
        TARGETS[name].run(data)


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_damaged_inputs_are_answered_or_refused(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    sound = data.draw(st.sampled_from([*target.seeds()[:40], b""]))
    cut = data.draw(st.integers(0, len(sound)))
    instead = data.draw(st.binary(max_size=40))
    rest = data.draw(st.integers(cut, len(sound)))
    target.run((sound[:cut] + instead + sound[rest:])[: target.longest])


def test_the_corpus_is_small() -> None:
    assert {path.stem for path in FOLDER.iterdir()} <= set(TARGETS)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 500_000


def test_the_smallest_inputs_that_reach_everything_are_kept() -> None:
    run = TARGETS["packets"].run
    one, same = b"/a\0\0,i\0\0\0\0\0\1", b"/b\0\0,i\0\0\0\0\0\1"
    assert smallest(run, [same, one, b"junk", b""]) == [b"", b"junk", one]

"""At most so many pictures a second; a camera of just that rate loses none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oscbridge.camera.frame_rate import FrameRateLimit


@given(st.floats(1, 120), st.lists(st.floats(0, 0.05), min_size=50, max_size=400))
def test_never_more_than_wanted(per_s: float, gaps: list[float]) -> None:
    limit, now, times = FrameRateLimit(per_s), 0.0, []
    for gap in gaps:
        now += gap
        if limit.allows(now):
            times.append(now)
    # One may come early, and one may be made up for.
    assert len(times) <= now * per_s + 2.5


@given(st.lists(st.floats(-0.004, 0.004), min_size=100, max_size=100))
def test_an_unsteady_camera_of_the_wanted_rate_loses_none(jitter: list[float]) -> None:
    limit = FrameRateLimit(30.0)
    assert all(limit.allows(n / 30 + late) for n, late in enumerate(jitter))


def test_a_camera_of_twice_the_rate_gives_every_other_one() -> None:
    limit = FrameRateLimit(30.0)
    assert sum(limit.allows(n / 60) for n in range(600)) == 300

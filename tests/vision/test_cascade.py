"""The cascade's arithmetic, against slow and obvious versions of it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from oscbridge.vision.detector import cascade

corner = st.integers(0, 30)
box = st.tuples(corner, corner, st.integers(1, 20), st.integers(1, 20)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)
boxes_with_scores = st.lists(box, max_size=12).flatmap(
    lambda boxes: st.tuples(
        st.just(boxes),
        st.lists(
            st.integers(1, 1000), min_size=len(boxes), max_size=len(boxes), unique=True
        ),  # unique: with equal scores either order is right
    )
)


def overlap(a: tuple[int, ...], b: tuple[int, ...], smaller: bool) -> float:
    extra = 1 if smaller else 0
    across = min(a[2], b[2]) - max(a[0], b[0]) + extra
    down = min(a[3], b[3]) - max(a[1], b[1]) + extra
    shared = max(across, 0) * max(down, 0)
    area_a = (a[2] - a[0] + extra) * (a[3] - a[1] + extra)
    area_b = (b[2] - b[0] + extra) * (b[3] - b[1] + extra)
    return shared / (min(area_a, area_b) if smaller else area_a + area_b - shared)


def slowly(
    boxes: list[tuple[int, ...]], scores: list[int], threshold: float, smaller: bool
) -> list[int]:
    kept: list[int] = []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        if all(overlap(boxes[i], boxes[k], smaller) <= threshold for k in kept):
            kept.append(i)
    return kept


@given(boxes_with_scores, st.sampled_from([0.31, 0.52, 0.73]), st.booleans())
def test_suppression_keeps_what_a_slow_version_keeps(
    drawn: tuple[list[tuple[int, ...]], list[int]], threshold: float, smaller: bool
) -> None:
    boxes, scores = drawn
    corners = np.array(boxes, np.float32).reshape(-1, 4)
    kept = cascade.suppressed(corners, np.array(scores, np.float32), threshold, smaller=smaller)
    assert kept.tolist() == slowly(boxes, scores, threshold, smaller)


def test_the_pyramid_begins_at_the_smallest_face_and_ends_at_the_picture() -> None:
    scales = cascade.pyramid(480, 640, 60, 0.709)
    assert scales[0] == 12 / 60
    assert all(480 * scale >= 12 - 1e-9 for scale in scales)
    assert 480 * scales[-1] * 0.709 < 12


def test_a_picture_smaller_than_a_face_has_no_pyramid() -> None:
    assert cascade.pyramid(59, 640, 60, 0.709) == []


def test_squares_keep_their_centre_and_longer_side() -> None:
    square = cascade.squared(np.array([[10, 20, 30, 60]], np.float32))
    np.testing.assert_array_equal(square, [[0, 20, 40, 60]])


@given(st.lists(st.floats(-1e5, 1e5, width=32), min_size=4, max_size=4))
def test_pixel_ranges_never_leave_the_picture(numbers: list[float]) -> None:
    left, top, right, bottom = cascade.pixels(np.array([numbers], np.float32), 48, 64)[0]
    # An empty range may begin beyond the edge; one with pixels lies inside.
    if right > left and bottom > top:
        assert 0 <= left < right <= 64
        assert 0 <= top < bottom <= 48


def test_a_cell_of_the_p_net_is_a_square_of_twelve_pixels_at_its_scale() -> None:
    scores: NDArray[np.float32] = np.zeros((3, 4), np.float32)
    scores[2, 1] = 0.9
    found = cascade.proposals(scores, np.zeros((4, 3, 4), np.float32), 0.5, 0.6)
    # Column 1, row 2, stride 2: from (2+1)/0.5 and (4+1)/0.5 to (2+12)/0.5 and (4+12)/0.5.
    np.testing.assert_allclose(found[0, :5], [6, 10, 28, 32, 0.9])
    assert len(found) == 1

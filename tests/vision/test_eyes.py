"""The eyes: the largest face is read, faces are followed and searched for when they should be."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.vision.detector.mtcnn import Detector
from oscbridge.vision.eyes import Attention, Eyes, EyesSettings
from oscbridge.vision.faces import Box
from oscbridge.vision.readers.crops import crop_face
from oscbridge.vision.reading import Reading
from oscbridge.vision.tracking.choice import GROUP, Which
from tests.vision.conftest import PICTURES, SAMPLE, encoded, moved

Pixels = NDArray[np.uint8]


class Bench:
    """Eyes whose clock the test turns and whose reader records what it was shown."""

    def __init__(self, detector: Detector, **settings: float) -> None:
        self.now_s = 100.0
        self.shown: list[tuple[Pixels, Box]] = []
        self.affects: Iterator[Affect] = itertools.repeat(Affect(0.5, -0.5))
        self.eyes = Eyes(
            EyesSettings(**settings),  # type: ignore[arg-type]
            detector=detector,
            read=self.read,
            clock=lambda: self.now_s,
        )

    def read(self, luma: Pixels, box: Box) -> Reading:
        self.shown.append((luma, box))
        return Reading((0.125,) * 8, next(self.affects))


@pytest.fixture
def bench(detector: Detector) -> Bench:
    return Bench(detector)


def luma_of(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").convert("L"))


def jpeg(rgb: Pixels) -> bytes:
    return encoded(rgb, "JPEG", quality=92)


def test_the_sample_photograph_holds_one_face_and_it_is_read(bench: Bench) -> None:
    sight = bench.eyes.look_at_file(str(SAMPLE))
    assert (sight.width, sight.height) == (640, 480)
    (face,) = sight.faces
    assert face.score > 0.99
    assert face.box.overlap(Box(225, 76, 109, 141)) > 0.9
    assert sight.reading == Reading((0.125,) * 8, Affect(0.5, -0.5))
    (luma, box) = bench.shown[0]
    assert np.array_equal(crop_face(luma, box), crop_face(luma_of(SAMPLE), face.box))


def test_of_two_people_the_larger_is_read(bench: Bench, two_people: Pixels) -> None:
    sight = bench.eyes.look_at_bytes(jpeg(two_people))
    assert [face.box.x < 450 for face in sight.faces] == [True, False]
    ((_, box),) = bench.shown
    assert (box.width, box.height) == (sight.faces[0].box.width, sight.faces[0].box.height)
    assert sight.readings == (sight.reading, None)


def test_of_two_people_of_nearly_equal_size_one_stays_the_one_that_is_read(
    detector: Detector, astronaut: Pixels
) -> None:
    face = Image.fromarray(astronaut[40:260, 160:400])
    smaller = face.resize((228, 209))

    def scene(left: Image.Image, right: Image.Image) -> bytes:
        picture = Image.new("RGB", (640, 300), (90, 90, 90))
        picture.paste(left, (40, 40))
        picture.paste(right, (360, 40))
        return jpeg(np.asarray(picture))

    bench = Bench(detector, detect_every_s=0.0)  # each frame by itself: nothing is followed
    largest, read = [], []
    for turn in range(12):
        frame = scene(face, smaller) if turn % 2 == 0 else scene(smaller, face)
        faces = bench.eyes.look_at_bytes(frame).faces
        largest.append(max(faces, key=lambda f: f.box.area).box.x < 320)
        read.append(faces[0].box.x < 320)
        bench.now_s += 1 / 30
    assert set(largest) == {True, False}
    assert len(set(read)) == 1


def test_a_face_at_the_edge_is_shown_to_the_reader_as_in_the_whole_picture(
    bench: Bench, astronaut: Pixels
) -> None:
    cut = np.ascontiguousarray(astronaut[80:400, 235:555])  # through the eye on the left
    sight = bench.eyes.look_at_raw(320, 320, "rgb", cut.tobytes())
    luma = np.asarray(Image.fromarray(cut).convert("L"))
    ((part, box),) = bench.shown
    assert sight.faces[0].box.x < 0
    assert np.array_equal(crop_face(part, box), crop_face(luma, sight.faces[0].box))


def test_all_faces_are_read_when_that_is_asked_for(bench: Bench, two_people: Pixels) -> None:
    bench.affects = iter((Affect(0.5, 0.0), Affect(-0.1, 0.2)))
    sight = bench.eyes.look_at_bytes(jpeg(two_people), attention=Attention(read_all=True))
    assert [one and one.affect.valence for one in sight.readings] == [0.5, -0.1]
    assert sight.reading == sight.readings[0]


def test_a_group_is_read_as_the_mean_of_all(bench: Bench, two_people: Pixels) -> None:
    bench.affects = iter((Affect(0.5, 0.0), Affect(-0.1, 0.2)))
    sight = bench.eyes.look_at_bytes(jpeg(two_people), attention=Attention(GROUP))
    assert len(sight.readings) == len(sight.faces) == 2
    assert sight.reading is not None
    assert sight.reading.affect.valence == pytest.approx(0.2)
    assert sight.reading.affect.arousal == pytest.approx(0.1)


def test_people_keep_their_numbers_and_one_is_followed_by_it(
    bench: Bench, two_people: Pixels
) -> None:
    data = jpeg(two_people)
    large, small = (face.id for face in bench.eyes.look_at_bytes(data).faces)
    for which, first in ((small, small), ("largest", large), (small, small), ("centre", large)):
        for _ in range(25):  # searches among them
            bench.now_s += 1 / 15
            sight = bench.eyes.look_at_bytes(data, attention=Attention(which))
            assert {face.id for face in sight.faces} == {large, small}
            assert sight.faces[0].id == first
            assert sight.reading is not None


@pytest.mark.parametrize("which", [99, GROUP, "centre"])
def test_who_is_not_there_is_not_read(bench: Bench, two_people: Pixels, which: Which) -> None:
    there = which != 99
    sight = bench.eyes.look_at_bytes(jpeg(two_people), attention=Attention(which))
    assert (sight.reading is not None) == there
    assert len(sight.faces) == 2
    empty = bench.eyes.look_at_bytes(jpeg(np.full((480, 640, 3), 90, np.uint8)), "wall")
    assert (empty.reading, empty.faces, empty.readings) == (None, (), ())


def test_a_picture_without_a_face_gives_no_reading(bench: Bench) -> None:
    sight = bench.eyes.look_at_file(str(PICTURES / "cat.jpg"))
    assert sight.faces == ()
    assert sight.reading is None
    assert bench.shown == []


def test_raw_pixels_show_the_same_face_as_a_file(bench: Bench, astronaut: Pixels) -> None:
    alpha = np.full((480, 640, 1), 255, np.uint8)
    argb = np.concatenate([alpha, astronaut], axis=2)
    raw = bench.eyes.look_at_raw(640, 480, "argb", argb.tobytes(), "jitter")
    file = bench.eyes.look_at_file(str(SAMPLE), "file")
    (seen,), (same,) = raw.faces, file.faces
    assert (seen.box, seen.score, seen.landmarks) == (same.box, same.score, same.landmarks)


def test_a_photograph_taken_sideways_shows_its_face_upright(
    bench: Bench, astronaut: Pixels
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = np.ascontiguousarray(np.rot90(astronaut))
    sight = bench.eyes.look_at_bytes(encoded(turned, "JPEG", exif=exif, quality=92))
    assert (sight.width, sight.height) == (640, 480)
    assert sight.faces[0].box.overlap(Box(225, 76, 109, 141)) > 0.85


def test_the_next_frames_face_is_followed_to_where_it_went(bench: Bench, astronaut: Pixels) -> None:
    first = bench.eyes.look_at_bytes(jpeg(astronaut))
    bench.now_s += 0.03
    second = bench.eyes.look_at_bytes(jpeg(moved(astronaut, 15, 8)))
    assert (first.followed, second.followed) == (False, True)
    box = first.faces[0].box
    expected = Box(box.x + 15, box.y + 8, box.width, box.height)
    assert second.faces[0].box.overlap(expected) > 0.8


def test_a_large_followed_face_is_decoded_small_but_told_in_full_pixels(
    bench: Bench, astronaut: Pixels
) -> None:
    large = np.array(Image.fromarray(astronaut).resize((1600, 1200)))
    first = bench.eyes.look_at_bytes(jpeg(large))
    bench.now_s += 0.03
    second = bench.eyes.look_at_bytes(jpeg(large))
    (_, whole), (_, quarter) = bench.shown
    assert quarter.width == pytest.approx(whole.width / 4, rel=0.1)
    assert (second.width, second.height) == (1600, 1200)
    assert second.followed
    assert second.faces[0].box.overlap(first.faces[0].box) > 0.8


def test_faces_are_searched_for_anew_after_a_while(bench: Bench, astronaut: Pixels) -> None:
    data = jpeg(astronaut)
    followed = []
    for _ in range(9):
        followed.append(bench.eyes.look_at_bytes(data).followed)
        bench.now_s += 0.3
    # Searches at 0, 1.2 and 2.4 s: the first frame a second or more after the last search.
    assert followed == [False, True, True, True, False, True, True, True, False]


def test_someone_who_comes_in_is_seen_with_the_next_search(
    bench: Bench, two_people: Pixels
) -> None:
    alone = two_people.copy()
    alone[90:250, 620:780] = 150
    assert len(bench.eyes.look_at_bytes(jpeg(alone)).faces) == 1
    bench.now_s += 0.5
    assert len(bench.eyes.look_at_bytes(jpeg(two_people)).faces) == 1
    bench.now_s += 0.5
    assert len(bench.eyes.look_at_bytes(jpeg(two_people)).faces) == 2


def test_a_search_between_two_frames_spares_the_next_one(bench: Bench, astronaut: Pixels) -> None:
    data = jpeg(astronaut)
    followed, wanted = [], []
    for _ in range(12):
        followed.append(bench.eyes.look_at_bytes(data).followed)
        wanted.append(bench.eyes.search_is_due_soon)
        bench.eyes.search_ahead()
        bench.now_s += 0.3
    # At 0.9 s, and 0.9 s later, so that it is never due while somebody waits for an answer.
    assert followed == [False] + 11 * [True]
    assert wanted == [False] + 3 * [False, False, True] + [False, False]


def test_someone_who_comes_in_is_seen_by_a_search_between_frames(
    bench: Bench, two_people: Pixels
) -> None:
    alone = two_people.copy()
    alone[90:250, 620:780] = 150
    bench.eyes.look_at_bytes(jpeg(alone))
    bench.now_s += 0.85
    assert len(bench.eyes.look_at_bytes(jpeg(two_people)).faces) == 1
    bench.eyes.search_ahead()
    bench.now_s += 0.03
    sight = bench.eyes.look_at_bytes(jpeg(two_people))
    assert (len(sight.faces), sight.followed) == (2, True)


def test_a_search_in_steps_between_frames_that_never_stop_sees_who_comes_in(
    bench: Bench, two_people: Pixels
) -> None:
    alone = two_people.copy()
    alone[90:250, 620:780] = 150
    steps, sights = 0, [bench.eyes.look_at_bytes(jpeg(alone))]
    data = jpeg(two_people)
    while bench.now_s < 101.5:
        bench.now_s += 0.03
        sights.append(bench.eyes.look_at_bytes(data))
        if bench.eyes.search_is_urgent:
            bench.eyes.search_ahead(lambda: True)
            steps += 1
    assert [sight.followed for sight in sights] == [False] + [True] * (len(sights) - 1)
    seen = [len(sight.faces) for sight in sights]
    change = seen.index(2)
    assert 0.9 <= change * 0.03 <= 1.0
    assert seen == [1] * change + [2] * (len(seen) - change)
    assert steps == 2


def test_a_cut_ends_a_search_that_was_under_way(
    bench: Bench, astronaut: Pixels, two_people: Pixels
) -> None:
    same_size = np.array(Image.fromarray(two_people).resize((640, 480)))
    for wait_s in (0.0, 0.95):
        bench.now_s += wait_s
        bench.eyes.look_at_bytes(jpeg(same_size))
    bench.eyes.search_ahead(lambda: True)
    assert bench.eyes.search_is_urgent
    bench.now_s += 0.01
    assert not bench.eyes.look_at_bytes(jpeg(astronaut)).followed
    assert not bench.eyes.search_is_urgent
    bench.now_s += 0.03
    assert len(bench.eyes.look_at_bytes(jpeg(astronaut)).faces) == 1


def test_raw_pixels_are_not_looked_at_again_after_their_answer(
    bench: Bench, astronaut: Pixels
) -> None:
    pixels = bytearray(astronaut.tobytes())
    bench.eyes.look_at_raw(640, 480, "rgb", memoryview(pixels))
    bench.now_s += 0.9
    assert bench.eyes.look_at_raw(640, 480, "rgb", memoryview(pixels)).followed
    assert not bench.eyes.search_is_due_soon


def test_every_frame_is_searched_when_the_settings_say_so(
    detector: Detector, astronaut: Pixels
) -> None:
    bench = Bench(detector, detect_every_s=0.0)
    data = jpeg(astronaut)
    assert [bench.eyes.look_at_bytes(data).followed for _ in range(3)] == [False] * 3


def test_a_lost_face_is_searched_for_in_the_same_frame(bench: Bench, astronaut: Pixels) -> None:
    bench.eyes.look_at_bytes(jpeg(astronaut))
    bench.now_s += 0.03
    # Further than a face is followed in one step.
    elsewhere = moved(astronaut, 130, 0)
    sight = bench.eyes.look_at_bytes(jpeg(elsewhere))
    assert len(sight.faces) == 1
    assert not sight.followed


def test_a_cut_to_another_scene_is_searched_at_once(
    bench: Bench, astronaut: Pixels, two_people: Pixels
) -> None:
    bench.eyes.look_at_bytes(jpeg(two_people[:, :640]))
    bench.now_s += 0.03
    inverted = np.ascontiguousarray(255 - astronaut)
    assert bench.eyes.look_at_bytes(jpeg(inverted)).followed is False


def test_a_frame_of_another_size_is_searched(bench: Bench, astronaut: Pixels) -> None:
    bench.eyes.look_at_bytes(jpeg(astronaut))
    bench.now_s += 0.03
    assert not bench.eyes.look_at_bytes(jpeg(astronaut[:400])).followed


def test_a_stream_that_paused_is_searched(bench: Bench, astronaut: Pixels) -> None:
    bench.eyes.look_at_bytes(jpeg(astronaut))
    bench.now_s += 1.5
    assert not bench.eyes.look_at_bytes(jpeg(astronaut)).followed


def test_two_streams_are_followed_apart(
    bench: Bench, astronaut: Pixels, two_people: Pixels
) -> None:
    one, two = jpeg(astronaut), jpeg(two_people)
    sights = []
    for _ in range(3):
        sights.append((bench.eyes.look_at_bytes(one, "a"), bench.eyes.look_at_bytes(two, "b")))
        bench.now_s += 0.03
    assert [(len(a.faces), len(b.faces)) for a, b in sights] == [(1, 2)] * 3
    assert [(a.followed, b.followed) for a, b in sights] == [(False, False)] + [(True, True)] * 2


def test_a_picture_of_many_pixels_is_searched_reduced(bench: Bench, astronaut: Pixels) -> None:
    large = np.array(Image.fromarray(astronaut).resize((2560, 1920)))
    sight = bench.eyes.look_at_bytes(jpeg(large))
    ((_, box),) = bench.shown
    assert box.width == pytest.approx(sight.faces[0].box.width / 2)
    assert sight.faces[0].box.overlap(Box(225, 76, 109, 141).scaled(4)) > 0.85


def test_a_face_below_the_smallest_asked_for_is_not_seen(
    detector: Detector, astronaut: Pixels
) -> None:
    data = jpeg(astronaut)
    assert Bench(detector, min_face_px=300).eyes.look_at_bytes(data).faces == ()
    assert len(Bench(detector, min_face_px=80).eyes.look_at_bytes(data).faces) == 1


def test_a_cropped_face_is_read_whole_without_looking_for_it(
    bench: Bench, astronaut: Pixels, tmp_path: Path
) -> None:
    face = np.ascontiguousarray(astronaut[80:220, 210:350])
    (tmp_path / "face.png").write_bytes(encoded(face))
    sight = bench.eyes.look_at_cropped_file(str(tmp_path / "face.png"))
    assert sight.reading is not None
    luma, box = bench.shown[0]
    np.testing.assert_allclose(crop_face(luma, box, side=140).astype(int), luma, atol=2)


def test_limits_and_bad_input_become_coded_errors(detector: Detector, tmp_path: Path) -> None:
    eyes = Bench(detector, max_pixels=640 * 480 - 1).eyes
    (tmp_path / "text.jpg").write_text("no picture")
    looks: list[tuple[Callable[[], object], str]] = [
        (lambda: eyes.look_at_file(str(SAMPLE)), "image-too-large"),
        (lambda: eyes.look_at_file(str(tmp_path / "text.jpg")), "not-an-image"),
        (lambda: eyes.look_at_file("Desktop:/a.jpg"), "path-unusable"),
        (lambda: eyes.look_at_bytes(b""), "not-an-image"),
        (lambda: eyes.look_at_raw(2, 2, "rgb", b""), "raw-size-mismatch"),
    ]
    for look, code in looks:
        with pytest.raises(OscbridgeError) as caught:
            look()
        assert caught.value.code == code


def test_only_files_in_the_allowed_roots_are_looked_at(detector: Detector, tmp_path: Path) -> None:
    eyes = Eyes(EyesSettings(roots=(str(tmp_path),)), detector=detector, read=Bench(detector).read)
    with pytest.raises(OscbridgeError) as caught:
        eyes.look_at_file(str(SAMPLE))
    assert caught.value.code == "file-missing"
    (tmp_path / "a.jpg").write_bytes(SAMPLE.read_bytes())
    assert len(eyes.look_at_file(str(tmp_path / "a.jpg")).faces) == 1


def test_a_sight_tells_where_the_time_went_and_travels_between_processes(bench: Bench) -> None:
    sight = bench.eyes.look_at_file(str(SAMPLE))
    timing = sight.timing
    stages = timing.decode_ms + timing.detect_ms + timing.read_ms
    assert 0 < stages <= timing.total_ms
    assert min(timing.decode_ms, timing.detect_ms, timing.read_ms) > 0
    assert pickle.loads(pickle.dumps(sight)) == sight

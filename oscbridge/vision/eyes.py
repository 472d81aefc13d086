"""The eyes: an image in, its faces and their emotion out.

A full search of the frame costs several times as much as following a face that is known. So
each stream's faces are followed, and searched for anew when one is lost, when the scene or the
frame's size changes, and at least every ``detect_every_s`` for faces that came in. Dim pictures are
brightened first. Of several faces one is read, without wavering, or all are (see ``choice``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.vision.detector.mtcnn import Detector
from oscbridge.vision.faces import Box, Face, largest_first
from oscbridge.vision.frames.brighten import brightened
from oscbridge.vision.frames.images import (
    EncodedImage,
    ImageLimits,
    Picture,
    RawImage,
    open_image_file,
)
from oscbridge.vision.frames.shrink import following_shrink, working_shrink
from oscbridge.vision.readers.on_demand import FaceReaders, ReadFace
from oscbridge.vision.reading import mean_reading
from oscbridge.vision.settings import ANYONE, Attention, EyesSettings
from oscbridge.vision.sight import Sight, Timing
from oscbridge.vision.stopwatch import Stopwatch
from oscbridge.vision.tracking.background_search import BackgroundSearch
from oscbridge.vision.tracking.choice import GROUP, Which, choose
from oscbridge.vision.tracking.identities import Known, identify
from oscbridge.vision.tracking.memory import Memory
from oscbridge.vision.tracking.scene_change import is_same_scene, thumbnail
from oscbridge.vision.tracking.streams import Stream, Streams

if TYPE_CHECKING:
    from oscbridge.vision.reading import Reading
    from oscbridge.vision.torch_runtime import TorchRuntime

__all__ = ["Attention", "Eyes", "EyesSettings", "ReadFace", "Sight", "Timing"]

_NEIGHBOURHOOD = 1.0
"""A reader is shown so many sides of the box in each direction from its middle."""

_FORGET_AFTER_S = 1.0
_MOST_FOLLOWED = 8


class _Seen(NamedTuple):
    """A frame's picture, maybe brightened; its thumbnail, taken before that; its faces, in the
    frame's pixels."""

    picture: Picture
    thumb: NDArray[np.float32]
    faces: tuple[Face, ...]


class Eyes:
    """Looks at images.

    Args:
        settings: see ``EyesSettings``.
        detector: finds and follows faces; made from the settings when not given.
        read: reads one face; what the settings and each look ask for when not given.
        clock: seconds, as ``time.monotonic``.

    Raises:
        OscbridgeError: ``weights-missing``, ``weights-mismatch``, ``detector-missing``;
            ``device-missing`` for a device that is not here, or that the runtime does not use.
    """

    def __init__(
        self,
        settings: EyesSettings,
        *,
        detector: Detector | None = None,
        read: ReadFace | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._limits = ImageLimits(settings.max_bytes, settings.max_pixels)
        self._roots = None if settings.roots is None else [Path(root) for root in settings.roots]
        runtime = _torch_runtime(settings)
        self._detector = detector or Detector(
            settings.min_face_px,
            threads=settings.threads,
            network=runtime.face_network if runtime else None,
        )
        self._read = read
        self._readers = None if read else FaceReaders(settings, runtime)
        self._clock = clock
        self._streams = Streams()
        self._background = BackgroundSearch(
            settings.detect_every_s, self._streams, self._search_in_steps
        )

    def look_at_bytes(
        self,
        data: bytes | memoryview,
        source: str = "",
        attention: Attention = ANYONE,
    ) -> Sight:
        """Look at a JPEG, PNG or WebP.

        Args:
            source: which stream the frame belongs to; faces are followed within one.
            attention: who is read.

        Raises:
            OscbridgeError: see ``images.EncodedImage``.
        """
        watch = Stopwatch()
        return self._look(EncodedImage(data, self._limits), source, attention, watch)

    def look_at_file(
        self,
        path: str,
        source: str = "",
        attention: Attention = ANYONE,
        opened: Callable[[bytes], None] = lambda _: None,
    ) -> Sight:
        """Look at an image file, by its path as it came over OSC.

        Args:
            opened: see ``images.open_image_file``.

        Raises:
            OscbridgeError: see ``paths.read_regular_file`` and ``images.EncodedImage``.
        """
        watch = Stopwatch()
        image = open_image_file(path, self._limits, self._roots, opened)
        return self._look(image, source, attention, watch)

    def look_at_raw(
        self,
        width: int,
        height: int,
        layout: str,
        data: bytes | memoryview,
        source: str = "",
        attention: Attention = ANYONE,
    ) -> Sight:
        """Look at raw pixels.

        Raises:
            OscbridgeError: see ``images.RawImage``.
        """
        watch = Stopwatch()
        image = RawImage(width, height, layout, data, self._limits)
        return self._look(image, source, attention, watch)

    def recall(self, source: str) -> Memory:
        """What is remembered of a stream, to be given to ``remind``, of these eyes or others."""
        return self._streams.recall(source, self._clock())

    def remind(self, source: str, memory: Memory) -> None:
        """Go on with a stream as others saw it; or as it is known, where these eyes saw it last."""
        self._streams.remind(source, memory, self._clock())

    def look_at_cropped_file(self, path: str) -> Sight:
        """Read a file that is a face already, cut as FER2013's are; none is looked for.

        Raises:
            OscbridgeError: see ``look_at_file``.
        """
        watch = Stopwatch()
        return self._read_cropped(open_image_file(path, self._limits, self._roots), watch)

    def look_at_cropped_bytes(self, data: bytes) -> Sight:
        """The same for an image that is here.

        Raises:
            OscbridgeError: see ``look_at_bytes``.
        """
        watch = Stopwatch()
        return self._read_cropped(EncodedImage(data, self._limits), watch)

    def _read_cropped(self, image: EncodedImage, watch: Stopwatch) -> Sight:
        from oscbridge.vision.readers.crops import CROP_DOWN, CROP_SCALE

        picture = image.decode(working_shrink(image.width, image.height))
        watch.end("decode")
        # The box about which ``crop_face`` would cut just this picture.
        unit = max(image.width, image.height) / CROP_SCALE
        down = (image.height - unit) / 2 - CROP_DOWN * unit
        box = Box((image.width - unit) / 2, down, unit, unit)
        reading = self._reader()(picture.luma, box.scaled(1 / picture.shrink))
        watch.end("read")
        faces = (Face(box, 1.0, ()),)
        size = (image.width, image.height)
        return Sight(*size, faces, reading, watch.timing(), False, (reading,))

    @property
    def search_is_due_soon(self) -> bool:
        """Whether a full search of the frame that was answered last will soon be due."""
        return self._background.is_due_soon

    @property
    def search_is_urgent(self) -> bool:
        """Whether that search has begun, or is due so soon that it should, whoever waits."""
        return self._background.is_urgent

    def search_ahead(self, give_way: Callable[[], bool] = lambda: False) -> None:
        """Search that frame now, between two others, so that no frame has to wait for all of it.

        Call this between looks, or never: a search that did not happen here happens in the first
        frame past ``detect_every_s``. See ``BackgroundSearch.run``.
        """
        self._background.run(give_way)

    def warm_up(self) -> None:
        """Run every network once, so that the first frame is as fast as the rest."""
        blank = np.full((480, 640, 3), 127, np.uint8)
        box = Box(200.0, 100.0, 150.0, 180.0)
        self._detector.detect(blank)
        self._detector.warm_up()
        self._reader()(np.ascontiguousarray(blank[:, :, 0]), box)

    def _look(
        self, image: EncodedImage | RawImage, source: str, attention: Attention, watch: Stopwatch
    ) -> Sight:
        now_s = self._clock()
        last = self._streams.get(source)
        found = None
        if last is not None and self._can_follow(last, image, now_s):
            found = self._follow(image, last, watch)
        followed = found is not None
        seen = found or self._search(image, watch)
        searched_s = last.searched_s if followed and last is not None else now_s
        size = (image.width, image.height)
        stream = self._continued(last, seen, size, now_s, searched_s, attention.which)
        self._streams.remember(source, stream)
        self._background.answered(image, source, stream, followed=followed)
        watch.end("detect")
        readings = self._read_faces(seen.picture, stream, attention)
        reading = readings[0] if stream.choice is not None else None
        if attention.which == GROUP and readings:
            reading = mean_reading([one for one in readings if one is not None])
        watch.end("read")
        return Sight(*size, stream.faces, reading, watch.timing(), followed, readings)

    def _continued(
        self,
        last: Stream | None,
        seen: _Seen,
        size: tuple[int, int],
        now_s: float,
        searched_s: float,
        which: Which,
    ) -> Stream:
        """The stream with this frame: its faces numbered, and one of them chosen."""
        known: tuple[Known, ...] = ()
        choice, is_cut = None, False
        if last is not None and last.size == size:
            known, is_cut = last.known, not is_same_scene(seen.thumb, last.thumb)
            choice = last.choice if now_s - last.seen_s < _FORGET_AFTER_S else None
        faces, known = identify(seen.faces, known, now_s, self._streams.new_ids, is_cut=is_cut)
        faces, choice = choose(faces, choice, now_s, which, size)
        return Stream(faces, size, seen.thumb, now_s, searched_s, known, choice)

    def _read_faces(
        self, picture: Picture, stream: Stream, attention: Attention
    ) -> tuple[Reading | None, ...]:
        """A reading for each face that attention asks for, None for the others."""
        wants_all = attention.read_all or attention.which == GROUP
        chosen = None if stream.choice is None else stream.choice.id
        return tuple(
            self._read_face(picture, face, attention) if wants_all or face.id == chosen else None
            for face in stream.faces
        )

    def _reader(self, attention: Attention = ANYONE) -> ReadFace:
        if self._readers is not None:
            return self._readers.get(attention.read_with)
        assert self._read is not None
        return self._read

    def _read_face(self, picture: Picture, face: Face, attention: Attention) -> Reading:
        box = face.box.scaled(1 / picture.shrink)
        # Only the neighbourhood is turned grey: the whole picture would cost as much as decoding.
        reach = _NEIGHBOURHOOD * max(box.width, box.height) + 1
        left, top, luma = picture.luma_about(box.x + box.width / 2, box.y + box.height / 2, reach)
        read = self._reader(attention)
        return read(luma, Box(box.x - left, box.y - top, box.width, box.height))

    def _can_follow(self, stream: Stream, image: EncodedImage | RawImage, now_s: float) -> bool:
        return (
            bool(stream.faces)
            and len(stream.faces) <= _MOST_FOLLOWED
            and stream.size == (image.width, image.height)
            and now_s - stream.seen_s < _FORGET_AFTER_S
            and now_s - stream.searched_s < self.settings.detect_every_s
        )

    def _follow(
        self, image: EncodedImage | RawImage, stream: Stream, watch: Stopwatch
    ) -> _Seen | None:
        """The stream's faces in its next frame; None when one is lost or the scene is another."""
        picture = image.decode(following_shrink(stream.faces))
        watch.end("decode")
        found: list[Face] = []
        thumb = thumbnail(picture.rgb)
        if is_same_scene(thumb, stream.thumb):
            picture = brightened(picture)
            boxes = [face.box.scaled(1 / picture.shrink) for face in stream.faces]
            for face in self._detector.track(picture.rgb, boxes):
                if face is None:
                    break
                found.append(face.scaled(picture.shrink))
        watch.end("detect")
        if len(found) < len(stream.faces):
            return None
        return _Seen(picture, thumb, largest_first(found))

    def _search(self, image: EncodedImage | RawImage, watch: Stopwatch) -> _Seen:
        picture, thumb = self._search_picture(image)
        watch.end("decode")
        smallest = self.settings.min_face_px / picture.shrink
        faces = self._detector.detect(picture.rgb, smallest)
        watch.end("detect")
        found = largest_first([face.scaled(picture.shrink) for face in faces])
        return _Seen(picture, thumb, found)

    def _search_in_steps(self, image: EncodedImage) -> Iterator[list[Face] | None]:
        picture, _ = self._search_picture(image)
        smallest = self.settings.min_face_px / picture.shrink
        for faces in self._detector.detect_in_steps(picture.rgb, smallest):
            yield None if faces is None else [face.scaled(picture.shrink) for face in faces]

    @staticmethod
    def _search_picture(image: EncodedImage | RawImage) -> tuple[Picture, NDArray[np.float32]]:
        picture = image.decode(working_shrink(image.width, image.height))
        return brightened(picture), thumbnail(picture.rgb)


def _torch_runtime(settings: EyesSettings) -> TorchRuntime | None:
    if settings.runtime == "torch":
        from oscbridge.vision.torch_runtime import TorchRuntime

        return TorchRuntime(settings.device, settings.threads)
    if settings.device != "cpu":
        raise OscbridgeError(
            "device-missing",
            f"onnxruntime runs on the cpu here, not on '{settings.device}'; set face.runtime to "
            "torch, or face.device to cpu",
        )
    return None

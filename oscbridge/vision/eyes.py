"""The eyes: an image in, its faces and their emotion out.

A full search of the frame costs several times as much as following a face that is known. So
each stream's faces are followed, and searched for anew when one is lost, when the scene or the
frame's size changes, and at least every ``detect_every_s`` for faces that came in. Dim pictures are
lifted first. Of several faces one is read, without wavering, or all are (see ``choice``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oscbridge.errors import OscbridgeError
from oscbridge.vision.choice import GROUP, choose
from oscbridge.vision.dim import lifted
from oscbridge.vision.face_readers import FaceReaders, ReadFace
from oscbridge.vision.faces import Box, Face
from oscbridge.vision.group import mean_reading
from oscbridge.vision.identities import Known, identify
from oscbridge.vision.images import (
    EncodedImage,
    ImageLimits,
    Picture,
    RawImage,
    open_image_file,
)
from oscbridge.vision.laps import Laps
from oscbridge.vision.memory import Memory
from oscbridge.vision.mtcnn import Detector
from oscbridge.vision.scene import is_same_scene, thumbnail
from oscbridge.vision.shrink import following_shrink, working_shrink
from oscbridge.vision.sight import ANYONE, Attention, EyesSettings, Sight, Timing
from oscbridge.vision.streams import Stream, Streams

if TYPE_CHECKING:
    from oscbridge.vision.reading import Reading
    from oscbridge.vision.torch_runtime import TorchRuntime

__all__ = ["Attention", "Eyes", "EyesSettings", "ReadFace", "Sight", "Timing"]

_NEIGHBOURHOOD = 1.0
"""A reader is shown so many sides of the box in each direction from its middle."""

_SEARCH_EARLY = 0.8
"""From this share of ``detect_every_s`` on, a search may come when nobody waits for an answer …"""

_SEARCH_IN_STEPS = 0.9
"""… and from this share on a step of it after each answer, though somebody waits."""

_FORGET_AFTER_S = 1.0
_MOST_FOLLOWED = 8


_Seen = tuple[Picture, NDArray[np.float32], tuple[Face, ...]]
"""A picture, maybe lifted; its thumbnail before that; its faces in the frame's pixels."""


@dataclass(frozen=True, slots=True)
class _Background:
    """A search that goes on between answers: of which stream, when that was last searched, when
    the frame was seen, and the steps that are left."""

    source: str
    last_searched_s: float
    seen_s: float
    steps: Iterator[list[Face] | None]


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
        self._later: tuple[EncodedImage, str] | None = None
        self._is_pressing = False
        self._background: _Background | None = None

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
        laps = Laps()
        return self._look(EncodedImage(data, self._limits), source, attention, laps)

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
        laps = Laps()
        image = open_image_file(path, self._limits, self._roots, opened)
        return self._look(image, source, attention, laps)

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
        laps = Laps()
        image = RawImage(width, height, layout, data, self._limits)
        return self._look(image, source, attention, laps)

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
        laps = Laps()
        return self._read_cropped(open_image_file(path, self._limits, self._roots), laps)

    def look_at_cropped_bytes(self, data: bytes) -> Sight:
        """The same for an image that is here.

        Raises:
            OscbridgeError: see ``look_at_bytes``.
        """
        laps = Laps()
        return self._read_cropped(EncodedImage(data, self._limits), laps)

    def _read_cropped(self, image: EncodedImage, laps: Laps) -> Sight:
        from oscbridge.vision.reader import CROP_DOWN, CROP_SCALE

        picture = image.decode(working_shrink(image.width, image.height))
        laps.end("decode")
        # The box about which ``crop_face`` would cut just this picture.
        unit = max(image.width, image.height) / CROP_SCALE
        down = (image.height - unit) / 2 - CROP_DOWN * unit
        box = Box((image.width - unit) / 2, down, unit, unit)
        reading = self._reader()(picture.luma, box.scaled(1 / picture.shrink))
        laps.end("read")
        faces = (Face(box, 1.0, ()),)
        size = (image.width, image.height)
        return Sight(*size, faces, reading, laps.timing(), False, (reading,))

    @property
    def wants_to_look_around(self) -> bool:
        """Whether a full search of the frame that was answered last will soon be due."""
        return self._later is not None or self._background is not None

    @property
    def should_look_around(self) -> bool:
        """Whether that search has begun, or is due so soon that it should, whoever waits."""
        return self._background is not None or (self._later is not None and self._is_pressing)

    def look_around(self, give_way: Callable[[], bool] = lambda: False) -> None:
        """Search that frame now, between two others: then no frame has to wait for all of it.

        A search costs several times as much as following, and once a second it would delay an
        answer. Call this between looks, or never: a search that did not happen here happens in the
        first frame past ``detect_every_s``.

        Args:
            give_way: asked after each step whether to leave the rest for the next call.
        """
        if self._background is None:
            self._background = self._begin_search()
        while (background := self._background) is not None:
            try:
                faces = next(background.steps)
            except BaseException:
                self._background = None
                raise
            if faces is not None:
                self._background = None
                self._found_around(background, faces)
            elif give_way():
                return

    def _begin_search(self) -> _Background | None:
        later, self._later = self._later, None
        stream = None if later is None else self._streams.get(later[1])
        if later is None or stream is None:
            return None

        def steps(image: EncodedImage) -> Iterator[list[Face] | None]:
            picture, _ = self._search_picture(image)
            smallest = self.settings.min_face_px / picture.shrink
            for faces in self._detector.detect_in_steps(picture.rgb, smallest):
                yield faces and [face.scaled(picture.shrink) for face in faces]

        return _Background(later[1], stream.searched_s, stream.seen_s, steps(later[0]))

    def _found_around(self, background: _Background, faces: list[Face]) -> None:
        stream = self._streams.get(background.source)
        # A frame that was searched in the meantime knows better.
        if stream is None or stream.searched_s != background.last_searched_s:
            return
        # Who was followed meanwhile is where that frame saw them.
        current = [
            next((known for known in stream.faces if known.box.overlap(face.box) > 0.3), face)
            for face in faces
        ]
        unique = tuple(dict.fromkeys(current))
        found = replace(stream, faces=_largest_first([*unique]), searched_s=background.seen_s)
        self._streams.remember(background.source, found)

    def warm_up(self) -> None:
        """Run every network once, so that the first frame is as fast as the rest."""
        blank = np.full((480, 640, 3), 127, np.uint8)
        box = Box(200.0, 100.0, 150.0, 180.0)
        self._detector.detect(blank)
        self._detector.warm_up()
        self._reader()(np.ascontiguousarray(blank[:, :, 0]), box)

    def _look(
        self, image: EncodedImage | RawImage, source: str, attention: Attention, laps: Laps
    ) -> Sight:
        now_s = self._clock()
        stream = self._streams.get(source)
        found = None
        if stream is not None and self._may_follow(stream, image, now_s):
            found = self._follow(image, stream, laps)
        followed = found is not None
        picture, thumb, faces = found or self._search(image, laps)
        size = (image.width, image.height)
        known: tuple[Known, ...] = ()
        last, is_cut = None, False
        if stream is not None and stream.size == size:
            known, is_cut = stream.known, not is_same_scene(thumb, stream.thumb)
            last = stream.choice if now_s - stream.seen_s < _FORGET_AFTER_S else None
        faces, known = identify(faces, known, now_s, self._streams.fresh, is_cut=is_cut)
        faces, choice = choose(faces, last, now_s, attention.which, size)
        searched_s = now_s if stream is None or not followed else stream.searched_s
        soon = now_s - searched_s >= _SEARCH_EARLY * self.settings.detect_every_s
        # Raw pixels belong to the sender again once they are answered.
        keep = followed and soon
        self._later = (image, source) if keep and isinstance(image, EncodedImage) else None
        if self._background is not None and self._background.source == source:
            self._later = None
            if not followed:
                self._background = None
        self._is_pressing = now_s - searched_s >= _SEARCH_IN_STEPS * self.settings.detect_every_s
        self._streams.remember(source, Stream(faces, size, thumb, now_s, searched_s, known, choice))
        laps.end("detect")
        is_group = attention.which == GROUP
        readings = tuple(
            self._read_face(picture, face, attention)
            if is_group or attention.read_all or (choice is not None and face.id == choice.id)
            else None
            for face in faces
        )
        reading = readings[0] if choice is not None else None
        if is_group and faces:
            reading = mean_reading([one for one in readings if one is not None])
        laps.end("read")
        return Sight(*size, faces, reading, laps.timing(), followed, readings)

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

    def _may_follow(self, stream: Stream, image: EncodedImage | RawImage, now_s: float) -> bool:
        return (
            bool(stream.faces)
            and len(stream.faces) <= _MOST_FOLLOWED
            and stream.size == (image.width, image.height)
            and now_s - stream.seen_s < _FORGET_AFTER_S
            and now_s - stream.searched_s < self.settings.detect_every_s
        )

    def _follow(self, image: EncodedImage | RawImage, stream: Stream, laps: Laps) -> _Seen | None:
        """The stream's faces in its next frame; None when one is lost or the scene is another."""
        picture = image.decode(following_shrink(stream.faces))
        laps.end("decode")
        found: list[Face] = []
        thumb = thumbnail(picture.rgb)
        if is_same_scene(thumb, stream.thumb):
            picture = lifted(picture)
            boxes = [face.box.scaled(1 / picture.shrink) for face in stream.faces]
            for face in self._detector.track(picture.rgb, boxes):
                if face is None:
                    break
                found.append(face.scaled(picture.shrink))
        laps.end("detect")
        if len(found) < len(stream.faces):
            return None
        return picture, thumb, _largest_first(found)

    def _search(self, image: EncodedImage | RawImage, laps: Laps) -> _Seen:
        picture, thumb = self._search_picture(image)
        laps.end("decode")
        smallest = self.settings.min_face_px / picture.shrink
        faces = self._detector.detect(picture.rgb, smallest)
        laps.end("detect")
        return picture, thumb, _largest_first([face.scaled(picture.shrink) for face in faces])

    @staticmethod
    def _search_picture(image: EncodedImage | RawImage) -> tuple[Picture, NDArray[np.float32]]:
        picture = image.decode(working_shrink(image.width, image.height))
        return lifted(picture), thumbnail(picture.rgb)


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


def _largest_first(faces: list[Face]) -> tuple[Face, ...]:
    return tuple(sorted(faces, key=lambda face: face.box.area, reverse=True))

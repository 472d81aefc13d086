"""The eyes' rival: facenet-pytorch's MTCNN and the same emotion net, both in eager torch.

It is what a script does that was put together from the two packages' front pages: decode with
Pillow, ``MTCNN.detect``, crop, one forward pass. In a process of its own with one thread, as ours
are; its time is taken inside it, so the pipe costs it nothing.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import time
from multiprocessing.connection import Connection
from typing import Any, Self

from oscbridge.errors import OscbridgeError

MIN_FACE_PX = 60
READY_WITHIN_S = 120.0


class PlainFacenet:
    """The rival, ready to look. A context manager."""

    title = f"plain facenet-pytorch MTCNN (min face {MIN_FACE_PX}) + the same net in eager torch"

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._answer(READY_WITHIN_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.join(5)
        self._process.kill()

    def look_ms(self, image: bytes) -> float:
        """Decode, detect, read the emotion: milliseconds."""
        self._connection.send(("look", image))
        return self._answer()

    def detect_ms(self, image: bytes) -> float:
        """``MTCNN.detect`` on a decoded picture, and nothing else: milliseconds."""
        self._connection.send(("detect", image))
        return self._answer()

    def _answer(self, within_s: float = 30.0) -> float:
        try:
            if self._connection.poll(within_s):
                return float(self._connection.recv())
        except EOFError:
            pass
        raise OscbridgeError("benchmark-broken", f"no answer from {self.title}")


def _serve(connection: Connection) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    look, detect = _networks()
    connection.send(0.0)
    while True:
        try:
            what, image = connection.recv()
        except EOFError:
            return
        connection.send(look(image) if what == "look" else detect(image))


def _networks() -> tuple[Any, Any]:
    import numpy as np
    import torch
    from PIL import Image

    from oscbridge.vision.detector.facenet_import import import_facenet
    from oscbridge.vision.faces import Box
    from oscbridge.vision.readers.crops import crop_face, prepare
    from oscbridge.vision.readers.emotion import header
    from oscbridge.vision.readers.networks.efficientnet import load
    from oscbridge.weights.models import weights_path

    torch.set_num_threads(1)
    detector = import_facenet().MTCNN(min_face_size=MIN_FACE_PX)
    path = weights_path("emotion")
    net, (size, _) = load(path), header(path)

    def found(boxes: Any) -> Any:
        if boxes is None or len(boxes) != 1:
            raise OscbridgeError("benchmark-broken", "the rival did not find the one face")
        return boxes[0]

    def look(data: bytes) -> float:
        start = time.perf_counter()
        image = Image.open(io.BytesIO(data)).convert("RGB")
        x1, y1, x2, y2 = (float(v) for v in found(detector.detect(image)[0]))
        luma = np.asarray(image.convert("L"))
        crop = crop_face(luma, Box(x1, y1, x2 - x1, y2 - y1))
        with torch.no_grad():
            net(torch.from_numpy(prepare([crop], size)))
        return (time.perf_counter() - start) * 1000.0

    def detect(data: bytes) -> float:
        image = Image.open(io.BytesIO(data)).convert("RGB")
        start = time.perf_counter()
        found(detector.detect(image)[0])
        return (time.perf_counter() - start) * 1000.0

    return look, detect

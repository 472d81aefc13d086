"""Where FER2013's frame lies against MTCNN's box on the same face: measured, for ``crop_face``.

FER2013 says nothing of how its faces were cut. A crop framed otherwise than the training faces is
read worse, so the relation is taken from the data: each training face is enlarged, its edges are
repeated outwards so that a box may lie beyond them, and MTCNN looks at the result.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from oscbridge.errors import OscbridgeError
from oscbridge.training.face.data import faces_folder, load
from oscbridge.vision.detector.mtcnn import Detector

SIDE, MARGIN = 160, 90  # pixels
SURE = 0.95


def measure(data: Path, count: int = 3000, seed: int = 0) -> dict[str, list[float]]:
    """Quartiles (25, 50, 75 %) of the frame's place in units of √(width · height) of MTCNN's box.

    ``scale`` is the frame's side, ``right`` and ``down`` lead from the box's centre to the frame's;
    ``found`` holds how many faces were found and how many were looked at.

    Raises:
        OscbridgeError: ``data-missing``; ``no-faces`` where MTCNN finds none.
    """
    faces = load(faces_folder(data) / "ferplus_train.npz")
    detector = Detector(min_face=60)
    places = []
    chosen = np.random.default_rng(seed).permutation(len(faces))[:count]
    for i in tqdm(chosen, desc="framing", unit="face", mininterval=5):
        enlarged = Image.fromarray(faces.images[i]).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        grey = np.pad(np.asarray(enlarged), MARGIN, mode="edge")
        found = [f for f in detector.detect(np.stack([grey] * 3, -1)) if f.score >= SURE]
        if not found:
            continue
        box = max(found, key=lambda face: face.score).box
        unit = (box.width * box.height) ** 0.5
        middle = MARGIN + SIDE / 2
        places.append(
            (
                SIDE / unit,
                (middle - box.x - box.width / 2) / unit,
                (middle - box.y - box.height / 2) / unit,
            )
        )
    if not places:
        raise OscbridgeError(
            "no-faces", f"MTCNN found no face in {len(chosen)} of {data}; are these faces?"
        )
    quartiles = np.percentile(np.array(places), [25, 50, 75], axis=0).round(3)
    return {
        "scale": quartiles[:, 0].tolist(),
        "right": quartiles[:, 1].tolist(),
        "down": quartiles[:, 2].tolist(),
        "found": [float(len(places)), float(len(chosen))],
    }

"""What must not matter in a picture: the same picture changed, estimated again and compared with itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

import numpy as np

from poise.analysis.comparison import compare_poses
from poise.estimation.estimator import Estimator
from poise.estimation.picture import estimate_picture
from poise.media.pixels import Pixels
from poise.pose import Pose

Change = Callable[[Pixels], Pixels]


def rolled(pixels: Pixels, angle_deg: float) -> Pixels:
    """Turn a picture clockwise about its middle, the corners filled with its mean colour."""
    from PIL import Image

    mean = tuple(int(value) for value in pixels.mean(axis=(0, 1)))
    picture = Image.fromarray(pixels).rotate(
        -angle_deg, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=mean
    )
    return np.asarray(picture)


def scaled(pixels: Pixels, factor: float) -> Pixels:
    """Return a picture enlarged or shrunk."""
    from PIL import Image

    height, width = pixels.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def brightened(pixels: Pixels, factor: float) -> Pixels:
    """Return a picture with every value multiplied."""
    brighter: Pixels = np.clip(pixels * factor, 0, 255).astype(np.uint8)
    return brighter


def recompressed(pixels: Pixels, quality: int) -> Pixels:
    """Return a picture after JPEG at a quality."""
    from PIL import Image

    data = BytesIO()
    Image.fromarray(pixels).save(data, format="JPEG", quality=quality)
    return np.asarray(Image.open(data))


CHANGES: Mapping[str, Change] = {
    "flipped": lambda pixels: np.ascontiguousarray(pixels[:, ::-1]),
    "rolled by +10 deg": lambda pixels: rolled(pixels, 10.0),
    "rolled by -10 deg": lambda pixels: rolled(pixels, -10.0),
    "scaled to 25 %": lambda pixels: scaled(pixels, 0.25),
    "scaled to 50 %": lambda pixels: scaled(pixels, 0.5),
    "scaled to 200 %": lambda pixels: scaled(pixels, 2.0),
    "half as bright": lambda pixels: brightened(pixels, 0.5),
    "half brighter": lambda pixels: brightened(pixels, 1.5),
    "JPEG at quality 80": lambda pixels: recompressed(pixels, 80),
    "JPEG at quality 30": lambda pixels: recompressed(pixels, 30),
}


def losses(
    pixels: Pixels, estimator: Estimator[Pose], *, careful: bool
) -> Iterator[tuple[str, bool, float | None]]:
    """Yield for each change, without and with a free lean for rolls, the points lost; None without a verdict."""
    original = estimate_picture(pixels, estimator=estimator, careful=careful)[:1]
    for name, change in CHANGES.items():
        changed = estimate_picture(change(pixels), estimator=estimator, careful=careful)[:1]
        for ignore_lean in (False, True) if "rolled" in name else (False,):
            yield name, ignore_lean, _loss(original, changed, ignore_lean=ignore_lean)


def _loss(original: tuple[Pose, ...], changed: tuple[Pose, ...], *, ignore_lean: bool) -> float | None:
    if not (original and changed):
        return None
    # Against itself: who shows no leg is not told to be perfect, changed or not.
    itself = compare_poses(original[0], original[0], ignore_lean=ignore_lean).score
    score = compare_poses(original[0], changed[0], ignore_lean=ignore_lean).score
    return None if score is None or itself is None else itself - score

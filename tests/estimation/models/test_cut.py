"""The cut leaves every landmark as it was, to the last bit, on real frames."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.estimation.models.build import build
from poise.estimation.models.catalogue import bundle_of
from poise.media.video import open_video
from poise.media.video_frames import VideoFrame
from poise.pose import Pose

pytestmark = [pytest.mark.models, pytest.mark.reference]


def found(frames: list[VideoFrame], model: Model, *, masks: bool) -> Iterator[Pose]:
    build(bundle_of(model, masks=masks))  # stock bundles are not among those that `make` builds for all
    with PoseEstimator(model, video=True, masks=masks) as estimator:
        for frame in frames:
            yield from estimator.find(frame.pixels, frame.time_s)


@pytest.mark.parametrize(("model", "count"), [(Model.LITE, 60), (Model.FULL, 60), (Model.HEAVY, 5)])
def test_a_cut_bundle_finds_what_the_stock_bundle_finds(
    model: Model, count: int, reference_data: Path
) -> None:
    with open_video(reference_data / "exercise" / "clips" / "rohan_squat.mp4") as video:
        frames = list(islice(video.frames(), count))
    cut = list(found(frames, model, masks=False))
    stock = list(found(frames, model, masks=True))
    assert len(cut) == len(stock) == count, "the person is seen in every frame"
    for one, other in zip(cut, stock, strict=True):
        for part in ("image", "world", "visibility", "presence"):
            assert np.isfinite(getattr(one, part)).all(), part
            assert np.array_equal(getattr(one, part), getattr(other, part)), part

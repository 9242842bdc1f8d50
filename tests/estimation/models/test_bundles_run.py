"""The hand and face bundles load in MediaPipe and find what is in a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from poise.estimation.drawn_person import draw_person
from poise.estimation.landmarker import Landmarker, Mode, Raw, Task
from poise.estimation.models import Model, bundle_path
from poise.media.video import open_video

pytestmark = pytest.mark.models

# Points of the mesh: outer and inner corners of the two eyes, lids above and below, and the iris centres.
EYES = {468: (33, 133, 159, 145), 473: (263, 362, 386, 374)}


def find(task: Task, model: Model, pixels: NDArray[np.uint8], count: int) -> tuple[Raw, ...]:
    landmarker = Landmarker(task, bundle_path(model), Mode.PICTURE, count)
    try:
        return tuple(landmarker.find(pixels, 0.0))
    finally:
        landmarker.close()


@pytest.fixture(scope="module")
def push_up(reference_data: Path) -> NDArray[np.uint8]:
    """A picture of a person whose face and hands are seen from the front."""
    with open_video(reference_data / "exercise" / "clips" / "mm_push_up.mp4") as video:
        return next(iter(video.frames())).pixels


def check_face(face: Raw) -> None:
    assert face.image.shape == (478,)
    x, y = face.image["x"], face.image["y"]
    for iris, (outer, inner, above, below) in EYES.items():
        assert min(x[outer], x[inner]) < x[iris] < max(x[outer], x[inner])
        assert y[above] <= y[iris] <= y[below]
    assert face.matrix is not None
    turn = face.matrix[:3, :3]
    assert turn @ turn.T == pytest.approx(np.eye(3), abs=0.01), "a rotation"
    assert -300 < face.matrix[2, 3] < -10, "the head is before the camera, centimetres away"


@pytest.mark.reference
def test_a_real_face_has_478_points_with_irises_in_the_eyes_and_a_place(push_up: NDArray[np.uint8]) -> None:
    (face,) = find(Task.FACE, Model.FACE, push_up, 1)
    check_face(face)


def test_a_drawn_face_has_them_too() -> None:
    (face,) = find(Task.FACE, Model.FACE, draw_person(), 1)
    check_face(face)


@pytest.mark.reference
def test_both_hands_are_found_with_21_points_each(push_up: NDArray[np.uint8]) -> None:
    hands = find(Task.HAND, Model.HAND, push_up, 2)
    assert {(hand.label or "").lower() for hand in hands} == {"left", "right"}
    for hand in hands:
        assert hand.image.shape == (21,)
        assert hand.world is not None
        assert hand.world.shape == (21,)
        span_m = np.hypot(*(np.ptp(hand.world[axis]) for axis in ("x", "y")))
        assert 0.05 < span_m < 0.3, "as large as a hand"


@pytest.mark.parametrize(("task", "model"), [(Task.HAND, Model.HAND), (Task.FACE, Model.FACE)])
def test_an_empty_picture_has_none(task: Task, model: Model) -> None:
    assert find(task, model, np.full((240, 320, 3), 127, np.uint8), 1) == ()

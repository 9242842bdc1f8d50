"""A landmarker gives MediaPipe's own numbers, bit for bit, and fails in sentences."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from poise.errors import EstimationError
from poise.estimation.drawn_person import draw_person
from poise.estimation.landmarker import Landmarker, Mode, Raw, Task, strictly_later_ms
from poise.estimation.models import Model, bundle_path
from poise.media.pixels import Pixels

FIELDS = ("x", "y", "z", "visibility", "presence")


def walk(frames: int) -> list[tuple[Pixels, float]]:
    """A drawn person who walks in from the left edge."""
    return [(draw_person((320, 240), foot_px=(40.0 + 3 * n, 225.0)), n / 30) for n in range(frames)]


def ours(points: Any) -> NDArray[np.float64]:
    columns = [
        np.where(points[f"has_{name}"], points[name], np.nan)
        if name in ("visibility", "presence")
        else points[name]
        for name in FIELDS
    ]
    return np.stack(columns, axis=-1).astype(np.float64)


def theirs(points: list[Any]) -> NDArray[np.float64]:
    values = [[getattr(point, name) for name in FIELDS] for point in points]
    return np.array([[np.nan if value is None else value for value in row] for row in values], np.float64)


def assert_same(found: list[Raw], images: list[Any], worlds: list[Any]) -> None:
    assert len(found) == len(images)
    for raw, image, world in zip(found, images, worlds, strict=True):
        np.testing.assert_array_equal(ours(raw.image), theirs(image))
        np.testing.assert_array_equal(ours(raw.world), theirs(world))


@pytest.mark.parametrize(
    ("time_s", "last_ms", "expected"),
    [
        (0.0, -1, 0),
        (0.0333, 0, 33),
        (0.0336, 33, 34),  # within the same millisecond: moved on by one
        (0.0334, 33, 34),
        (0.0334, 50, 51),  # after several such
        (-0.5, -1, 0),
        (7200.0, 7199967, 7200000),
    ],
)
def test_times_in_milliseconds_always_increase(time_s: float, last_ms: int, expected: int) -> None:
    assert strictly_later_ms(time_s, last_ms) == expected


@pytest.mark.models
@pytest.mark.parametrize("masks", [False, True], ids=["cut bundle", "stock bundle"])
def test_a_video_gives_the_numbers_of_mediapipe_s_own_loop(masks: bool) -> None:
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    base = BaseOptions(model_asset_path=str(bundle_path(Model.LITE, masks=True)))
    options = vision.PoseLandmarkerOptions(base_options=base, running_mode=vision.RunningMode.VIDEO)
    seen = 0
    with (
        vision.PoseLandmarker.create_from_options(options) as reference,
        Landmarker(Task.POSE, bundle_path(Model.LITE, masks=masks), Mode.VIDEO, 1) as landmarker,
    ):
        for pixels, time_s in walk(40):
            expected = reference.detect_for_video(mp.Image(mp.ImageFormat.SRGB, pixels), round(1000 * time_s))
            found = landmarker.find(pixels, time_s)
            assert_same(found, expected.pose_landmarks, expected.pose_world_landmarks)
            seen += len(found)
    assert seen > 30


@pytest.mark.models
@pytest.mark.reference
def test_hands_in_a_picture_are_those_of_mediapipe(hand_pixels: Pixels) -> None:
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    bundle = bundle_path(Model.HAND)
    options = vision.HandLandmarkerOptions(BaseOptions(model_asset_path=str(bundle)), num_hands=2)
    with (
        vision.HandLandmarker.create_from_options(options) as reference,
        Landmarker(Task.HAND, bundle, Mode.PICTURE, 2) as landmarker,
    ):
        expected = reference.detect(mp.Image(mp.ImageFormat.SRGB, hand_pixels))
        found = landmarker.find(hand_pixels)
    assert found
    assert_same(found, expected.hand_landmarks, expected.hand_world_landmarks)
    for raw, labels in zip(found, expected.handedness, strict=True):
        assert (raw.label, raw.score) == (labels[0].category_name, labels[0].score)


@pytest.mark.models
def test_a_face_in_a_picture_is_that_of_mediapipe(face_pixels: Pixels) -> None:
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    bundle = bundle_path(Model.FACE)
    options = vision.FaceLandmarkerOptions(
        BaseOptions(model_asset_path=str(bundle)), output_facial_transformation_matrixes=True
    )
    with (
        vision.FaceLandmarker.create_from_options(options) as reference,
        Landmarker(Task.FACE, bundle, Mode.PICTURE, 1) as landmarker,
    ):
        expected = reference.detect(mp.Image(mp.ImageFormat.SRGB, face_pixels))
        found = landmarker.find(face_pixels)
    assert len(found) == len(expected.face_landmarks) == 1
    np.testing.assert_array_equal(ours(found[0].image), theirs(expected.face_landmarks[0]))
    np.testing.assert_array_equal(found[0].matrix, expected.facial_transformation_matrixes[0])


@pytest.mark.models
def test_what_was_found_outlives_the_next_look_and_the_landmarker() -> None:
    pixels = draw_person((320, 240))
    with Landmarker(Task.POSE, bundle_path(Model.LITE), Mode.PICTURE, 1) as landmarker:
        (first,) = landmarker.find(pixels)
        kept = first.image.copy()
        landmarker.find(np.zeros_like(pixels))
    np.testing.assert_array_equal(first.image, kept)


@pytest.mark.models
def test_nobody_there_is_an_empty_answer() -> None:
    with Landmarker(Task.POSE, bundle_path(Model.LITE), Mode.PICTURE, 1) as landmarker:
        assert landmarker.find(np.full((240, 320, 3), 128, np.uint8)) == []


@pytest.mark.models
def test_a_closed_landmarker_says_so_and_may_be_closed_again() -> None:
    landmarker = Landmarker(Task.POSE, bundle_path(Model.LITE), Mode.PICTURE, 1)
    landmarker.close()
    landmarker.close()
    with pytest.raises(EstimationError, match="has been closed"):
        landmarker.find(draw_person((320, 240)))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really"], ids=["empty", "broken archive"])
def test_a_broken_bundle_is_an_error_and_not_nobody(content: bytes, tmp_path: Path) -> None:
    bundle = tmp_path / "broken.task"
    bundle.write_bytes(content)
    with pytest.raises(EstimationError, match=r"could not load the model broken\.task"):
        Landmarker(Task.POSE, bundle, Mode.PICTURE, 1)


@pytest.mark.models
@pytest.mark.parametrize("shape", [(240, 320), (240, 320, 4)], ids=["grey", "with alpha"])
def test_only_rgb_is_taken(shape: tuple[int, ...]) -> None:
    with (
        Landmarker(Task.POSE, bundle_path(Model.LITE), Mode.PICTURE, 1) as landmarker,
        pytest.raises(ValueError, match=r"must be \(H, W, 3\)"),
    ):
        landmarker.find(np.zeros(shape, np.uint8))

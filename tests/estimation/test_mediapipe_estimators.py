"""The estimators give MediaPipe's numbers their meaning: pixels, metres, sides, times."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from poise.errors import EstimationError
from poise.estimation.drawn_person import draw_person
from poise.estimation.mediapipe_estimators import FaceEstimator, HandEstimator, PoseEstimator
from poise.estimation.models import Model
from poise.media.pixels import Pixels

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def person() -> Pixels:
    return draw_person((640, 480), foot_px=(200.0, 460.0), height_px=400)


@pytest.mark.parametrize("model", [Model.LITE, Model.FULL])
def test_a_person_is_found_where_they_stand(model: Model, person: Pixels) -> None:
    with PoseEstimator(model) as estimator:
        (pose,) = estimator.find(person, 1.25)
    assert pose.time_s == 1.25
    assert pose.image_size == (640, 480)
    assert pose.image_point("nose")[1] < pose.image_point("left_hip")[1] < pose.image_point("left_heel")[1]
    middle = (pose.image_point("left_hip") + pose.image_point("right_hip")) / 2
    assert abs(middle[0] - 200) < 20
    assert pose.visibility[pose.skeleton.index("nose")] > 0.9


def test_the_drawn_person_faces_the_camera_so_their_left_is_on_the_right(person: Pixels) -> None:
    with PoseEstimator(Model.FULL) as estimator:
        (pose,) = estimator.find(person)
    assert pose.image_point("left_shoulder")[0] > pose.image_point("right_shoulder")[0]


def test_world_points_are_metres_about_the_hips(person: Pixels) -> None:
    with PoseEstimator(Model.FULL) as estimator:
        (pose,) = estimator.find(person)
    hips = (pose.world_point("left_hip") + pose.world_point("right_hip")) / 2
    assert np.linalg.norm(hips) < 0.02
    assert 1.0 < np.ptp(pose.world[:, 1]) < 2.2


def test_a_wide_picture_does_not_widen_the_person(person: Pixels) -> None:
    wide = np.concatenate([person, np.full((480, 640, 3), person[0, 0])], axis=1)
    with PoseEstimator(Model.FULL) as estimator:
        (narrow,), (widened,) = estimator.find(person), estimator.find(np.ascontiguousarray(wide))
    apart = np.linalg.norm(narrow.image[:, :2] - widened.image[:, :2], axis=-1)
    assert np.median(apart) < 8


@pytest.mark.parametrize(
    "estimator",
    [lambda: PoseEstimator(Model.LITE), HandEstimator, FaceEstimator],
    ids=["pose", "hand", "face"],
)
def test_an_empty_room_is_an_empty_answer_and_a_closed_estimator_an_error(
    estimator: Callable[[], PoseEstimator | HandEstimator | FaceEstimator],
) -> None:
    empty = np.full((240, 320, 3), 90, np.uint8)
    with estimator() as open_one:
        assert open_one.find(empty) == ()
    with pytest.raises(EstimationError, match="closed"):
        open_one.find(empty)


@pytest.mark.reference
def test_a_hand_belongs_to_a_side_and_lies_in_the_picture(hand_pixels: Pixels) -> None:
    with HandEstimator() as estimator:
        found = estimator.find(hand_pixels)
    assert found
    for hand in found:
        assert hand.side in ("left", "right")
        assert 0.5 < hand.score <= 1.0
        assert hand.pose.is_inside().all()
        assert np.ptp(hand.pose.world, axis=0).max() < 0.3  # metres
        assert np.isnan(hand.pose.visibility).all()


@pytest.mark.reference
def test_a_left_hand_is_left_and_its_mirror_image_right(hand_pixels: Pixels) -> None:
    with HandEstimator(hands=1) as estimator:
        (hand,) = estimator.find(hand_pixels)
        (mirrored,) = estimator.find(np.ascontiguousarray(hand_pixels[:, ::-1]))
    assert (hand.side, mirrored.side) == ("left", "right")


def test_a_face_before_the_camera_is_upright_and_some_way_off(face_pixels: Pixels) -> None:
    with FaceEstimator() as estimator:
        (face,) = estimator.find(face_pixels)
    rotation, shift_cm = face.transformation[:3, :3], face.transformation[:3, 3]
    scale = np.cbrt(np.linalg.det(rotation))
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3) * scale**2, atol=1e-3)
    assert np.linalg.norm(rotation / scale - np.eye(3)) < 0.5
    assert shift_cm[2] < -5  # the camera looks along -z
    np.testing.assert_array_equal(face.transformation[3], [0, 0, 0, 1])
    assert np.isnan(face.pose.world).all()
    assert face.pose.is_inside().all()


def test_neither_mediapipe_s_python_nor_opencv_is_imported() -> None:
    code = (
        "import sys, numpy as np\n"
        "from poise.estimation.mediapipe_estimators import PoseEstimator\n"
        "from poise.estimation.models import Model\n"
        "PoseEstimator(Model.LITE).find(np.zeros((64, 64, 3), np.uint8))\n"
        "print([name for name in ('mediapipe', 'cv2', 'matplotlib', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

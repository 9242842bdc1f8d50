"""Pictures: the first look finds the large, the second the small, and nobody is found twice."""

import numpy as np
import pytest
from tests.pose_maker import a_pose

from poise.estimation.drawn_person import draw_person
from poise.estimation.estimator import Pixels
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.estimation.picture import estimate_picture
from poise.estimation.replay import ReplayEstimator
from poise.estimation.tracking import size_px
from poise.pose import PoseSequence

models = pytest.mark.models


def crowd(*people: tuple[float, float, float]) -> Pixels:
    """People given as foot x, foot y, height, in a room of 1280 x 960."""
    pixels: Pixels | None = None
    for x_px, y_px, height_px in people:
        pixels = draw_person((1280, 960), foot_px=(x_px, y_px), height_px=height_px, onto=pixels)
    return np.full((960, 1280, 3), 200, np.uint8) if pixels is None else pixels


@models
@pytest.mark.parametrize("height_px", [200, 120])
def test_a_small_person_is_found_by_the_second_look_and_not_by_the_first(height_px: int) -> None:
    pixels = crowd((900, 800, height_px))
    assert estimate_picture(pixels, second_look=False) == ()
    (pose,) = estimate_picture(pixels)
    assert pose.image_size == (1280, 960)
    assert abs(pose.image_point("nose")[0] - 900) < 0.1 * height_px
    assert 0.6 * height_px < np.ptp(pose.image[:, 1]) < 1.2 * height_px


@models
@pytest.mark.parametrize("people", [None, 3])
def test_three_of_very_different_size_are_found_once_each_the_largest_first(people: int | None) -> None:
    pixels = crowd((300, 800, 500), (800, 700, 300), (1100, 600, 150))
    found = estimate_picture(pixels, people=people)
    assert [round(pose.image_point("nose")[0], -2) for pose in found] == [300, 800, 1100]
    assert sorted(map(size_px, found), reverse=True) == list(map(size_px, found))


@models
def test_no_more_people_than_asked_for() -> None:
    assert len(estimate_picture(crowd((300, 800, 500), (800, 700, 400)), people=1)) == 1


@models
@pytest.mark.parametrize("shape", [(960, 1280), (64, 64), (1, 1), (20, 2000)], ids=str)
def test_an_empty_room_stays_empty_at_every_size(shape: tuple[int, int]) -> None:
    assert estimate_picture(np.full((*shape, 3), 128, np.uint8)) == ()


@models
def test_an_estimator_may_be_brought_along_and_stays_open() -> None:
    pixels = crowd((640, 900, 800))
    with PoseEstimator(Model.LITE) as estimator:
        first = estimate_picture(pixels, estimator=estimator)
        second = estimate_picture(pixels, estimator=estimator)
    assert len(first) == len(second) == 1
    np.testing.assert_array_equal(first[0].image, second[0].image)


def test_somebody_found_twice_counts_once() -> None:
    twice = [PoseSequence.from_poses([a_pose(x_px)]) for x_px in (100, 103, 400)]
    found = estimate_picture(np.zeros((480, 640, 3), np.uint8), people=2, estimator=ReplayEstimator(twice))
    assert len(found) == 2

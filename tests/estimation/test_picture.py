"""Pictures: the first look finds the large, the second the small, and nobody is found twice."""

import numpy as np
import pytest
from tests.estimation.replay_estimator import ReplayEstimator
from tests.pose_maker import a_pose

from poise.estimation.drawn_person import draw_person
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.estimation.picture import estimate_picture
from poise.estimation.tracking import size_px
from poise.media.pixels import Pixels
from poise.pose import Pose, PoseSequence

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
@pytest.mark.parametrize(("size", "heights"), [((6000, 900), (800, 350)), ((3000, 600), (500, 250))], ids=str)
def test_people_in_a_panorama_are_found_the_largest_first(
    size: tuple[int, int], heights: tuple[int, int]
) -> None:
    width, height = size
    places = [0.3 * width, 0.8 * width]
    pixels: Pixels | None = None
    for x_px, height_px in zip(places, heights, strict=True):
        pixels = draw_person(size, foot_px=(x_px, 0.96 * height), height_px=height_px, onto=pixels)
    assert pixels is not None
    found = estimate_picture(pixels, people=2)
    assert [pose.image_point("nose")[0] for pose in found] == pytest.approx(places, abs=0.1 * height)


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


class Counted(ReplayEstimator):
    """Finds one person of a given height, and nobody in parts of the picture; counts how often it looked."""

    def __init__(self, height_px: float) -> None:
        super().__init__([PoseSequence.from_poses([a_pose(320, 240, height_px=height_px)])])
        self.looks: list[tuple[int, ...]] = []

    def find(self, pixels: Pixels, time_s: float = 0.0) -> tuple[Pose, ...]:
        self.looks.append(pixels.shape[:2])
        return super().find(pixels, time_s) if pixels.shape[:2] == (480, 640) else ()


# 4 + 9 tiles in the coarse grids, 25 in the fine one; what is found spans 95 % of its height.
@pytest.mark.parametrize(
    ("height_px", "subject_alone", "tiles"),
    [(400, False, 0), (250, False, 38), (250, True, 0), (150, True, 13), (80, True, 38), (80, False, 38)],
)
def test_a_subject_ends_the_search_as_soon_as_nobody_missed_could_be_meant(
    height_px: float, subject_alone: bool, tiles: int
) -> None:
    estimator = Counted(height_px)
    found = estimate_picture(
        np.zeros((480, 640, 3), np.uint8), estimator=estimator, subject_alone=subject_alone
    )
    assert len(found) == 1
    assert len(estimator.looks) == 1 + tiles


def test_a_careful_look_is_four_at_the_picture_and_one_at_each_tile() -> None:
    estimator = Counted(80)
    estimate_picture(np.zeros((480, 640, 3), np.uint8), estimator=estimator, careful=True)
    assert len(estimator.looks) == 4 + 38


@models
def test_a_small_person_is_found_alike_in_the_mirrored_picture() -> None:
    pixels = crowd((900, 800, 200))
    (pose,) = estimate_picture(pixels, careful=True)
    (mirror,) = estimate_picture(np.ascontiguousarray(pixels[:, ::-1]), careful=True)
    assert np.abs(mirror.mirrored().image[:, :2] - pose.image[:, :2]).max() < 0.05 * 200


def test_somebody_found_twice_counts_once() -> None:
    twice = [PoseSequence.from_poses([a_pose(x_px)]) for x_px in (100, 103, 400)]
    found = estimate_picture(np.zeros((480, 640, 3), np.uint8), people=2, estimator=ReplayEstimator(twice))
    assert len(found) == 2


@models
def test_who_was_found_before_the_search_ended_is_returned() -> None:
    pixels = crowd((300, 800, 500), (1100, 600, 150))
    asked: list[bool] = []

    def may_search() -> bool:
        asked.append(len(asked) < 3)
        return asked[-1]

    everybody = estimate_picture(pixels)
    found = estimate_picture(pixels, may_search=may_search)
    assert asked.count(True) == 3
    assert len(everybody) == 2
    assert [size_px(pose) for pose in found] == [size_px(everybody[0])]

"""Landmarks averaged over a picture and its mirror image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pytest
from tests.synthetic.performance import perform

from poise.analysis.comparison import compare_poses
from poise.estimation.flip_averaging import FlipAveraged
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.media.pixels import Pixels
from poise.media.video import open_video
from poise.pose import Pose
from poise.pose.geometry import rotation_about

WIDTH, HEIGHT = 400, 300
PICTURE = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
PICTURE[0, 0] = 255  # so that it is not its own mirror image


class Scripted:
    """Finds what it is told to find in a picture and in its mirror image."""

    def __init__(self, plain: Sequence[Pose], mirror: Sequence[Pose]) -> None:
        self._found = {True: tuple(plain), False: tuple(mirror)}
        self.is_closed = False

    def find(self, pixels: Pixels, time_s: float = 0.0) -> tuple[Pose, ...]:
        return self._found[bool(pixels[0, 0].any())]

    def close(self) -> None:
        self.is_closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@pytest.fixture(scope="module")
def person() -> Pose:
    """Somebody in a squat, seen from the side, in the middle of the picture."""
    pose = perform("squat", repetitions=1).sequence[30]
    low, high = np.nanmin(pose.image[:, :2], axis=0), np.nanmax(pose.image[:, :2], axis=0)
    scale = 200 / float((high - low).max())
    image = (pose.image - np.array([*((low + high) / 2), 0.0])) * scale + np.array([150.0, 150.0, 0.0])
    return replace(pose, image=image, image_size=(WIDTH, HEIGHT))


def moved(pose: Pose, by_px: float = 0.0, by_m: float = 0.0) -> Pose:
    shift = np.zeros_like(pose.world)
    shift[15] = by_m  # the left wrist
    return replace(pose, image=pose.image + np.array([by_px, 0.0, 0.0]), world=pose.world + shift)


def test_the_mean_of_both_looks_is_taken(person: Pose) -> None:
    looks = Scripted([moved(person, 4.0, 0.1)], [person.mirrored()])
    (found,) = FlipAveraged(looks).find(PICTURE)
    np.testing.assert_allclose(found.image, moved(person, 2.0).image)
    np.testing.assert_allclose(found.world[15], person.world[15] + 0.05)


def test_a_picture_and_its_mirror_image_give_mirrored_poses(person: Pose) -> None:
    looks = [moved(person, 4.0, 0.1)], [moved(person.mirrored(), -3.0, -0.2)]
    (found,) = FlipAveraged(Scripted(*looks)).find(PICTURE)
    (mirror,) = FlipAveraged(Scripted(*looks)).find(np.ascontiguousarray(PICTURE[:, ::-1]))
    np.testing.assert_allclose(mirror.mirrored().image, found.image)
    np.testing.assert_allclose(mirror.mirrored().world, found.world)


def test_of_several_everybody_is_averaged_with_themselves(person: Pose) -> None:
    other = moved(person, 180.0)
    looks = Scripted([person, other], [other.mirrored(), moved(person, 2.0).mirrored()])
    found = FlipAveraged(looks).find(PICTURE)
    middles = sorted(float(pose.image[:, 0].mean()) for pose in found)
    own = float(person.image[:, 0].mean())
    np.testing.assert_allclose(middles, [own + 1.0, own + 180.0])


@pytest.mark.parametrize("is_in_mirror", [False, True])
def test_whom_one_look_alone_sees_is_kept_as_seen(person: Pose, is_in_mirror: bool) -> None:
    looks = Scripted([], [person.mirrored()]) if is_in_mirror else Scripted([person], [])
    (found,) = FlipAveraged(looks).find(PICTURE)
    np.testing.assert_allclose(found.image, person.image)


@pytest.mark.parametrize("clearer", ["plain", "mirror"])
def test_who_faces_two_ways_is_taken_from_the_clearer_look(person: Pose, clearer: str) -> None:
    turned = replace(person, world=person.world * np.array([-1.0, 1.0, -1.0]))
    seen, dim = person.visibility, person.visibility * 0.5
    plain = replace(person, visibility=seen if clearer == "plain" else dim)
    mirror = replace(turned, visibility=dim if clearer == "plain" else seen)
    (found,) = FlipAveraged(Scripted([plain], [mirror.mirrored()])).find(PICTURE)
    np.testing.assert_allclose(found.world, person.world if clearer == "plain" else turned.world)


@pytest.mark.parametrize(("apart_deg", "share"), [(0, 1.0), (25, 1.0), (50, 0.5), (75, 0.0), (120, 0.0)])
def test_a_limb_on_which_the_looks_disagree_counts_as_hardly_seen(
    person: Pose, apart_deg: float, share: float
) -> None:
    elbow, wrist = person.skeleton.indices(["left_elbow", "left_wrist"])
    forearm = person.world[wrist] - person.world[elbow]
    world = person.world.copy()
    world[wrist] = (
        person.world[elbow] + forearm @ rotation_about(np.cross(forearm, [0.3, 0.2, 1.0]), apart_deg).T
    )
    (found,) = FlipAveraged(Scripted([person], [replace(person, world=world).mirrored()])).find(PICTURE)
    expected = person.visibility.copy()
    expected[wrist] *= share
    np.testing.assert_allclose(found.visibility, expected, atol=1e-6)


def test_nobody_is_nobody_and_closing_closes_the_estimator() -> None:
    looks = Scripted([], [])
    with FlipAveraged(looks) as estimator:
        assert estimator.find(PICTURE) == ()
    assert looks.is_closed


@pytest.fixture(scope="module")
def frames(reference_data: Path) -> list[Pixels]:
    clips = sorted((reference_data / "exercise" / "clips").glob("*.mp4"))
    found = []
    for clip in clips:
        with open_video(clip) as reader:
            found.append(next(iter(reader.frames(reader.info.duration_s / 2))).pixels)
    return found


@pytest.mark.models
@pytest.mark.reference
def test_a_flipped_picture_of_a_real_person_loses_at_most_three_points(frames: list[Pixels]) -> None:
    """A gate of comparing, on the middle frame of every reference clip."""
    lost = []
    with FlipAveraged(PoseEstimator(Model.FULL)) as estimator:
        for pixels in frames:
            (pose,) = estimator.find(pixels)
            (flipped,) = estimator.find(np.ascontiguousarray(pixels[:, ::-1]))
            # Who shows no leg is not told to be perfect, flipped or not.
            itself, score = compare_poses(pose, pose).score, compare_poses(pose, flipped).score
            lost.append(itself - score if itself is not None and score is not None else np.nan)
    assert len(lost) >= 6
    assert max(lost) <= 3.0, lost

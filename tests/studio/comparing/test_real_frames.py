"""What comparing promises, on frames of the reference clips: people who were filmed, not drawn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from poise.analysis.comparison import Mirror, compare_poses, remarks_on
from poise.catalogue.words import words_on
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.estimation.picture import estimate_picture
from poise.media.pixels import Pixels
from poise.media.video import open_video
from poise.pose import Pose
from poise.pose.geometry import rotation_about

pytestmark = [pytest.mark.models, pytest.mark.reference]


@dataclass(frozen=True)
class Filmed:
    """Start and deepest point of a clip's first labelled repetition."""

    clip: str
    rest: Pixels
    peak: Pixels


@pytest.fixture(scope="module")
def filmed(reference_data: Path) -> list[Filmed]:
    folder = reference_data / "exercise"
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    found = []
    for clip in sorted((folder / "clips").glob("*.mp4")):
        start_s, peak_s, _ = labels[clip.name]["reps"][0]
        found.append(Filmed(clip.stem, _frame(clip, start_s), _frame(clip, peak_s)))
    return found


def _frame(clip: Path, at_s: float) -> Pixels:
    with open_video(clip) as reader:
        return next(iter(reader.frames(at_s))).pixels


Find = Callable[[Pixels], Pose | None]


@pytest.fixture(scope="module")
def find() -> Iterator[Find]:
    with PoseEstimator(Model.FULL, people=10) as estimator:

        def look(pixels: Pixels) -> Pose | None:
            found = estimate_picture(pixels, estimator=estimator, careful=True, subject_alone=True)
            return found[0] if found else None

        yield look


def _every_frame(filmed: list[Filmed]) -> list[Pixels]:
    frames = [frame for film in filmed for frame in (film.rest, film.peak)]
    assert len(frames) >= 12
    return frames


def _seen(pose: Pose | None) -> Pose:
    assert pose is not None
    return pose


@pytest.mark.parametrize("angle_deg", [-10, 10])
def test_ten_degrees_of_roll_cost_three_points_in_the_median_when_lean_is_ignored(
    filmed: list[Filmed], find: Find, angle_deg: float
) -> None:
    """In the median only: docs/comparison.md says what single frames lose."""
    lost = []
    for pixels in _every_frame(filmed):
        rolled = np.asarray(Image.fromarray(pixels).rotate(angle_deg, Image.Resampling.BICUBIC, expand=True))
        found = compare_poses(_seen(find(pixels)), _seen(find(rolled)), ignore_lean=True)
        lost.append(100.0 - found.score if found.score is not None else 100.0)
    assert float(np.median(lost)) <= 3.0, lost


@pytest.mark.parametrize("angle_deg", [-30, 30])
def test_another_place_of_the_camera_costs_nothing_in_space(
    filmed: list[Filmed], find: Find, angle_deg: float
) -> None:
    for pixels in _every_frame(filmed):
        pose = _seen(find(pixels))
        world = pose.world @ rotation_about(np.array([0.0, 1.0, 0.0]), angle_deg).T
        turned = Pose(
            pose.skeleton, pose.image, world, pose.visibility, pose.presence, pose.time_s, pose.image_size
        )
        unturned, score = compare_poses(pose, pose).score, compare_poses(pose, turned).score
        assert score is unturned is None or (score or 0.0) >= (unturned or 0.0) - 1.0


def _cut_between_hips_and_knees(pixels: Pixels, pose: Pose) -> list[Pixels]:
    """Return the picture down to three heights of the thighs, nothing for somebody who lies or sits."""
    knees_px = min(pose.image_point(f"{side}_knee")[1] for side in ("left", "right"))
    hips_px = max(pose.image_point(f"{side}_hip")[1] for side in ("left", "right"))
    if knees_px < hips_px + 20:
        return []
    bottoms = [int(hips_px + share * (knees_px - hips_px)) for share in (0.3, 0.5, 0.7)]
    return [np.ascontiguousarray(pixels[:bottom]) for bottom in bottoms]


def test_a_picture_cut_above_the_knees_never_gets_words_about_legs(filmed: list[Filmed], find: Find) -> None:
    """At three heights; docs/comparison.md says for how few of a finer grid words still come."""
    looked = 0
    for film in filmed:
        rest, peak = _seen(find(film.rest)), _seen(find(film.peak))
        for pixels, whole, reference in ((film.rest, rest, peak), (film.peak, peak, rest)):
            for cut in filter(None, map(find, _cut_between_hips_and_knees(pixels, whole))):
                looked += 1
                found = compare_poses(reference, cut)
                named = [remark.limb for remark in remarks_on(found)]
                assert not [limb for limb in named if limb.endswith(("thigh", "shank"))], (film.clip, named)
                advice = [words for words in words_on(found) if "not compared" not in words]
                assert not [words for words in advice if "knee" in words or "leg" in words], film.clip
    assert looked >= 15


def test_standing_against_deep_in_a_squat_scores_low_and_names_knees_and_hips(
    filmed: list[Filmed], find: Find
) -> None:
    (squat,) = [film for film in filmed if "squat" in film.clip and "split" not in film.clip]
    rest, peak = _seen(find(squat.rest)), _seen(find(squat.peak))
    for reference, attempt, verb in ((rest, peak, "Straighten"), (peak, rest, "Bend")):
        found = compare_poses(reference, attempt, mirror=Mirror.LOCKED)
        assert found.score is not None
        assert found.score < 60
        first = next(words for words in words_on(found) if "not compared" not in words)
        assert first.startswith(verb)
        assert "hip and knee" in first


def test_a_room_without_people_gives_nobody(find: Find) -> None:
    rng = np.random.default_rng(4)
    for pixels in (np.full((480, 640, 3), 127), rng.integers(0, 255, (480, 640, 3))):
        assert find(pixels.astype(np.uint8)) is None

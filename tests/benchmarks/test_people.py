"""The figures of the people benchmark mean what they say."""

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.accuracy.people.scores import Truth, oks, scored
from benchmarks.accuracy.people.truths import coco_pictures
from tests.pose_maker import a_pose

from poise.pose import COCO_17, Pose


def truth_of(pose: Pose) -> Truth:
    points = {name: pose.image_point(name)[:2] for name in COCO_17.keypoints}
    return Truth(points, area_px2=100.0**2, height_px=200.0)


def test_a_perfect_find_scores_one_and_a_far_one_nothing() -> None:
    assert oks(truth_of(a_pose(100)), a_pose(100)) == 1.0
    assert oks(truth_of(a_pose(100)), a_pose(900)) < 1e-6


def test_one_deviation_of_the_annotators_scores_as_coco_says() -> None:
    # exp(-d^2 / (2 s^2 k^2)) with k = 2 sigma: a wrist off by the person's root area times k scores exp(-1/2).
    pose = a_pose(100)
    off_px = 100.0 * 2 * 0.062
    truth = Truth(
        {"left_wrist": pose.image_point("left_wrist")[:2] + np.array([off_px, 0.0])}, 100.0**2, 200.0
    )
    assert oks(truth, pose) == pytest.approx(np.exp(-0.5))


def test_everyone_is_paired_once_with_their_best() -> None:
    truths = [truth_of(a_pose(x_px)) for x_px in (100, 400, 900)]
    scores = scored(truths, [a_pose(402), a_pose(101), a_pose(404)])
    assert [score.is_found for score in scores] == [True, True, False]
    assert [len(score.errors_torsos) for score in scores] == [17, 17, 17]
    assert scores[1].oks > 0.9


def test_a_coco_file_is_read_without_crowds_and_unmarked_keypoints(tmp_path: Path) -> None:
    marked = [[10 * n, 20, 0 if n == 3 else 2] for n in range(17)]
    person = {"image_id": 1, "iscrowd": 0, "num_keypoints": 16, "bbox": [0, 0, 50, 80], "area": 900}
    content = {
        "images": [{"id": 1, "file_name": "a.png"}, {"id": 2, "file_name": "gone.png"}],
        "annotations": [
            {**person, "keypoints": np.ravel(marked).tolist()},
            {**person, "keypoints": [0] * 51, "iscrowd": 1},
        ],
    }
    (tmp_path / "people.json").write_text(json.dumps(content))
    (tmp_path / "val").mkdir()
    (tmp_path / "val" / "a.png").touch()
    ((picture, (truth,)),) = coco_pictures(tmp_path)
    assert picture == tmp_path / "val" / "a.png"
    assert len(truth.points) == 16
    assert COCO_17.keypoints[3] not in truth.points
    assert (truth.area_px2, truth.height_px) == (900.0, 80.0)

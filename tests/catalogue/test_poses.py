from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from poise.analysis.comparison import compare_poses
from poise.catalogue import catalogue
from poise.catalogue.poses import (
    ReferencePose,
    exercise_figures,
    library,
    load_own_pose,
    load_own_poses,
    pose_named,
    write_own_pose,
)
from poise.errors import CatalogueError
from poise.pose import BLAZEPOSE_33, Pose
from poise.pose.geometry import rotation_about

LIBRARY = library()
# Neighbours that differ in few limbs: docs/poses.md names them.
_ALIKE = 75.0


def score(reference: Pose, attempt: Pose) -> float:
    found = compare_poses(reference, attempt)
    assert found.score is not None
    return found.score


def seen_otherwise(pose: Pose, yaw_deg: float, size: float, noise_m: float, seed: int) -> Pose:
    """Return somebody else's attempt: turned, of another size, and not quite exact."""
    turn = rotation_about(np.array([0.0, 1.0, 0.0]), np.array(yaw_deg))
    rng = np.random.default_rng(seed)
    world = size * pose.world @ turn.T + rng.normal(scale=noise_m, size=pose.world.shape)
    return Pose(
        pose.skeleton, pose.image, world, pose.visibility, pose.presence, pose.time_s, pose.image_size
    )


def test_the_library_is_wide_and_each_pose_is_told_whole() -> None:
    assert len(LIBRARY) >= 24
    assert {pose.tradition for pose in LIBRARY.values()} == {"yoga", "dance", "physiotherapy"}
    for pose in LIBRARY.values():
        assert pose.name
        assert pose.summary.endswith(".")
        assert 2 <= len(pose.instructions) <= 4
        assert all(step.endswith(".") for step in (*pose.instructions, pose.look_at))


@pytest.mark.parametrize("pose", LIBRARY.values(), ids=LIBRARY)
def test_a_pose_is_exactly_like_itself_and_like_its_mirror_image(pose: ReferencePose) -> None:
    assert score(pose.pose, pose.pose) == 100
    assert score(pose.pose, pose.pose.mirrored()) >= 97


@pytest.mark.parametrize("pose", LIBRARY.values(), ids=LIBRARY)
def test_both_halves_of_a_body_have_one_length(pose: ReferencePose) -> None:
    for one, other in (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle")):
        left, right = (
            np.linalg.norm(pose.pose.world_point(f"{side}_{one}") - pose.pose.world_point(f"{side}_{other}"))
            for side in ("left", "right")
        )
        assert left == pytest.approx(right, abs=0.004)


def test_different_poses_are_told_apart() -> None:
    pairs = {
        (one, other): score(LIBRARY[one].pose, LIBRARY[other].pose)
        for one, other in itertools.combinations(LIBRARY, 2)
    }
    assert max(pairs.values()) <= _ALIKE
    assert np.mean([value < 60 for value in pairs.values()]) > 0.8


@pytest.mark.parametrize("yaw_deg", [-30.0, 30.0])
@pytest.mark.parametrize("size", [0.7, 1.2])
def test_the_pose_of_another_person_seen_from_aside_is_recognised(yaw_deg: float, size: float) -> None:
    for number, (name, pose) in enumerate(LIBRARY.items()):
        attempt = seen_otherwise(pose.pose, yaw_deg, size, 0.02, number)
        best = max(LIBRARY, key=lambda other: score(LIBRARY[other].pose, attempt))
        assert best == name


def test_every_exercise_of_the_catalogue_has_a_start_and_a_peak_to_be_drawn() -> None:
    assert list(exercise_figures()) == list(catalogue())
    for start, peak in exercise_figures().values():
        assert start.world.shape == peak.world.shape == (33, 3)
        assert not np.allclose(start.world, peak.world, atol=0.02)


def test_an_unknown_name_gets_the_closest_ones() -> None:
    with pytest.raises(CatalogueError, match="did you mean warrior-ii"):
        pose_named("Warrior_II!")


def test_an_own_pose_is_read_as_it_was_written(tmp_path: Path) -> None:
    known = LIBRARY["tree"].pose
    hidden = np.where(np.arange(33)[:, None] == 5, np.nan, known.world)
    pose = Pose(BLAZEPOSE_33, known.image, hidden, known.visibility, known.presence, 0.0, (640, 480))
    (tmp_path / "mine.json").write_bytes(write_own_pose("mine", "Mine", "on the beach", pose))
    read = load_own_pose(tmp_path / "mine.json")
    assert (read.identifier, read.name, read.summary, read.tradition) == (
        "mine",
        "Mine",
        "on the beach",
        "own",
    )
    np.testing.assert_allclose(read.pose.world, hidden, atol=1e-4)
    assert read.pose.image_size == (640, 480)


def broken(**changes: Any) -> str:
    content = json.loads(write_own_pose("mine", "Mine", "", LIBRARY["tree"].pose))
    return json.dumps({**content, **changes})


def everywhere(image: Any, world: Any) -> list[dict[str, Any]]:
    return [{"name": k, "image": image, "world": world, "visibility": 1} for k in BLAZEPOSE_33.keypoints]


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", "\ufeff{", "[" * 100_000,
        broken(landmarks=[]), broken(landmarks=None), broken(image_size=[]), broken(image_size="ab"),
        broken(landmarks=[{"name": "nose"}]), '{"x": ' + "9" * 5000 + "}", "\ufeff" * 2, '{"x": ' * 10_000,
        broken(image_size=[math.inf, 480]), broken(image_size=[10**400, 480]), broken(image_size=[-1, 480]),
        broken(name="x" * 5000), broken(notes=["a"]), broken(landmarks=everywhere([1e308, 0, 0], [0, 0, 0])),
        broken(landmarks=everywhere("x", [0, 0, 0])), broken(landmarks=everywhere([0, 0, 0], [9e9, 0, 0])),
    ],
)  # fmt: skip
def test_a_wrong_file_gets_one_sentence_with_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.json").write_text(text)
    (tmp_path / "sound.json").write_text(broken())
    with pytest.raises(CatalogueError, match=r"^mine\.json") as caught:
        load_own_pose(tmp_path / "mine.json")
    assert "\n" not in str(caught.value)
    poses, troubles = load_own_poses(tmp_path)
    assert (list(poses), troubles) == (["sound"], (str(caught.value),)), (
        "one bad file does not hide the others"
    )


@pytest.mark.parametrize("identifier", ["", "../x", "Tree", "a b", "a/b", "a--b", "x" * 65])
def test_an_own_pose_has_a_plain_name(identifier: str) -> None:
    with pytest.raises(CatalogueError, match="small letters"):
        write_own_pose(identifier, "Mine", "", LIBRARY["tree"].pose)


_BOTH_FEET = ("left_heel", "right_heel")
_SUPPORTS = {
    "forward-fold": (*_BOTH_FEET, "left_index", "right_index"),
    "side-plank": ("left_index", "left_heel"),
    "downward-dog": ("left_foot_index", "right_foot_index", "left_index", "right_index"),
    "plank": ("left_foot_index", "right_foot_index", "left_index", "right_index"),
    "cobra": ("left_index", "right_index", "left_foot_index", "right_foot_index"),
    "bridge": _BOTH_FEET,
    "warrior-i": ("left_heel", "right_foot_index"),
    "low-lunge": ("left_heel", "right_foot_index"),
    "boat": ("left_hip", "right_hip"),
    "staff": _BOTH_FEET,
    **dict.fromkeys(
        ("tree", "warrior-iii", "dancer", "arabesque", "passe", "single-leg-stance", "standing-hip-abduction",
         "standing-hip-extension", "sitting-knee-extension"),
        ("right_heel",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("pose", library().values(), ids=lambda pose: pose.identifier)
def test_a_body_touches_the_floor_with_all_that_it_rests_on_and_goes_through_it_nowhere(
    pose: ReferencePose,
) -> None:
    heights_m = -pose.figure.world[:, 1]
    floor_m = float(heights_m.min())
    for name in _SUPPORTS.get(pose.identifier, _BOTH_FEET):
        # Landmarks of fingers, heels and hips lie within the body, a few centimetres from its surface.
        assert heights_m[BLAZEPOSE_33.index(name)] - floor_m < 0.06, name

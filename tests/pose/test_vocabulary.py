"""Skeletons, poses and sequences: what they refuse, and what mirroring, slicing and stacking do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, COCO_17, HAND_21, Pose, PoseSequence, Skeleton
from poise.pose.conversion import to_skeleton

SIZE = (640, 480)


def pose(time_s: float = 0.0, seed: int = 0, skeleton: Skeleton = BLAZEPOSE_33) -> Pose:
    rng, count = np.random.default_rng(seed), len(skeleton)
    return Pose(
        skeleton, rng.uniform(0, 480, (count, 3)), rng.normal(size=(count, 3)), rng.random(count), rng.random(count),
        time_s, SIZE,
    )  # fmt: skip


def sequence(count: int = 6) -> PoseSequence:
    return PoseSequence.from_poses([pose(0.04 * number, number) for number in range(count)])


@pytest.mark.parametrize("skeleton", [BLAZEPOSE_33, COCO_17, HAND_21], ids=lambda skeleton: skeleton.name)
def test_mirror_partners_are_mutual_and_keep_the_edges(skeleton: Skeleton) -> None:
    partners = skeleton.mirror_indices
    assert (partners[partners] == np.arange(len(skeleton))).all()
    edges = {frozenset(edge) for edge in skeleton.edges}
    assert {frozenset(skeleton.mirror_of(point) for point in edge) for edge in edges} == edges


def test_left_mirrors_right_and_the_nose_itself() -> None:
    assert BLAZEPOSE_33.mirror_of("left_foot_index") == "right_foot_index"
    assert BLAZEPOSE_33.mirror_of("nose") == "nose"


@pytest.mark.parametrize(
    ("keypoints", "edges", "mirrors"),
    [(("a", "a"), (), {}), (("a",), (("a", "b"),), {}), (("a",), (), {"a": "b"})],
    ids=["a name twice", "an edge to nowhere", "a mirror of nothing"],
)
def test_a_skeleton_that_contradicts_itself_is_refused(
    keypoints: tuple[str, ...], edges: tuple[tuple[str, str], ...], mirrors: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="skeleton"):
        Skeleton("wrong", keypoints, edges, mirrors)


def test_an_unknown_keypoint_is_named() -> None:
    with pytest.raises(PoseError, match="'tail'"):
        BLAZEPOSE_33.index("tail")


@pytest.mark.parametrize("field", ["image", "world", "visibility", "presence"])
def test_arrays_of_another_shape_are_refused(field: str) -> None:
    with pytest.raises(PoseError, match=field):
        replace(pose(), **{field: np.zeros((5, 3))})  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(PoseError, match=field):
        replace(sequence(), **{field: np.zeros((6, 5, 3))})  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    "times_s", [[0, 1, 1, 2, 3, 4], [0, 1, 2, 3, 4, float("nan")], [5, 4, 3, 2, 1, 0]], ids=str
)
def test_times_that_do_not_increase_are_refused(times_s: list[float]) -> None:
    with pytest.raises(PoseError, match="increasing"):
        replace(sequence(), times_s=np.array(times_s))


def test_a_pose_is_one_row_of_its_sequence() -> None:
    whole = sequence()
    assert [one.time_s for one in whole] == pytest.approx(whole.times_s)
    assert (whole[2].world == whole.world[2]).all()
    assert (whole[1:4].image == whole.image[1:4]).all()
    assert len(whole[4:]) == 2
    assert whole.duration_s == pytest.approx(0.2)
    assert (whole.image_points("nose")[3] == whole[3].image_point("nose")).all()


def test_arrays_cannot_be_changed_behind_ones_back() -> None:
    given = np.zeros((33, 3))
    made = replace(pose(), image=given)
    given[:] = 7
    assert not made.image.any()
    with pytest.raises(ValueError, match="read-only"):
        made.image[0] = 1


@pytest.mark.parametrize("body", [pose(), sequence()], ids=["pose", "sequence"])
def test_mirroring_twice_changes_nothing_and_once_exchanges_sides(body: Pose | PoseSequence) -> None:
    once = body.mirrored()
    twice = once.mirrored()
    for field in ("image", "world", "visibility", "presence"):
        assert getattr(twice, field) == pytest.approx(getattr(body, field))
    left, right = BLAZEPOSE_33.index("left_knee"), BLAZEPOSE_33.index("right_knee")
    assert once.image[..., left, 0] == pytest.approx(SIZE[0] - body.image[..., right, 0])
    assert once.world[..., left, 1:] == pytest.approx(body.world[..., right, 1:])


def test_inside_the_picture_is_neither_outside_nor_unknown() -> None:
    image = np.full((33, 3), 100.0)
    image[0], image[1], image[2], image[3] = (-1, 5, 0), (5, 481, 0), (np.nan, 5, 0), (641, 5, 0)
    inside = replace(pose(), image=image).is_inside()
    assert (~inside).nonzero()[0].tolist() == [0, 1, 2, 3]
    assert not replace(pose(), image=image).is_inside(margin_px=101).any()


def test_an_instant_without_anybody_is_not_seen() -> None:
    image = sequence().image.copy()
    image[3] = np.nan
    assert replace(sequence(), image=image).is_seen.tolist() == [True, True, True, False, True, True]


def test_poses_of_different_kinds_do_not_make_a_sequence() -> None:
    with pytest.raises(PoseError, match="share"):
        PoseSequence.from_poses([pose(0.0), replace(pose(1.0), image_size=(10, 10))])
    with pytest.raises(PoseError, match="at least one"):
        PoseSequence.from_poses([])


def test_a_body_over_fewer_keypoints_keeps_them_by_name() -> None:
    whole, coco = sequence(), to_skeleton(sequence(), COCO_17)
    assert coco.skeleton == COCO_17
    assert (coco.image_points("left_ankle") == whole.image_points("left_ankle")).all()
    assert (to_skeleton(whole[1], COCO_17).world == coco[1].world).all()
    with pytest.raises(PoseError, match="left_eye_inner"):
        to_skeleton(coco, BLAZEPOSE_33)

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from tests.pose_maker import a_pose

from poise.errors import PoseError
from poise.pose import HAND_21, Pose, PoseSequence, Skeleton
from poise.pose.landmarks import (
    ROW_BYTES,
    from_bytes,
    join,
    pack,
    rows_of,
    split,
    to_bytes,
    unpack,
    unpack_sequence,
)

GOLDEN: list[dict[str, Any]] = json.loads(
    Path(__file__).parents[1].joinpath("golden", "landmarks.json").read_text("utf-8")
)["rows"]
BYTES = bytes.fromhex("".join(row["bytes"] for row in GOLDEN))
POINTS = Skeleton("golden", tuple(row["is"] for row in GOLDEN), ())


def golden_pose() -> Pose:
    def column(name: str) -> Any:
        return np.array([row[name] for row in GOLDEN], dtype=np.float64)

    return Pose(
        POINTS,
        column("image_px"),
        column("world_m"),
        column("visibility"),
        column("presence"),
        0.25,
        (640, 480),
    )


def test_rows_have_the_bytes_that_the_page_writes_and_reads() -> None:
    assert to_bytes(pack(golden_pose())) == BYTES
    assert len(BYTES) == ROW_BYTES * len(POINTS)


def test_rows_come_back_as_the_pose_that_they_were_to_the_last_bit_of_float32() -> None:
    pose, back = golden_pose(), unpack(from_bytes(BYTES, len(POINTS)), POINTS, 0.25, (640, 480))
    for name in ("image", "world", "visibility", "presence"):
        rounded = getattr(pose, name).astype(np.float32)
        np.testing.assert_array_equal(getattr(back, name), rounded, err_msg=name)
    assert (back.time_s, back.image_size) == (0.25, (640, 480))


@given(arrays(np.float32, st.tuples(st.integers(0, 40), st.just(8)), elements=st.floats(width=32)))
def test_rows_survive_their_bytes_but_for_what_is_infinite(rows: Any) -> None:
    back = from_bytes(to_bytes(rows), len(rows))
    np.testing.assert_array_equal(back, np.where(np.isfinite(rows), rows, np.nan))


@given(array_shapes(max_dims=3).flatmap(lambda shape: arrays(np.float64, (*shape, 8))))
def test_columns_are_split_as_they_were_joined(rows: Any) -> None:
    np.testing.assert_array_equal(join(*split(rows)), rows)


def test_a_sequence_has_the_rows_of_its_poses() -> None:
    poses = [a_pose(100.0 + 10 * number, time_s=number / 30) for number in range(3)]
    sequence = PoseSequence.from_poses(poses)
    np.testing.assert_array_equal(rows_of(sequence), np.stack([rows_of(pose) for pose in poses]))
    back = unpack_sequence(rows_of(sequence), sequence.skeleton, sequence.times_s, sequence.image_size)
    np.testing.assert_array_equal(back.world, sequence.world)


@pytest.mark.parametrize("shape", [(21, 7), (21, 9), (20, 8), (21, 4)])
def test_rows_of_another_form_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(PoseError):
        unpack(np.zeros(shape), HAND_21, 0.0, (640, 480))


def test_missing_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="buffer"):
        from_bytes(BYTES, len(POINTS) + 1)

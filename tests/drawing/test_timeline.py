"""Where a person is between two estimated instants."""

from __future__ import annotations

import numpy as np
import pytest
from tests.drawing.made_clips import standing_for

from poise.drawing.timeline import LONGEST_GAP_S, pose_at
from poise.pose import PoseSequence


def hip_x(sequence: PoseSequence, time_s: float) -> float | None:
    pose = pose_at(sequence, time_s)
    return None if pose is None else float(pose.image_point("left_hip")[0] - 0.62 * 96)


@pytest.mark.parametrize(
    ("time_s", "x"),
    [
        (0.0, 0.0),
        (0.1, 1.0),
        (0.1 + 1e-8, 1.0),
        (0.05, 0.5),
        (0.125, 1.25),
        (0.2, 2.0),
        (-0.01, None),
        (0.21, None),
        (0.9, None),
        (1.0, 3.0),
    ],
)
def test_position_at(time_s: float, x: float | None) -> None:
    sequence = standing_for([0.0, 0.1, 0.2, 1.0])
    assert LONGEST_GAP_S < 0.8
    assert hip_x(sequence, time_s) == (None if x is None else pytest.approx(x, abs=1e-6))


def test_between_seen_and_unseen_is_nobody() -> None:
    sequence = standing_for([0.0, 0.1, 0.2])
    image = sequence.image.copy()
    image[1] = np.nan
    gap = PoseSequence(
        sequence.skeleton,
        image,
        sequence.world,
        sequence.visibility,
        sequence.presence,
        sequence.times_s,
        sequence.image_size,
    )
    assert [hip_x(gap, time_s) for time_s in (0.0, 0.05, 0.1, 0.15, 0.2)] == [0.0, None, None, None, 2.0]


def test_an_empty_sequence_has_nobody() -> None:
    assert pose_at(standing_for([0.0])[:0], 0.0) is None

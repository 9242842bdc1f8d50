"""Where a person is at any instant of a film."""

from __future__ import annotations

import numpy as np

from poise.pose import FloatArray, Pose, PoseSequence

# Over a longer gap between two poses the person counts as lost: a straight line through it would be invented.
LONGEST_GAP_S = 0.25


def pose_at(sequence: PoseSequence, time_s: float) -> Pose | None:
    """Return the pose at `time_s`, or None where the person was not seen.

    An instant of the sequence is returned as it is. Between two instants that are not further apart than
    `LONGEST_GAP_S` (poses estimated at a lower rate than the film's) points are interpolated linearly; points
    that either of them lacks are NaN.

    Parameters
    ----------
    sequence : PoseSequence
        One person.
    time_s : float
        Seconds on the medium's own clock.
    """
    times = sequence.times_s
    after = int(np.searchsorted(times, time_s))
    for near in (after - 1, after):
        # Times pass through rounding of 1e-7 s in recordings; no film has frames that close together.
        if 0 <= near < len(times) and abs(times[near] - time_s) < 1e-6:
            return _if_seen(sequence[near])
    if not 0 < after < len(times) or times[after] - times[after - 1] > LONGEST_GAP_S:
        return None
    share = (time_s - times[after - 1]) / (times[after] - times[after - 1])
    return _if_seen(_between(sequence[after - 1], sequence[after], float(share), time_s))


def _if_seen(pose: Pose) -> Pose | None:
    return pose if pose.is_seen else None


def _between(before: Pose, after: Pose, share: float, time_s: float) -> Pose:
    def mix(one: FloatArray, other: FloatArray) -> FloatArray:
        return (1 - share) * one + share * other

    return Pose(
        skeleton=before.skeleton,
        image=mix(before.image, after.image),
        world=mix(before.world, after.world),
        visibility=mix(before.visibility, after.visibility),
        presence=mix(before.presence, after.presence),
        time_s=time_s,
        image_size=before.image_size,
    )

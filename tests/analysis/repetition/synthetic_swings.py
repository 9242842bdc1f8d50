"""Single swings of the synthetic person, as the engine hands them on when they have ended."""

from __future__ import annotations

from dataclasses import dataclass

from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.measuring.body import Joints
from poise.analysis.repetition.swing_features import SwingReader
from poise.pose import BLAZEPOSE_33, FloatArray, Pose

_BEFORE_S = 0.3


@dataclass(frozen=True)
class ObservedSwing:
    """The poses of a swing and just before it, and when it began and turned."""

    poses: list[Pose]
    start_s: float
    peak_s: float


def observe_swing(
    name: str,
    *,
    yaw_deg: float,
    side: str = "left",
    is_mirrored: bool = False,
    rate_hz: float = 15,
    noise: Noise | None = None,
) -> ObservedSwing:
    """Return the one repetition of an exercise."""
    done = perform(
        name,
        repetitions=1,
        rate_hz=rate_hz,
        yaw_deg=yaw_deg,
        side=side,
        is_mirrored=is_mirrored,
        noise=noise or Noise.none(),
        seed=77,
    )
    one = done.truth.repetitions[0]
    poses = [pose for pose in done.sequence if one.start_s - _BEFORE_S <= pose.time_s <= one.end_s]
    return ObservedSwing(poses, one.start_s, one.peak_s)


def features_of(swing: ObservedSwing) -> FloatArray:
    """Return what a swing looks like."""
    return SwingReader(Joints(BLAZEPOSE_33)).read(swing.poses, swing.start_s, swing.peak_s)


def features_of_a_swing(
    name: str, *, yaw_deg: float, side: str = "left", is_mirrored: bool = False
) -> FloatArray:
    """Return what one repetition of an exercise looks like."""
    return features_of(observe_swing(name, yaw_deg=yaw_deg, side=side, is_mirrored=is_mirrored))

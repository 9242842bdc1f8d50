"""The measures an exercise can be described with: joint angles, inclinations, heights and distances.

Every measure is a number per instant, either one for each side of the body or one for the whole body, that does
not depend on the size of the person or on how far away they stand. Joint angles follow the anatomical convention
(0 = anatomical position) of Wu et al. 2002 and 2005 (ISB), as far as three points can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from poise.analysis.measuring import readings as read
from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.readings import DOWN, UP, Reader
from poise.analysis.measuring.rises import rise

_Build = Callable[[Joints, str], Reader]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is, for people and for the loader.

    Parameters
    ----------
    name : str
        As written in a catalogue file.
    is_sided : bool
        Whether it exists once for each side of the body.
    unit : str
        ``"deg"`` or a word for the length it is a share of.
    points : tuple of str
        Keypoints it needs; ``*`` stands for ``left_`` or ``right_`` (for both, where it is not sided).
    meaning : str
        One line for the trainer who edits a file.
    build : callable
        Makes the function that computes it from a `Body`.
    """

    name: str
    is_sided: bool
    unit: str
    points: tuple[str, ...]
    meaning: str
    build: Callable[[Joints, str], Reader]


def _measure(name: str, unit: str, points: str, meaning: str, build: _Build) -> Measure:
    """Make a measure from its points, of which those with a star exist for each side."""
    return Measure(
        name, "*" in points, unit, tuple(f"*_{p.strip('*')}" for p in points.split()), meaning, build
    )


def _flexion(name: str, points: str, meaning: str, *, weighs_bend: bool = True) -> Measure:
    first, centre, last = (f"*_{point.strip('*')}" for point in points.split())
    angle = read.joint(first, centre, last, straight=180.0, sign=-1.0, weighs_bend=weighs_bend)
    return _measure(name, "deg", points, meaning, angle)


# Units other than degrees are lengths of the body: a trunk, an arm, a leg, the width of hips, shoulders or ankles.
# Points with a star are read on each side by itself, the others on both sides together.
_ALL = (
    _flexion("knee_flexion", "*hip *knee *ankle", "0 straight leg, 90 right angle", weighs_bend=False),
    _flexion("hip_flexion", "*shoulder *hip *knee", "0 trunk and thigh in line, 90 sitting"),
    _flexion("elbow_flexion", "*shoulder *elbow *wrist", "0 straight arm, 90 right angle"),
    _measure(
        "shoulder_elevation",
        "deg",
        "*hip *shoulder *elbow",
        "upper arm from the trunk: 0 at the side, 180 overhead",
        read.joint("*_hip", "*_shoulder", "*_elbow", straight=0.0, sign=1.0),
    ),
    _measure(
        "ankle_plantarflexion",
        "deg",
        "*knee *ankle *foot_index",
        "0 foot square to the shin, positive on tiptoe",
        read.joint("*_knee", "*_ankle", "*_foot_index", straight=-90.0, sign=1.0),
    ),
    _measure(
        "thigh_raise",
        "deg",
        "*hip *knee",
        "thigh from straight down: 90 level",
        read.inclination("*_hip", "*_knee", DOWN),
    ),
    _measure(
        "shin_lean", "deg", "*ankle *knee", "shin from straight up", read.inclination("*_ankle", "*_knee", UP)
    ),
    _measure(
        "upper_arm_raise",
        "deg",
        "*shoulder *elbow",
        "upper arm from straight down: 90 level, 180 up",
        read.inclination("*_shoulder", "*_elbow", DOWN),
    ),
    _measure(
        "forearm_raise",
        "deg",
        "*elbow *wrist",
        "forearm from straight down: 90 level, 180 up",
        read.inclination("*_elbow", "*_wrist", DOWN),
    ),
    _measure(
        "trunk_lean", "deg", "shoulder hip", "trunk from upright: 90 level, to any side", read.trunk_lean
    ),
    _measure(
        "trunk_forward_lean",
        "deg",
        "shoulder hip",
        "trunk from upright: positive to where the body faces, negative back",
        read.trunk_forward_lean,
    ),
    _measure(
        "trunk_side_lean",
        "deg",
        "shoulder hip",
        "how far the trunk leans to its left or right",
        read.trunk_side_lean,
    ),
    _measure(
        "arm_towards_camera",
        "deg",
        "*shoulder *elbow *wrist",
        "upper arm or forearm out of the picture's plane: 90 points at the camera",
        read.towards_camera("*_shoulder", "*_elbow", "*_wrist"),
    ),
    _measure(
        "upper_arm_towards_camera",
        "deg",
        "*shoulder *elbow",
        "upper arm out of the picture's plane: 90 points at the camera",
        read.towards_camera("*_shoulder", "*_elbow"),
    ),
    _measure(
        "hip_sag",
        "deg",
        "*shoulder *hip *ankle",
        "bend shoulder-hip-ankle: positive hips low, negative high",
        read.hip_sag,
    ),
    _measure(
        "hip_height", "leg", "*hip *knee *ankle", "hip over ankle: 1 on a straight leg", read.hip_height
    ),
    _measure(
        "wrist_height", "arm", "*wrist *elbow *shoulder", "wrist over shoulder", read.hand_above("shoulder")
    ),
    _measure(
        "wrist_over_elbow", "arm", "*wrist *elbow *shoulder", "wrist over elbow", read.hand_above("elbow")
    ),
    _measure(
        "foot_height",
        "trunk",
        "*ankle *hip *shoulder",
        "ankle over hip (negative: below)",
        read.above("*_ankle", "*_hip"),
    ),
    _measure(
        "hand_over_foot",
        "trunk",
        "*wrist *ankle *hip *shoulder",
        "wrist over ankle: 0 hands on the floor",
        read.above("*_wrist", "*_ankle"),
    ),
    _measure(
        "heel_lift", "deg", "*heel *foot_index", "angle of the sole: 0 flat, positive heel up", read.heel_lift
    ),
    _measure(
        "knee_over_toes",
        "shin",
        "*knee *ankle *heel *foot_index",
        "knee ahead of the toes",
        read.knee_over_toes,
    ),
    _measure(
        "knee_difference", "deg", "hip knee ankle", "difference of the knees' flexion", read.knee_difference
    ),
    _measure(
        "ankle_spread", "hips", "ankle hip", "distance of the ankles", read.spread("ankle", relative_to="hip")
    ),
    _measure(
        "knee_spread",
        "ankles",
        "knee ankle",
        "distance of the knees",
        read.spread("knee", relative_to="ankle"),
    ),
    _measure(
        "wrist_spread",
        "shoulders",
        "wrist shoulder",
        "distance of the wrists",
        read.spread("wrist", relative_to="shoulder"),
    ),
    _measure(
        "hands_aside",
        "trunk",
        "wrist shoulder hip",
        "hands to the left of the hips (negative: to the right)",
        read.hands_aside,
    ),
    _measure(
        "step_length", "trunk", "hip ankle shoulder", "one foot before the other", read.step(along_hips=False)
    ),
    _measure("step_width", "trunk", "hip ankle shoulder", "feet apart sideways", read.step(along_hips=True)),
    _measure("foot_gap", "trunk", "ankle shoulder hip", "one foot over the other", read.foot_gap),
    _measure(
        "shoulder_tilt",
        "deg",
        "shoulder",
        "tilt of the shoulders' line: 0 level, 90 one above the other",
        read.shoulder_tilt,
    ),
    _measure(
        "shoulder_rise",
        "trunk",
        "*shoulder *hip",
        "shoulder in the picture, judge its change",
        rise("*_shoulder"),
    ),
    _measure("hip_rise", "trunk", "*hip *shoulder", "hip in the picture, judge its change", rise("*_hip")),
    _measure(
        "wrist_rise",
        "trunk",
        "*wrist *shoulder *hip",
        "wrist in the picture, judge its change",
        rise("*_wrist"),
    ),
    _measure(
        "hand_lift",
        "arm",
        "*wrist *elbow *shoulder",
        "wrist in the picture, judge its change",
        rise("*_wrist", in_arms=True),
    ),
    _measure(
        "ankle_rise",
        "trunk",
        "*ankle *shoulder *hip",
        "ankle in the picture, judge its change",
        rise("*_ankle"),
    ),
)
MEASURES: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _ALL})
PICTURE_HEIGHTS = frozenset({"shoulder_rise", "hip_rise", "wrist_rise", "hand_lift", "ankle_rise"})
"""Heights in the picture, of which only the changes mean something."""


class Gauge:
    """One measure on one side (or on the whole body), bound to a skeleton.

    Attributes
    ----------
    measure : Measure
        What is measured.
    side : str
        ``"left"``, ``"right"`` or ``""``.
    indices : tuple of int
        The points it needs.
    """

    __slots__ = ("_compute", "indices", "measure", "side")

    def __init__(self, measure: Measure, side: str, joints: Joints) -> None:
        self.measure, self.side = measure, side
        sides = (side,) if measure.is_sided else ("left", "right")
        self.indices = tuple(joints[p.replace("*", s)] for p in measure.points for s in sides)
        self._compute = measure.build(joints, side)

    def read(self, body: Body) -> float:
        """Return the measure, NaN where a point is missing."""
        return self._compute(body)

    def trust(self, body: Body) -> float:
        """Return how far counting may rely on it, 0..1: that of its least trusted point."""
        return min([body.trust[index] for index in self.indices])

    def is_trusted(self, body: Body) -> bool:
        """Whether counting may rely on it at all."""
        trust = body.trust
        for index in self.indices:  # noqa: SIM110 as in `is_clear`
            if trust[index] <= 0:
                return False
        return True

    def is_clear(self, body: Body) -> bool:
        """Whether form may be judged on it."""
        clear = body.is_clear
        for index in self.indices:  # noqa: SIM110 a generator costs three times as much here
            if not clear[index]:
                return False
        return True


def gauges(name: str, joints: Joints) -> tuple[Gauge, ...]:
    """Return the gauges of a measure: left and right, or one for the whole body."""
    measure = MEASURES[name]
    return tuple(Gauge(measure, side, joints) for side in (("left", "right") if measure.is_sided else ("",)))

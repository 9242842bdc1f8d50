"""What else a demonstration tells about an exercise: posture, what tells it from others, load, view."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from poise.analysis.learning.candidates import Candidate, least_swing
from poise.analysis.learning.courses import Courses
from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.bound import Bound
from poise.analysis.measuring.facing import Facing, View
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.repetition.exercise import Confirmation, Moment
from poise.pose import PoseSequence

# Margins are generous: another person, another camera, another day. Model readings of one posture differ by up to
# 30 degrees between views.
_POSTURE_DEG = 35.0
_SHARE_OF_CHANGE = 0.2  # so much of the change that was shown must be there in a repetition
_CLEAR_CHANGE = 1.5  # a change this many times the least swing is part of the exercise, ...
_USUALLY = 20.0  # ... if all but this share of the repetitions, in per cent, have it
_MORE_OF_CHANGE = 1.5  # a change may be so many times the one that was shown, ...
_MARGIN = {"deg": 45.0, "trunk": 0.35, "arm": 0.9}  # ... and so much more; what was still may move as much
_MOST = 2  # so many changes of joints are asked for, beside those of height
_LIKELY = 0.4  # of what changes at points that were likely hidden nothing is learned, ...
_UNLIKELY = 0.1  # ... but a hidden point that is read as still is read as still again
_VIEW_SHARE = 0.2
# Changes that tell exercises apart and survive a change of view, and what was still if it was.
_HEIGHTS = ("hip_rise", "shoulder_rise")
_JOINTS = (
    "wrist_height",
    "knee_flexion",
    "hip_flexion",
    "elbow_flexion",
    "shoulder_elevation",
    "trunk_lean",
    "foot_height",
)
_STILL = ("hip_rise", "shoulder_rise", "trunk_lean")
_STILL_OF_ARMS = ("upper_arm_raise",)  # the legs are free in a pull-up, ...
_STILL_OF_LEGS = ("knee_flexion", "hip_flexion")  # ... and so are the arms in a squat
_OF_ARMS = (
    "elbow_flexion",
    "shoulder_elevation",
    "upper_arm_raise",
    "forearm_raise",
    "wrist_height",
    "wrist_rise",
)
_HANDS_ARM = 0.9  # half of the way from the hip to the shoulder on either side
# What is lifted or lowered, and by how many trunk lengths at the least: the body before hands and feet, for a lowered
# body lowers them too; a wide stance lowers it by a tenth, which does not make a jumping jack a lowering.
_LIFTED = (
    ("shoulder_rise", 0.25),
    ("hip_rise", 0.25),
    ("wrist_rise", 0.25),
    ("ankle_rise", 0.25),
    ("shoulder_rise", 0.05),
)


def views_of(sequence: PoseSequence) -> tuple[View, ...]:
    """Return the views from which the person was seen for a fifth of the time or more, the usual one at least."""
    facing = Facing(Joints(sequence.skeleton))
    seen: Counter[View] = Counter()
    for pose in sequence:
        body = Body(pose, facing.indices)
        if any(body.trust[index] > 0 for index in facing.indices):
            facing.update(body)
            seen[facing.view] += 1
    if not seen:  # legs alone: nothing tells from where
        return tuple(View)
    least = _VIEW_SHARE * seen.total()
    usual = seen.most_common(1)[0][0]
    return tuple(view for view in View if view is usual or seen[view] >= least > 0)


def posture_of(courses: Courses, candidate: Candidate) -> tuple[Bound, ...]:
    """Return how the trunk is held while the set goes on."""
    if "trunk_lean" not in courses.of:
        return ()
    first = min(swing.start for _, swing in candidate.repetitions)
    last = max(swing.end for _, swing in candidate.repetitions)
    leans = courses.of["trunk_lean"]["both"].values[first : last + 1]
    leans = leans[np.isfinite(leans)]
    if not len(leans):
        return ()
    low, high = np.percentile(leans, (5, 95))
    least = float(round(low - _POSTURE_DEG)) if low > _POSTURE_DEG else -math.inf
    most = float(round(high + _POSTURE_DEG)) if high + _POSTURE_DEG < 150.0 else math.inf
    return (Bound("trunk_lean", least, most),) if math.isfinite(least) or math.isfinite(most) else ()


def confirmations_of(courses: Courses, candidate: Candidate) -> tuple[Confirmation, ...]:
    """Return what tells the exercise from other movements: what changes with it, and what stays still."""
    found = []
    for names, most in ((_HEIGHTS, len(_HEIGHTS)), (_JOINTS, _MOST)):
        changes = {name: _changes(courses, name, candidate) for name in names if name != candidate.measure}
        clear = [name for name in changes if _is_clear(changes[name], least_swing(name))]
        clear.sort(key=lambda name: -abs(float(np.median(changes[name]))) / least_swing(name))
        found += [_asks_for(name, changes[name]) for name in clear[:most]]
    is_of_arms = candidate.measure in _OF_ARMS
    for name in (*_STILL, *(_STILL_OF_ARMS if is_of_arms else _STILL_OF_LEGS)):
        found += (
            _stays(name, _changes(courses, name, candidate, _UNLIKELY)) if name != candidate.measure else []
        )
    if is_of_arms:
        found += _hands_at_start(courses, candidate)
    return tuple(found)


def starts_with(courses: Courses, candidate: Candidate) -> str:
    """Return ``"eccentric"`` if the way from rest to peak lowers the body, or else the hands or feet."""
    for measure, least in _LIFTED:
        changes = _changes(courses, measure, candidate)
        if changes and abs(change := float(np.median(changes))) > least:
            return "eccentric" if change < 0 else "concentric"
    return "concentric"


def _changes(courses: Courses, measure: str, candidate: Candidate, likely: float = _LIKELY) -> list[float]:
    """Return the measure at the peak minus at the start of each repetition, of those that were seen."""
    if measure not in courses.of or courses.of[measure]["both"].trust < likely:
        return []
    times = courses.times_s
    found = [
        courses.at(measure, side, times[swing.peak]) - courses.at(measure, side, times[swing.start])
        for side, swing in candidate.repetitions
    ]
    return [change for change in found if not math.isnan(change)]


def _hands_at_start(courses: Courses, candidate: Candidate) -> list[Confirmation]:
    """Return where the hands begin in an exercise of the arms; in others people hold them as they like."""
    course = courses.of.get("wrist_height")
    if course is None or course["both"].trust < _LIKELY:
        return []
    times = courses.times_s
    starts = [courses.at("wrist_height", side, times[swing.start]) for side, swing in candidate.repetitions]
    height = float(np.nanmedian(starts)) if np.isfinite(starts).any() else math.nan
    if math.isnan(height):
        return []
    bound = Bound("wrist_height", round(height - _HANDS_ARM, 2), round(height + _HANDS_ARM, 2))
    return [Confirmation(bound, Moment.START)]


def _is_clear(changes: Sequence[float], least: float) -> bool:
    if not changes:
        return False
    low, high = np.percentile(changes, (_USUALLY, 100.0 - _USUALLY))
    return bool(low >= _CLEAR_CHANGE * least or high <= -_CLEAR_CHANGE * least)


def _asks_for(measure: str, changes: Sequence[float]) -> Confirmation:
    usual = float(np.median(changes))
    least = rounded(measure, _SHARE_OF_CHANGE * usual)
    most = rounded(measure, math.copysign(_most(measure, changes), usual))
    return Confirmation(Bound(measure, min(least, most), max(least, most)), Moment.CHANGE)


def _stays(measure: str, changes: Sequence[float]) -> list[Confirmation]:
    if not changes or _is_clear(changes, least_swing(measure)):
        return []
    limit = rounded(measure, _most(measure, changes))
    return [Confirmation(Bound(measure, -limit, limit), Moment.CHANGE)]


def _most(measure: str, changes: Sequence[float]) -> float:
    return _MORE_OF_CHANGE * max(abs(change) for change in changes) + _MARGIN[MEASURES[measure].unit]


def rounded(measure: str, value: float) -> float:
    """Round a value as a person would write it: whole degrees, hundredths of a length."""
    return float(round(value)) if MEASURES[measure].unit == "deg" else round(value, 2)

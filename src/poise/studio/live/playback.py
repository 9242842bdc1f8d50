"""A film or a recording played through an activity, as if somebody were live."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, Observation, Part, PoseSequence
from poise.pose.landmarks import ROW_VALUES, rows_of, unpack_sequence
from poise.studio.activity.activity import Activity, ActivityEvent, Outcome


@dataclass(frozen=True)
class Played:
    """What came out, and everything that was said on the way, in the order of time."""

    outcome: Outcome
    events: tuple[ActivityEvent, ...]


def play(activity: Activity, seen: Iterable[Observation]) -> Played:
    """Play what was seen through an activity, frame by frame with the frames' own times.

    Parameters
    ----------
    activity : Activity
        What is done, before its first observation.
    seen : iterable of Observation
        Such as `observations` gives of a body, or a recording of all parts.

    Examples
    --------
    >>> from poise.studio.activities import BUILT_IN
    >>> from poise.studio.coaching.plan import CoachingPlan
    >>> play(BUILT_IN.make(CoachingPlan(exercise="squat")), ()).outcome.measures["attempted"]
    0.0
    """
    events: list[ActivityEvent] = []
    for one in seen:
        events += activity.observe(one)
    outcome = activity.finish()
    return Played(outcome, (*events, *outcome.events))


def observations(
    sequence: PoseSequence | None, looked_at: NDArray[np.bool_] | None = None
) -> Sequence[Observation]:
    """Return a person's poses as observations of a body; frames without it are observations of nobody.

    Parameters
    ----------
    sequence : PoseSequence or None
        The body of one person; None where nobody was found.
    looked_at : (T,) bool, optional
        Which frames the model looked at; by default all.

    Raises
    ------
    PoseError
        If the poses are not of a body.
    """
    body = () if sequence is None else _body(sequence)
    flags = np.ones(len(body), bool) if looked_at is None else looked_at
    return [
        Observation(pose.time_s, pose.image_size, {Part.BODY: pose} if pose.is_seen else {}, bool(flag))
        for pose, flag in zip(body, flags, strict=True)
    ]


def _body(sequence: PoseSequence) -> PoseSequence:
    """Return a body over BLAZEPOSE_33; keypoints that its own skeleton lacks were not seen."""
    if sequence.skeleton == BLAZEPOSE_33:
        return sequence
    known = [name for name in BLAZEPOSE_33.keypoints if sequence.skeleton.has(name)]
    if not known:
        raise PoseError(f"the skeleton {sequence.skeleton.name} is no body; give a recording of one.")
    rows = np.full((len(sequence), len(BLAZEPOSE_33), ROW_VALUES), np.nan)
    rows[:, BLAZEPOSE_33.indices(known)] = rows_of(sequence)[:, sequence.skeleton.indices(known)]
    return unpack_sequence(rows, BLAZEPOSE_33, sequence.times_s, sequence.image_size)

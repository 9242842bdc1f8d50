"""A film or a recording played through an activity, as if somebody were live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, Observation, Part, PoseSequence
from poise.pose.landmarks import ROW_VALUES, rows_of, unpack_sequence
from poise.studio.live.activities import activity_of
from poise.studio.live.activity import Activity, Outcome

if TYPE_CHECKING:
    from poise.studio.live.events import ActivityEvent
    from poise.studio.plans import Plan


@dataclass(frozen=True)
class Played:
    """What came out, and everything that was said on the way, in the order of time."""

    outcome: Outcome
    events: tuple[ActivityEvent, ...]


def play(plan: Plan, sequence: PoseSequence | None) -> Played:
    """Play a person's poses through the activity of a plan, frame by frame with their own times.

    Parameters
    ----------
    plan : Plan
        What is done.
    sequence : PoseSequence or None
        The body of one person; None where nobody was found.

    Raises
    ------
    CatalogueError
        If the plan names an exercise or a pose that is not there.

    Examples
    --------
    >>> from poise.studio.plans import CoachingPlan
    >>> play(CoachingPlan(exercise="squat"), None).outcome.measures["attempted"]
    0.0
    """
    return play_through(activity_of(plan), sequence)


def play_through(activity: Activity, sequence: PoseSequence | None) -> Played:
    """Play a person's poses through an activity; parameters are those of `play`."""
    events: list[ActivityEvent] = []
    for seen in observations(sequence) if sequence is not None else ():
        events += activity.observe(seen)
    outcome = activity.finish()
    return Played(outcome, (*events, *outcome.events))


def observations(sequence: PoseSequence) -> Sequence[Observation]:
    """Return a person's poses as observations of a body; frames without it are observations of nobody.

    Raises
    ------
    PoseError
        If the poses are not of a body.
    """
    body = _body(sequence)
    return [
        Observation(pose.time_s, pose.image_size, {Part.BODY: pose} if pose.is_seen else {}) for pose in body
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

"""What the film of a held pose says at each instant."""

from __future__ import annotations

import math

from poise.pose import PoseSequence
from poise.studio.coaching.captions import Caption, Captions
from poise.studio.holding.activity import HoldPoseActivity
from poise.studio.holding.plan import HoldPosePlan
from poise.studio.holding.results import UNSEEN_TEXTS, HoldState
from poise.studio.live.playback import observations


def caption_hold(person: PoseSequence | None, plan: HoldPosePlan) -> Captions:
    """Play a person through the activity and return what it says at each instant: seconds held, and what to change.

    Parameters
    ----------
    person : PoseSequence or None
        Who holds the pose; nobody gives the empty count.
    plan : HoldPosePlan
        Which pose.
    """
    activity = HoldPoseActivity(plan)
    captions, times_s = [_caption(activity.state)], []
    for seen in observations(person):
        activity.observe(seen)
        times_s.append(seen.time_s)
        captions.append(_caption(activity.state))
    return Captions.of(captions, times_s, is_hold=True)


def _caption(state: HoldState) -> Caption:
    """Return what the screen says: limbs in the colour of what is right while the pose is held."""
    is_held = state.phase == "holding"
    seconds = state.hold_s if is_held else state.longest_s
    words = state.correction.text if state.correction else ""
    if not words and state.unseen is not None:
        words = UNSEEN_TEXTS[state.unseen]
    return Caption(math.nan, (0.0, 0.0), 0, 0, seconds, True if is_held else None, words)

"""The activities of Poise: the one list of them, which an application hands on to all that needs it."""

from __future__ import annotations

from poise.studio.activity.kind import Activities
from poise.studio.coaching.kind import COACHING
from poise.studio.holding.kind import HOLD_POSE
from poise.studio.training.kind import TRAINING

BUILT_IN = Activities((COACHING, HOLD_POSE, TRAINING))

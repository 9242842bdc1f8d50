"""Events as a live session numbers them."""

from __future__ import annotations

from pydantic import SerializeAsAny

from poise.studio.activity.activity import ActivityEvent
from poise.studio.results import Result


class NumberedEvent(Result):
    """An event in its session.

    Parameters
    ----------
    number : int
        Counted from 0 in the session.
    item : int
        The item that led to it.
    event : ActivityEvent
        What happened.
    """

    number: int
    item: int
    event: SerializeAsAny[ActivityEvent]

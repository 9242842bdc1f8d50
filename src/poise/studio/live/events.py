"""Everything that activities say: events, the state of the moment, and what a session was; told apart by `kind`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, JsonValue, TypeAdapter

from poise.studio.coaching.results import (
    CueEvent,
    HoldEvent,
    NoticeEvent,
    RepetitionEvent,
    UnfinishedEvent,
)
from poise.studio.coaching.session_results import CoachingDetails, CoachingState, SetEvent, TargetEvent
from poise.studio.holding.results import (
    CorrectionEvent,
    HoldGoalEvent,
    HoldPoseDetails,
    HoldState,
    PoseHeldEvent,
    UnseenEvent,
)
from poise.studio.results import Result

ActivityEvent = (
    RepetitionEvent
    | CueEvent
    | NoticeEvent
    | HoldEvent
    | UnfinishedEvent
    | SetEvent
    | TargetEvent
    | PoseHeldEvent
    | CorrectionEvent
    | UnseenEvent
    | HoldGoalEvent
)
LiveState = CoachingState | HoldState
SessionDetails = CoachingDetails | HoldPoseDetails


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
    event: Annotated[ActivityEvent, Field(discriminator="kind")]


_DETAILS: TypeAdapter[SessionDetails] = TypeAdapter(Annotated[SessionDetails, Field(discriminator="kind")])


def read_details(document: Mapping[str, JsonValue]) -> SessionDetails:
    """Read what a session of this or an older Poise came to: fields that are unknown today are ignored.

    Raises
    ------
    pydantic.ValidationError
        If it is no such result.
    """
    # Before there were several kinds, everything that was done live was coaching.
    return _DETAILS.validate_python({"kind": "coaching", **document}, extra="ignore")

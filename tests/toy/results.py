"""What somebody sets out to do when clapping, and what is said of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from poise.studio.activity.activity import ActivityEvent, LiveState, Plan
from poise.studio.results import SessionDetails


class ClappingPlan(Plan):
    """Clap until a number is reached."""

    kind: Literal["clapping"] = "clapping"
    song: Annotated[str, Field(min_length=1, max_length=64)]
    claps: Annotated[int, Field(ge=1)]


class ClapEvent(ActivityEvent):
    """The hands came together; `number` counts from 1."""

    kind: Literal["clap"] = "clap"
    number: int


class ClappingState(LiveState):
    """How far it has got."""

    kind: Literal["clapping"] = "clapping"
    claps: int


class ClappingDetails(SessionDetails):
    """What a session came to."""

    kind: Literal["clapping"] = "clapping"
    song: str
    claps: int
    reached: bool

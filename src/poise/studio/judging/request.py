"""What somebody asks for who wants recordings judged again."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from poise.analysis.repetition import Level
from poise.studio.jobs.kind import JobRequest
from poise.studio.results import Identifier, Result

MAX_SESSIONS = 200
"""In one request that names them."""


class JudgeAgainRequest(JobRequest):
    """Judge the recordings of finished sessions again; the old results stay beside the new ones.

    Parameters
    ----------
    sessions : tuple of str or "all"
        The identifiers of sessions; all of one's own that an older version of the analysis has judged.
    exercise : str or None
        Which exercise it was; None for the one that each was judged as.
    level : Level or None
        How strictly; None for the level at which each was judged.
    """

    kind: Literal["judge-again"] = "judge-again"
    sessions: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=MAX_SESSIONS)] | Literal["all"]
    exercise: Identifier | None = None
    level: Level | None = None


class JudgeAgainResult(Result):
    """What came of it.

    Parameters
    ----------
    judged : int
        Sessions that were judged again.
    skipped : int
        Sessions of which nothing could be judged, such as those whose recording is gone.
    """

    judged: int
    skipped: int

"""What is shown of a job, in the terminal and on the web."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import JsonValue

from poise.analysis.repetition import Level
from poise.catalogue.translation import Language, translate
from poise.store import Job, JobState
from poise.studio.results import Result


class JobProgress(Result):
    """How far a running job is.

    Parameters
    ----------
    part : float
        0..1 of the work.
    per_s : float
        Frames in a second.
    left_s : float or None
        Seconds until it is done, about; None where that is not known yet.
    """

    part: float
    per_s: float
    left_s: float | None


class JobResult(Result):
    """A job.

    Parameters
    ----------
    title : str
        What people know it by: the name of the film.
    upload : str
        The identifier of the film; "" for work that has none.
    exercise : str or None
        The exercise that was chosen, or recognised; None before that.
    level : Level or None
        How strictly it is judged.
    started_ms, ended_ms : int
        0 while it has not started or ended.
    progress : JobProgress or None
        None unless it is running and has seen a frame.
    failure : str
        Why it failed, one sentence.
    is_retryable : bool
        Whether it failed or was cancelled, and another attempt may succeed: a damaged film fails again.
    sessions : tuple of str
        The identifiers of the sessions that came out of it.
    result : mapping
        What came out of it beside sessions, as its kind says; empty until it is done.
    """

    id: str
    kind: str
    state: JobState
    title: str
    upload: str
    exercise: str | None
    level: Level | None
    created_ms: int
    started_ms: int
    ended_ms: int
    progress: JobProgress | None
    failure: str
    is_retryable: bool
    sessions: tuple[str, ...]
    result: Mapping[str, JsonValue]

    @classmethod
    def of(cls, job: Job, language: Language = "en") -> Self:
        """Return what is shown of a job, its words in a language."""
        is_under_way = job.state is JobState.RUNNING and bool(job.progress)
        return cls(
            id=job.identifier,
            kind=job.kind,
            state=job.state,
            title=job.title,
            upload=job.request.get("upload", ""),
            exercise=job.request.get("exercise") or job.result.get("exercise"),
            level=job.request.get("level"),
            created_ms=job.created_ms,
            started_ms=job.started_ms,
            ended_ms=job.ended_ms,
            progress=JobProgress.read(job.progress) if is_under_way else None,
            is_retryable=_is_retryable(job),
            failure=translate(job.failure, language),
            sessions=job.sessions,
            result=job.result,
        )


def _is_retryable(job: Job) -> bool:
    has_ended = job.state in (JobState.FAILED, JobState.CANCELLED)
    return has_ended and not job.result.get("is_hopeless", False)

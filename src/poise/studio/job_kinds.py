"""The kinds of jobs of Poise: the one list of them, which servers and workers hand on to all that needs it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated

from pydantic import Field, TypeAdapter

from poise.errors import RequestError
from poise.store import Job
from poise.studio.films.analyse import analyse_film, check_film
from poise.studio.films.drawing import DrawFilmRequest, check_drawing, discard_drawing, draw_film
from poise.studio.films.filmed_sets import remove_sets
from poise.studio.films.request import CoachFilmRequest
from poise.studio.jobs.kind import JobKind, JobKinds, JobRequest
from poise.studio.judging.again import check_judging, discard_judging, judge_sessions
from poise.studio.judging.request import JudgeAgainRequest
from poise.studio.learning.film import (
    LearnExerciseRequest,
    check_demonstration,
    discard_nothing,
    learn_from_film,
)

BUILT_IN: JobKinds = MappingProxyType(
    {
        "coach-film": JobKind(check_film, analyse_film, remove_sets),
        "draw-film": JobKind(check_drawing, draw_film, discard_drawing),
        "judge-again": JobKind(check_judging, judge_sessions, discard_judging),
        "learn-exercise": JobKind(check_demonstration, learn_from_film, discard_nothing),
    }
)
"""Films that people bring, what becomes of them, is drawn into them and what they teach; recordings judged again."""

AnyJobRequest = Annotated[
    CoachFilmRequest | DrawFilmRequest | JudgeAgainRequest | LearnExerciseRequest, Field(discriminator="kind")
]
"""What can be asked for, told apart by `kind`."""

_REQUESTS: TypeAdapter[JobRequest] = TypeAdapter(AnyJobRequest)


def with_exercise(job: Job, exercise: str) -> JobRequest:
    """Return what a job asks for, with an exercise that somebody chose afterwards.

    Raises
    ------
    RequestError
        If a job of its kind is about no exercise.
    """
    request = _REQUESTS.validate_python(job.request, extra="ignore")
    if "exercise" not in type(request).model_fields:
        raise RequestError("This job is about no exercise; try it again without one.")
    return request.model_copy(update={"exercise": exercise})

"""What somebody is doing: landmarks of a few seconds in, the exercise out; nothing of it is kept."""

from __future__ import annotations

import dataclasses
from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request

from poise.analysis.recognition import Recognition
from poise.catalogue.translation import Language
from poise.errors import RequestError
from poise.isolation.guard import run_guarded
from poise.studio.library.titles import exercise_title
from poise.studio.recognising.task import RecognitionRequest, recognise_items
from poise.studio.settings import media_limits
from poise.web.identity import Signed
from poise.web.language import Spoken
from poise.web.services import Running
from poise.web.turns import while_connected

router = APIRouter(tags=["library"])

MOST_BYTES = 2 * 2**20
_CPU_S, _SILENCE_S = 20, 30.0  # two megabytes take 5 s on a slow core


class CandidateOut(BaseModel):
    """An exercise that it may be."""

    exercise: str
    name: str
    explained_s: float
    repetitions: int


class RecognitionOut(BaseModel):
    """What it looks like; `exercise` is None where nothing explains enough of the movement."""

    exercise: str | None
    candidates: list[CandidateOut]
    seen_s: float

    @classmethod
    def of(cls, found: Recognition, language: Language) -> Self:
        """Return what was recognised, exercises called by their names in a language."""
        candidates = [
            CandidateOut(
                exercise=one.exercise,
                name=exercise_title(one.exercise, language),
                explained_s=one.explained_s,
                repetitions=one.repetitions,
            )
            for one in found.candidates
        ]
        return cls(exercise=found.exercise, candidates=candidates, seen_s=found.seen_s)


@router.post(
    "/recognise",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def recognise(
    *,
    request: Request,
    who: Signed,
    services: Running,
    spoken: Spoken,
    width: int = 640,
    height: int = 480,
) -> RecognitionOut:
    """Say which exercise a person does; the body holds items as the live protocol writes them, without a head."""
    if not (16 <= width <= 16_384 and 16 <= height <= 16_384):
        raise RequestError("The picture's width and height must be between 16 and 16384 pixels.")
    wish = RecognitionRequest(await request.body(), (width, height))
    work = services.turns.run(who.account.identifier, _recognise, wish)
    return RecognitionOut.of(await while_connected(request, work), spoken)


def _recognise(wish: RecognitionRequest) -> Recognition:
    limits = dataclasses.replace(media_limits(), cpu_s=_CPU_S, max_silence_s=_SILENCE_S)
    return run_guarded(recognise_items, wish, limits=limits)

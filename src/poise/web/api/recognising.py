"""What somebody is doing: landmarks of a few seconds in, the exercise out; nothing of it is kept."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request

from poise.analysis.recognition import Recognition
from poise.errors import RequestError
from poise.pose import PoseSequence
from poise.studio.live import Item, ItemKind, decode_items
from poise.studio.recognise import recognised
from poise.web.identity import Signed
from poise.web.services import Running

router = APIRouter(tags=["library"])

MOST_BYTES = 2 * 2**20
_RATE_HZ = 15.0  # enough to tell exercises apart, at half the price
_LEAST_S = 2.0


class CandidateOut(BaseModel):
    """An exercise that it may be."""

    exercise: str
    explained_s: float
    repetitions: int


class RecognitionOut(BaseModel):
    """What it looks like; `exercise` is None where nothing explains enough of the movement."""

    exercise: str | None
    candidates: list[CandidateOut]
    seen_s: float


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
    request: Request, _who: Signed, services: Running, width: int = 640, height: int = 480
) -> RecognitionOut:
    """Say which exercise a person does; the body holds items as the live protocol writes them, without a head."""
    if not (16 <= width <= 16_384 and 16 <= height <= 16_384):
        raise RequestError("The picture's width and height must be between 16 and 16384 pixels.")
    items = _thinned(decode_items(await request.body()))
    if not items or items[-1].time_s - items[0].time_s < _LEAST_S:
        raise RequestError("That was too short; move for a few seconds.")
    async with services.turns.turn():
        found = await asyncio.to_thread(_recognised, items, (width, height))
    candidates = [
        CandidateOut(exercise=one.exercise, explained_s=one.explained_s, repetitions=one.repetitions)
        for one in found.candidates
    ]
    return RecognitionOut(exercise=found.exercise, candidates=candidates, seen_s=found.seen_s)


def _recognised(items: list[Item], image_size: tuple[int, int]) -> Recognition:
    return recognised(PoseSequence.from_poses([item.pose(image_size) for item in items]))


def _thinned(items: tuple[Item, ...]) -> list[Item]:
    chosen: list[Item] = []
    for item in items:
        if item.kind is ItemKind.MARK:
            continue
        if chosen and item.time_s <= chosen[-1].time_s:
            raise RequestError("The pictures' times do not grow; please load the page again.")
        if not chosen or item.time_s - chosen[-1].time_s >= 0.9 / _RATE_HZ:
            chosen.append(item)
    return chosen

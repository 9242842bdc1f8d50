"""Exercises of one's own: learned from a demonstration, corrected, kept, shared, removed and restored."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from poise.analysis.repetition import Limbs
from poise.catalogue import MAX_TEXT, exercise_of_text
from poise.catalogue.translation import translate
from poise.errors import NotThere, RequestError
from poise.isolation.guard import run_guarded
from poise.store import OwnExercise
from poise.studio.clock import now_ms
from poise.studio.learning.results import CycleResult, TaughtResult, cycle_of
from poise.studio.learning.task import DemonstrationRequest, teach_items
from poise.studio.library import own_exercises
from poise.studio.library.own_poses import add_pose, own_poses, remove_pose
from poise.studio.library.reference_landmarks import ReferenceLandmarks
from poise.studio.library.results import ExerciseResult
from poise.studio.settings import media_limits
from poise.web.api.library import PoseOut
from poise.web.identity import Signed
from poise.web.language import Spoken
from poise.web.services import Running
from poise.web.turns import while_connected

router = APIRouter(tags=["teaching"])

MOST_BYTES = 4 * 2**20
"""Of a demonstration: two minutes at 30 frames per second."""

_CPU_S, _SILENCE_S = 40, 60.0  # two minutes of landmarks take 12 s on a slow core
_Text = Annotated[str, Field(max_length=MAX_TEXT)]
_Name = Annotated[str, Field(max_length=own_exercises.MAX_NAME)]


class OwnExerciseRow(BaseModel):
    """An exercise of one's own, or one that somebody shares, in a list."""

    identifier: str
    name: str
    created_ms: int
    is_own: bool
    is_shared: bool
    rev: int

    @classmethod
    def of(cls, kept: OwnExercise, account: str) -> Self:
        """Return what a list shows of an exercise to an account."""
        return cls(
            identifier=kept.identifier,
            name=kept.name,
            created_ms=kept.created_ms,
            is_own=kept.account == account,
            is_shared=kept.is_shared,
            rev=kept.rev,
        )


class OwnExerciseOut(OwnExerciseRow):
    """An exercise of one's own with its file, and with the movement that it was learned from."""

    text: str
    exercise: ExerciseResult
    cycle: CycleResult | None

    @classmethod
    def of(cls, kept: OwnExercise, account: str) -> Self:
        """Return everything about an exercise."""
        return cls(
            **OwnExerciseRow.of(kept, account).model_dump(),
            text=kept.text,
            exercise=ExerciseResult.of(exercise_of_text(kept.text)),
            cycle=cycle_of(kept),
        )


class OwnExerciseIn(BaseModel):
    """An exercise to be kept: its file, and the movement that it was learned from."""

    model_config = ConfigDict(extra="forbid")

    text: _Text
    cycle: CycleResult | None = None


class OwnExerciseChange(BaseModel):
    """What is to be changed; what is None stays."""

    model_config = ConfigDict(extra="forbid")

    rev: int
    name: _Name | None = None
    limbs: Limbs | None = None
    text: _Text | None = None
    is_shared: bool | None = None


class OwnPoseIn(BaseModel):
    """A pose to be kept; `identifier` is that of a pose that was removed, "" for a new one."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    landmarks: ReferenceLandmarks
    notes: Annotated[str, Field(max_length=2000)] = ""
    identifier: Annotated[str, Field(max_length=64)] = ""


class CorrectionIn(BaseModel):
    """An exercise that is not kept yet, and what is to be another way; what is None stays."""

    model_config = ConfigDict(extra="forbid")

    text: _Text
    name: _Name | None = None
    limbs: Limbs | None = None


class CorrectedOut(BaseModel):
    """An exercise that is not kept yet, with its file."""

    text: str
    exercise: ExerciseResult


@router.post(
    "/demonstrations",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def learn_from_demonstration(
    *,
    request: Request,
    who: Signed,
    services: Running,
    spoken: Spoken,
    name: Annotated[str, Query(min_length=1, max_length=own_exercises.MAX_NAME)],
    width: Annotated[int, Query(ge=16, le=16_384)] = 640,
    height: Annotated[int, Query(ge=16, le=16_384)] = 480,
    repetitions: Annotated[int | None, Query(ge=1, le=20)] = None,
) -> TaughtResult:
    """Learn an exercise from what a camera saw of one to six repetitions; nothing of it is kept.

    The body holds items as the live protocol writes them, without a head.
    """
    wish = DemonstrationRequest(await request.body(), (width, height), name, repetitions)
    work = services.turns.run(who.account.identifier, _learn, wish)
    return translate_taught(await while_connected(request, work), spoken)


@router.post("/demonstrations/correction")
async def correct_exercise(given: CorrectionIn, _who: Signed) -> CorrectedOut:
    """Return an exercise that is not kept yet with another name, or with other limbs, ready to be tried."""
    text = own_exercises.corrected(given.text, name=given.name, limbs=given.limbs)
    return CorrectedOut(text=text, exercise=ExerciseResult.of(exercise_of_text(text)))


@router.get("/own-exercises")
async def list_own_exercises(who: Signed, services: Running) -> list[OwnExerciseRow]:
    """List one's own exercises and those that others share in this studio, by name."""
    found = await own_exercises.list_choosable(services.store, who.account)
    return [OwnExerciseRow.of(one, who.account.identifier) for one in found]


@router.post("/own-exercises", status_code=201)
async def add_own_exercise(given: OwnExerciseIn, who: Signed, services: Running) -> OwnExerciseOut:
    """Keep an exercise: one that was learned, or a file as `poise exercises learn` writes it."""
    demonstration = given.cycle.model_dump_json() if given.cycle else ""
    if len(demonstration) > own_exercises.MAX_DEMONSTRATION:
        raise RequestError("The movement of the exercise is too long; leave it out.")
    added = await own_exercises.add_exercise(services.store, who.account, given.text, demonstration)
    return OwnExerciseOut.of(added, who.account.identifier)


@router.get("/own-exercises/{identifier}")
async def own_exercise(identifier: str, who: Signed, services: Running) -> OwnExerciseOut:
    """Return an exercise of one's own, or one that is shared."""
    found = await own_exercises.find_choosable(services.store, who.account, identifier)
    return OwnExerciseOut.of(found, who.account.identifier)


@router.get("/own-exercises/{identifier}/file")
async def own_exercise_file(identifier: str, who: Signed, services: Running) -> Response:
    """Return the file of an exercise, as the terminal reads and writes it."""
    found = await own_exercises.find_choosable(services.store, who.account, identifier)
    headers = {"content-disposition": f'attachment; filename="{found.identifier}.toml"'}
    return Response(found.text, media_type="application/toml", headers=headers)


@router.patch("/own-exercises/{identifier}")
async def change_own_exercise(
    identifier: str, given: OwnExerciseChange, who: Signed, services: Running
) -> OwnExerciseOut:
    """Rename, correct or share an exercise of one's own; sessions that were done with it stay as they were."""
    changed = await own_exercises.change_exercise(
        services.store, who.account, identifier, given.rev, **given.model_dump(exclude={"rev"})
    )
    return OwnExerciseOut.of(changed, who.account.identifier)


@router.delete("/own-exercises/{identifier}", status_code=204)
async def remove_own_exercise(identifier: str, who: Signed, services: Running) -> None:
    """Remove an exercise of one's own; it can be restored until it is swept away."""
    await own_exercises.set_deleted(services.store, who.account, identifier, now_ms())


@router.post("/own-exercises/{identifier}/restore", status_code=204)
async def restore_own_exercise(identifier: str, who: Signed, services: Running) -> None:
    """Restore an exercise that was removed."""
    await own_exercises.set_deleted(services.store, who.account, identifier, 0)


@router.post("/own-poses", status_code=201)
async def add_own_pose(given: OwnPoseIn, who: Signed, services: Running) -> PoseOut:
    """Keep a pose that a camera or a film showed: its landmarks, never a picture; send a removed one to restore it."""
    added = await add_pose(
        services.store,
        who.account,
        given.name,
        given.landmarks,
        notes=given.notes,
        identifier=given.identifier,
    )
    return PoseOut.of(added, is_kept=True)


@router.get("/own-poses/{identifier}")
async def own_pose(identifier: str, who: Signed, services: Running) -> OwnPoseIn:
    """Return a pose of one's own with its landmarks, as it can be sent to restore it."""
    found = (await own_poses(services.store, who.account)).get(identifier)
    if found is None:
        raise NotThere("There is no such pose.")
    landmarks = ReferenceLandmarks.of(found.pose)
    return OwnPoseIn(identifier=identifier, name=found.name, notes=found.summary, landmarks=landmarks)


@router.delete("/own-poses/{identifier}", status_code=204)
async def remove_own_pose(identifier: str, who: Signed, services: Running) -> None:
    """Remove a pose of one's own; sessions that were held with it stay."""
    await remove_pose(services.store, who.account, identifier)


def translate_taught(found: TaughtResult, language: str) -> TaughtResult:
    """Return what was learned with its warnings in a language."""
    warnings = tuple(translate(one, language) for one in found.warnings)
    return found.model_copy(update={"warnings": warnings})


def _learn(wish: DemonstrationRequest) -> TaughtResult:
    limits = dataclasses.replace(media_limits(), cpu_s=_CPU_S, max_silence_s=_SILENCE_S)
    return TaughtResult.model_validate_json(run_guarded(teach_items, wish, limits=limits).json)

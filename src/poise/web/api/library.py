"""What there is to choose from: exercises, poses, and the models that the browser estimates with."""

from __future__ import annotations

import asyncio
import re
from typing import Literal, Self

from fastapi import APIRouter, Response
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import FileResponse

from poise.analysis.measuring.facing import View
from poise.analysis.repetition import Exercise, Group, Kind, Limbs
from poise.catalogue.poses import ReferencePose, exercise_figures, library
from poise.catalogue.translation import translate, translate_exercise, translate_pose, translate_programme
from poise.drawing.figure import figure_svg
from poise.errors import NotThere
from poise.estimation.models import Model
from poise.estimation.models.shelf import bundle_path
from poise.studio.library.exercises import all_exercises, exercise_troubles
from poise.studio.library.poses import all_poses
from poise.studio.library.programme_results import ProgrammeResult, ProgrammeRow
from poise.studio.library.programmes import all_programmes, programme_troubles
from poise.studio.library.results import ExerciseResult, RangeResult, RuleResult
from poise.web.identity import Signed
from poise.web.language import Spoken

router = APIRouter(tags=["library"])

_SVG = {"content-type": "image/svg+xml", "cache-control": "private, max-age=3600"}


class ExerciseOut(BaseModel):
    """An exercise in the list."""

    identifier: str
    name: str
    summary: str
    kind: Kind
    group: Group
    limbs: Limbs
    muscles: tuple[str, ...]
    equipment: tuple[str, ...]
    views: tuple[View, ...]
    has_figure: bool

    @classmethod
    def of(cls, exercise: Exercise) -> Self:
        """Return what the list says of an exercise."""
        return cls(
            identifier=exercise.identifier,
            name=exercise.name,
            summary=exercise.summary,
            kind=exercise.kind,
            group=exercise.group,
            limbs=exercise.limbs,
            muscles=exercise.muscles,
            equipment=exercise.equipment,
            views=exercise.views,
            has_figure=exercise.identifier in exercise_figures(),
        )


class ExerciseDetailsOut(ExerciseOut):
    """An exercise with its instructions and rules."""

    instructions: tuple[str, ...]
    joints: tuple[str, ...]
    """What the camera must see of each side of the body, from head to foot."""
    range: RangeResult | None
    rules: tuple[RuleResult, ...]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, exercise: Exercise) -> Self:
        """Return everything about an exercise."""
        found = ExerciseResult.of(exercise)
        return cls(
            **dict(ExerciseOut.of(exercise)),
            instructions=found.instructions,
            joints=found.joints,
            range=found.range,
            rules=found.rules,
            sources=found.sources,
        )


class PoseOut(BaseModel):
    """A pose of the library, or one that was saved for this studio (`is_own`)."""

    identifier: str
    name: str
    tradition: str
    is_own: bool
    notes: str

    @classmethod
    def of(cls, pose: ReferencePose) -> PoseOut:
        """Return what a list shows of a pose."""
        return PoseOut(
            identifier=pose.identifier,
            name=pose.name,
            tradition=pose.tradition,
            is_own=pose.identifier not in library(),
            notes=pose.summary,
        )


class PoseDetailsOut(PoseOut):
    """A pose with its instructions."""

    summary: str
    look_at: str
    instructions: list[str]


@router.get("/exercises")
async def exercises(_who: Signed, spoken: Spoken) -> list[ExerciseOut]:
    """List the exercises that can be coached, by name."""
    found = [translate_exercise(one, spoken) for one in all_exercises().values()]
    return [ExerciseOut.of(one) for one in sorted(found, key=_by_name)]


@router.get("/exercise-complaints")
def exercise_complaints(_who: Signed, spoken: Spoken) -> list[str]:
    """Return a sentence for each exercise file of this studio that is left out of the list."""
    return [translate(trouble, spoken) for trouble in exercise_troubles()]


@router.get("/exercises/{identifier}")
async def exercise(identifier: str, _who: Signed, spoken: Spoken) -> ExerciseDetailsOut:
    """Return one exercise: how it is done, how far, and what is judged."""
    found = translate_exercise(_exercise(identifier), spoken)
    return ExerciseDetailsOut.of(found)


@router.get("/exercises/{identifier}/figure.svg")
async def exercise_figure(
    identifier: str, _who: Signed, moment: Literal["start", "peak"] = "peak"
) -> Response:
    """Draw the start or the peak of an exercise."""
    figures = exercise_figures().get(_exercise(identifier).identifier)
    if figures is None:
        raise NotThere("This exercise has no figure.")
    figure = figures[moment == "peak"]
    return Response(figure_svg(figure.world, figure.seen_from_deg), headers=_SVG)


@router.get("/programmes")
def programmes(_who: Signed, spoken: Spoken) -> list[ProgrammeRow]:
    """List the programmes for a whole session, by name."""
    found = [ProgrammeRow.of(translate_programme(one, spoken), spoken) for one in all_programmes().values()]
    return sorted(found, key=lambda one: one.name.casefold())


@router.get("/programme-complaints")
def programme_complaints(_who: Signed, spoken: Spoken) -> list[str]:
    """Return a sentence for each programme file of this studio that is left out of the list."""
    return [translate(trouble, spoken) for trouble in programme_troubles()]


@router.get("/programmes/{identifier}")
def programme(identifier: str, _who: Signed, spoken: Spoken) -> ProgrammeResult:
    """Return one programme: its blocks with their exercises, and where it comes from."""
    found = all_programmes().get(identifier)
    if found is None:
        raise NotThere("There is no such programme.")
    return ProgrammeResult.of(translate_programme(found, spoken), spoken)


@router.get("/poses")
def poses(_who: Signed, spoken: Spoken) -> list[PoseOut]:
    """List the poses to compare with and to hold: those of the library, then the studio's own."""
    found, _ = all_poses()
    return [PoseOut.of(translate_pose(one, spoken)) for one in found.values()]


@router.get("/poses/{identifier}")
def pose(identifier: str, _who: Signed, spoken: Spoken) -> PoseDetailsOut:
    """Return one pose: how it is taken, and what matters."""
    found = translate_pose(_pose(identifier), spoken)
    return PoseDetailsOut(
        **PoseOut.of(found).model_dump(),
        summary=found.summary,
        look_at=found.look_at,
        instructions=list(found.instructions),
    )


@router.get("/poses/{identifier}/figure.svg")
def pose_figure(identifier: str, _who: Signed) -> Response:
    """Draw a pose."""
    figure = _pose(identifier).figure
    return Response(figure_svg(figure.world, figure.seen_from_deg), headers=_SVG)


@router.get("/models/{name}.task")
async def model(name: Literal["lite", "full", "hand", "face"], request: Request, _who: Signed) -> Response:
    """Return a model bundle; a browser keeps it and asks only whether it is still the same."""
    path = await asyncio.to_thread(bundle_path, Model(name))
    status = path.stat()
    tag = f'"{status.st_size:x}-{status.st_mtime_ns:x}"'
    headers = {"etag": tag, "cache-control": "private, max-age=86400, must-revalidate"}
    if tag in re.split(r"\s*,\s*", request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


def _exercise(identifier: str) -> Exercise:
    found = all_exercises().get(identifier)
    if found is None:
        raise NotThere("There is no such exercise.")
    return found


def _pose(identifier: str) -> ReferencePose:
    found, _ = all_poses()
    if identifier not in found:
        raise NotThere("There is no such pose.")
    return found[identifier]


def _by_name(one: Exercise) -> str:
    return one.name.casefold()

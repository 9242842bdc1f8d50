"""What there is to choose from: exercises, poses, and the models that the browser estimates with."""

from __future__ import annotations

import asyncio
import re
from typing import Literal, Self, TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import FileResponse

from poise.analysis.measuring.facing import View
from poise.analysis.repetition import Exercise, Group, Kind, Limbs
from poise.catalogue.poses import ReferencePose, exercise_figures, library
from poise.catalogue.poses.demonstration import Demonstration, demonstration
from poise.catalogue.translation import Language, translate, translate_exercise, translate_pose
from poise.drawing.figure import figure_svg
from poise.errors import NotThere
from poise.estimation.models import Model
from poise.estimation.models.shelf import bundle_path
from poise.store import OwnExercise
from poise.studio.learning.results import cycle_of, taught_demonstration
from poise.studio.library.exercises import all_exercises, exercise_troubles
from poise.studio.library.own_exercises import built, find_choosable, list_choosable
from poise.studio.library.own_poses import find_pose_for, own_poses
from poise.studio.library.poses import all_poses
from poise.studio.library.results import ExerciseResult, RangeResult, RuleResult
from poise.web.identity import Identity, Signed
from poise.web.language import Spoken
from poise.web.services import Running, Services

router = APIRouter(tags=["library"])

Origin = Literal["catalogue", "own", "shared"]

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
    origin: Origin
    """Whether it is of the catalogue (with the files of this studio), one's own, or shared by somebody else."""

    @classmethod
    def of(cls, exercise: Exercise, origin: Origin = "catalogue", *, has_figure: bool | None = None) -> Self:
        """Return what the list says of an exercise; whether it has a figure is known for those of the catalogue."""
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
            has_figure=exercise.identifier in exercise_figures() if has_figure is None else has_figure,
            origin=origin,
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
    def of(cls, exercise: Exercise, origin: Origin = "catalogue", *, has_figure: bool | None = None) -> Self:
        """Return everything about an exercise."""
        found = ExerciseResult.of(exercise)
        return cls(
            **dict(ExerciseOut.of(exercise, origin, has_figure=has_figure)),
            instructions=found.instructions,
            joints=found.joints,
            range=found.range,
            rules=found.rules,
            sources=found.sources,
        )


_Shown = TypeVar("_Shown", bound=ExerciseOut)


class DemonstrationOut(BaseModel):
    """How an exercise is done, by the synthetic body: one way of the movement, from its start to its peak."""

    frames: list[list[int]]
    """Millimetres, flat x, y, z of the body's 33 points: x to the right of a picture from the front, y down, z away."""
    seen_from_deg: float
    """From where it is seen best: 0 from the front, 90 from the person's left."""

    @classmethod
    def of(cls, shown: Demonstration) -> Self:
        """Return a demonstration in whole millimetres."""
        frames = (shown.frames * 1000).round().astype(int).reshape(len(shown.frames), -1)
        return cls(frames=frames.tolist(), seen_from_deg=shown.seen_from_deg)


class PoseOut(BaseModel):
    """A pose of the library, or one that was saved for this studio (`is_own`)."""

    identifier: str
    name: str
    tradition: str
    is_own: bool
    is_kept: bool
    """Whether it is in the person's own keeping here, and can be removed on the page."""
    notes: str

    @classmethod
    def of(cls, pose: ReferencePose, *, is_kept: bool = False) -> PoseOut:
        """Return what a list shows of a pose."""
        return PoseOut(
            identifier=pose.identifier,
            name=pose.name,
            tradition=pose.tradition,
            is_own=pose.identifier not in library(),
            is_kept=is_kept,
            notes=pose.summary,
        )


class PoseDetailsOut(PoseOut):
    """A pose with its instructions."""

    summary: str
    look_at: str
    instructions: list[str]


@router.get("/exercises")
async def exercises(who: Signed, services: Running, spoken: Spoken) -> list[ExerciseOut]:
    """List the exercises that can be coached, by name: the catalogue's, one's own, and those that others share."""
    return await _choosable(ExerciseOut, who, services, spoken)


@router.get("/exercise-details")
async def exercise_details(who: Signed, services: Running, spoken: Spoken) -> list[ExerciseDetailsOut]:
    """Return everything about all exercises, for a browser that wants to record without the studio."""
    return await _choosable(ExerciseDetailsOut, who, services, spoken)


@router.get("/exercise-complaints")
def exercise_complaints(_who: Signed, spoken: Spoken) -> list[str]:
    """Return a sentence for each exercise file of this studio that is left out of the list."""
    return [translate(trouble, spoken) for trouble in exercise_troubles()]


@router.get("/exercises/{identifier}")
async def exercise(identifier: str, who: Signed, services: Running, spoken: Spoken) -> ExerciseDetailsOut:
    """Return one exercise: how it is done, how far, and what is judged."""
    known = all_exercises().get(identifier)
    if known is not None:
        return ExerciseDetailsOut.of(translate_exercise(known, spoken))
    kept = await find_choosable(services.store, who.account, identifier)
    own = built((kept,)).get(identifier)
    if own is None:
        raise NotThere("There is no such exercise.")
    found = translate_exercise(own, spoken)
    return ExerciseDetailsOut.of(found, _origin(kept, who), has_figure=bool(kept.demonstration))


@router.get("/exercises/{identifier}/figure.svg")
async def exercise_figure(
    identifier: str, who: Signed, services: Running, moment: Literal["start", "peak"] = "peak"
) -> Response:
    """Draw the start or the peak of an exercise."""
    figures = exercise_figures().get(identifier)
    if figures is not None:
        figure = figures[moment == "peak"]
        return Response(figure_svg(figure.world, figure.seen_from_deg), headers=_SVG)
    kept = None
    if identifier not in all_exercises():
        kept = await find_choosable(services.store, who.account, identifier)
    cycle = cycle_of(kept) if kept else None
    if cycle is None:
        raise NotThere("This exercise has no figure.")
    return Response(figure_svg(cycle.world(cycle.peak if moment == "peak" else 0)), headers=_SVG)


@router.get("/exercises/{identifier}/demonstration")
async def exercise_demonstration(
    identifier: str, who: Signed, services: Running, response: Response
) -> DemonstrationOut:
    """Return how an exercise is done, to be shown as a moving figure: by the synthetic body, or as it was taught."""
    shown = demonstration(identifier)
    if shown is None and identifier not in all_exercises():
        kept = await find_choosable(services.store, who.account, identifier)
        shown = taught_demonstration(kept)
    if shown is None:
        raise NotThere("This exercise has no figure.")
    response.headers["cache-control"] = "private, max-age=3600"
    return DemonstrationOut.of(shown)


@router.get("/poses")
async def poses(who: Signed, services: Running, spoken: Spoken) -> list[PoseOut]:
    """List the poses to hold: those of the library, the studio's own, then one's own (`is_kept`).

    The first two can be compared with, too.
    """
    found, _ = await asyncio.to_thread(all_poses)
    kept = await own_poses(services.store, who.account)
    listed = [PoseOut.of(translate_pose(one, spoken)) for one in found.values()]
    return listed + [PoseOut.of(one, is_kept=True) for one in kept.values()]


@router.get("/poses/{identifier}")
async def pose(identifier: str, who: Signed, services: Running, spoken: Spoken) -> PoseDetailsOut:
    """Return one pose: how it is taken, and what matters."""
    found = translate_pose(await find_pose_for(services.store, who.account, identifier), spoken)
    return PoseDetailsOut(
        **PoseOut.of(found).model_dump(),
        summary=found.summary,
        look_at=found.look_at,
        instructions=list(found.instructions),
    )


@router.get("/poses/{identifier}/figure.svg")
async def pose_figure(identifier: str, who: Signed, services: Running) -> Response:
    """Draw a pose."""
    figure = (await find_pose_for(services.store, who.account, identifier)).figure
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


async def _choosable(
    shown: type[_Shown], who: Identity, services: Services, spoken: Language
) -> list[_Shown]:
    """Return the exercises that a person can choose, as much of each as `shown` says."""
    found = [shown.of(translate_exercise(one, spoken)) for one in all_exercises().values()]
    kept = await list_choosable(services.store, who.account)
    own = built(kept)
    found += [
        shown.of(
            translate_exercise(own[one.identifier], spoken),
            _origin(one, who),
            has_figure=bool(one.demonstration),
        )
        for one in kept
        if one.identifier in own
    ]
    return sorted(found, key=_by_name)


def _origin(kept: OwnExercise, who: Identity) -> Origin:
    return "own" if kept.account == who.account.identifier else "shared"


def _by_name(one: ExerciseOut) -> str:
    return one.name.casefold()

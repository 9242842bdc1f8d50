"""Two pictures compared: guarded upload in, score and what to change out."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import Field
from starlette.requests import Request

from poise.analysis.comparison import BodyPart, Mirror
from poise.errors import MediaTooLarge, NotThere, RequestError, UnsupportedMedia
from poise.estimation.models import Model
from poise.isolation.guard import run_guarded
from poise.media.kinds import MediaKind, media_kind, picture_format
from poise.media.limits import MediaLimits, readable_bytes
from poise.studio.comparing.compare import compare
from poise.studio.comparing.compared_pictures import ComparedPictures
from poise.studio.comparing.keepable_picture import write_keepable_picture
from poise.studio.comparing.options import ComparisonOptions
from poise.studio.comparing.results import ComparisonDetails, ComparisonResult, SkeletonsResult
from poise.studio.comparing.skeletons import (
    Role,
    chosen_people,
    must_choose,
    people_boxes,
    several_people,
)
from poise.studio.library.poses import all_poses
from poise.studio.results import Result
from poise.studio.sessions.comparisons import keep_comparison
from poise.studio.settings import media_limits
from poise.studio.work_folder import WorkFolder
from poise.web.identity import Identity, Signed
from poise.web.language import Spoken
from poise.web.services import Running, Services
from poise.web.turns import while_connected
from poise.web.uploads import UploadRoute

router = APIRouter(tags=["comparing"], route_class=UploadRoute)

_CHUNK = 1 << 20
_NAME = "the picture"  # as it is called in sentences about it
# Of processor time per picture: the search for people ends near ten seconds, with who was found by then. The rest is
# for the last look and for slow machines, on which a child takes long to start.
_SEARCH_CPU_S, _CPU_S, _SILENCE_S = 10.0, 30, 60.0


class CompareOut(Result):
    """A comparison; `session` where it was kept."""

    session: str | None
    result: ComparisonResult
    skeletons: SkeletonsResult | None = None
    people: Mapping[Role, list[tuple[float, float, float, float]]] = Field(default_factory=dict)
    """Boxes around everybody where there are several, the largest first: left, top, right, bottom in pixels."""
    chosen: dict[Role, int] | None = None
    """Who of them was compared, counted from 1; None where somebody must be chosen first."""
    image_sizes: Mapping[Role, tuple[int, int]] = Field(default_factory=dict)
    """Width and height of the pictures with several people."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be compared with what, and how."""

    reference: str
    attempt: Path
    title: str
    keep: Literal["nothing", "result", "pictures"]
    options: ComparisonOptions


@router.post("/compare", form_limits={"max_files": 2, "max_fields": 20})
async def compare_pictures(
    *,
    request: Request,
    who: Signed,
    services: Running,
    spoken: Spoken,
    attempt: Annotated[UploadFile, File()],
    reference: Annotated[UploadFile | None, File()] = None,
    reference_pose: Annotated[str, Form(max_length=100)] = "",
    reference_person: Annotated[int | None, Form(ge=1, le=100)] = None,
    attempt_person: Annotated[int | None, Form(ge=1, le=100)] = None,
    lock_side: Annotated[bool, Form()] = False,
    ignore_lean: Annotated[bool, Form()] = False,
    without: Annotated[list[BodyPart], Form(max_length=8)] = [],  # noqa: B006  # FastAPI copies it for each request
    keep: Annotated[Literal["nothing", "result", "pictures"], Form()] = "result",
    model: Annotated[Literal["lite", "full"], Form()] = "full",
) -> CompareOut:
    """Compare an attempt with a reference: a picture, or a pose of the library."""
    services.limits.compare_account.take(who.account.identifier)
    options: ComparisonOptions = {
        "model": Model(model),
        "reference_person": reference_person,
        "attempt_person": attempt_person,
        "mirror": Mirror.LOCKED if lock_side else Mirror.ALLOWED,
        "ignore_lean": ignore_lean,
        "without": without,
    }
    if keep != "nothing":
        await services.quota.require(who.account.identifier)
    limits = _limits(services)
    with services.work.folder() as folder:
        own = await _received(attempt, "attempt", folder, limits)
        if reference is not None:
            other = await _received(reference, "reference", folder, limits)
            wish = _Wish(str(other), own, _title(reference.filename), keep, options)
        else:
            wish = _Wish(_library_pose(reference_pose), own, reference_pose, keep, options)
        found = await while_connected(request, _compare(services, who, wish, limits))
    return found.model_copy(update={"result": found.result.translated(spoken)})


@router.post("/pictures/preview", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
async def preview_picture(
    request: Request, who: Signed, services: Running, picture: Annotated[UploadFile, File()]
) -> Response:
    """Return a picture as a JPEG that every browser shows; nothing of it is kept."""
    services.limits.compare_account.take(who.account.identifier)
    limits = _limits(services)
    with services.work.folder() as folder:
        path = await _received(picture, "file", folder, limits)
        work = services.turns.run(who.account.identifier, _small_picture, services.work, path, limits)
        content = await while_connected(request, work)
    return Response(content, media_type="image/jpeg", headers={"cache-control": "private, no-store"})


async def _compare(services: Services, who: Identity, wish: _Wish, limits: MediaLimits) -> CompareOut:
    async with services.turns.turn(who.account.identifier):
        found = await services.turns.work(_compared, wish, limits)
        if must_choose(found):
            return _choice(found)
        details = ComparisonDetails.of(found)
        kept = await _kept(services, who, wish, details, limits)
    return CompareOut(
        session=kept,
        result=details.result,
        skeletons=details.skeletons,
        people=_boxes(found),
        chosen=chosen_people(found, wish.options["reference_person"], wish.options["attempt_person"]),
        image_sizes=_sizes(found),
    )


def _boxes(found: ComparedPictures) -> dict[Role, list[tuple[float, float, float, float]]]:
    return {role: people_boxes(people) for role, people in several_people(found).items()}


def _sizes(found: ComparedPictures) -> dict[Role, tuple[int, int]]:
    return {role: people[0].image_size for role, people in several_people(found).items()}


def _limits(services: Services) -> MediaLimits:
    return dataclasses.replace(
        media_limits(),
        max_bytes=services.settings.max_picture_bytes,
        max_search_cpu_s=_SEARCH_CPU_S,
        cpu_s=_CPU_S,
        max_silence_s=_SILENCE_S,
    )


async def _received(upload: UploadFile, role: str, folder: Path, limits: MediaLimits) -> Path:
    """Write an upload down under a name of our own; what is no picture is refused by its first bytes."""
    path, size = folder / role / _NAME, 0
    path.parent.mkdir()
    with path.open("xb") as file:
        while chunk := await upload.read(_CHUNK):
            size += len(chunk)
            if size > limits.max_bytes:
                most = readable_bytes(limits.max_bytes)
                raise MediaTooLarge(f"The {role} is too large; a picture may have {most}.")
            await asyncio.to_thread(file.write, chunk)
    try:
        picture_format(path)
    except UnsupportedMedia:
        raise UnsupportedMedia(_why_no_picture(path, role, size)) from None
    return path


def _why_no_picture(path: Path, role: str, size: int) -> str:
    if size == 0:
        return f"The {role} is empty; choose the file again."
    try:
        is_video = media_kind(path) is MediaKind.VIDEO
    except UnsupportedMedia:
        is_video = False
    if is_video:
        return f"The {role} is a video and not a picture; choose a picture of the moment that is meant."
    return f"The {role} is not a picture; choose a JPEG, PNG, WebP, AVIF, GIF or HEIC file."


def _library_pose(identifier: str) -> str:
    if not identifier:
        raise RequestError("There is no reference; give a picture or choose a pose.")
    if identifier not in all_poses()[0]:
        raise NotThere("There is no such pose.")
    return f"pose:{identifier}"


def _title(name: str | None) -> str:
    printable = "".join(one for one in Path(name or "").name if one.isprintable())
    return printable[:80] or "picture"


def _compared(wish: _Wish, limits: MediaLimits) -> ComparedPictures:
    return compare(wish.reference, wish.attempt, limits=limits, **wish.options)


def _choice(found: ComparedPictures) -> CompareOut:
    why = ComparisonResult(verdict="choose person", reason="there are several people; say who is meant")
    return CompareOut(session=None, result=why, people=_boxes(found), image_sizes=_sizes(found))


async def _kept(
    services: Services, who: Identity, wish: _Wish, details: ComparisonDetails, limits: MediaLimits
) -> str | None:
    if wish.keep == "nothing" or details.result.score is None:  # what says nothing is not worth keeping
        return None
    pictures: dict[str, bytes] = {}
    if wish.keep == "pictures":
        pictures = await services.turns.work(_small_pictures, services.work, wish, limits)
    return await keep_comparison(services.store, who.account, wish.title, details, pictures)


def _small_pictures(work: WorkFolder, wish: _Wish, limits: MediaLimits) -> dict[str, bytes]:
    files = {"attempt.jpg": wish.attempt}
    if not wish.reference.startswith("pose:"):
        files["reference.jpg"] = Path(wish.reference)
    return {name: _small_picture(work, path, limits) for name, path in files.items()}


def _small_picture(work: WorkFolder, path: Path, limits: MediaLimits) -> bytes:
    with work.file() as file:
        run_guarded(write_keepable_picture, path, limits=limits, outputs={"picture": file})
        file.seek(0)
        return file.read()

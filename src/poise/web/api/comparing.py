"""Two pictures compared: guarded upload in, score and what to change out."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import BaseModel
from starlette.requests import Request

from poise.analysis.comparison import Mirror
from poise.catalogue.poses import library
from poise.errors import MediaTooLarge, NotThere, RequestError
from poise.estimation.models import Model
from poise.media.guard import run_guarded
from poise.media.kinds import picture_format
from poise.media.limits import MediaLimits, readable_bytes
from poise.store import LogEntry, Session, SessionKind, SessionState
from poise.studio.compare import ComparedPictures, compare
from poise.studio.compared import compared_object, must_choose, people_boxes
from poise.studio.settings import media_limits
from poise.web.clock import local_day, now_ms
from poise.web.identity import Identity, Signed
from poise.web.secret import new_identifier
from poise.web.services import Running, Services
from poise.web.turns import while_connected
from poise.web.work_folder import WorkFolder

router = APIRouter(tags=["comparing"])

_CHUNK = 1 << 20
_KEEP_CHILD = "poise.studio.picture_child:keepable_picture"
_CPU_S, _SILENCE_S = 120, 60.0


class CompareOut(BaseModel):
    """A comparison; `session` where it was kept, `people` where somebody must be chosen first."""

    session: str | None
    result: dict[str, Any]
    skeletons: dict[str, Any] | None = None
    people: dict[str, list[list[float]]] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be compared with what, and how."""

    reference: str
    attempt: Path
    title: str
    keep: Literal["nothing", "result", "pictures"]
    options: dict[str, Any]


@router.post("/compare", form_limits={"max_files": 2, "max_fields": 16})
async def compare_pictures(
    *,
    request: Request,
    who: Signed,
    services: Running,
    attempt: Annotated[UploadFile, File()],
    reference: Annotated[UploadFile | None, File()] = None,
    reference_pose: Annotated[str, Form(max_length=100)] = "",
    reference_person: Annotated[int | None, Form(ge=1, le=100)] = None,
    attempt_person: Annotated[int | None, Form(ge=1, le=100)] = None,
    lock_side: Annotated[bool, Form()] = False,
    ignore_roll: Annotated[bool, Form()] = False,
    keep: Annotated[Literal["nothing", "result", "pictures"], Form()] = "result",
    model: Annotated[Literal["lite", "full"], Form()] = "full",
) -> CompareOut:
    """Compare an attempt with a reference: a picture, or a pose of the library."""
    services.limits.compare_account.take(who.account.identifier)
    options = {
        "model": Model(model),
        "reference_person": reference_person,
        "attempt_person": attempt_person,
        "mirror": Mirror.LOCKED if lock_side else Mirror.ALLOWED,
        "ignore_lean": ignore_roll,
    }
    if keep != "nothing":
        await services.quota.require(who.account.identifier)
    limits = _limits(services)
    with services.work.folder() as folder:
        own = folder / "attempt"
        await _received(attempt, own, limits)
        if reference is not None:
            other = folder / "reference"
            await _received(reference, other, limits)
            wish = _Wish(str(other), own, _title(reference.filename), keep, options)
        else:
            wish = _Wish(_library_pose(reference_pose), own, reference_pose, keep, options)
        return await while_connected(request, _compare(services, who, wish, limits))


async def _compare(services: Services, who: Identity, wish: _Wish, limits: MediaLimits) -> CompareOut:
    async with services.turns.turn(who.account.identifier):
        found = await services.turns.work(_compared, wish, limits)
        if must_choose(found):
            return _choice(found)
        answer = compared_object(found)
        kept = await _kept(services, who, wish, answer, limits)
    return CompareOut(session=kept, **answer)


def _limits(services: Services) -> MediaLimits:
    return dataclasses.replace(
        media_limits(),
        max_bytes=services.settings.max_picture_bytes,
        cpu_s=_CPU_S,
        max_silence_s=_SILENCE_S,
    )


async def _received(upload: UploadFile, path: Path, limits: MediaLimits) -> None:
    """Write an upload down under a name of our own; what is no picture is refused by its first bytes."""
    size = 0
    with path.open("xb") as file:
        while chunk := await upload.read(_CHUNK):
            size += len(chunk)
            if size > limits.max_bytes:
                most = readable_bytes(limits.max_bytes)
                raise MediaTooLarge(f"The {path.name} is too large; a picture may have {most}.")
            await asyncio.to_thread(file.write, chunk)
    picture_format(path)


def _library_pose(identifier: str) -> str:
    if not identifier:
        raise RequestError("There is no reference; give a picture or choose a pose.")
    if identifier not in library():
        raise NotThere("There is no such pose.")
    return f"pose:{identifier}"


def _title(name: str | None) -> str:
    printable = "".join(one for one in Path(name or "").name if one.isprintable())
    return printable[:80] or "picture"


def _compared(wish: _Wish, limits: MediaLimits) -> ComparedPictures:
    return compare(wish.reference, wish.attempt, limits=limits, **wish.options)


def _choice(found: ComparedPictures) -> CompareOut:
    empty = {"score": None, "uncertainty": None, "distance_deg": None, "mirrored": False}
    lists: dict[str, list[Any]] = {"limbs": [], "remarks": [], "words": []}
    several = {"reference": found.reference_people, "attempt": found.attempt_people}
    return CompareOut(
        session=None,
        result={
            "verdict": "choose person",
            "reason": "there are several people; say who is meant",
            **empty,
            **lists,
        },
        people={role: people_boxes(people) for role, people in several.items() if len(people) > 1},
    )


async def _kept(
    services: Services, who: Identity, wish: _Wish, answer: dict[str, Any], limits: MediaLimits
) -> str | None:
    if wish.keep == "nothing":
        return None
    identifier, now = new_identifier(), now_ms()
    pictures: dict[str, bytes] = {}
    if wish.keep == "pictures":
        pictures = await services.turns.work(_small_pictures, services.work, wish, limits)
    session = Session(
        identifier=identifier,
        account=who.account.identifier,
        kind=SessionKind.COMPARISON,
        subject=wish.title,
        state=SessionState.OPEN if pictures else SessionState.FINISHED,
        started_ms=now,
        ended_ms=now,
        day=local_day(now, who.account.profile.time_zone),
        score=answer["result"]["score"],
        details={**answer, "pictures": sorted(pictures)},
    )
    kept = await services.store.add_session(session)
    for name, content in pictures.items():
        await services.store.put_picture(identifier, name, content)
    if pictures:  # only now, so that a finished comparison has all its pictures
        await services.store.change_session(dataclasses.replace(kept, state=SessionState.FINISHED))
    await services.store.append_log(identifier, [LogEntry(0, now, "compared")])
    return identifier


def _small_pictures(work: WorkFolder, wish: _Wish, limits: MediaLimits) -> dict[str, bytes]:
    files = {"attempt.jpg": wish.attempt}
    if not wish.reference.startswith("pose:"):
        files["reference.jpg"] = Path(wish.reference)
    return {name: _small_picture(work, path, limits) for name, path in files.items()}


def _small_picture(work: WorkFolder, path: Path, limits: MediaLimits) -> bytes:
    with work.file() as file:
        run_guarded(_KEEP_CHILD, {"media": str(path)}, limits=limits, outputs={"picture": file})
        file.seek(0)
        return file.read()

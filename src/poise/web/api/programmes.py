"""Programmes: the ready ones, one's own, and those that others share."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from poise.catalogue.programmes import Programme
from poise.catalogue.translation import translate, translate_programme
from poise.store import OwnProgramme
from poise.studio.clock import now_ms
from poise.studio.library import own_programmes
from poise.studio.library.own_exercises import exercises_for
from poise.studio.library.programme_draft import ProgrammeDraft
from poise.studio.library.programme_results import ProgrammeResult, ProgrammeRow
from poise.studio.library.programmes import all_programmes, programme_troubles
from poise.studio.training.plan import TrainingPlan, TrainingStep
from poise.web.identity import Signed
from poise.web.language import Spoken
from poise.web.services import Running

router = APIRouter(tags=["programmes"])

_Origin = Literal["ready", "own", "shared"]


class Storage(BaseModel):
    """What is known of a programme in the store; of a ready one nothing but that it is one."""

    origin: _Origin
    is_shared: bool
    rev: int


class ProgrammeRowOut(ProgrammeRow, Storage):
    """A programme in the list."""


class ProgrammeOut(ProgrammeResult, Storage):
    """A programme with its sets in the order in which they are done: what a live training is begun with."""

    steps: tuple[TrainingStep, ...]


class ProgrammeChange(BaseModel):
    """What is to be changed; what is None stays."""

    model_config = ConfigDict(extra="forbid")

    rev: int
    programme: ProgrammeDraft | None = None
    is_shared: bool | None = None


@router.get("/programmes")
async def programmes(who: Signed, services: Running, spoken: Spoken) -> list[ProgrammeRowOut]:
    """List the programmes for a whole session, by name: ready ones, one's own, and those that others share."""
    account = who.account
    rows = [
        _row(translate_programme(one, spoken), None, account.identifier, spoken)
        for one in all_programmes().values()
    ]
    kept = await own_programmes.list_choosable(services.store, account)
    exercises = await exercises_for(services.store, account) if kept else {}
    built = own_programmes.build_programmes(kept, exercises)
    rows += [
        _row(built[one.identifier], one, account.identifier, spoken)
        for one in kept
        if one.identifier in built
    ]
    return sorted(rows, key=lambda one: one.name.casefold())


@router.get("/programme-complaints")
def programme_complaints(_who: Signed, spoken: Spoken) -> list[str]:
    """Return a sentence for each programme file of this studio that is left out of the list."""
    return [translate(trouble, spoken) for trouble in programme_troubles()]


@router.get("/programmes/{identifier}")
async def programme(identifier: str, who: Signed, services: Running, spoken: Spoken) -> ProgrammeOut:
    """Return one programme: its blocks with their exercises, its sets, and where it comes from."""
    found, kept = await own_programmes.find_programme_for(services.store, who.account, identifier)
    if kept is None:
        found = translate_programme(found, spoken)
    return _whole(found, kept, who.account.identifier, spoken)


@router.post("/own-programmes", status_code=201)
async def add_own_programme(
    given: ProgrammeDraft, who: Signed, services: Running, spoken: Spoken
) -> ProgrammeOut:
    """Keep a programme of one's own."""
    added = await own_programmes.add_programme(services.store, who.account, given)
    return await programme(added.identifier, who, services, spoken)


@router.patch("/own-programmes/{identifier}")
async def change_own_programme(
    identifier: str, given: ProgrammeChange, who: Signed, services: Running, spoken: Spoken
) -> ProgrammeOut:
    """Change or share a programme of one's own; trainings that were done with it stay as they were."""
    await own_programmes.change_programme(
        services.store, who.account, identifier, given.rev, draft=given.programme, is_shared=given.is_shared
    )
    return await programme(identifier, who, services, spoken)


@router.delete("/own-programmes/{identifier}", status_code=204)
async def remove_own_programme(identifier: str, who: Signed, services: Running) -> None:
    """Remove a programme of one's own; it can be restored until it is swept away."""
    await own_programmes.set_programme_deleted(services.store, who.account, identifier, now_ms())


@router.post("/own-programmes/{identifier}/restore", status_code=204)
async def restore_own_programme(identifier: str, who: Signed, services: Running) -> None:
    """Restore a programme that was removed."""
    await own_programmes.set_programme_deleted(services.store, who.account, identifier, 0)


def _storage(kept: OwnProgramme | None, account: str) -> Storage:
    if kept is None:
        return Storage(origin="ready", is_shared=False, rev=0)
    origin: _Origin = "own" if kept.account == account else "shared"
    return Storage(origin=origin, is_shared=kept.is_shared, rev=kept.rev)


def _row(found: Programme, kept: OwnProgramme | None, account: str, spoken: Spoken) -> ProgrammeRowOut:
    return ProgrammeRowOut(**dict(ProgrammeRow.of(found, spoken)), **dict(_storage(kept, account)))


def _whole(found: Programme, kept: OwnProgramme | None, account: str, spoken: Spoken) -> ProgrammeOut:
    return ProgrammeOut(
        **dict(ProgrammeResult.of(found, spoken)),
        **dict(_storage(kept, account)),
        steps=TrainingPlan.of(found).steps,
    )

"""Programmes that people keep in the studio: one's own, and those that others share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from poise.analysis.repetition import Exercise
from poise.catalogue.programmes import Programme, programme_of_text, programme_text
from poise.errors import CatalogueError, Conflict, QuotaReached
from poise.store import Account, OwnProgramme, Store
from poise.studio.clock import now_ms
from poise.studio.library import own_files
from poise.studio.library.own_exercises import exercises_for, new_exercise_identifier
from poise.studio.library.programme_draft import ProgrammeDraft
from poise.studio.library.programmes import all_programmes

MAX_PROGRAMMES = 200
"""Programmes of one account, removed ones among them."""

_MISSING = "There is no such programme."
_SOURCES = ("Made in this studio",)


async def list_choosable(store: Store, account: Account) -> tuple[OwnProgramme, ...]:
    """Return one's own programmes and those that others share, by name."""
    return await own_files.list_choosable(store.programmes, account)


def build_programmes(
    kept: tuple[OwnProgramme, ...], exercises: Mapping[str, Exercise]
) -> Mapping[str, Programme]:
    """Return programmes that are kept by identifier; one whose exercises are gone is left out."""
    found = {}
    for one in kept:
        try:
            found[one.identifier] = programme_of_text(one.text, exercises)
        except CatalogueError:
            continue
    return found


async def find_programme_for(
    store: Store, account: Account, identifier: str
) -> tuple[Programme, OwnProgramme | None]:
    """Return a programme that somebody may choose: a ready one, or one of the store with what is kept of it.

    Raises
    ------
    NotThere
        If there is none; one that somebody else keeps for themselves is answered alike.
    CatalogueError
        If it names an exercise that is gone.
    """
    ready = all_programmes().get(identifier)
    if ready is not None:
        return ready, None
    found = await own_files.find_choosable(store.programmes, account, identifier, _MISSING)
    return programme_of_text(found.text, await exercises_for(store, account)), found


async def add_programme(store: Store, account: Account, draft: ProgrammeDraft) -> OwnProgramme:
    """Keep a programme for an account.

    Parameters
    ----------
    store : Store
        Where.
    account : Account
        Whose it will be.
    draft : ProgrammeDraft
        What it says.

    Raises
    ------
    CatalogueError
        If it is wrong.
    QuotaReached
        If the account has as many as it may have.
    """
    if len(await store.programmes.list_for(account.identifier)) >= MAX_PROGRAMMES:
        raise QuotaReached(
            f"You have {MAX_PROGRAMMES} programmes, as many as each person may have here; remove old ones."
        )
    identifier = new_exercise_identifier(draft.name)
    text, programme = await _checked(store, account, identifier, draft)
    added = OwnProgramme(
        identifier=identifier,
        account=account.identifier,
        name=programme.name,
        created_ms=now_ms(),
        text=text,
    )
    await store.programmes.add(added)
    return added


async def change_programme(
    store: Store,
    account: Account,
    identifier: str,
    rev: int,
    *,
    draft: ProgrammeDraft | None = None,
    is_shared: bool | None = None,
) -> OwnProgramme:
    """Change a programme of one's own, or share it; what is None stays.

    Raises
    ------
    NotThere
        If the account has none with this identifier.
    CatalogueError
        If it is wrong.
    Conflict
        If it was changed since it was read.
    """
    found = await own_files.find_own(store.programmes, account, identifier, _MISSING)
    if found.rev != rev:
        raise Conflict("The programme was changed in the meantime; please load it again.")
    changed = found
    if draft is not None:
        text, programme = await _checked(store, account, identifier, draft)
        changed = replace(found, name=programme.name, text=text)
    shared = found.is_shared if is_shared is None else is_shared
    return await store.programmes.change(replace(changed, is_shared=shared))


async def set_programme_deleted(store: Store, account: Account, identifier: str, at_ms: int) -> None:
    """Remove a programme of one's own, or restore it (0); trainings that were done with it stay.

    Raises
    ------
    NotThere
        If the account has none with this identifier.
    """
    await own_files.set_own_deleted(store.programmes, account, identifier, at_ms, _MISSING)


async def _checked(
    store: Store, account: Account, identifier: str, draft: ProgrammeDraft
) -> tuple[str, Programme]:
    content = draft.model_dump(mode="json", exclude_none=True)
    text = programme_text({"sources": _SOURCES, **content, "id": identifier})
    return text, programme_of_text(text, await exercises_for(store, account))

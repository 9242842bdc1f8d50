"""Exercises that people keep in the studio: one's own, and those that others share."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from poise.analysis.repetition import Exercise, Limbs
from poise.catalogue import exercise_of_text
from poise.catalogue.writer import exercise_text
from poise.errors import CatalogueError, Conflict, NotThere, QuotaReached, RequestError
from poise.store import Account, OwnExercise, Store
from poise.studio.clock import now_ms
from poise.studio.library import own_files
from poise.studio.library.exercises import all_exercises

MAX_EXERCISES = 200
"""Exercises of one account, removed ones among them."""

MAX_DEMONSTRATION = 40_000
"""Characters of the movement that is kept with an exercise."""

MAX_NAME = 80
_MAX_SLUG = 40
_MISSING = "There is no such exercise."
_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*-x[0-9a-f]{6}")
HEADER = (
    "Learned from a demonstration. Read it, correct it, and add rules of form (see any exercise of the",
    "catalogue): a demonstration cannot tell what would be wrong.",
)
"""Comment at the top of the file of an exercise that was learned."""


def slug_of(name: str) -> str:
    """Return a name in small letters, digits and hyphens: ``"Step up (left)"`` gives ``"step-up-left"``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def new_exercise_identifier(name: str) -> str:
    """Return the identifier of an exercise that somebody makes: readable, and unique among all accounts."""
    slug = slug_of(name)[:_MAX_SLUG].strip("-") or "own"
    return f"{slug}-x{secrets.token_hex(3)}"


def own_title(identifier: str) -> str:
    """Return what an exercise of somebody's own is called when it is not there any more.

    Examples
    --------
    >>> own_title("step-touch-x0a1b2c")
    'Step touch'
    """
    named = named_in(identifier)
    return named if named != identifier else identifier.replace("-", " ").capitalize()


def named_in(identifier: str) -> str:
    """Return the name in an identifier that this module made; any other one as it is."""
    if not _IDENTIFIER.fullmatch(identifier):
        return identifier
    return identifier[:-8].replace("-", " ").capitalize()


async def list_choosable(store: Store, account: Account) -> tuple[OwnExercise, ...]:
    """Return one's own exercises and those that others share, by name."""
    return await own_files.list_choosable(store.exercises, account)


async def exercises_for(store: Store, account: Account) -> Mapping[str, Exercise]:
    """Return everything that somebody may choose: the catalogue, one's own exercises, and those that are shared."""
    return {**all_exercises(), **built(await list_choosable(store, account))}


def built(kept: tuple[OwnExercise, ...]) -> Mapping[str, Exercise]:
    """Return exercises that are kept by identifier; one that this version cannot read is left out."""
    found = {}
    for one in kept:
        try:
            found[one.identifier] = _built(one)
        except CatalogueError:
            continue
    return found


async def find_choosable(store: Store, account: Account, identifier: str) -> OwnExercise:
    """Return an exercise of one's own, or one that is shared.

    Raises
    ------
    NotThere
        If there is none; one that somebody else keeps for themselves is answered alike.
    """
    return await own_files.find_choosable(store.exercises, account, identifier, _MISSING)


async def find_definition(store: Store, account: Account, identifier: str) -> str:
    """Return the file of an exercise that somebody may choose and that is not of the catalogue; "" for none."""
    try:
        return (await find_choosable(store, account, identifier)).text
    except NotThere:
        return ""


async def find_exercise_for(store: Store, account: Account, identifier: str) -> Exercise | None:
    """Return an exercise that somebody may choose, from the catalogue or the store; None for none."""
    known = all_exercises().get(identifier)
    if known is not None:
        return known
    text = await find_definition(store, account, identifier)
    return replace(exercise_of_text(text), identifier=identifier) if text else None


async def titles_for(store: Store, account: Account, subjects: Iterable[str]) -> Mapping[str, str]:
    """Return the names of what people keep, by identifier: exercises and programmes, removed ones too, and poses.

    The store is asked only if one of the subjects is something that people keep.
    """
    if not any(_IDENTIFIER.fullmatch(one) for one in subjects):
        return {}
    exercises = [*await store.exercises.list_shared(), *await store.exercises.list_for(account.identifier)]
    programmes = [*await store.programmes.list_shared(), *await store.programmes.list_for(account.identifier)]
    names = {one.identifier: one.name for one in exercises}
    names |= {one.identifier: one.name for one in programmes}
    return names | {one.identifier: one.name for one in await store.poses.list_for(account.identifier)}


async def add_exercise(store: Store, account: Account, text: str, demonstration: str = "") -> OwnExercise:
    """Keep an exercise for an account.

    Parameters
    ----------
    store : Store
        Where.
    account : Account
        Whose it will be.
    text : str
        An exercise file. Its identifier is kept where it is one that this module makes.
    demonstration : str
        The movement that it was learned from; "" for none.

    Raises
    ------
    CatalogueError
        If the text is wrong.
    QuotaReached
        If the account has as many as it may have.
    Conflict
        If there is an exercise with this identifier already.
    """
    exercise = exercise_of_text(text)
    _require_name(exercise.name)
    if len(await store.exercises.list_for(account.identifier)) >= MAX_EXERCISES:
        raise QuotaReached(
            f"You have {MAX_EXERCISES} exercises, as many as each person may have here; remove old ones."
        )
    if not _IDENTIFIER.fullmatch(exercise.identifier) or len(exercise.identifier) > 64:
        exercise = replace(exercise, identifier=new_exercise_identifier(exercise.name))
        text = exercise_text(exercise)
    added = OwnExercise(
        identifier=exercise.identifier,
        account=account.identifier,
        name=exercise.name,
        created_ms=now_ms(),
        text=text,
        demonstration=demonstration,
    )
    await store.exercises.add(added)
    return added


async def change_exercise(
    store: Store,
    account: Account,
    identifier: str,
    rev: int,
    *,
    name: str | None = None,
    limbs: Limbs | None = None,
    text: str | None = None,
    is_shared: bool | None = None,
) -> OwnExercise:
    """Change an exercise of one's own; what is None stays.

    Raises
    ------
    NotThere
        If the account has none with this identifier.
    CatalogueError, RequestError
        If the text or the name is wrong.
    Conflict
        If it was changed since it was read.
    """
    found = await own_files.find_own(store.exercises, account, identifier, _MISSING)
    if found.rev != rev:
        raise Conflict("The exercise was changed in the meantime; please load it again.")
    changed = corrected(found.text if text is None else text, name=name, limbs=limbs)
    exercise = exercise_of_text(changed)
    _require_name(exercise.name)
    if exercise.identifier != identifier:
        changed = exercise_text(replace(exercise, identifier=identifier))
    shared = found.is_shared if is_shared is None else is_shared
    return await store.exercises.change(replace(found, name=exercise.name, text=changed, is_shared=shared))


def corrected(text: str, *, name: str | None = None, limbs: Limbs | None = None) -> str:
    """Return the file of an exercise with another name, or other limbs; None leaves what it says.

    Raises
    ------
    CatalogueError, RequestError
        If the text or the name is wrong.
    """
    exercise = exercise_of_text(text)
    name = exercise.name if name is None else _require_name(name)
    limbs = limbs or exercise.limbs
    if (name, limbs) == (exercise.name, exercise.limbs):
        return text
    return exercise_text(replace(exercise, name=name, limbs=limbs), header=HEADER)


async def set_deleted(store: Store, account: Account, identifier: str, at_ms: int) -> None:
    """Remove an exercise of one's own, or restore it (0); sessions that were done with it stay.

    Raises
    ------
    NotThere
        If the account has none with this identifier.
    """
    await own_files.set_own_deleted(store.exercises, account, identifier, at_ms, _MISSING)


def _require_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise RequestError(f"An exercise's name has 1 to {MAX_NAME} letters in one line; choose another.")
    return name


def _built(kept: OwnExercise) -> Exercise:
    return replace(exercise_of_text(kept.text), identifier=kept.identifier)

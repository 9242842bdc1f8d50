"""What a person writes down of their sets: weight, effort and words. It counts nothing in judging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field, ValidationError

from poise.errors import RequestError
from poise.store import Session
from poise.studio.results import Result

MAX_SETS = 200
"""Of one session: as many as a programme may have sets."""

SetKey = Annotated[str, Field(pattern=r"^([1-9]\d{0,2})?$")]
"""The number of a set of coaching, of a step of a training; "" for all sets that have no notes of their own."""


class SetNotes(Result):
    """What a person writes down of a set.

    Parameters
    ----------
    weight_kg : float or None
        What was moved beside the body, 0..1000.
    effort_rpe : float or None
        How hard it was, 1..10 in halves: 10 is a set after which not one more repetition was possible, 9 one with one
        in reserve (Zourdos et al. 2016, J Strength Cond Res 30(1)).
    note : str
        Words.
    """

    weight_kg: Annotated[float, Field(ge=0, le=1000)] | None = None
    effort_rpe: Annotated[float, Field(ge=1, le=10, multiple_of=0.5)] | None = None
    note: Annotated[str, Field(max_length=500)] = ""


class SessionNotes(SetNotes):
    """The notes of a session: they hold for every set that has none of its own in `sets`."""

    sets: Mapping[SetKey, SetNotes] = {}

    def of_set(self, key: str) -> SetNotes:
        """Return what holds for a set."""
        own = self.sets.get(key, SetNotes())
        given = {name: value for name, value in own if value not in (None, "")}
        return SetNotes(weight_kg=self.weight_kg, effort_rpe=self.effort_rpe).model_copy(update=given)


def notes_of(session: Session) -> SessionNotes:
    """Return the notes of a session; empty ones where there are none that can be read."""
    try:
        return SessionNotes.read(session.details.get("notes") or {})
    except ValidationError:
        return SessionNotes()


def add_notes(session: Session, given: Mapping[str, SetNotes]) -> Session:
    """Return a session with the notes of some sets in the place of those before.

    Parameters
    ----------
    session : Session
        With its details.
    given : mapping of str to SetNotes
        By the key of their set, "" for the session as a whole; empty notes remove what was there.

    Raises
    ------
    RequestError
        If there would be more than `MAX_SETS`.
    """
    known = notes_of(session)
    whole = given.get("", SetNotes(**{name: getattr(known, name) for name in SetNotes.model_fields}))
    sets = {**known.sets, **{key: one for key, one in given.items() if key}}
    sets = {key: one for key, one in sets.items() if one != SetNotes()}
    if len(sets) > MAX_SETS:
        raise RequestError(f"A session may have notes of {MAX_SETS} sets; remove some first.")
    notes = SessionNotes(**dict(whole), sets=sets)
    return replace(session, details={**session.details, "notes": notes.document()})

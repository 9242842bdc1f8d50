"""The sets of one film: found, numbered by the job that found them, and listed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from poise.analysis.recognition import FoundSet
from poise.analysis.repetition import Exercise
from poise.pose import PoseSequence
from poise.store import Session, Store
from poise.studio.coaching.kind import exercise_of
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.films.exercise import recognise_exercise
from poise.studio.identifiers import derive_identifier
from poise.studio.recognising.sets import MAX_SETS, cut, several_sets
from poise.studio.results import Result
from poise.studio.sessions.live import is_complete
from poise.studio.sessions.results import FilmPart

_MAX_STEPS = 100  # of one recording that is judged again and again


@dataclass(frozen=True, slots=True)
class FilmedSet:
    """A set in a film.

    Parameters
    ----------
    exercise : str
        An identifier of the catalogue, or of one's own exercise.
    certainty : float or None
        How clearly it was recognised, 0.5..1; None where it was chosen.
    instants : slice
        Of the person's poses.
    begin_s, end_s : float
        From when to when in the film; 0 and 0 for the whole film.
    """

    exercise: str
    certainty: float | None = None
    instants: slice = field(default_factory=lambda: slice(None))
    begin_s: float = 0.0
    end_s: float = 0.0


class SetInFilm(Result):
    """A set in a film, as it is listed.

    Parameters
    ----------
    session : str
        The identifier of its session.
    exercise : str
        What was done in it.
    begin_s, end_s : float
        From when to when in the film.
    """

    session: str
    exercise: str
    begin_s: float
    end_s: float

    @classmethod
    def of(cls, session: Session) -> Self:
        """Return the set of a session that was made from a part of a film."""
        part = FilmPart.read(session.details["film"]["part"])
        return cls(
            session=session.identifier, exercise=session.subject, begin_s=part.begin_s, end_s=part.end_s
        )


def chosen_exercise(name: str | None, definition: str) -> Exercise | None:
    """Return the exercise that somebody chose; None where they chose none.

    Parameters
    ----------
    name : str or None
        Its identifier.
    definition : str
        The file of an exercise that is not of the catalogue, "" for one of the catalogue.

    Raises
    ------
    CatalogueError
        If there is no such exercise.
    """
    if name is None:
        return None
    return exercise_of(CoachingPlan(exercise=name, definition=definition))


def find_filmed_sets(person: PoseSequence, exercise: Exercise | None) -> Sequence[FilmedSet]:
    """Return the sets of a film; a film of one set is that set, with everything around it.

    Raises
    ------
    JobQuestion
        If the film has one set at most, and it cannot be said of which exercise.
    """
    found = several_sets(person, exercise)
    if found:
        return [_filmed(person, one) for one in found]
    if exercise is not None:
        return [FilmedSet(exercise.identifier)]
    recognised = recognise_exercise(person)
    return [FilmedSet(recognised.exercise, recognised.certainty)]


def _filmed(person: PoseSequence, found: FoundSet) -> FilmedSet:
    instants = cut(person, *found.span)
    begin_s, end_s = person.times_s[instants][[0, -1]].tolist()
    return FilmedSet(found.exercise.identifier, found.certainty, instants, begin_s, end_s)


def set_identifier(job: str, index: int) -> str:
    """Return the identifier of the session of one of a job's sets, from 0; the same for each attempt of the job."""
    return derive_identifier(job, index)


async def kept_sets(store: Store, job: str) -> tuple[Session, ...]:
    """Return the sessions of a job's sets; none unless an attempt has kept them all."""
    first = await store.sessions.get(set_identifier(job, 0))
    if first is None or not await is_complete(store, first):
        return ()
    others = [await store.sessions.get(set_identifier(job, index)) for index in range(1, _count(first))]
    return (first, *(one for one in others if one is not None))


async def remove_sets(store: Store, job: str) -> None:
    """Remove what attempts have left of a job's sets, such as of one that was cancelled or has failed."""
    for index in range(MAX_SETS):
        identifier = set_identifier(job, index)
        if await store.sessions.get(identifier) is not None:
            await store.sessions.remove(identifier)


async def sets_of_film(store: Store, session: Session) -> tuple[Session, ...]:
    """Return the sessions of all sets of the film that a session was made from, in the order of the film.

    What was deleted is left out; what was judged again stands for what it was before. One of a whole film is alone.
    """
    part = _part(session)
    if part is None:
        return ()
    found = [await _newest(store, set_identifier(part.job, index)) for index in range(part.count)]
    return tuple(one for one in found if one is not None and one.account == session.account)


async def _newest(store: Store, identifier: str) -> Session | None:
    """Return a session, or the one in which it was judged again; None where it was deleted."""
    found = await store.sessions.get(identifier)
    for _ in range(_MAX_STEPS):
        if found is None or not found.superseded_by:
            break
        found = await store.sessions.get(found.superseded_by)
    return found if found is not None and not found.deleted_ms else None


def _part(session: Session) -> FilmPart | None:
    part = (session.details.get("film") or {}).get("part")
    return FilmPart.read(part) if part else None


def _count(session: Session) -> int:
    part = _part(session)
    return part.count if part else 1

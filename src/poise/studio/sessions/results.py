"""What a session keeps beside its numbers: its plan, the film it was made from, its whole result."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Self

from pydantic import JsonValue, SerializeAsAny, ValidationError

from poise.catalogue.translation import Language
from poise.store import Session, SessionState
from poise.studio.activity.activity import Plan
from poise.studio.activity.kind import Activities
from poise.studio.activity.notes import SessionNotes, notes_of
from poise.studio.comparing.results import ComparisonDetails, SkeletonsResult
from poise.studio.results import Result, SessionDetails
from poise.studio.sessions.kinds import COMPARISON
from poise.studio.sessions.live import image_size_of, plan_of

_LOG = logging.getLogger("poise.web")
_UNREADABLE = "the %s of session %s cannot be read as %s: %d fields do not fit"


class FilmPart(Result):
    """Which part of a film a session was made from, where the film has several sets.

    Parameters
    ----------
    number, count : int
        Which of how many sets, from 1.
    begin_s, end_s : float
        From when to when in the film; the session's own times begin with 0.
    job : str
        The job that found the sets; the identifiers of their sessions are computed from its own.
    """

    number: int
    count: int
    begin_s: float
    end_s: float
    job: str


class SourceFilm(Result):
    """The film that a session was made from.

    Parameters
    ----------
    name : str
        Of the file.
    size : int
        In bytes.
    sha256 : str
        Of the bytes, hexadecimal.
    upload : str
        Identifier of the kept original, "" where it is not, or no longer, kept.
    drawn : str
        Identifier of the film with the figure drawn into it, "" where there is none.
    recognised : bool
        Whether the exercise was recognised rather than chosen.
    certainty : float or None
        How clearly the exercise was recognised, 0.5..1; None where it was chosen.
    notices : tuple of str
        What a person should know of the film.
    part : FilmPart or None
        None where the session was made from the whole film.
    """

    name: str
    size: int
    sha256: str = ""
    upload: str = ""
    drawn: str = ""
    recognised: bool = False
    certainty: float | None = None
    notices: tuple[str, ...] = ()
    part: FilmPart | None = None


class StoredDetails(Result):
    """What a session keeps beside its numbers.

    Parameters
    ----------
    plan : Plan or None
        What somebody set out to do; None for a comparison.
    image_size : (int, int) or None
        Of the camera's frames or the film's, in pixels; None for a comparison.
    film : SourceFilm or None
        The film that it was made from.
    result : SessionDetails or None
        What came out; None while it goes on, and where this studio cannot read it.
    notes : SessionNotes
        What the person wrote down of the sets: weight, effort, words.
    """

    plan: SerializeAsAny[Plan] | None = None
    image_size: tuple[int, int] | None = None
    film: SourceFilm | None = None
    result: SerializeAsAny[SessionDetails] | None = None
    notes: SessionNotes = SessionNotes()

    @classmethod
    def of(cls, session: Session, activities: Activities, language: Language = "en") -> Self:
        """Return what a session keeps, its words in a language; what this studio cannot read is left out."""
        result = result_of(session, activities)
        shown = result and result.translated(language)
        if not activities.knows(session.kind):
            return cls(result=shown, notes=notes_of(session))
        return cls(
            plan=_plan(session, activities),
            image_size=image_size_of(session) if "image_size" in session.details else None,
            film=_film(session.details.get("film")),
            result=shown,
            notes=notes_of(session),
        )


def result_of(session: Session, activities: Activities) -> SessionDetails | None:
    """Return what a session came to; None while it goes on, and where this studio cannot read it."""
    try:
        if session.kind == COMPARISON:
            return ComparisonDetails.read(_comparison(session.details))
        if session.state is SessionState.OPEN or not activities.knows(session.kind):
            return None
        return activities.read_details(session.kind, session.details)
    except ValidationError as error:
        _LOG.warning(_UNREADABLE, "result", session.identifier, error.title, error.error_count())
        return None


def _comparison(kept: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    """Return a kept comparison as it is written today: before bodies were kept, its result stood alone."""
    if "result" in kept:
        return {"kind": COMPARISON, **kept}
    return {
        "kind": COMPARISON,
        "result": dict(kept),
        "skeletons": dict.fromkeys(SkeletonsResult.model_fields),
    }


def _plan(session: Session, activities: Activities) -> Plan | None:
    try:
        return plan_of(session, activities)
    except ValidationError as error:
        _LOG.warning(_UNREADABLE, "plan", session.identifier, error.title, error.error_count())
        return None


def _film(kept: Mapping[str, JsonValue] | None) -> SourceFilm | None:
    return SourceFilm.read(kept) if kept else None

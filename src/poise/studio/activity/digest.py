"""What progress shows of a session, in a line of text that the store keeps in an index.

Five years of daily training are some 5,000 such lines: they are read and added up at each request, so they hold numbers
by their position and no names. A line that another version wrote is made again (`refresh.py`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field

from poise.store import ACCURATE, ATTEMPTED, Session
from poise.studio.activity.done import DoneExercise, DoneSet
from poise.studio.activity.kind import Activities
from poise.studio.activity.notes import SessionNotes, notes_of
from poise.studio.results import SessionDetails

VERSION = 1
"""Grows with every change of `Part` or of how it is made."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was done of one exercise in one session; what was not measured, or not noted, is None.

    Parameters
    ----------
    subject : str
        The exercise or pose.
    sets, attempted, accurate : int
        How many.
    hold_s : float
        Seconds held.
    score : float or None
        0..100.
    range_deg, eccentric_s, concentric_s, asymmetry : float or None
        Means over the repetitions; see `DoneSet`.
    slowing_percent : float or None
        Of the set in which lifting slowed most.
    weight_kg : float or None
        The heaviest.
    volume_kg : float
        Weight times repetitions.
    effort_rpe : float or None
        Mean over the sets.
    faults : mapping of str to int
        How many repetitions had each fault.
    """

    subject: str
    sets: int
    attempted: int
    accurate: int
    hold_s: float
    score: float | None = None
    range_deg: float | None = None
    eccentric_s: float | None = None
    concentric_s: float | None = None
    asymmetry: float | None = None
    slowing_percent: float | None = None
    weight_kg: float | None = None
    volume_kg: float = 0.0
    effort_rpe: float | None = None
    faults: Mapping[str, int] = field(default_factory=dict)


def digest_of(session: Session, details: SessionDetails | None, activities: Activities) -> str:
    """Return the digest of a closed session.

    Parameters
    ----------
    session : Session
        With its measures and the notes in its details.
    details : SessionDetails or None
        Its result; None where this studio cannot read it: then its measures are taken.
    activities : Activities
        Those that the studio knows.
    """
    done: Sequence[DoneExercise] = ()
    if details is not None and activities.knows(session.kind):
        done = activities.kind(session.kind).done(details)
    if not any(one.sets for one in done):
        done = _measured(session)
    return encode_digest(done, notes_of(session))


def encode_digest(done: Iterable[DoneExercise], notes: SessionNotes) -> str:
    """Return the digest of a session, of what was done and noted in it."""
    parts = [astuple(_part(one, notes)) for one in done]
    return json.dumps([VERSION, *parts], separators=(",", ":"), allow_nan=False)


def is_present(digest: str) -> bool:
    """Return whether a digest was made by this version."""
    return digest.startswith((f"[{VERSION},", f"[{VERSION}]"))


def _measured(session: Session) -> tuple[DoneExercise, ...]:
    attempted, accurate, hold_s = (
        session.measures.get(name, 0.0) for name in (ATTEMPTED, ACCURATE, "hold_s")
    )
    if not attempted and not accurate and not hold_s:
        return ()
    done = DoneSet("", int(attempted), int(accurate), hold_s)
    return (DoneExercise(session.subject, session.score, (done,)),)


def _part(done: DoneExercise, notes: SessionNotes) -> Part:
    noted = [(one, notes.of_set(one.key)) for one in done.sets]
    weights = [note.weight_kg for _, note in noted if note.weight_kg is not None]
    efforts = [note.effort_rpe for _, note in noted if note.effort_rpe is not None]
    slowing = [one.slowing_percent for one in done.sets if one.slowing_percent is not None]
    faults: Counter[str] = Counter()
    for one in done.sets:
        faults.update(one.faults)
    return Part(
        subject=done.subject,
        sets=len(done.sets),
        attempted=sum(one.attempted for one in done.sets),
        accurate=sum(one.accurate for one in done.sets),
        hold_s=round(sum(one.hold_s for one in done.sets), 2),
        score=done.score,
        range_deg=_mean(done.sets, lambda one: one.range_deg, 1),
        eccentric_s=_mean(done.sets, lambda one: one.eccentric_s, 2),
        concentric_s=_mean(done.sets, lambda one: one.concentric_s, 2),
        asymmetry=_mean(done.sets, lambda one: one.asymmetry, 3),
        slowing_percent=max(slowing, default=None),
        weight_kg=max(weights, default=None),
        volume_kg=round(sum((note.weight_kg or 0.0) * one.attempted for one, note in noted), 2),
        effort_rpe=round(sum(efforts) / len(efforts), 2) if efforts else None,
        faults=dict(faults),
    )


def _mean(sets: Iterable[DoneSet], value_of: Callable[[DoneSet], float | None], digits: int) -> float | None:
    """Return the mean of what was measured in each set, which weighs as much as it has repetitions."""
    known = [(value, one.attempted) for one in sets if (value := value_of(one)) is not None and one.attempted]
    count = sum(attempted for _, attempted in known)
    return round(sum(value * attempted for value, attempted in known) / count, digits) if count else None

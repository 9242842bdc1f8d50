"""The kinds of sessions: all activities, and comparisons."""

from __future__ import annotations

from collections.abc import Mapping

from poise.catalogue.translation import Language
from poise.store import Session
from poise.studio.activity.kind import Activities
from poise.studio.comparing.results import ComparisonDetails
from poise.studio.library.titles import pose_title

COMPARISON: str = ComparisonDetails.model_fields["kind"].default


def session_kinds(activities: Activities) -> tuple[str, ...]:
    """Return all kinds of sessions that a studio with these activities keeps."""
    return (COMPARISON, *(one.name for one in activities.kinds))


def title_of(
    session: Session, language: Language, activities: Activities, own: Mapping[str, str] | None = None
) -> str:
    """Return what a session was about in a language: its exercise or pose by its name, a picture by that of its file.

    An exercise that is no longer in the catalogue, and a session of a kind that this studio does not know, are called
    by their identifier.

    Parameters
    ----------
    session : Session
        Without its details, too.
    language : Language
        Of the person who reads it.
    activities : Activities
        Those that the studio knows.
    own : mapping of str to str, optional
        The names of exercises that are not of the catalogue, by identifier.
    """
    if own and session.subject in own:
        return own[session.subject]
    if activities.knows(session.kind):
        return activities.kind(session.kind).title(session.subject, language)
    return pose_title(session.subject, language)

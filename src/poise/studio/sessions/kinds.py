"""The kinds of sessions: all activities, and comparisons."""

from __future__ import annotations

from poise.catalogue.translation import Language
from poise.store import Session
from poise.studio.activity.kind import Activities
from poise.studio.comparing.results import ComparisonDetails
from poise.studio.library.titles import pose_title

COMPARISON: str = ComparisonDetails.model_fields["kind"].default


def session_kinds(activities: Activities) -> tuple[str, ...]:
    """Return all kinds of sessions that a studio with these activities keeps."""
    return (COMPARISON, *(one.name for one in activities.kinds))


def title_of(session: Session, language: Language, activities: Activities) -> str:
    """Return what a session was about in a language: its exercise or pose by its name, a picture by that of its file.

    An exercise that is no longer in the catalogue, and a session of a kind that this studio does not know, are called
    by their identifier.
    """
    if activities.knows(session.kind):
        return activities.kind(session.kind).title(session.subject, language)
    return pose_title(session.subject, language)

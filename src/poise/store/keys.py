"""What records are found by, alike in every back end."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from poise.errors import Conflict
from poise.store.records import Session

LAST_ADMINISTRATOR = "This is the only administrator; make somebody else one first."


def name_key(name: str) -> str:
    """Return what makes a name unique: its compatibility form without regard to case."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def audit_key(at_ms: int) -> str:
    """Return what is less than the identifier (UUIDv7) of every audit entry from that millisecond on."""
    digits = f"{max(at_ms, 0):012x}"
    return f"{digits[:8]}-{digits[8:]}"


def search_words(session: Session) -> str:
    """Return the text in which the words of a `SessionFilter` are looked for."""
    texts = (session.subject, session.subject.replace("-", " "), session.notes, session.film)
    return " ".join(texts).casefold()


def name_taken(name: str) -> Conflict:
    """Return the refusal of a name that somebody, or another pose, has already."""
    return Conflict(f"The name {name} is taken; please choose another.")


def as_floats(measures: Mapping[str, float]) -> dict[str, float]:
    """Return measures as they are kept: 10 and 10.0 are the same to Python, and not to a checksum."""
    return {name: float(value) for name, value in measures.items()}


OTHER_ITEMS = "Another connection goes on with this session."
CHANGED_JOB = "The job was changed in the meantime; please load it again."
CHANGED_EXERCISE = "The exercise was changed in the meantime; please load it again."
CHANGED_PROGRAMME = "The programme was changed in the meantime; please load it again."
CHANGED_UPLOAD = "The upload was changed in the meantime; please load it again."
IDENTIFIER_TAKEN = "The identifier is in use; please try again."

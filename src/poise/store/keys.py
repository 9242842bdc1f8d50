"""What records are found by, alike in every back end."""

from __future__ import annotations

import unicodedata

from poise.store.documents import Session


def name_key(name: str) -> str:
    """Return what makes a name unique: its compatibility form without regard to case."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def search_words(session: Session) -> str:
    """Return the text in which the words of a `SessionFilter` are looked for."""
    return f"{session.subject} {session.subject.replace('-', ' ')} {session.notes}".casefold()

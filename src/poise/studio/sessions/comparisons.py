"""Keeping a comparison as a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from poise.store import Account, LogEntry, Session, SessionState, Store
from poise.studio.activity.digest import encode_digest
from poise.studio.activity.notes import SessionNotes
from poise.studio.clock import local_day, now_ms
from poise.studio.comparing.results import ComparisonDetails
from poise.studio.identifiers import new_identifier


async def keep_comparison(
    store: Store, account: Account, title: str, details: ComparisonDetails, pictures: Mapping[str, bytes]
) -> str:
    """Keep a comparison and return the session's identifier.

    Parameters
    ----------
    store : Store
        Open.
    account : Account
        Whose it is.
    title : str
        What it was compared with.
    details : ComparisonDetails
        What was found.
    pictures : mapping of str to bytes
        Those that are kept with it, by name; a killed process leaves an open session, which is removed later.
    """
    identifier, now = new_identifier(), now_ms()
    session = Session(
        identifier=identifier,
        account=account.identifier,
        kind=details.kind,
        subject=title,
        state=SessionState.OPEN if pictures else SessionState.FINISHED,
        started_ms=now,
        ended_ms=now,
        day=local_day(now, account.profile.time_zone),
        score=details.result.score,
        digest=encode_digest((), SessionNotes()),
        details=details.model_copy(update={"pictures": tuple(sorted(pictures))}).document(),
    )
    added = await store.sessions.add(session)
    for name, content in pictures.items():
        await store.pictures.put(identifier, name, content)
    if pictures:  # only now, so that a finished comparison has all its pictures
        await store.sessions.change(replace(added, state=SessionState.FINISHED))
    await store.logs.append(identifier, [LogEntry(0, now, "compared")])
    return identifier

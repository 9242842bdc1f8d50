"""Sessions that were left open: which there are, and how to finish one without coming back to it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from poise.errors import CatalogueError, RequestError
from poise.studio.library.own_exercises import titles_for
from poise.studio.sessions.access import find_changeable
from poise.studio.sessions.kinds import title_of
from poise.studio.sessions.live import finish_open
from poise.web.api.history import SessionOut
from poise.web.identity import Signed
from poise.web.language import Spoken
from poise.web.other_servers import leave_elsewhere
from poise.web.services import Running
from poise.web.session_kind import SessionKind

router = APIRouter(tags=["history"])


class UnfinishedOut(BaseModel):
    """A session that was begun and not finished."""

    identifier: str
    kind: SessionKind
    subject: str
    title: str
    started_ms: int
    day: str
    is_live: bool
    """Whether a browser is connected to it at this moment."""


@router.get("/unfinished-sessions")
async def unfinished_sessions(who: Signed, services: Running, spoken: Spoken) -> list[UnfinishedOut]:
    """List one's live sessions that can be resumed or finished, newest first."""
    found = await services.store.sessions.list_open(who.account.identifier)
    own = await titles_for(services.store, who.account, (one.subject for one in found))
    return [
        UnfinishedOut(
            identifier=one.identifier,
            kind=one.kind,
            subject=one.subject,
            title=title_of(one, spoken, services.activities, own),
            started_ms=one.started_ms,
            day=one.day,
            is_live=services.hub.is_live(one.identifier),
        )
        for one in found
        if services.activities.knows(one.kind)
    ]


@router.post("/sessions/{identifier}/finish")
async def finish_session(identifier: str, who: Signed, services: Running, spoken: Spoken) -> SessionOut:
    """Finish a session from what is durable of it; one that is finished already is returned as it is.

    A browser that is still connected to it is told that the session was finished from another page.
    """
    await find_changeable(services.store, who.account, identifier)
    await services.hub.end_session(identifier)
    await leave_elsewhere(services, identifier)
    found = await find_changeable(services.store, who.account, identifier)
    try:
        return SessionOut.of(
            await finish_open(services.store, found, services.activities), services.activities, spoken
        )
    except CatalogueError as error:
        raise RequestError(str(error)) from error

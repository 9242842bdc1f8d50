"""The film that a session was made from: its sets; played in parts and removed, where its person keeps it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from poise.errors import PoiseError
from poise.media.kinds import video_media_type
from poise.store import ACCURATE, ATTEMPTED, Upload
from poise.studio.films.files import StoredFile, read_range
from poise.studio.films.filmed_sets import SetInFilm, sets_of_film
from poise.studio.films.uploads import find_drawn, find_original, remove_original, require_unused
from poise.studio.library.own_exercises import titles_for
from poise.studio.sessions.access import find_changeable, find_visible
from poise.studio.sessions.kinds import title_of
from poise.web.guard import IS_HEAD
from poise.web.identity import Signed
from poise.web.language import Spoken
from poise.web.ranges import ByteRange, is_not_modified, requested_range
from poise.web.services import Running, Services

router = APIRouter(tags=["sessions"])

_LOG = logging.getLogger("poise.web")
_HEAD_BYTES = 512
_SENT_BYTES = 256 * 1024  # at once
_STALLED_S = 60.0  # a player that takes nothing for so long asks anew when it goes on
# A stranger's bytes on our own origin: whatever a browser takes them for, it runs nothing of them.
_SANDBOX = "default-src 'none'; sandbox"


class FilmSet(BaseModel):
    """One of several sets in a film."""

    session: str
    title: str
    """The exercise by its name."""
    begin_s: float
    end_s: float
    """From when to when it lasts in the film."""
    attempted: int
    accurate: int
    hold_s: float


@router.get("/sessions/{identifier}/film-sets")
async def film_sets(identifier: str, who: Signed, services: Running, spoken: Spoken) -> list[FilmSet]:
    """List all sets of the film that a session was made from, in its order; none where the film is one set."""
    session = await find_visible(services.store, who.account, identifier)
    found = await sets_of_film(services.store, session)
    own = await titles_for(services.store, who.account, (one.subject for one in found))
    return [
        FilmSet(
            session=one.identifier,
            title=title_of(one, spoken, services.activities, own),
            **SetInFilm.of(one).model_dump(include={"begin_s", "end_s"}),
            attempted=int(one.measures.get(ATTEMPTED, 0)),
            accurate=int(one.measures.get(ACCURATE, 0)),
            hold_s=one.measures.get("hold_s", 0.0),
        )
        for one in found
    ]


@router.get("/sessions/{identifier}/film", response_class=Response, responses={206: {}, 304: {}})
async def film(request: Request, identifier: str, who: Signed, services: Running) -> Response:
    """Return the film that a session was made from, whole or the range that is asked for."""
    session = await find_visible(services.store, who.account, identifier)
    upload = await find_original(services.store, session)
    etag = f'"{upload.identifier}"'  # an upload that is complete never changes
    if is_not_modified(request, etag):
        return Response(status_code=304, headers={"etag": etag})
    part = requested_range(request, upload.size, etag)
    headers = await _headers(services, upload, etag)
    if part is not None:
        headers["content-range"] = part.content_range(upload.size)
    wanted, status = (ByteRange(0, upload.size), 200) if part is None else (part, 206)
    headers["content-length"] = str(wanted.length)
    if request.scope.get(IS_HEAD):
        return Response(status_code=status, headers=headers)
    return _Film(services, upload, wanted, status=status, headers=headers)


@router.get("/sessions/{identifier}/drawn-film", response_class=Response)
async def drawn_film(request: Request, identifier: str, who: Signed, services: Running) -> Response:
    """Download the film of a session with the figure drawn into it, which the job `draw-film` has made."""
    session = await find_visible(services.store, who.account, identifier)
    upload = await find_drawn(services.store, session)
    headers = await _headers(services, upload, f'"{upload.identifier}"')
    headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(upload.name)}"
    headers["content-length"] = str(upload.size)
    if request.scope.get(IS_HEAD):
        return Response(headers=headers)
    return _Film(services, upload, ByteRange(0, upload.size), status=200, headers=headers)


@router.delete("/sessions/{identifier}/film", status_code=204)
async def remove_film(identifier: str, who: Signed, services: Running) -> None:
    """Remove the film that a session was made from; the session stays."""
    session = await find_changeable(services.store, who.account, identifier)
    await require_unused(services.store, await find_original(services.store, session))
    await remove_original(services.store, services.blobs, session)


async def _headers(services: Services, upload: Upload, etag: str) -> dict[str, str]:
    head = b""
    async for data in read_range(services.blobs, _file(upload), 0, min(_HEAD_BYTES, upload.size)):
        head += data
    return {
        "content-type": video_media_type(head),
        "accept-ranges": "bytes",
        "etag": etag,
        "content-security-policy": _SANDBOX,
        "content-disposition": 'inline; filename="film"',
    }


def _file(upload: Upload) -> StoredFile:
    return StoredFile.of_upload(upload.identifier, upload.parts)


class _Film(StreamingResponse):
    """The bytes of a film, as long as somebody takes them."""

    def __init__(
        self,
        services: Services,
        upload: Upload,
        wanted: ByteRange,
        *,
        status: int,
        headers: Mapping[str, str],
    ) -> None:
        self._services, self._account = services, upload.account
        self._file, self._wanted = _file(upload), wanted
        super().__init__(self._chunks(), status_code=status, headers=headers)

    async def _chunks(self) -> Any:  # noqa: ANN401  (an asynchronous generator)
        blobs, wanted = self._services.blobs, self._wanted
        async for data in read_range(blobs, self._file, wanted.start, wanted.stop):
            for start in range(0, len(data), _SENT_BYTES):
                yield data[start : start + _SENT_BYTES]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_time(message: Any) -> None:  # noqa: ANN401  (an ASGI message)
            async with asyncio.timeout(_STALLED_S):
                await send(message)

        with self._services.film_downloads.one(self._account):
            try:
                await super().__call__(scope, receive, send_in_time)
            except (PoiseError, TimeoutError) as error:
                _LOG.warning("a film broke off: %s", str(error) or "the client took nothing for too long")

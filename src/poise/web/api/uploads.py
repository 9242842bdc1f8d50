"""Files that arrive in pieces and go on after a cut: a server of tus 1.0.0."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator
from typing import Annotated, Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from poise.blobs import MAX_BLOB_BYTES
from poise.errors import (
    Conflict,
    MediaTooLarge,
    NotSignedIn,
    RequestError,
    UnsupportedMedia,
    UploadTakenOver,
)
from poise.store import Upload
from poise.studio.clock import now_ms
from poise.studio.films.receiving import Permit, Receiver
from poise.studio.films.uploads import (
    NewUpload,
    begin_upload,
    find_upload,
    remove_upload,
    require_unused,
)
from poise.wakeups import Topic
from poise.web.guard import IS_HEAD
from poise.web.identity import PLEASE_SIGN_IN, Identity, Signed, valid_identity
from poise.web.services import Running, Services
from poise.web.tus import (
    BODY_TYPE,
    Checksum,
    TusRoute,
    describing_headers,
    headers_in_description,
    read_metadata,
    read_number,
    require_version,
    state_headers,
)
from poise.web.upload_turns import UploadTurn

router = APIRouter(tags=["uploads"], route_class=TusRoute)

_SHA256 = re.compile("[0-9a-fA-F]{64}")
_BODY = {"required": True, "content": {BODY_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
_ANNOUNCING = headers_in_description("Tus-Resumable", "Upload-Length", "Upload-Metadata")
_SENDING = headers_in_description("Tus-Resumable", "Upload-Offset", "Upload-Checksum")
_REMOVING = headers_in_description("Tus-Resumable")


async def _speaking(request: Request, who: Signed) -> Identity:
    """Return who is signed in, with a request of our version of the protocol."""
    require_version(request)
    return who


Speaking = Annotated[Identity, Depends(_speaking)]


class UploadOut(BaseModel):
    """A file that is arriving, waits for its analysis, or is kept."""

    id: str
    name: str
    size: int
    offset: int
    created_ms: int
    expires_ms: int
    sessions: list[str]
    """Those whose original it is; empty before the analysis."""

    @classmethod
    def of(cls, upload: Upload) -> Self:
        """Return what this model shows of an upload."""
        return cls(
            id=upload.identifier,
            name=upload.name,
            size=upload.size,
            offset=upload.offset,
            created_ms=upload.created_ms,
            expires_ms=upload.expires_ms,
            sessions=list(upload.sessions),
        )


@router.options("/uploads", status_code=204)
async def describe_uploads(services: Running) -> Response:
    """Say which version and extensions of the protocol tus are served, and how large a file may be."""
    return Response(status_code=204, headers=describing_headers(services.settings.max_upload_bytes))


@router.get("/uploads")
async def uploads(who: Signed, services: Running) -> list[UploadOut]:
    """List one's files that are arriving, wait for their analysis, or are kept; newest first."""
    found = await services.store.uploads.list_for(who.account.identifier)
    return [UploadOut.of(upload) for upload in found if upload.expires_ms > now_ms()]


@router.post("/uploads", status_code=201, response_class=Response, openapi_extra={"parameters": _ANNOUNCING})
async def create_upload(request: Request, who: Speaking, services: Running) -> Response:
    """Announce a file; `Upload-Length` is its size, `Upload-Metadata` may name `filename` and `sha256`."""
    metadata = read_metadata(request)
    sha256 = metadata.get("sha256", "")
    if sha256 and not _SHA256.fullmatch(sha256):
        raise RequestError("The SHA-256 of the file must have 64 hexadecimal digits.")
    announced = NewUpload(metadata.get("filename", ""), read_number(request, "Upload-Length"), sha256)
    services.limits.upload_account.take(who.account.identifier)
    async with services.announcing:  # two at once would both find room for one
        upload = await begin_upload(
            services.store, services.quota, who.account, announced, services.settings.max_upload_bytes
        )
    location = f"/api/v1/uploads/{upload.identifier}"
    return Response(status_code=201, headers={"location": location, **state_headers(upload)})


@router.get("/uploads/{identifier}")
async def upload_state(request: Request, identifier: str, who: Signed, services: Running) -> Response:
    """Say where an upload stands; HEAD, as the protocol asks, gives the headers alone."""
    if request.scope.get(IS_HEAD):
        require_version(request)
    upload = await find_upload(services.store, who.account, identifier)
    return JSONResponse(UploadOut.of(upload).model_dump(), headers=state_headers(upload))


@router.patch(
    "/uploads/{identifier}",
    status_code=204,
    response_class=Response,
    openapi_extra={"requestBody": _BODY, "parameters": _SENDING},
)
async def receive(request: Request, identifier: str, who: Speaking, services: Running) -> Response:
    """Take the bytes from `Upload-Offset` on; what came is kept also when the request is cut."""
    await find_upload(services.store, who.account, identifier)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BODY_TYPE:
        raise UnsupportedMedia(f"Bytes of an upload are sent as {BODY_TYPE}.")
    offset, checksum = read_number(request, "Upload-Offset"), Checksum.of(request)
    services.wakeups.publish(Topic.UPLOAD, identifier)
    async with services.upload_turns.take(identifier) as turn:
        upload = await find_upload(services.store, who.account, identifier)  # as the one before us left it
        if offset != upload.offset:
            raise Conflict(f"The upload goes on at byte {upload.offset}, and not at {offset}.")
        _require_fitting(request, upload)
        receiver = await Receiver.open(services.store, services.blobs, upload, _permit(services, who))
        chunks = _receive_checked(request, checksum) if checksum else _receive(request, turn)
        upload = await _kept(receiver, chunks)
    if turn.stop.is_set():
        raise UploadTakenOver("The same upload goes on in another tab or request; please try again.")
    return Response(status_code=204, headers=state_headers(upload))


@router.delete("/uploads/{identifier}", status_code=204, openapi_extra={"parameters": _REMOVING})
async def remove(identifier: str, who: Speaking, services: Running) -> Response:
    """End an upload, and remove what is kept of it."""
    upload = await find_upload(services.store, who.account, identifier)
    await require_unused(services.store, upload)
    async with services.upload_turns.take(identifier):
        await remove_upload(services.store, services.blobs, upload)
    return Response(status_code=204)


def _require_fitting(request: Request, upload: Upload) -> None:
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and upload.offset + int(announced) > upload.size:
        raise MediaTooLarge("More bytes came than were announced; please choose the file again.")


def _permit(services: Services, who: Identity) -> Permit:
    async def permit() -> None:
        """Let nobody go on whose sign-in ended meanwhile: a large file takes hours."""
        if await valid_identity(services, who.sign_in.token_hash) is None:
            raise NotSignedIn(PLEASE_SIGN_IN)

    return permit


async def _kept(receiver: Receiver, chunks: AsyncGenerator[bytes, None]) -> Upload:
    """Keep all chunks; what came before a cut, or before the studio stops, is kept, too."""
    try:
        async with contextlib.aclosing(chunks) as arriving:
            async for chunk in arriving:
                await receiver.write(chunk)
    except ClientDisconnect:
        pass  # nobody is there for an answer
    except asyncio.CancelledError:
        await asyncio.shield(receiver.close())
        raise
    return await receiver.close()


async def _receive(request: Request, turn: UploadTurn) -> AsyncGenerator[bytes, None]:
    """Give the bytes of a request as they come, until its end or until another one goes on with the upload."""
    stopping = asyncio.ensure_future(turn.stop.wait())
    stream = request.stream()
    chunk: bytes | None = b""
    try:
        while chunk is not None:
            yield chunk
            coming = asyncio.ensure_future(anext(stream, None))
            try:
                await asyncio.wait({coming, stopping}, return_when=asyncio.FIRST_COMPLETED)
                chunk = coming.result() if coming.done() else None
            finally:
                coming.cancel()
    finally:
        stopping.cancel()


async def _receive_checked(request: Request, checksum: Checksum) -> AsyncGenerator[bytes, None]:
    """Give the bytes of a request once all are there and are what they have to be."""
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MAX_BLOB_BYTES:
            raise MediaTooLarge(
                f"At most {MAX_BLOB_BYTES // 2**20} MiB with one checksum are taken; send smaller pieces."
            )
    checksum.require(bytes(received))
    yield bytes(received)

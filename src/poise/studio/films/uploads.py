"""Uploads from their announcement to their removal; `receiving.py` takes their bytes."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import Any

from poise.blobs import Blobs
from poise.errors import Conflict, MediaTooLarge, NotThere, QuotaReached, RequestError
from poise.media.limits import readable_bytes
from poise.store import Account, Job, Session, Store, Upload
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.films.files import upload_prefix
from poise.studio.films.names import clean_file_name
from poise.studio.identifiers import new_identifier
from poise.studio.sessions.quota import Quota

LIFETIME_MS = 48 * 3600 * 1000
"""For how long an upload waits for more bytes, or for a job that takes it."""

MAX_UNFINISHED = 10
"""Uploads of one account of which something is missing."""

WHILE_SESSION_MS = 253_402_300_799_000
"""Expires then (at the end of the year 9999): an original that goes with its session."""


@dataclass(frozen=True, slots=True)
class NewUpload:
    """What somebody announces.

    Parameters
    ----------
    name : str
        The file's name, as it came.
    size : int
        Bytes.
    sha256 : str
        In hexadecimal, "" where it is not known.
    """

    name: str
    size: int
    sha256: str = ""


async def begin_upload(
    store: Store, quota: Quota, account: Account, announced: NewUpload, max_bytes: int
) -> Upload:
    """Make room for a file and return its upload, of which no byte is there.

    Parameters
    ----------
    store : Store
        Open.
    quota : Quota
        How much the account may keep; the announced size counts at once.
    account : Account
        Whose it is.
    announced : NewUpload
        What is to come.
    max_bytes : int
        Of one file.

    Raises
    ------
    RequestError
        If there is nothing to send.
    MediaTooLarge
        If the file is too large.
    QuotaReached
        If the account has too much already.
    """
    name = clean_file_name(announced.name)
    if announced.size <= 0:
        raise RequestError(f"{name} is empty; please export or copy it again.")
    if announced.size > max_bytes:
        raise MediaTooLarge(
            f"{name} has {readable_bytes(announced.size)}; at most {readable_bytes(max_bytes)} are taken, "
            "so please shorten or compress it."
        )
    await _require_few_unfinished(store, account)
    await quota.require(account.identifier, announced.size)
    now = now_ms()
    upload = Upload(
        identifier=new_identifier(),
        account=account.identifier,
        name=name,
        size=announced.size,
        created_ms=now,
        expires_ms=now + LIFETIME_MS,
        sha256=announced.sha256,
    )
    await store.uploads.add(upload)
    return upload


async def _require_few_unfinished(store: Store, account: Account) -> None:
    uploads = await store.uploads.list_for(account.identifier)
    count = sum(not one.is_complete and one.expires_ms > now_ms() for one in uploads)
    if count >= MAX_UNFINISHED:
        raise QuotaReached(
            f"You have {count} uploads that are not complete; finish or cancel some of them first."
        )


async def find_upload(store: Store, actor: Account, identifier: str) -> Upload:
    """Return an upload of somebody.

    Raises
    ------
    NotThere
        If there is none, if its time is over, or if it is somebody else's, which is answered alike.
    """
    found = await store.uploads.get(identifier)
    if found is None or found.account != actor.identifier or found.expires_ms <= now_ms():
        raise NotThere("There is no such upload; please choose the file again.")
    return found


async def require_unused(store: Store, upload: Upload) -> None:
    """Return if no job waits for an upload or works on it.

    Raises
    ------
    Conflict
        If one does.
    """
    if upload.identifier in await uploads_in_use(store):
        raise Conflict("This film is being analysed; cancel that first.")


async def uploads_in_use(store: Store) -> frozenset[str]:
    """Return the uploads that unfinished jobs ask for."""
    unfinished = await store.jobs.list_unfinished()
    return frozenset(_upload_of(job) for job in unfinished) - {""}


def _upload_of(job: Job) -> str:
    return str(job.request.get("upload", ""))


async def release_upload(store: Store, blobs: Blobs, job: Job) -> None:
    """Remove the film of a job that was taken out of the list, so that nothing stays of what somebody removed.

    It stays where a session keeps it, or another job of the list could be tried again with it.
    """
    upload = await store.uploads.get(_upload_of(job))
    if upload is None or upload.account != job.account or upload.sessions:
        return
    if not await _is_listed(store, upload):
        await remove_upload(store, blobs, upload)


async def _is_listed(store: Store, upload: Upload) -> bool:
    after = ""
    while True:
        page = await store.jobs.list_for(upload.account, after)
        if any(_upload_of(job) == upload.identifier for job in page.records):
            return True
        after = page.next_key
        if not after:
            return False


async def remove_upload(store: Store, blobs: Blobs, upload: Upload) -> None:
    """Remove an upload with its bytes, and from the sessions whose original it is.

    Its time is over first of all. So nobody uses what is half removed, and after a process that is killed in between
    maintenance does the rest.
    """
    for session in upload.sessions:
        await detach(store, session, upload.identifier)
    await _end(store, upload.identifier)
    await blobs.remove(upload_prefix(upload.identifier))
    await store.uploads.remove(upload.identifier)


async def _end(store: Store, identifier: str) -> None:
    while (upload := await store.uploads.get(identifier)) is not None:
        with contextlib.suppress(Conflict):  # it still grows
            await store.uploads.change(replace(upload, expires_ms=now_ms()))
            return


def kept_until_ms(keep_days: float) -> int:
    """Return when the film of a session expires that is kept for some days from now, 0 for as long as the session."""
    return now_ms() + int(keep_days * DAY_MS) if keep_days else WHILE_SESSION_MS


async def keep_original(store: Store, identifier: str, session: str, keep_days: float) -> None:
    """Keep an upload as the original of a session.

    Parameters
    ----------
    store : Store
        Open.
    identifier : str
        The upload's; one that is not there any more is left so.
    session : str
        Whose original it is; several sessions may share one.
    keep_days : float
        For how long; 0 for as long as one of its sessions is there.
    """
    while (upload := await store.uploads.get(identifier)) is not None:
        sessions = tuple(dict.fromkeys((*upload.sessions, session)))
        with contextlib.suppress(Conflict):
            await store.uploads.change(
                replace(upload, sessions=sessions, expires_ms=kept_until_ms(keep_days))
            )
            return


async def share_original(store: Store, session: Session, other: str) -> None:
    """Let another session have the original of this one too, where it is kept, for as long as this one has it."""
    identifier = _film_of(session).get("upload", "")
    while identifier and (upload := await store.uploads.get(identifier)) is not None:
        if upload.account != session.account or not upload.sessions or other in upload.sessions:
            return
        with contextlib.suppress(Conflict):
            await store.uploads.change(replace(upload, sessions=(*upload.sessions, other)))
            return


async def find_original(store: Store, session: Session) -> Upload:
    """Return the original that is kept of a session.

    Raises
    ------
    NotThere
        If there is none.
    """
    return await _find_kept(store, session, "upload", "The film of this session is not kept.")


async def find_drawn(store: Store, session: Session) -> Upload:
    """Return the film of a session with the figure drawn into it.

    Raises
    ------
    NotThere
        If there is none.
    """
    return await _find_kept(store, session, "drawn", "The film of this session was not drawn.")


async def _find_kept(store: Store, session: Session, field: str, missing: str) -> Upload:
    identifier = _film_of(session).get(field, "")
    found = await store.uploads.get(identifier) if identifier else None
    if found is None or found.account != session.account or not found.is_complete:
        raise NotThere(missing)
    return found


async def remove_original(store: Store, blobs: Blobs, session: Session) -> None:
    """Remove a session's original and the film that was drawn of it; an original stays that another session has, too.

    Raises
    ------
    NotThere
        If there is none.
    """
    upload = await find_original(store, session)
    others = tuple(one for one in upload.sessions if one != session.identifier)
    await detach(store, session.identifier, upload.identifier)
    if others:
        await store.uploads.change(replace(upload, sessions=others))
    else:
        await remove_upload(store, blobs, replace(upload, sessions=()))
    with contextlib.suppress(NotThere):  # it shows the same pictures
        await remove_upload(store, blobs, await find_drawn(store, session))


def _film_of(session: Session) -> dict[str, Any]:
    """Return what a session tells of the film it was made from, nothing for one that was live."""
    found = session.details.get("film")
    return dict(found) if isinstance(found, dict) else {}


async def detach(store: Store, identifier: str, upload: str) -> None:
    """Let a session know that its original, or the film that was drawn of it, is not kept any more."""
    while (session := await store.sessions.get(identifier)) is not None:
        film = _film_of(session)
        gone = {field: "" for field in ("upload", "drawn") if film.get(field) == upload}
        if not gone:
            return
        details = {**session.details, "film": {**film, **gone}}
        with contextlib.suppress(Conflict):
            await store.sessions.change(replace(session, details=details))
            return

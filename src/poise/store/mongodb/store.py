"""The store's verbs on MongoDB."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from pymongo import AsyncMongoClient
from pymongo.errors import ConfigurationError, InvalidURI, PyMongoError
from pymongo.monitoring import CommandListener
from pymongo.uri_parser import parse_uri

from poise.errors import StoreError, StoreUnavailable
from poise.store.documents import (
    Account,
    AuditEntry,
    Json,
    Kept,
    KeptKind,
    LogEntry,
    Page,
    Progress,
    SavedPose,
    Session,
    SessionFilter,
    SignIn,
    Ticket,
    Usage,
)
from poise.store.mongodb import accounts, copying, sessions
from poise.store.mongodb.collections import RETRY_FOR_S, Collections, Document
from poise.store.mongodb.migrations import migrate

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_Verb = Callable[Concatenate[Collections, Given], Awaitable[Answer]]

_COUNTED = ("accounts", "sessions", "streams", "recordings", "pictures", "log", "poses", "audit")
_OPTIONS: dict[str, Any] = {
    "appname": "poise",
    "w": "majority",
    "retryWrites": False,  # needs a replica set; `Collections` repeats by itself, wherever the server runs
    "serverSelectionTimeoutMS": 3000,
    "connectTimeoutMS": 3000,
    "socketTimeoutMS": 20000,
}


class MongoStore:
    """Keep everything in one database of a MongoDB.

    Parameters
    ----------
    uri : str
        ``mongodb://...``; the database it names, else ``poise``.
    is_server : bool
        Whether this process serves the data and finishes what a killed one left half done.
    retry_for_s : float
        For how long an operation is repeated while the database does not answer.
    listeners : sequence of CommandListener
        Who is told of each command.
    """

    def __init__(
        self,
        uri: str,
        *,
        is_server: bool = True,
        retry_for_s: float = RETRY_FOR_S,
        listeners: Sequence[CommandListener] = (),
    ) -> None:
        self._uri, self._is_server = uri, is_server
        self._retry_for_s, self._listeners = retry_for_s, listeners
        self.database, self._hosts = _address_of(uri)
        self._client: AsyncMongoClient[Document]
        self._collections: Collections

    async def open(self) -> None:
        """Connect, migrate and make indexes; raises `StoreError` in one sentence when that cannot be."""
        try:
            self._client = AsyncMongoClient(self._uri, event_listeners=list(self._listeners), **_OPTIONS)
        except (PyMongoError, ValueError) as error:
            raise StoreError(_address_problem(self._uri, error)) from error
        self._collections = Collections(self._client, self.database, self._retry_for_s)
        try:
            await self._collections.told("ping")
            await migrate(self._collections)
            if self._is_server:
                await sessions.finish_removals(self._collections)
        except StoreUnavailable as error:
            await self._client.close()
            raise StoreError(
                f"The database at {self._hosts} does not answer; please start it or correct POISE_MONGODB_URI."
            ) from error
        except BaseException:
            await self._client.close()
            raise

    async def close(self) -> None:
        """Let go; nothing waits, because every write is durable before it is answered."""
        await self._client.close()

    async def check(self) -> None:
        """Return if the database answers and can be written; raises `StoreError`."""
        await self._collections.put("health", {"_id": "check"})

    async def information(self) -> Json:
        """Return back end, version, counts and sizes in bytes."""
        size = await self._collections.told("dbStats")
        return {
            "back_end": "mongodb",
            "version": (await self._collections.told("buildInfo"))["version"],
            "counts": {name: await self._collections.size(name) for name in _COUNTED},
            "database_bytes": int(size["storageSize"]),
            "recordings_bytes": await self._collections.total("recordings", {"_id": {"$gt": ""}}, "bytes"),
        }

    # -- accounts -----------------------------------------------------------------------------------------------

    async def add_account(self, account: Account) -> None:  # noqa: D102  (the interface says it)
        await self._do(accounts.add_account, account)

    async def account(self, identifier: str) -> Account | None:  # noqa: D102
        return await self._do(accounts.account, identifier)

    async def account_named(self, name: str) -> Account | None:  # noqa: D102
        return await self._do(accounts.account_named, name)

    async def accounts(self, after: str = "", limit: int = 50) -> Page[Account]:  # noqa: D102
        return await self._do(accounts.accounts, after, limit)

    async def count_accounts(self) -> int:  # noqa: D102
        return await self._do(accounts.count_accounts)

    async def change_account(self, account: Account) -> Account:  # noqa: D102
        return await self._do(accounts.change_account, account)

    async def remove_account(self, identifier: str) -> None:  # noqa: D102
        await self._do(accounts.give_up_power, identifier)
        await self._do(sessions.remove_sessions_of, identifier)
        await self._do(accounts.remove_account, identifier)

    async def add_sign_in(self, sign_in: SignIn) -> None:  # noqa: D102
        await self._do(accounts.add_sign_in, sign_in)

    async def sign_in(self, token_hash: str) -> SignIn | None:  # noqa: D102
        return await self._do(accounts.sign_in, token_hash)

    async def touch_sign_in(self, token_hash: str, seen_ms: int, expires_ms: int) -> None:  # noqa: D102
        await self._do(accounts.touch_sign_in, token_hash, seen_ms, expires_ms)

    async def sign_ins(self, account: str) -> Sequence[SignIn]:  # noqa: D102
        return await self._do(accounts.sign_ins, account)

    async def remove_sign_in(self, token_hash: str) -> None:  # noqa: D102
        await self._do(accounts.remove_sign_in, token_hash)

    async def remove_sign_ins(self, account: str, but: str = "") -> int:  # noqa: D102
        return await self._do(accounts.remove_sign_ins, account, but)

    async def add_ticket(self, ticket: Ticket) -> None:  # noqa: D102
        await self._do(accounts.add_ticket, ticket)

    async def ticket(self, token_hash: str) -> Ticket | None:  # noqa: D102
        return await self._do(accounts.ticket, token_hash)

    async def take_ticket(self, token_hash: str, now_ms: int) -> Ticket | None:  # noqa: D102
        return await self._do(accounts.take_ticket, token_hash, now_ms)

    async def tickets(self) -> Sequence[Ticket]:  # noqa: D102
        return await self._do(accounts.tickets)

    async def remove_ticket(self, token_hash: str) -> None:  # noqa: D102
        await self._do(accounts.remove_ticket, token_hash)

    async def remove_tickets(self, *, account: str = "", maker: str = "", but: str = "") -> int:  # noqa: D102
        return await self._do(accounts.remove_tickets, account=account, maker=maker, but=but)

    # -- sessions -----------------------------------------------------------------------------------------------

    async def add_session(self, session: Session) -> Session:  # noqa: D102
        return await self._do(sessions.add_session, session)

    async def session(self, identifier: str) -> Session | None:  # noqa: D102
        return await self._do(sessions.one_session, identifier)

    async def change_session(self, session: Session) -> Session:  # noqa: D102
        return await self._do(sessions.change_session, session)

    async def sessions(  # noqa: D102
        self, account: str, only: SessionFilter, after: str = "", limit: int = 30
    ) -> Page[Session]:
        return await self._do(sessions.list_sessions, account, only, after, limit)

    async def progress(self, account: str, subject: str = "", first_day: str = "") -> Sequence[Progress]:  # noqa: D102
        return await self._do(sessions.progress, account, subject, first_day)

    async def open_sessions(self, account: str) -> Sequence[Session]:  # noqa: D102
        return await self._do(sessions.open_sessions, account)

    async def sessions_put_aside(self, account: str) -> Sequence[Session]:  # noqa: D102
        return await self._do(sessions.put_aside_of, account)

    async def unsealed_sessions(self) -> Sequence[str]:  # noqa: D102
        return await self._do(sessions.unsealed_sessions)

    async def usage(self, account: str) -> Usage:  # noqa: D102
        return await self._do(sessions.usage, account)

    async def remove_session(self, identifier: str) -> None:  # noqa: D102
        await self._do(sessions.remove_session, identifier)

    async def append_stream(self, session: str, first: int, count: int, data: bytes) -> int:  # noqa: D102
        return await self._do(sessions.append_stream, session, first, count, data)

    async def stream(  # noqa: D102
        self, session: str, first: int = 0, limit: int = 0
    ) -> Sequence[tuple[int, int, bytes]]:
        return await self._do(sessions.stream, session, first, limit)

    async def put_recording(self, session: str, chunks: Sequence[bytes]) -> None:  # noqa: D102
        await self._do(sessions.put_recording, session, chunks)

    async def recording(self, session: str) -> Sequence[bytes]:  # noqa: D102
        return await self._do(sessions.recording, session)

    async def recording_chunk(self, session: str, number: int) -> bytes | None:  # noqa: D102
        return await self._do(sessions.recording_chunk, session, number)

    async def put_picture(self, session: str, name: str, data: bytes) -> None:  # noqa: D102
        await self._do(sessions.put_picture, session, name, data)

    async def picture(self, session: str, name: str) -> bytes | None:  # noqa: D102
        return await self._do(sessions.picture, session, name)

    async def append_log(self, session: str, entries: Sequence[LogEntry]) -> None:  # noqa: D102
        await self._do(sessions.append_log, session, entries)

    async def log(self, session: str) -> Sequence[LogEntry]:  # noqa: D102
        return await self._do(sessions.log, session)

    # -- poses, audit, sweeping ---------------------------------------------------------------------------------

    async def add_pose(self, pose: SavedPose) -> None:  # noqa: D102
        await self._do(accounts.add_pose, pose)

    async def poses(self, account: str) -> Sequence[SavedPose]:  # noqa: D102
        return await self._do(accounts.poses, account)

    async def remove_pose(self, account: str, identifier: str) -> None:  # noqa: D102
        await self._do(accounts.remove_pose, account, identifier)

    async def add_audit(self, entry: AuditEntry) -> None:  # noqa: D102
        await self._do(accounts.add_audit, entry)

    async def audit(self, after: str = "", limit: int = 50) -> Page[AuditEntry]:  # noqa: D102
        return await self._do(accounts.audit, after, limit)

    async def sweep(self, now_ms: int, keep_deleted_ms: int, keep_audit_ms: int = 0) -> int:  # noqa: D102
        await self._do(sessions.finish_removals)
        expired = await self._do(accounts.remove_expired, now_ms)
        if keep_audit_ms:
            expired += await self._do(accounts.remove_audit, now_ms - keep_audit_ms)
        return expired + await self._do(sessions.remove_put_aside, now_ms - keep_deleted_ms)

    async def kept(self, kind: KeptKind, after: str = "", limit: int = 200) -> Page[Kept]:  # noqa: D102
        return await self._do(copying.kept, kind, after, limit)

    async def _do(self, verb: _Verb[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
        return await verb(self._collections, *given, **named)


def _address_of(uri: str) -> tuple[str, str]:
    """Return the database's name, and where it is without the secrets in the address."""
    try:
        parsed = parse_uri(uri, validate=True, warn=False)
    except (InvalidURI, ConfigurationError, ValueError) as error:
        raise StoreError(_address_problem(uri, error)) from error
    hosts = ", ".join(f"{host}:{port}" if port else str(host) for host, port in parsed["nodelist"])
    return parsed["database"] or "poise", hosts


def _address_problem(uri: str, error: Exception) -> str:
    """Return what is wrong with an address, without the secrets in it."""
    scheme, _, rest = uri.partition("://")
    if scheme not in {"mongodb", "mongodb+srv"}:
        return _NO_ADDRESS
    if _NEEDS_ENCODING.search(rest.rpartition("@")[0].replace(":", "", 1)):
        return (
            "The name or password in POISE_MONGODB_URI has a character that stands for something else there; "
            "write it percent-encoded, for example p%40ss for p@ss."
        )
    if scheme == "mongodb+srv" and not isinstance(error, InvalidURI):
        host = re.split(r"[/?]", rest.rpartition("@")[2])[0]
        return (
            f"The DNS has no SRV record for {host}, the host of POISE_MONGODB_URI; "
            f"check its name and the network, or write mongodb:// and the name of the server itself."
        )
    if "?" in rest:
        return "POISE_MONGODB_URI has an option that MongoDB does not know, or a value that it does not take."
    return _NO_ADDRESS


# What has a meaning of its own between :// and the last @ (RFC 3986), and a % that begins no code.
_NEEDS_ENCODING = re.compile(r"[:/?#\[\]@]|%(?![0-9A-Fa-f]{2})")
_NO_ADDRESS = (
    "POISE_MONGODB_URI is no address of a MongoDB; it looks like mongodb://name:password@host/poise."
)

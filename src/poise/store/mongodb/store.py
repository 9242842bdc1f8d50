"""Everything in one database: a facet for each collection, and what concerns several of them at once."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import ConfigurationError, InvalidURI, PyMongoError
from pymongo.monitoring import CommandListener
from pymongo.uri_parser import parse_uri

from poise.errors import StoreError, StoreUnavailable
from poise.store.mongodb.accounts import MongoAccounts
from poise.store.mongodb.audit import MongoAudit
from poise.store.mongodb.collections import RETRY_FOR_S, Collections, Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.mongodb.jobs import MongoJobs
from poise.store.mongodb.logs import MongoLogs
from poise.store.mongodb.migrations import migrate
from poise.store.mongodb.one_time_links import MongoOneTimeLinks
from poise.store.mongodb.own_files import MongoExercises, MongoProgrammes
from poise.store.mongodb.pictures import MongoPictures
from poise.store.mongodb.poses import MongoPoses
from poise.store.mongodb.recordings import MongoRecordings
from poise.store.mongodb.removals import LEFT_BEHIND_MS, Removals
from poise.store.mongodb.sessions import MongoSessions
from poise.store.mongodb.sign_ins import MongoSignIns
from poise.store.mongodb.streams import MongoStreams
from poise.store.mongodb.uploads import MongoUploads
from poise.store.records import Json
from poise.store.store import FACETS

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
        Called for each command.
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
        self._listeners = listeners
        self.database, self._hosts = _address_of(uri)
        self._client: AsyncMongoClient[Document]
        self._collections = collections = Collections(self.database, retry_for_s)
        self.accounts = MongoAccounts(collections)
        self.sign_ins = MongoSignIns(collections)
        self.one_time_links = MongoOneTimeLinks(collections)
        self.recordings = MongoRecordings(collections)
        self.streams = MongoStreams(collections)
        self.pictures = MongoPictures(collections)
        self.logs = MongoLogs(collections)
        self._removals = Removals(collections, self._owned_by("session"))
        self.sessions = MongoSessions(collections, self._removals)
        self.poses = MongoPoses(collections)
        self.exercises = MongoExercises(collections)
        self.programmes = MongoProgrammes(collections)
        self.jobs = MongoJobs(collections)
        self.uploads = MongoUploads(collections)
        self.audit = MongoAudit(collections)

    async def open(self) -> None:
        """Connect, migrate and make indexes; raises `StoreError` in one sentence when that cannot be."""
        try:
            self._client = AsyncMongoClient(self._uri, event_listeners=list(self._listeners), **_OPTIONS)
        except (PyMongoError, ValueError) as error:
            raise StoreError(_address_problem(self._uri, error)) from error
        self._collections.connect(self._client)
        try:
            await self._collections.ask("ping")
            await migrate(self._collections)
            if self._is_server:
                await self._finish_removals()
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
        size = await self._collections.ask("dbStats")
        return {
            "back_end": "mongodb",
            "version": (await self._collections.ask("buildInfo"))["version"],
            "counts": {name: await facet.count_records() for name, facet in self._facets.items()},
            "database_bytes": int(size["storageSize"]),
            "recordings_bytes": await self._collections.total("recordings", {"_id": {"$gt": ""}}, "bytes"),
        }

    async def remove_account(self, identifier: str) -> None:  # noqa: D102  (the interface says it)
        await self.accounts.give_up_power(identifier)
        await self.sessions.remove_owned([identifier])
        await self._removals.note_account(identifier)
        await self.accounts.remove(identifier)
        for facet in self._owned_by("account"):
            await facet.remove_owned([identifier])

    async def sweep(  # noqa: D102
        self, now_ms: int, keep_deleted_ms: int, keep_audit_ms: int = 0, keep_jobs_ms: int = 0
    ) -> int:
        await self._finish_removals()
        count = 0
        for facet in self._facets.values():
            count += await facet.remove_expired(now_ms) if facet.expires else 0
        if keep_audit_ms:
            count += await self.audit.remove_older(now_ms - keep_audit_ms)
        if keep_jobs_ms:
            count += await self.jobs.remove_ended(now_ms - keep_jobs_ms)
        count += await self.exercises.remove_deleted(now_ms - keep_deleted_ms)
        count += await self.programmes.remove_deleted(now_ms - keep_deleted_ms)
        return count + await self.sessions.remove_deleted(now_ms - keep_deleted_ms)

    async def _finish_removals(self) -> None:
        await self._removals.finish(self._owned_by("account"))
        await self.recordings.finish_writings(time.time_ns() // 1_000_000 - LEFT_BEHIND_MS)

    @property
    def _facets(self) -> dict[str, MongoFacet[Any]]:
        return {name: getattr(self, name) for name in FACETS if hasattr(self, name)}

    def _owned_by(self, owner: str) -> list[MongoFacet[Any]]:
        return [facet for facet in self._facets.values() if facet.owner == owner]


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

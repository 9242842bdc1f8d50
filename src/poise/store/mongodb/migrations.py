"""The indexes, and the numbered steps that bring a database up to this version, each harmless when done twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pymongo import ASCENDING, DESCENDING, IndexModel

from poise.errors import NewerStore, StoreError
from poise.store.mongodb.collections import Collections, Document
from poise.store.mongodb.forms import details_of


def _index(name: str, *fields: tuple[str, int]) -> IndexModel:
    return IndexModel(list(fields), name=name)


_OF_ACCOUNT = (("account", ASCENDING), ("is_aside", ASCENDING))
_NEWEST = ("newest", DESCENDING)
_SUMMED = ("day", "subject", "score", "counted")

INDEXES = {
    "accounts": [_index("by_name", ("key", ASCENDING))],
    "names": [_index("of_account", ("account", ASCENDING))],
    "sign_ins": [
        _index("of_account", ("account", ASCENDING), ("seen_ms", DESCENDING)),
        _index("by_end", ("expires_ms", ASCENDING)),
    ],
    "tickets": [
        _index("by_end", ("expires_ms", ASCENDING)),
        _index("of_account", ("account", ASCENDING)),
        _index("of_maker", ("maker", ASCENDING)),
    ],
    "taken_tickets": [_index("by_end", ("expires_ms", ASCENDING))],
    "sessions": [
        _index("newest", *_OF_ACCOUNT, _NEWEST),
        _index("of_kind", *_OF_ACCOUNT, ("kind", ASCENDING), _NEWEST),
        _index("of_subject", *_OF_ACCOUNT, ("subject", ASCENDING), _NEWEST),
        _index("of_state", *_OF_ACCOUNT, ("state", ASCENDING), _NEWEST),
        # Progress is read from this index alone, without the sessions themselves.
        _index(
            "current_progress",
            *_OF_ACCOUNT,
            *((name, ASCENDING) for name in ("state", "superseded_by", *_SUMMED)),
        ),
        # The digests are read from this index alone, too.
        _index(
            "digests",
            *_OF_ACCOUNT,
            *((name, ASCENDING) for name in ("state", "superseded_by", "newest", "corrected", "digest")),
        ),
        _index("put_aside", ("is_aside", ASCENDING), ("deleted_ms", ASCENDING)),
    ],
    "streams": [_index("in_order", ("session", ASCENDING), ("first", ASCENDING))],
    "recordings": [_index("of_session", ("session", ASCENDING))],
    "writings": [_index("of_session", ("session", ASCENDING))],
    "chunks": [
        _index("in_order", ("session", ASCENDING), ("generation", ASCENDING), ("sequence", ASCENDING))
    ],
    "pictures": [_index("of_session", ("session", ASCENDING))],
    "log": [_index("in_order", ("session", ASCENDING), ("number", ASCENDING))],
    "poses": [_index("of_account", ("account", ASCENDING), ("identifier", ASCENDING))],
    "exercises": [
        _index("versions", ("identifier", ASCENDING)),
        _index("of_account", ("account", ASCENDING), ("_id", DESCENDING)),
        _index("shared", ("is_shared", ASCENDING)),
        _index("deleted", ("deleted_ms", ASCENDING)),
    ],
    "programmes": [
        _index("versions", ("identifier", ASCENDING)),
        _index("of_account", ("account", ASCENDING), ("_id", DESCENDING)),
        _index("shared", ("is_shared", ASCENDING)),
        _index("deleted", ("deleted_ms", ASCENDING)),
    ],
    "jobs": [
        _index("versions", ("identifier", ASCENDING)),
        _index("newest", ("account", ASCENDING), ("_id", DESCENDING)),
        _index("by_state", ("state", ASCENDING), ("ended_ms", ASCENDING)),
    ],
    "uploads": [
        _index("versions", ("identifier", ASCENDING)),
        _index("newest", ("account", ASCENDING), ("_id", DESCENDING)),
        _index("by_end", ("expires_ms", ASCENDING)),
    ],
}


async def _make_indexes(collections: Collections) -> None:
    for collection, indexes in INDEXES.items():
        await collections.make_indexes(collection, indexes)


async def _name_measures(collections: Collections) -> None:
    """Name what was counted and measured: the fields of before become measures of coaching."""
    async for page in collections.pages("sessions", {}, without=("details",)):
        for one in page:
            if "measures" not in one:
                where = {"_id": one["_id"], "rev": one["rev"]}
                await collections.change("sessions", where, _measures_of(one), without=_MEASURES)
    await collections.drop_index("sessions", "sums")
    await _make_indexes(collections)


_MEASURES = ("attempted", "accurate", "hold_s")


def _measures_of(document: Document) -> Document:
    if document["kind"] != "coaching":
        return {"measures": {}, "counted": {}}
    accurate = document["accurate"] if document["corrected"] is None else document["corrected"]
    measures = {name: float(document[name]) for name in _MEASURES}
    attempted = float(max(document["attempted"], accurate))
    counted = {**measures, "attempted": attempted, "accurate": float(accurate)}
    return {"measures": measures, "counted": counted}


async def _name_films(collections: Collections) -> None:
    """Name the film that a session was made from; nothing of before was judged again."""
    async for page in collections.pages("sessions", {}):
        for one in page:
            if "superseded_by" not in one:
                film = details_of(one["details"]).get("film") or {}
                settings = {"engine": 0, "film": film.get("name", ""), "judged_from": "", "superseded_by": ""}
                await collections.change("sessions", {"_id": one["_id"], "rev": one["rev"]}, settings)
    await collections.drop_index("sessions", "progress")
    await _make_indexes(collections)


async def _add_digests(collections: Collections) -> None:
    """Leave room for what progress shows of a session; the studio writes it for those of before."""
    async for page in collections.pages("sessions", {}, without=("details",)):
        for one in page:
            if "digest" not in one:
                await collections.change("sessions", {"_id": one["_id"], "rev": one["rev"]}, {"digest": ""})
    await _make_indexes(collections)


# The second step: links know who made them; those of before are read with nobody as their maker. The fourth step:
# jobs and uploads. The fifth step: exercises. The sixth: jobs have a result; those of before are read with an empty
# one. The seventh: programmes. The eighth: recordings that were judged again, and which sessions came from films. The
# ninth: what progress shows of a session.
_STEPS: tuple[Callable[[Collections], Awaitable[None]], ...] = (
    _make_indexes,
    _make_indexes,
    _name_measures,
    _make_indexes,
    _make_indexes,
    _make_indexes,
    _make_indexes,
    _name_films,
    _add_digests,
)
VERSION = len(_STEPS)


async def migrate(collections: Collections) -> None:
    """Bring the database up to this version; several processes may do so at once.

    Raises
    ------
    NewerStore
        If a newer Poise has written it.
    StoreError
        If the database belongs to something else.
    """
    known = await collections.one("schema", {"_id": "poise"})
    version = int(known["version"]) if known else 0
    if version > VERSION:
        raise NewerStore("The data were written by a newer Poise; please update this one.")
    for number, step in enumerate(_STEPS[version:], version + 1):
        await step(collections)
        await _note(collections, number)
    if version == VERSION:  # an index that somebody dropped is made again
        await _make_indexes(collections)


async def _note(collections: Collections, version: int) -> None:
    if version == 1 and await collections.insert("schema", {"_id": "poise", "version": 1}):
        return
    await collections.change("schema", {"_id": "poise", "version": version - 1}, {"version": version})
    known = await collections.one("schema", {"_id": "poise"})
    if known is None or known["version"] < version:
        raise StoreError("The database could not be prepared; please check what Poise may do in it.")

"""Jobs in MongoDB."""

from __future__ import annotations

from dataclasses import asdict

from poise.store.jobs import UNFINISHED, Job, JobState
from poise.store.keys import CHANGED_JOB
from poise.store.mongodb.collections import Document
from poise.store.mongodb.forms import details_of, of_details
from poise.store.mongodb.versioned import MongoVersioned, plain
from poise.store.records import Page

_UNFINISHED = [one.value for one in UNFINISHED]
_OBJECTS = ("request", "progress", "result")
_FINAL = [one.value for one in JobState if one.is_final]


class MongoJobs(MongoVersioned[Job]):
    """The work that waits, runs or has ended."""

    collection = "jobs"
    changed = CHANGED_JOB

    async def list_for(self, account: str, after: str = "", limit: int = 30) -> Page[Job]:  # noqa: D102
        return await self._page_of({"account": account}, after, limit)

    async def list_unfinished(self) -> tuple[Job, ...]:  # noqa: D102  (the interface says it)
        found = await self._newest_where({"state": {"$in": _UNFINISHED}})
        return tuple(self._record(one) for one in found if one["state"] in _UNFINISHED)

    async def remove_ended(self, before_ms: int) -> int:
        """Remove the jobs that ended before a time; returns how many."""
        return await self._remove_newest({"state": {"$in": _FINAL}, "ended_ms": {"$lt": before_ms}})

    def _document(self, record: Job) -> Document:
        objects = {name: of_details(getattr(record, name)) for name in _OBJECTS}
        return {**asdict(record), **objects, "state": record.state.value, "sessions": list(record.sessions)}

    def _record(self, document: Document) -> Job:
        given = {"result": of_details({}), **plain(document)}  # jobs of before had none
        objects = {name: details_of(given[name]) for name in _OBJECTS}
        return Job(
            **{
                **given,
                **objects,
                "state": JobState(given["state"]),
                "sessions": tuple(given["sessions"]),
            }
        )

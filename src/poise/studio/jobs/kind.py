"""One entry for each kind of job; `poise.studio.job_kinds` lists those of Poise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from poise.store import Account, Store
from poise.studio.jobs.running import Work
from poise.studio.results import Result


class JobRequest(Result):
    """What somebody asks a worker for; each kind of job has a model of its own, told apart by `kind`."""

    kind: str


class Check(Protocol):
    """Says whether a request can be fulfilled at all, before it is queued."""

    async def __call__(self, store: Store, account: Account, request: Any, /) -> str:  # noqa: ANN401  (of its kind)
        """Return what the job is called; raises `PoiseError` where it cannot be done."""


class Discard(Protocol):
    """Removes what an attempt has left that will not be finished."""

    async def __call__(self, store: Store, job: str, /) -> None:
        """Remove what the job with this identifier has left; there may be nothing."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """What is done for one kind of job.

    Parameters
    ----------
    check : Check
        Asked before a job is queued.
    work : Work
        What the worker does.
    discard : Discard
        Called after a job was cancelled or has failed.
    """

    check: Check
    work: Work
    discard: Discard


JobKinds = Mapping[str, JobKind]
"""The kinds of jobs that a studio knows, by the `kind` of their requests."""

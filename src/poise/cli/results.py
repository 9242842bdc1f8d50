"""What the commands print for machines that manage models and people; imported when it is printed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from poise.estimation.models import shelf
from poise.estimation.models.catalogue import Bundle
from poise.store import Account, Job
from poise.studio.jobs.results import JobResult
from poise.studio.results import Result


class BundleResult(Result):
    """A model bundle.

    Parameters
    ----------
    path : str or None
        Where it lies; None where it is not built.
    checked : bool
        Whether its hash was found right, since when it was not changed.
    sound : bool or None
        Whether its hash is right; None where that was not looked at now.
    build : str
        The command that builds it.
    """

    name: str
    model: str
    masks: bool
    kind: str
    path: str | None
    bytes: int
    sha256: str
    checked: bool
    sound: bool | None
    licence: str
    build: str

    @classmethod
    def of(cls, bundle: Bundle, path: Path | None, *, sound: bool | None = None) -> Self:
        """Return what is known of a bundle."""
        return cls(
            name=bundle.title,
            model=bundle.model.value,
            masks=bundle.masks,
            kind=bundle.kind,
            path=str(path) if path else None,
            bytes=bundle.size_bytes,
            sha256=bundle.sha256,
            checked=path is not None and shelf.is_noted(bundle, path),
            sound=sound,
            licence=bundle.licence,
            build=shelf.building_command(bundle),
        )


class AccountResult(Result):
    """An account."""

    id: str
    name: str
    role: str
    disabled: bool
    created_ms: int

    @classmethod
    def of(cls, account: Account) -> Self:
        """Return what is shown of an account."""
        return cls(
            id=account.identifier,
            name=account.name,
            role=account.role.value,
            disabled=account.is_disabled,
            created_ms=account.created_ms,
        )


class LinkResult(Result):
    """A one-use link that still opens something, without its secret; empty names are unknown."""

    id: str
    kind: str
    role: str
    account: str
    made_by: str
    created_ms: int
    expires_ms: int


class CopiedResult(Result):
    """How many records of each kind were copied."""

    copied: Mapping[str, int]


class OwnedJobResult(JobResult):
    """A job, with the name of the person whose it is ("" where they are gone) and of the worker that runs it."""

    user: str
    attempt: int
    worker: str

    @classmethod
    def of_user(cls, job: Job, user: str) -> Self:
        """Return what is shown of a job of somebody."""
        own = {"user": user, "attempt": job.attempt, "worker": job.worker}
        return cls.model_validate({**dict(JobResult.of(job)), **own})

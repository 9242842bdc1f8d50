"""The one interface of the store; SQLite and MongoDB stand behind it and pass the same contract suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from poise.store.facets import (
    Accounts,
    Audit,
    Exercises,
    Facet,
    Jobs,
    Logs,
    OneTimeLinks,
    Pictures,
    Poses,
    Programmes,
    Recordings,
    Sessions,
    SignIns,
    Streams,
    Uploads,
)
from poise.store.records import Json


class Store(Protocol):
    """A facet for each kind of record, and what concerns several of them at once."""

    @property
    def accounts(self) -> Accounts:
        """The people who sign in."""

    @property
    def sign_ins(self) -> SignIns:
        """The signed-in browsers."""

    @property
    def one_time_links(self) -> OneTimeLinks:
        """The links that work once."""

    @property
    def sessions(self) -> Sessions:
        """Training sets and comparisons."""

    @property
    def recordings(self) -> Recordings:
        """The finished recordings."""

    @property
    def streams(self) -> Streams:
        """The items of sessions that still grow."""

    @property
    def pictures(self) -> Pictures:
        """The pictures of sessions."""

    @property
    def logs(self) -> Logs:
        """What happened in sessions."""

    @property
    def poses(self) -> Poses:
        """The poses that people saved."""

    @property
    def exercises(self) -> Exercises:
        """The exercises that people taught or wrote."""

    @property
    def programmes(self) -> Programmes:
        """The programmes that people made."""

    @property
    def jobs(self) -> Jobs:
        """The work that waits, runs or has ended."""

    @property
    def uploads(self) -> Uploads:
        """The files that people send."""

    @property
    def audit(self) -> Audit:
        """What happened that matters for security."""

    async def open(self) -> None:
        """Connect, migrate and make indexes; raises `StoreError` in one sentence when that cannot be."""

    async def close(self) -> None:
        """Write what is pending and let go."""

    async def check(self) -> None:
        """Return if everything is in its place and can be written, by writing; raises `StoreError`."""

    async def information(self) -> Json:
        """Return back end, version, counts and sizes."""

    async def remove_account(self, identifier: str) -> None:
        """Remove the account and everything that is its own, for good (its audit entries stay).

        Raises
        ------
        LastAdministrator
            If no administrator would be left; then nothing was removed.
        """

    async def sweep(
        self, now_ms: int, keep_deleted_ms: int, keep_audit_ms: int = 0, keep_jobs_ms: int = 0
    ) -> int:
        """Remove what is past its time; returns how many records.

        What a connection or a comparison wrote for a session or an account while that was being removed goes, too.

        Parameters
        ----------
        now_ms : int
            Sign-ins and links that expire by then go; uploads have bytes and sessions, and do not go here.
        keep_deleted_ms : int
            Sessions, exercises and programmes that were deleted longer ago go.
        keep_audit_ms : int
            Audit entries that are older go; 0 keeps all.
        keep_jobs_ms : int
            Jobs that ended longer ago go; 0 keeps all.
        """


FACETS = (
    "accounts", "sign_ins", "one_time_links", "sessions", "recordings", "streams", "pictures", "logs", "poses",
    "exercises", "programmes", "jobs", "uploads", "audit",
)  # fmt: skip
"""The facets of a store by name, in an order in which they can be copied: a recording ends the stream before it."""


def facets_of(store: Store) -> Mapping[str, Facet[Any]]:
    """Return the facets of a store by name, in the order of `FACETS`."""
    return {name: getattr(store, name) for name in FACETS}

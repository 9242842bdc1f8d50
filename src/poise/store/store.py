"""The one interface of the store; SQLite and MongoDB stand behind it and pass the same contract suite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

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


class Store(Protocol):
    """Domain verbs; no query language leaks out.

    Whatever a method that changes something has returned for is durable: it survives kill -9 and power loss. Every
    method may raise `StoreUnavailable`. A record that is not there is None, never an error. Methods that change a
    record take it with the ``rev`` it was read with and raise `Conflict` when somebody else was faster; they return
    the record with its new ``rev``.
    """

    async def open(self) -> None:
        """Connect, migrate and make indexes; raises `StoreError` in one sentence when that cannot be."""

    async def close(self) -> None:
        """Write what is pending and let go."""

    async def check(self) -> None:
        """Return if everything is in its place and can be written, by writing; raises `StoreError`."""

    async def information(self) -> Json:
        """Return back end, version, counts and sizes."""

    # Accounts
    async def add_account(self, account: Account) -> None:
        """Keep a new account; raises `Conflict` where the name (without regard to case) is taken."""

    async def account(self, identifier: str) -> Account | None:
        """Return the account with this identifier."""

    async def account_named(self, name: str) -> Account | None:
        """Return the account that signs in with this name, without regard to case."""

    async def accounts(self, after: str = "", limit: int = 50) -> Page[Account]:
        """Return accounts by name."""

    async def count_accounts(self) -> int:
        """Return how many accounts there are."""

    async def change_account(self, account: Account) -> Account:
        """Change an account; a new name may be taken (`Conflict`).

        Raises
        ------
        LastAdministrator
            If no administrator would be left. Of several who take each other's role at once, one is refused.
        """

    async def remove_account(self, identifier: str) -> None:
        """Remove the account and everything that is its own, for good (its audit entries stay).

        Raises
        ------
        LastAdministrator
            If no administrator would be left; then nothing was removed.
        """

    # Signed-in browsers and one-use links
    async def add_sign_in(self, sign_in: SignIn) -> None:
        """Keep a signed-in browser."""

    async def sign_in(self, token_hash: str) -> SignIn | None:
        """Return the signed-in browser of this token, also when it has expired."""

    async def touch_sign_in(self, token_hash: str, seen_ms: int, expires_ms: int) -> None:
        """Note that the browser was here, and until when it may come back."""

    async def sign_ins(self, account: str) -> Sequence[SignIn]:
        """Return the browsers of an account, the latest seen first."""

    async def remove_sign_in(self, token_hash: str) -> None:
        """Sign one browser out."""

    async def remove_sign_ins(self, account: str, but: str = "") -> int:
        """Sign out everywhere, but for the browser with the token hash `but`; returns how many."""

    async def add_ticket(self, ticket: Ticket) -> None:
        """Keep a one-use link."""

    async def ticket(self, token_hash: str) -> Ticket | None:
        """Look at a one-use link without using it."""

    async def take_ticket(self, token_hash: str, now_ms: int) -> Ticket | None:
        """Use the link up: of several at once exactly one gets it; None when unknown, used or expired."""

    async def tickets(self) -> Sequence[Ticket]:
        """Return all one-use links, also expired ones that were not swept yet; the next to end comes first."""

    async def remove_ticket(self, token_hash: str) -> None:
        """Revoke a one-use link."""

    async def remove_tickets(self, *, account: str = "", maker: str = "", but: str = "") -> int:
        """Revoke the links that reset the password of `account` and those that `maker` made; returns how many.

        The one with the token hash `but` stays.
        """

    # Sessions
    async def add_session(self, session: Session) -> Session:
        """Keep a new session; one that is there already with the same account is returned as it is."""

    async def session(self, identifier: str) -> Session | None:
        """Return a session, also one put aside."""

    async def change_session(self, session: Session) -> Session:
        """Change a session."""

    async def sessions(
        self, account: str, only: SessionFilter, after: str = "", limit: int = 30
    ) -> Page[Session]:
        """Return sessions newest first, without their details and without those put aside.

        Paging by key neither skips nor repeats while new ones arrive.
        """

    async def progress(self, account: str, subject: str = "", first_day: str = "") -> Sequence[Progress]:
        """Return the sums by day and subject of finished sessions, oldest first."""

    async def open_sessions(self, account: str) -> Sequence[Session]:
        """Return the sessions that still grow, newest first."""

    async def sessions_put_aside(self, account: str) -> Sequence[Session]:
        """Return the sessions that were deleted and can still be taken back, without their details, newest first."""

    async def unsealed_sessions(self) -> Sequence[str]:
        """Return the sessions that are closed and still have their stream, because somebody was killed meanwhile."""

    async def usage(self, account: str) -> Usage:
        """Return how much an account keeps."""

    async def remove_session(self, identifier: str) -> None:
        """Remove a session with its stream, recording, pictures and log for good."""

    # The live stream of an open session, then its recording
    async def append_stream(self, session: str, first: int, count: int, data: bytes) -> int:
        """Make `count` items from number `first` on durable; returns how many are (the next number expected).

        Items that are durable already are left as they are, so that sending twice does no harm; a gap is refused by
        returning the number that is missing, with nothing kept.
        """

    async def stream(self, session: str, first: int = 0, limit: int = 0) -> Sequence[tuple[int, int, bytes]]:
        """Return the parts ``(first, count, data)`` in order.

        Parameters
        ----------
        session : str
            Whose stream it is.
        first : int
            Leave out the parts that begin before this item.
        limit : int
            How many parts at most; 0 for all.
        """

    async def put_recording(self, session: str, chunks: Sequence[bytes]) -> None:
        """Put the finished recording, in chunks of at most 30 s, in the place of the stream."""

    async def recording(self, session: str) -> Sequence[bytes]:
        """Return the chunks of the finished recording, empty where there is none."""

    async def recording_chunk(self, session: str, number: int) -> bytes | None:
        """Return one chunk of the finished recording, counted from 0; None behind the last one."""

    async def put_picture(self, session: str, name: str, data: bytes) -> None:
        """Keep a picture of a session under a name, in the place of one of that name."""

    async def picture(self, session: str, name: str) -> bytes | None:
        """Return a picture."""

    async def append_log(self, session: str, entries: Sequence[LogEntry]) -> None:
        """Keep log entries; a number that is there already is left as it is."""

    async def log(self, session: str) -> Sequence[LogEntry]:
        """Return the log in order."""

    # Saved poses
    async def add_pose(self, pose: SavedPose) -> None:
        """Keep a pose; raises `Conflict` where the account has one of that name."""

    async def poses(self, account: str) -> Sequence[SavedPose]:
        """Return the poses of an account by name."""

    async def remove_pose(self, account: str, identifier: str) -> None:
        """Remove a pose of this account."""

    # Audit and sweeping
    async def add_audit(self, entry: AuditEntry) -> None:
        """Keep an audit entry."""

    async def audit(self, after: str = "", limit: int = 50) -> Page[AuditEntry]:
        """Return entries, newest first."""

    async def sweep(self, now_ms: int, keep_deleted_ms: int, keep_audit_ms: int = 0) -> int:
        """Remove what is past its time; returns how many records.

        What a connection or a comparison wrote for a session or an account while that was being removed goes, too.

        Parameters
        ----------
        now_ms : int
            Sign-ins and links that expire by then go.
        keep_deleted_ms : int
            Sessions that were put aside for longer go.
        keep_audit_ms : int
            Audit entries that are older go; 0 keeps all.
        """

    # Carrying everything over
    async def kept(self, kind: KeptKind, after: str = "", limit: int = 200) -> Page[Kept]:
        """Return records of one kind, whole, in the order of their keys; for copying and export."""

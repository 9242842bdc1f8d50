"""What each kind of record can do: one small interface per kind, the same for every back end.

Domain verbs; no query language leaks out. Whatever a method that changes something has returned for is durable: it
survives kill -9 and power loss. Every method may raise `StoreUnavailable`. A record that is not there is None, never
an error. Methods that change a record take it with the ``rev`` it was read with and raise `Conflict` when somebody
else was faster; they return the record with its new ``rev``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from poise.store.accounts import Account, AuditEntry, OneTimeLink, SignIn
from poise.store.jobs import Job
from poise.store.own_files import Own, OwnExercise, OwnProgramme
from poise.store.records import (
    LogEntry,
    LogLine,
    Page,
    Picture,
    Progress,
    Recording,
    SavedPose,
    Session,
    SessionDigest,
    SessionFilter,
    StoredRecord,
    StreamPart,
    Usage,
)
from poise.store.uploads import Upload

Kept = TypeVar("Kept", bound=StoredRecord)


class Facet(Protocol[Kept]):
    """What holds for every kind of record, so that copying and export need to know none of them."""

    async def page(self, after: str = "", limit: int = 0) -> Page[Kept]:
        """Return records whole, each once, in the facet's own order.

        Parameters
        ----------
        after : str
            The former page's ``next_key``; "" for the first page.
        limit : int
            How many at most; 0 for as many as fit well into memory.
        """

    async def restore(self, record: Kept) -> None:
        """Put in a record of another store as it is, in any order; one with its key must not be there yet."""


class Accounts(Facet[Account], Protocol):
    """The people who sign in; `page` goes by name. `Store.remove_account` removes one."""

    async def add(self, account: Account) -> None:
        """Add an account; raises `Conflict` where the name (without regard to case) is taken."""

    async def get(self, identifier: str) -> Account | None:
        """Return the account with this identifier."""

    async def find(self, name: str) -> Account | None:
        """Return the account that signs in with this name, without regard to case."""

    async def count(self) -> int:
        """Return exactly how many accounts there are."""

    async def change(self, account: Account) -> Account:
        """Change an account; a new name may be taken (`Conflict`).

        Raises
        ------
        LastAdministrator
            If no administrator would be left. Of several who take each other's role at once, one is refused.
        """


class SignIns(Facet[SignIn], Protocol):
    """The signed-in browsers."""

    async def add(self, sign_in: SignIn) -> None:
        """Add a signed-in browser."""

    async def get(self, token_hash: str) -> SignIn | None:
        """Return the signed-in browser of this token, also when it has expired."""

    async def touch(self, token_hash: str, seen_ms: int, expires_ms: int) -> None:
        """Note that the browser was here, and until when it may come back."""

    async def list_for(self, account: str) -> Sequence[SignIn]:
        """Return the browsers of an account, the latest seen first."""

    async def remove(self, token_hash: str) -> None:
        """Sign one browser out."""

    async def remove_for(self, account: str, but: str = "") -> int:
        """Sign out everywhere, but for the browser with the token hash `but`; returns how many."""


class OneTimeLinks(Facet[OneTimeLink], Protocol):
    """The links that work once: set-up, invitation, password reset."""

    async def add(self, link: OneTimeLink) -> None:
        """Add a link."""

    async def get(self, token_hash: str) -> OneTimeLink | None:
        """Look at a link without using it."""

    async def take(self, token_hash: str, now_ms: int) -> OneTimeLink | None:
        """Use a link up: of several at once exactly one gets it; None when unknown, used or expired."""

    async def list_all(self) -> Sequence[OneTimeLink]:
        """Return all links, also expired ones that were not swept yet; the next to end comes first."""

    async def remove(self, token_hash: str) -> None:
        """Revoke a link."""

    async def remove_for(self, *, account: str = "", maker: str = "") -> int:
        """Revoke the links that reset the password of `account` and those that `maker` made; returns how many."""


class Sessions(Facet[Session], Protocol):
    """Training sets and comparisons, with their result."""

    async def add(self, session: Session) -> Session:
        """Add a session; one that is there already with the same account is returned as it is."""

    async def get(self, identifier: str) -> Session | None:
        """Return a session, also a deleted one."""

    async def change(self, session: Session) -> Session:
        """Change a session."""

    async def list_for(
        self, account: str, only: SessionFilter, after: str = "", limit: int = 30
    ) -> Page[Session]:
        """Return sessions newest first, without their details and without deleted ones.

        Paging by key neither skips nor repeats while new ones arrive.
        """

    async def list_open(self, account: str) -> Sequence[Session]:
        """Return the sessions that still grow, without their details, newest first."""

    async def list_deleted(self, account: str) -> Sequence[Session]:
        """Return the sessions that were deleted and can still be taken back, without their details, newest first."""

    async def list_unsealed(self) -> Sequence[str]:
        """Return the sessions that are closed and still have their stream, because somebody was killed meanwhile."""

    async def progress(self, account: str, subject: str = "", first_day: str = "") -> Sequence[Progress]:
        """Return the sums by day and subject of finished sessions, oldest first."""

    async def digests(self, account: str) -> Sequence[SessionDigest]:
        """Return what progress shows of each finished session, oldest first; superseded ones are left out."""

    async def usage(self, account: str) -> Usage:
        """Return how much an account keeps."""

    async def remove(self, identifier: str) -> None:
        """Remove a session with its stream, recording, pictures and log for good."""


class Streams(Facet[StreamPart], Protocol):
    """The items of sessions that still grow."""

    async def append(self, session: str, first: int, count: int, data: bytes) -> int:
        """Make `count` items from number `first` on durable; returns how many are (the next number expected).

        Items that are durable already are left as they are, so that sending twice does no harm; a gap is refused by
        returning the number that is missing, with nothing kept. Raises `Conflict` where some of these
        numbers are durable, but not by the same call: somebody else writes to the same stream.
        """

    async def read(self, session: str, first: int = 0, limit: int = 0) -> Sequence[StreamPart]:
        """Return the parts of a stream in order.

        Parameters
        ----------
        session : str
            Whose stream it is.
        first : int
            Leave out the parts that begin before this item.
        limit : int
            How many parts at most; 0 for all.
        """


class Recordings(Facet[Recording], Protocol):
    """The finished recordings, in chunks of at most 30 s."""

    async def put(self, session: str, chunks: Sequence[bytes]) -> None:
        """Put the finished recording in the place of the stream."""

    async def get(self, session: str) -> Sequence[bytes]:
        """Return the chunks of the finished recording, empty where there is none."""

    async def get_chunk(self, session: str, number: int) -> bytes | None:
        """Return one chunk of the finished recording, counted from 0; None behind the last one."""


class Pictures(Facet[Picture], Protocol):
    """The pictures of sessions."""

    async def put(self, session: str, name: str, data: bytes) -> None:
        """Keep a picture of a session under a name, in the place of one of that name."""

    async def get(self, session: str, name: str) -> bytes | None:
        """Return a picture."""


class Logs(Facet[LogLine], Protocol):
    """What happened in sessions."""

    async def append(self, session: str, entries: Sequence[LogEntry]) -> None:
        """Add log entries; a number that is there already is left as it is."""

    async def read(self, session: str) -> Sequence[LogEntry]:
        """Return the log of a session in order."""


class Poses(Facet[SavedPose], Protocol):
    """The poses that people saved."""

    async def add(self, pose: SavedPose) -> None:
        """Add a pose; raises `Conflict` where the account has one of that name."""

    async def list_for(self, account: str) -> Sequence[SavedPose]:
        """Return the poses of an account by name."""

    async def remove(self, account: str, identifier: str) -> None:
        """Remove a pose of this account."""


class OwnFiles(Facet[Own], Protocol[Own]):
    """What people made themselves and may share.

    Of several processes that change one at once exactly one succeeds, on every server.
    """

    async def add(self, record: Own) -> None:
        """Add one; raises `Conflict` where its identifier is taken."""

    async def get(self, identifier: str) -> Own | None:
        """Return one, also a deleted one."""

    async def change(self, record: Own) -> Own:
        """Change one; raises `Conflict`, also where it was removed for good."""

    async def list_for(self, account: str) -> Sequence[Own]:
        """Return those of an account by identifier, deleted ones among them."""

    async def list_shared(self) -> Sequence[Own]:
        """Return what everybody may choose, by identifier, without deleted ones."""

    async def remove(self, identifier: str) -> None:
        """Remove one for good; sessions that were done with it stay."""


class Exercises(OwnFiles[OwnExercise], Protocol):
    """The exercises that people taught or wrote themselves."""


class Programmes(OwnFiles[OwnProgramme], Protocol):
    """The programmes that people made themselves."""


class Audit(Facet[AuditEntry], Protocol):
    """What happened that matters for security; `page` goes from the newest to the oldest."""

    async def add(self, entry: AuditEntry) -> None:
        """Add an entry."""


class Jobs(Facet[Job], Protocol):
    """The work that waits, runs or has ended; `page` goes from the newest to the oldest.

    Of several processes that change a job at once exactly one succeeds, on every server.
    """

    async def add(self, job: Job) -> None:
        """Add a job; raises `Conflict` where its identifier is taken."""

    async def get(self, identifier: str) -> Job | None:
        """Return a job."""

    async def change(self, job: Job) -> Job:
        """Change a job; raises `Conflict`, also where it was removed."""

    async def list_for(self, account: str, after: str = "", limit: int = 30) -> Page[Job]:
        """Return the jobs of an account, newest first."""

    async def list_unfinished(self) -> Sequence[Job]:
        """Return the queued and the running jobs of everybody, oldest first."""

    async def remove(self, identifier: str) -> None:
        """Remove a job for good; what came out of it stays."""


class Uploads(Facet[Upload], Protocol):
    """The files that people send; `page` goes from the newest to the oldest.

    Of several processes that change one at once exactly one succeeds, on every server.
    """

    async def add(self, upload: Upload) -> None:
        """Add an upload; raises `Conflict` where its identifier is taken."""

    async def get(self, identifier: str) -> Upload | None:
        """Return an upload, also when its time is over."""

    async def change(self, upload: Upload) -> Upload:
        """Change an upload; raises `Conflict`, also where it was removed."""

    async def list_for(self, account: str) -> Sequence[Upload]:
        """Return the uploads of an account, newest first."""

    async def remove(self, identifier: str) -> None:
        """Remove what is known of an upload for good; its blobs are removed by whoever asks for this."""

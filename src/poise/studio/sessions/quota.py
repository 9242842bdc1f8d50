"""How much of the studio's store one account may fill."""

from __future__ import annotations

from poise.errors import QuotaReached
from poise.media.limits import readable_bytes
from poise.store import Store

MAX_OPEN = 50  # somebody who resumes none of fifty sessions resumes none


class Quota:
    """Say whether an account may begin something that is kept; what it has begun goes on.

    Parameters
    ----------
    store : Store
        Knows how much there is.
    max_bytes : int
        Of streams, recordings, pictures and films of one account.
    max_sessions : int
        Sessions of one account, those put aside among them.
    """

    def __init__(self, store: Store, max_bytes: int, max_sessions: int) -> None:
        self._store, self._max_bytes, self._max_sessions = store, max_bytes, max_sessions

    async def require(self, account: str, size: int = 0) -> None:
        """Return if the account may begin one more session.

        Uploads count with the size that was announced for them.

        Parameters
        ----------
        account : str
            Whose.
        size : int
            How many bytes will come for certain: those of a film.

        Raises
        ------
        QuotaReached
            In one sentence that says what to do.
        """
        usage = await self._store.sessions.usage(account)
        used = usage.bytes + sum(one.size for one in await self._store.uploads.list_for(account))
        if size and used + size > self._max_bytes:
            raise QuotaReached(
                f"This film does not fit into the {readable_bytes(self._max_bytes)} that each person has here; "
                "delete old sessions and films, or ask who runs the studio for more."
            )
        if used >= self._max_bytes:
            raise QuotaReached(
                f"Your sessions and films fill the {readable_bytes(self._max_bytes)} that each person has here; "
                "delete old ones, or ask who runs the studio for more."
            )
        if usage.sessions >= self._max_sessions:
            raise QuotaReached(
                f"You have {usage.sessions} sessions, as many as each person may have here; delete old ones first."
            )
        if usage.open_sessions >= MAX_OPEN:
            raise QuotaReached(
                f"You have {usage.open_sessions} sessions that were never finished; finish or delete some of them."
            )

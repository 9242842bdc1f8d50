"""Bounds on the uploads under way at once, of one person and of all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from poise.errors import Busy, TooManyRequests

_RETRY_S = 5


class UploadSlots:
    """Hand out slots for uploads; nobody waits for one.

    Parameters
    ----------
    total_bytes : int
        How much may be held at once.
    per_account : int
        How many may be held at once for one account.
    """

    def __init__(self, total_bytes: int, per_account: int) -> None:
        self._free, self._per_account = total_bytes, per_account
        self._held: Counter[str] = Counter()

    @contextmanager
    def hold(self, account: str, size: int) -> Iterator[None]:
        """Hold a slot.

        Parameters
        ----------
        account : str
            For whom.
        size : int
            How many bytes of the total it takes.

        Raises
        ------
        TooManyRequests
            If the account holds as many as it may.
        Busy
            If the total does not leave so much.
        """
        if self._held[account] >= self._per_account:
            raise TooManyRequests(
                "Too many uploads of yours are under way; please wait until one of them has ended.",
                _RETRY_S,
            )
        if size > self._free:
            raise Busy("Too many uploads are under way; please try again in a moment.")
        self._held[account] += 1
        self._free -= size
        try:
            yield
        finally:
            self._free += size
            self._held[account] -= 1
            if not self._held[account]:
                del self._held[account]

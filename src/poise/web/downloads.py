"""How many downloads each account has under way."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator

from poise.errors import Busy


class Downloads:
    """Bound the downloads of each account: each holds a file and a connection.

    Parameters
    ----------
    most : int
        Of one account.
    """

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._now: Counter[str] = Counter()

    @contextlib.contextmanager
    def one(self, account: str) -> Iterator[None]:
        """Have one more.

        Raises
        ------
        Busy
            If the account has too many already.
        """
        if self._now[account] >= self._most:
            raise Busy("Several of your downloads are under way already; wait until one of them is done.")
        self._now[account] += 1
        try:
            yield
        finally:
            self._now[account] -= 1
            if not self._now[account]:
                del self._now[account]

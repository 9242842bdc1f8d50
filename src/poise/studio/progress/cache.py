"""The histories that were looked at last, decoded: who turns from one exercise to the next waits less."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from poise.store import SessionDigest
from poise.studio.progress.history import History, read_history

_KEPT = 16  # histories; that of five years of daily training takes some 6 MB

_Rows = tuple[SessionDigest, ...]


class HistoryCache:
    """Keeps decoded histories beside the rows they were made from; other rows are decoded again.

    May be used by several threads: at worst two of them decode the same.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[_Rows, History]] = OrderedDict()

    def read(self, account: str, rows: Sequence[SessionDigest], zone: str) -> History:
        """Return what `read_history` returns of the rows of an account in a time zone."""
        given, key = tuple(rows), (account, zone)
        known = self._kept.get(key)
        if known is not None and known[0] == given:
            return known[1]
        history = read_history(given, zone)
        self._kept[key] = (given, history)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return history

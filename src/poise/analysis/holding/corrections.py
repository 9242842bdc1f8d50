"""What to change, once it has been there for a moment: a remark on every frame would be noise."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from poise.analysis.comparison import Remark
from poise.analysis.holding.record import Correction, Deviation

# So long a remark has to be true before it is made, and so long it may be missing in between.
_LASTS_S, _MISSING_S = 0.8, 0.3
# Another correction takes the place of the one on the screen when its error is so much larger.
_LARGER = 1.25
# The same words are not repeated sooner, nor other words said sooner.
_AGAIN_S, _NEXT_S = 8.0, 4.0
_MOST_DEVIATIONS = 3

_Key = tuple[str, str, tuple[str, ...]]


@dataclass(slots=True)
class _Seen:
    """A remark that is, or was a moment ago, true."""

    remark: Remark
    since_s: float
    last_s: float


class Corrections:
    """Follow the remarks from moment to moment.

    Attributes
    ----------
    now : Correction or None
        The one to show.
    """

    def __init__(self) -> None:
        self.now: Correction | None = None
        self._seen: dict[_Key, _Seen] = {}
        self._seconds: dict[_Key, float] = {}
        self._largest: dict[_Key, Remark] = {}
        self._said: dict[_Key, float] = {}
        self._said_s = -math.inf

    def update(self, time_s: float, step_s: float, remarks: Iterable[Remark]) -> Remark | None:
        """Take the remarks of the next moment; return one that should be said now."""
        for remark in remarks:
            seen = self._seen.setdefault(_key(remark), _Seen(remark, time_s, time_s))
            seen.remark, seen.last_s = remark, time_s
        self._seen = {key: seen for key, seen in self._seen.items() if time_s - seen.last_s <= _MISSING_S}
        lasting = {key: seen for key, seen in self._seen.items() if time_s - seen.since_s >= _LASTS_S}
        self._sum_up(step_s, lasting)
        self.now = self._chosen(lasting)
        return self._due(time_s)

    def forget(self) -> None:
        """Forget what is true at the moment: nobody is there, or somebody moved on."""
        self._seen.clear()
        self.now = None

    def deviations(self) -> tuple[Deviation, ...]:
        """Return what was off for the longest time, at most three."""
        longest = sorted(self._seconds, key=lambda key: -self._seconds[key])[:_MOST_DEVIATIONS]
        return tuple(Deviation(self._largest[key], round(self._seconds[key], 2)) for key in longest)

    def _sum_up(self, step_s: float, lasting: Mapping[_Key, _Seen]) -> None:
        for key, seen in lasting.items():
            self._seconds[key] = self._seconds.get(key, 0.0) + step_s
            known = self._largest.get(key)
            if known is None or seen.remark.error_deg > known.error_deg:
                self._largest[key] = seen.remark

    def _chosen(self, lasting: Mapping[_Key, _Seen]) -> Correction | None:
        if not lasting:
            return None
        largest = max(lasting.values(), key=lambda seen: seen.remark.error_deg)
        present = lasting.get(_key(self.now.remark)) if self.now is not None else None
        is_kept = present is not None and largest.remark.error_deg <= _LARGER * present.remark.error_deg
        chosen = present if present is not None and is_kept else largest
        return Correction(chosen.remark, chosen.since_s)

    def _due(self, time_s: float) -> Remark | None:
        if self.now is None:
            return None
        key = _key(self.now.remark)
        if time_s - self._said_s < _NEXT_S or time_s - self._said.get(key, -math.inf) < _AGAIN_S:
            return None
        self._said[key] = self._said_s = time_s
        return self.now.remark


def _key(remark: Remark) -> _Key:
    return remark.limb, remark.action, remark.joints

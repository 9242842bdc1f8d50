"""From key postures to a body at every instant: minimum-jerk ways between postures that rest on something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from poise.pose import FloatArray

from .body import Body, assemble
from .contact import Contact
from .grounding import Footing, place, settle
from .movement import Movement
from .posture import Posture


@dataclass(frozen=True)
class Key:
    """A posture at rest in the room.

    Parameters
    ----------
    vector : (A,) float64
        Its angles.
    footing : Footing
        Where all contacts of the movement are; what hangs free is not active.
    hips_m : (3,) float64
        Where the middle of the hips is.
    """

    vector: FloatArray
    footing: Footing
    hips_m: FloatArray


@dataclass(frozen=True)
class Way:
    """A stretch of time from one key posture to another (or to the same, to stay)."""

    start_s: float
    end_s: float
    start: Key
    end: Key


def minimum_jerk(share: FloatArray) -> FloatArray:
    """Return how far a natural movement has come after a share of its time (Flash and Hogan 1985, eq. 4)."""
    share = np.clip(share, 0.0, 1.0)
    return np.asarray(share**3 * (10.0 - 15.0 * share + 6.0 * share**2))


class Stage:
    """Puts the postures of one movement into the room, for a body of one stature."""

    def __init__(self, movement: Movement, stature_m: float) -> None:
        self._movement, self._stature_m = movement, stature_m
        self._origin: Key | None = None
        # A held posture says where hands and feet are; others put them down before they begin.
        first = movement.peak if movement.is_hold and not movement.free_at_peak else movement.rest
        self._origin = self.key(first, at_peak=False)

    def key(self, posture: Posture, *, at_peak: bool) -> Key:
        """Return a posture put down where the movement's rest stands, except for the contacts that step."""
        movement = self._movement
        free = movement.free_at_peak if at_peak else movement.free_at_rest
        stepping = movement.steps if at_peak else ()
        used = [i for i in range(len(movement.contacts)) if i not in free]
        if movement.linked:
            used = [i for i in used if movement.contacts[i].part == movement.linked[1 if at_peak else 0]]
        kept = [i for i in used if i not in stepping]
        return self._settled(posture, used, kept)

    def keys(self, rest: Key, postures: Sequence[Posture]) -> list[Key]:
        """Return the postures of a body that goes from part to part, each over what the one before rests on."""
        keys, parts = [rest], self._movement.linked
        for number, posture in enumerate(postures):
            part = parts[min(number, len(parts) - 1)]
            used = list(range(len(self._movement.contacts)))
            kept = [i for i in used if self._movement.contacts[i].part == part]
            keys.append(self._settled(posture, used, kept, before=keys[-1]))
        return keys[1:]

    def between(self, one: Key, other: Key) -> Key:
        """Return the key posture half way from one to another; what steps is on the floor half way."""
        mean = Footing(
            (one.footing.places + other.footing.places) / 2,
            (one.footing.yaws_deg + other.footing.yaws_deg) / 2,
            one.footing.active & other.footing.active,
        )
        return Key((one.vector + other.vector) / 2, mean, (one.hips_m + other.hips_m) / 2)

    def _settled(self, posture: Posture, used: list[int], kept: list[int], before: Key | None = None) -> Key:
        contacts = tuple(self._movement.contacts[i] for i in used)
        known = before or self._origin
        places = () if known is None else tuple(
            (used.index(i), tuple(known.footing.places[i]), float(known.footing.yaws_deg[i]))
            for i in kept
            if known.footing.active[i]
        )  # fmt: skip
        vector, found, hips_m = _put_down(
            posture, self._stature_m, contacts, places, free_pitch=self._movement.free_pitch
        )
        return Key(vector, self._for_all(found, used), hips_m)

    def _for_all(self, footing: Footing, used: list[int]) -> Footing:
        count = len(self._movement.contacts)
        places, yaws, active = np.zeros((count, 3)), np.zeros(count), np.zeros(count, dtype=bool)
        places[used], yaws[used], active[used] = footing.places, footing.yaws_deg, footing.active
        return Footing(places, yaws, active)

    def bodies(self, ways: Sequence[Way], times_s: FloatArray) -> Body:
        """Return the body (T, ...) at every instant; before the first and after the last way it stays."""
        starts = np.array([way.start_s for way in ways])
        which = np.clip(np.searchsorted(starts, times_s, side="right") - 1, 0, len(ways) - 1)
        length = np.array([max(way.end_s - way.start_s, 1e-9) for way in ways])[which]
        share = minimum_jerk((times_s - starts[which]) / length)
        first, last = [way.start for way in ways], [way.end for way in ways]
        vectors = _between([k.vector for k in first], [k.vector for k in last], which, share)
        if self._movement.linked:
            hips = _between([k.hips_m for k in first], [k.hips_m for k in last], which, share)
            body = assemble(vectors, self._stature_m)
            return replace(body, points=body.points + hips[:, None])
        footing = self._on_the_way(first, last, which, share)
        return place(
            vectors,
            self._stature_m,
            self._movement.contacts,
            footing,
            free_pitch=self._movement.free_pitch,
        )

    def _on_the_way(
        self, first: list[Key], last: list[Key], which: NDArray[np.intp], share: FloatArray
    ) -> Footing:
        places = _between([k.footing.places for k in first], [k.footing.places for k in last], which, share)
        yaws = _between([k.footing.yaws_deg for k in first], [k.footing.yaws_deg for k in last], which, share)
        moved = [
            np.linalg.norm(b.footing.places - a.footing.places, axis=-1) > 0.02
            for a, b in zip(first, last, strict=True)
        ]
        arc = self._movement.lift * self._stature_m * np.sin(np.pi * share)
        for number in self._movement.steps:
            places[:, number, 1] += arc * np.array([m[number] for m in moved])[which]
        active = np.array([a.footing.active & b.footing.active for a, b in zip(first, last, strict=True)])
        return Footing(places, yaws, active[which])


@lru_cache(maxsize=4096)  # few postures, in thousands of performances, and nobody changes what it gives
def _put_down(
    posture: Posture,
    stature_m: float,
    contacts: tuple[Contact, ...],
    kept: tuple[tuple[int, tuple[float, ...], float], ...],
    *,
    free_pitch: bool,
) -> tuple[FloatArray, Footing, FloatArray]:
    """Return a posture at rest: its angles, its footing and where the middle of its hips is."""
    places = {number: (np.array(where), yaw_deg) for number, where, yaw_deg in kept}
    vector, found = settle(posture.vector(), stature_m, contacts, free_pitch=free_pitch, kept=places)
    body = place(vector[None], stature_m, contacts, _one(found), free_pitch=free_pitch)
    return vector, found, body.point("hip")[0]


def _one(footing: Footing) -> Footing:
    return Footing(footing.places[None], footing.yaws_deg[None], footing.active[None])


def _between(
    first: Sequence[FloatArray], last: Sequence[FloatArray], which: NDArray[np.intp], share: FloatArray
) -> FloatArray:
    start, end = np.stack(first)[which], np.stack(last)[which]
    weight = share.reshape(-1, *[1] * (start.ndim - 1))
    return np.asarray(start + weight * (end - start))

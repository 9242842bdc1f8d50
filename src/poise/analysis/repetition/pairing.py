"""Swings of two limbs that make one repetition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from poise.analysis.repetition.counter import Phase, Swing
from poise.analysis.repetition.evidence import Contradiction
from poise.analysis.repetition.limb import Limb, move_together
from poise.analysis.repetition.record import Repetition

_PARTNER_S = 0.1  # a repetition waits this long for the other limb to finish the same one
_LATE = (
    2  # the other limb may be late for so many of the last repetitions: it belongs to them and is not counted
)


@dataclass(slots=True)
class Pending:
    """A complete swing that waits for the other limb."""

    swing: Swing
    limb: Limb
    side: str
    since_s: float
    against: Contradiction


class Pairing:
    """Hold complete swings back until the other limb has had its time to join."""

    def __init__(self) -> None:
        self._pending: list[Pending] = []

    @property
    def starts_s(self) -> list[float]:
        """When the swings that wait left rest."""
        return [pending.swing.start_s for pending in self._pending]

    def take(
        self, swing: Swing, limb: Limb, against: Contradiction, time_s: float, done: Sequence[Repetition]
    ) -> None:
        """Take a complete swing: part of one that waits or of one just announced, or else one that waits."""
        if not self._joins_pending(swing, limb, against) and not _joins_done(swing, limb, done):
            self._pending.append(Pending(swing, limb, limb.side, time_s, against))

    def _joins_pending(self, swing: Swing, limb: Limb, against: Contradiction) -> bool:
        for pending in self._pending:
            other = pending.swing
            if pending.limb is not limb and move_together(swing, other.start_s, other.peak_s, other.end_s):
                pending.swing = replace(other, end_s=max(other.end_s, swing.end_s))
                pending.side = "both"
                pending.against = min(
                    pending.against, against, key=lambda one: (not one.is_none, len(one.missed))
                )
                return True
        return False

    def release(self, time_s: float, step_s: float, limbs: Sequence[Limb]) -> list[Pending]:
        """Return the swings that need not wait for the other limb any longer."""
        now_s = time_s + step_s / 2  # with the pose nearest to the time that is waited
        due = [
            pending
            for pending in self._pending
            if now_s - pending.since_s >= _PARTNER_S or not _has_partner(pending, limbs, time_s)
        ]
        self._pending = [pending for pending in self._pending if pending not in due]
        return due

    def release_all(self) -> list[Pending]:
        """Return all swings that wait."""
        due, self._pending = self._pending, []
        return due


def _has_partner(pending: Pending, limbs: Sequence[Limb], time_s: float) -> bool:
    """Whether the other limb is on its way back from the same repetition."""
    return any(
        limb is not pending.limb
        and limb.counter.phase is Phase.BACK
        and pending.side != "both"
        and move_together(pending.swing, limb.counter.start_s, limb.counter.peak_s, time_s)
        for limb in limbs
    )


def _joins_done(swing: Swing, limb: Limb, done: Sequence[Repetition]) -> bool:
    return any(
        last.side != limb.side and move_together(swing, last.start_s, last.peak_s, last.end_s)
        for last in done[-_LATE:]
    )

"""Limits on one measure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure that must lie between two values (an open side is infinite)."""

    measure: str
    minimum: float
    maximum: float

    def holds(self, value: float) -> bool:
        """Whether `value` lies within; NaN (not seen) is never a reason to refuse."""
        return not (value < self.minimum or value > self.maximum)

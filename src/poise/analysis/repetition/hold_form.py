"""The form of a hold: what to say of it, and for how much of the time it was right."""

from __future__ import annotations

import math
from collections.abc import Callable

from poise.analysis.measuring.facing import View
from poise.analysis.measuring.unseen import MAX_STEP_S
from poise.analysis.repetition.exercise import FormRule, Level
from poise.analysis.repetition.record import Fault

_AGAIN_S = 4.0  # the same cue of a hold is not repeated sooner


class HoldForm:
    """Watch the rules of a hold while it stands.

    Parameters
    ----------
    rules : tuple of FormRule
        Those of the exercise.
    level : Level
        How strictly they are judged.
    """

    def __init__(self, rules: tuple[FormRule, ...], level: Level) -> None:
        self._rules, self._level = rules, level
        self._said_s: dict[str, float] = {}
        self._time_s = math.nan
        self._judged_s = self._right_s = 0.0

    def watch(self, time_s: float, view: View, read: Callable[[str], float]) -> list[Fault]:
        """Take an instant of a hold that stands; returns the faults that are to be told now.

        Parameters
        ----------
        time_s : float
            Of the instant.
        view : View
            From where the person is seen; rules that cannot be judged from there are silent.
        read : callable
            The value of a measure about now, NaN where it is not clear.
        """
        values = [(rule, read(rule.measure)) for rule in self._rules if view in rule.views]
        excesses = [(rule, value, rule.excess(value, self._level)) for rule, value in values]
        known = [one for one in excesses if not math.isnan(one[2])]
        broken = [one for one in known if one[2] > 0]
        self._account(time_s, is_judged=bool(known), is_right=not broken)
        due = [one for one in broken if time_s - self._said_s.get(one[0].name, -math.inf) >= _AGAIN_S]
        self._said_s |= {rule.name: time_s for rule, _, _ in due}
        return [
            Fault(rule.name, rule.severity, time_s, rule.cue, value, value - excess, rule.parts)
            for rule, value, excess in due
        ]

    @property
    def score(self) -> float | None:
        """Per cent of the time judged in which no rule was broken; None where none could be judged."""
        return round(100.0 * self._right_s / self._judged_s, 1) if self._judged_s > 0 else None

    def _account(self, time_s: float, *, is_judged: bool, is_right: bool) -> None:
        step_s, self._time_s = time_s - self._time_s, time_s
        if is_judged and step_s <= MAX_STEP_S:  # after a longer step, or as the first, it counts for nothing
            self._judged_s += step_s
            self._right_s += step_s if is_right else 0.0

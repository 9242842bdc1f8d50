"""What to set out to do next time, from the last two sessions of an exercise.

The rules, in this order; the page says the one that holds in words (`progress.suggestion.*`):

1. ``hard``: the effort noted last was 9.5 or more. As many as last time.
2. ``fewer``: less than 70 % were accurate. A tenth fewer, at least one fewer: good ones count.
3. ``tired``: lifting took at least 40 % longer at the end of a set. As many as last time. (That is a loss of velocity
   of 29 %, between the 20 and 40 % that Pareja-Blanco et al. 2017, Scand J Med Sci Sports 27(7), compare.)
4. ``unsteady``: less than 90 % were accurate. As many as last time.
5. ``same``: there is one session only. As many as last time.
6. ``more``: none of these. A tenth more, at least one more.

"As many as last time" are the repetitions of a set of the last session, accurate or not; of a hold, its seconds.
"""

from __future__ import annotations

import math

import numpy as np

from poise.studio.json_numbers import numbers
from poise.studio.progress.history import History
from poise.studio.progress.results import Suggestion, SuggestionReason

_SESSIONS = 2
_STEP = 0.1
_FEWER_BELOW, _MORE_FROM = 0.7, 0.9
_TIRED_PERCENT = 40.0
_HARD_RPE = 9.5
_MAX_AMOUNT = 600  # what a set may be planned to have


def suggest(history: History) -> Suggestion | None:
    """Return what to set out to do next time; None before the exercise was done.

    Parameters
    ----------
    history : History
        Of one exercise.
    """
    last = history.where((history["attempted"] > 0) | (history["hold_s"] > 0))
    if not len(last):
        return None
    last = last.where(np.arange(len(last)) >= len(last) - _SESSIONS)
    is_hold = last["attempted"][-1] == 0
    done = last["hold_s"][-1] if is_hold else last["attempted"][-1]
    per_set = max(1, round(float(done / max(1.0, last["sets"][-1]))))
    attempted = float(np.sum(last["attempted"]))
    accuracy = None if is_hold else round(float(np.sum(last["accurate"])) / attempted, 3)
    reason = _reason(last, accuracy)
    return Suggestion(
        subject=last.subjects[-1],
        kind="seconds" if is_hold else "accurate",
        amount=_amount(per_set, reason),
        reason=reason,
        accuracy=accuracy,
        weight_kg=numbers(last["weight_kg"][-1:], 2)[0],
    )


def _reason(last: History, accuracy: float | None) -> SuggestionReason:
    if last["effort_rpe"][-1] >= _HARD_RPE:
        return "hard"
    if accuracy is not None and accuracy < _FEWER_BELOW:
        return "fewer"
    if last["slowing_percent"][-1] >= _TIRED_PERCENT:
        return "tired"
    if accuracy is not None and accuracy < _MORE_FROM:
        return "unsteady"
    return "more" if len(last) == _SESSIONS else "same"


def _amount(per_set: int, reason: SuggestionReason) -> int:
    step = max(1, math.floor(_STEP * per_set + 0.5))
    change = {"more": step, "fewer": -step}.get(reason, 0)
    return min(max(1, per_set + change), _MAX_AMOUNT)

"""Faults that come back, and faults that were overcome.

A fault *comes back* if it was found in at least 3 of the last 5 sessions of its exercise. It was *overcome* if it was
found in at least 3 of the 20 sessions before, and in none of the last 5. Between the two nothing is said: once or
twice in five sessions is neither a habit nor gone. A fault was found in a session if at least a fifth of the
repetitions had it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from poise.studio.progress.history import History
from poise.studio.progress.results import RepeatedFault

LAST = 5
BEFORE = 20
HABIT = 3
_SHARE = 0.2

Faults = tuple[RepeatedFault, ...]


def find_repeated_faults(history: History) -> tuple[Faults, Faults]:
    """Return the faults that come back and those that were overcome, of each exercise, the commonest first."""
    returning: list[RepeatedFault] = []
    overcome: list[RepeatedFault] = []
    for subject, rows in _latest_rows(history).items():
        found = [_found_in(history, row) for row in rows]
        last, before = Counter(_flat(found[:LAST])), Counter(_flat(found[LAST:]))
        of = min(len(found), LAST)
        for name in last.keys() | before.keys():
            one = RepeatedFault(subject=subject, name=name, sessions=last[name], of=of, before=before[name])
            if one.sessions >= HABIT:
                returning.append(one)
            elif one.sessions == 0 and one.before >= HABIT:
                overcome.append(one)
    return _in_order(returning), _in_order(overcome)


def _latest_rows(history: History) -> dict[str, list[int]]:
    """Return the rows of the last sessions of each exercise, the latest first."""
    rows: dict[str, list[int]] = {}
    for row in range(len(history) - 1, -1, -1):
        of_subject = rows.setdefault(history.subjects[row], [])
        if len(of_subject) < LAST + BEFORE:
            of_subject.append(row)
    return rows


def _found_in(history: History, row: int) -> set[str]:
    least = _SHARE * history["attempted"][row]
    return {name for name, count in history.faults[row].items() if count >= least}


def _flat(found: Sequence[set[str]]) -> list[str]:
    return [name for one in found for name in one]


def _in_order(faults: list[RepeatedFault]) -> Faults:
    return tuple(sorted(faults, key=lambda one: (-one.sessions, -one.before, one.subject, one.name)))

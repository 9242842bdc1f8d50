"""Sums and means of a history by day, week or exercise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from poise.studio.json_numbers import numbers
from poise.studio.progress.history import Floats, History, Integers
from poise.studio.progress.results import Totals

_SUMS = ("sets", "attempted", "accurate", "hold_s", "volume_kg")
_MEANS = ("range_deg", "eccentric_s", "concentric_s", "asymmetry")
_DIGITS = {"range_deg": 1, "eccentric_s": 2, "concentric_s": 2, "asymmetry": 3}


def add_up(history: History, keys: Integers) -> tuple[list[int], list[dict[str, float | None]]]:
    """Return the totals of the rows that share a key, such as their day.

    Parameters
    ----------
    history : History
        What is added up.
    keys : array of int, shape (rows,)
        Of each row.

    Returns
    -------
    (list of int, list of dict)
        The keys, rising, and the fields of their `Totals`.
    """
    unique, group = np.unique(keys, return_inverse=True)
    count = len(unique)
    columns: dict[str, Sequence[float | None]] = {
        "sessions": _count_sessions(history, group, count),
        **{name: numbers(_sum(group, history[name], count), 2) for name in _SUMS},
        **{name: numbers(_mean(group, history, name, count), _DIGITS[name]) for name in _MEANS},
        "score": numbers(_plain_mean(group, history["score"], count), 1),
        "effort_rpe": numbers(_plain_mean(group, history["effort_rpe"], count), 1),
    }
    rows = zip(*columns.values(), strict=True)
    return unique.tolist(), [_totals(dict(zip(columns, row, strict=True))) for row in rows]


def total(history: History) -> Totals:
    """Return the totals of all rows."""
    _, found = add_up(history, np.zeros(len(history), np.int64))
    return Totals.model_validate(found[0]) if found else Totals()


def _totals(values: Mapping[str, float | None]) -> dict[str, float | None]:
    attempted, accurate = values["attempted"] or 0.0, values["accurate"] or 0.0
    accuracy = round(accurate / attempted, 3) if attempted else None
    whole = {name: int(values[name] or 0) for name in ("sessions", "sets", "attempted", "accurate")}
    return {**values, **whole, "accuracy": accuracy}


def _count_sessions(history: History, group: Integers, count: int) -> list[float | None]:
    """Return how many sessions there are in each group: one of several exercises has several rows."""
    seen = set(zip(group.tolist(), history.sessions, strict=True))
    return list(np.bincount(np.array([one for one, _ in seen], np.int64), minlength=count).tolist())


def _sum(group: Integers, values: Floats, count: int) -> Floats:
    return np.bincount(group, np.nan_to_num(values), count).astype(float)


def _mean(group: Integers, history: History, name: str, count: int) -> Floats:
    """Return the mean of what was measured, which weighs as much as its row has repetitions."""
    values = history[name]
    weights = np.where(np.isnan(values), 0.0, history["attempted"])
    return _divide(_sum(group, values * weights, count), _sum(group, weights, count))


def _plain_mean(group: Integers, values: Floats, count: int) -> Floats:
    return _divide(_sum(group, values, count), _sum(group, (~np.isnan(values)).astype(float), count))


def _divide(sums: Floats, counts: Floats) -> Floats:
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)

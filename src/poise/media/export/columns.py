"""People as one wide table: a row per instant, a named column per value."""

from __future__ import annotations

import numpy as np

from poise.media.export.angle_series import angles_deg
from poise.media.recording import Recording
from poise.pose import FloatArray, PoseSequence

# Decimals by the unit that a column's name ends with; a tenth of what a recording resolves, or finer.
DECIMALS = {"_px": 3, "_m": 5, "_visibility": 4, "_presence": 4, "_deg": 2}


def person_columns(person: PoseSequence) -> dict[str, FloatArray]:
    """Return the columns of one person by name, each (T,)."""
    return point_columns(person) | {f"{name}_deg": angle for name, angle in angles_deg(person).items()}


def point_columns(person: PoseSequence) -> dict[str, FloatArray]:
    """Return the columns of the keypoints alone by name, each (T,)."""
    columns: dict[str, FloatArray] = {}
    for place, name in enumerate(person.skeleton.keypoints):
        for axis, letter in enumerate("xyz"):
            columns[f"{name}_{letter}_px"] = person.image[:, place, axis]
        for axis, letter in enumerate("xyz"):
            columns[f"{name}_{letter}_m"] = person.world[:, place, axis]
        columns[f"{name}_visibility"] = person.visibility[:, place]
        columns[f"{name}_presence"] = person.presence[:, place]
    return columns


def tables(recording: Recording) -> tuple[list[str], list[FloatArray]]:
    """Return the columns' names and per person a table (T, columns); NaN where a person lacks a column.

    The columns of hands and faces come after the body's and begin with the part's name.
    """
    people = [person_columns(person) for person in recording.people]
    for track in recording.tracks:
        named = point_columns(track.poses)
        people[track.person] |= {f"{track.part}_{name}": values for name, values in named.items()}
    names = list(dict.fromkeys(name for columns in people for name in columns))
    missing = np.full(len(recording.times_s), np.nan)
    return names, [np.stack([columns.get(name, missing) for name in names], axis=1) for columns in people]


def decimals_of(column: str) -> int:
    """Return with how many decimals a column is written."""
    return next(decimals for ending, decimals in DECIMALS.items() if column.endswith(ending))

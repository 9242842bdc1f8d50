"""Which of the catalogue's faults answers which fault of the synthetic person, for every one that it can make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tests.synthetic.exercises import EXERCISES

from poise.analysis.measuring.facing import View
from poise.analysis.repetition import Exercise
from poise.catalogue import catalogue

YAWS_DEG: Mapping[View, tuple[float, ...]] = MappingProxyType(
    {
        View.FRONT: (0.0, 12.0),
        View.OBLIQUE: (40.0, -50.0),
        View.SIDE: (90.0, -90.0),
        View.BACK: (180.0, 170.0),
    }
)
RANGE_FAULTS = frozenset({"too-shallow", "not-fully-extended"})
SHALLOW = "half the way"

# The names that all exercises share; those of single exercises follow.
_RULES = {
    "trunk_lean": "chest-down",
    "knees_in": "knees-in",
    "uneven": "side-lean",
    "side_lean": "side-lean",
    "not_locked_out": "not-fully-extended",
    "not_fully_extended": "not-fully-extended",
    "partial": "too-shallow",
    SHALLOW: "too-shallow",
    "bent_arms": "bent-arms",
    "knees_bend": "knees-bend",
    "standing_up": "standing-up",
    "back_arch": "leaning-back",
    "one_sided": "one-sided",
    "swing": "swinging",
    "too_high": "too-high",
    "elbow_drift": "elbows-drift",
    "narrow_feet": "narrow-feet",
    "leaning_back": "leaning-back",
    "bent_knees": "bent-knees",
    "hips_sag": "hips-sag",
    "hips_pike": "hips-high",
    "elbows_out": "elbows-out",
    "too_deep": "too-deep",
    "hips_low": "hips-low",
    "arms_low": "arms-low",
    "shallow": "shallow",
    "hips_high": "hips-high",
    "chest_low": "chest-low",
    "chest_up": "chest-up",
    "elbows_off": "elbows-off",
    "thigh_forward": "thigh-forward",
}
_OF_EXERCISE = {
    ("deadlift", "not_locked_out"): "too-shallow",  # its peak is standing
    ("overhead-press", "not_locked_out"): "too-shallow",  # its peak is overhead
    ("calf-stretch", "short_step"): "short-step",
    ("knee-push-up", "hips_pike"): "hips-bent",
    ("pull-up", SHALLOW): "chin-below-bar",  # the hands tell more of it than the elbows
}


def cases() -> Iterator[tuple[Exercise, str, str, View]]:
    """Return every exercise, holds too, fault that it can be given, its name here, and view that can judge it.

    Left out are faults for which the catalogue has no rule (`unjudged_faults`).
    """
    for name, movement in EXERCISES.items():
        exercise = catalogue()[name]
        for fault in (*movement.faults, SHALLOW) if exercise.signals else movement.faults:
            rule = rule_of(exercise, fault)
            for view in _views(exercise, rule) if rule else ():
                yield exercise, fault, rule, view


def unjudged_faults() -> list[str]:
    """Return what the synthetic person can do wrong and the catalogue has no rule for."""
    return [
        f"{name}: {fault}"
        for name, movement in EXERCISES.items()
        for fault in movement.faults
        if not rule_of(catalogue()[name], fault)
    ]


def rule_of(exercise: Exercise, fault: str) -> str:
    """Return the catalogue's name for a fault, empty where it has none."""
    rule = _OF_EXERCISE.get((exercise.identifier, fault), _RULES.get(fault, ""))
    has_rule = rule in RANGE_FAULTS or rule == "one-sided" or rule in {one.name for one in exercise.rules}
    return rule if has_rule else ""


def _views(exercise: Exercise, rule: str) -> list[View]:
    if rule in RANGE_FAULTS:
        return list(exercise.views)
    if rule == "one-sided":  # from the side one half hides the other
        return [view for view in exercise.views if view is not View.SIDE]
    (found,) = (one for one in exercise.rules if one.name == rule)
    return [view for view in exercise.views if view in found.views]
